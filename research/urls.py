from django.urls import path

from research.views import studies

app_name = "research"
urlpatterns = [
    path("studies/new/", studies.new_study, name="new_study"),
    path("studies/<uuid:study_id>/", studies.study, name="study"),
    path("studies/<uuid:study_id>/files/", studies.make_files, name="make_files"),
    path("studies/<uuid:study_id>/files/<uuid:data_set_id>/destroyed/", studies.destroyed, name="destroyed"),
]
