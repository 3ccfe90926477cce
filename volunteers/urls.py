from django.urls import path

from volunteers.views import matches, people

app_name = "volunteers"
urlpatterns = [
    path("new/", people.new, name="new"),
    path("<uuid:volunteer_id>/match/", matches.match, name="match"),
    path("<uuid:volunteer_id>/leave/", people.leave, name="leave"),
    path("match/<uuid:match_id>/end/", matches.end_match, name="end_match"),
]
