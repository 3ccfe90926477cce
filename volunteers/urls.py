from django.urls import path

from volunteers.views import people

app_name = "volunteers"
urlpatterns = [
    path("new/", people.new, name="new"),
    path("<uuid:volunteer_id>/match/", people.match, name="match"),
    path("<uuid:volunteer_id>/leave/", people.leave, name="leave"),
    path("match/<uuid:match_id>/end/", people.end_match, name="end_match"),
]
