from django.urls import path

from research.views import quality, samples, studies

app_name = "research"
urlpatterns = [
    path("studies/new/", studies.new_study, name="new_study"),
    path("studies/<uuid:study_id>/", studies.study, name="study"),
    path("studies/<uuid:study_id>/sample/", samples.draw, name="draw"),
    path("studies/<uuid:study_id>/samples/<uuid:sample_id>/letters/", samples.letters, name="letters"),
    path("quality/", quality.quality, name="quality"),
    path("drawn/", samples.drawn, name="drawn"),
    path("studies/<uuid:study_id>/associations/", studies.associations, name="associations"),
    path("studies/<uuid:study_id>/files/", studies.make_files, name="make_files"),
    path("studies/<uuid:study_id>/files/<uuid:data_set_id>/destroyed/", studies.destroyed, name="destroyed"),
]
