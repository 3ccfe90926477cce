from django.urls import path

from volunteers import views

app_name = "volunteers"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("<uuid:volunteer_id>/match/", views.match, name="match"),
    path("<uuid:volunteer_id>/leave/", views.leave, name="leave"),
    path("match/<uuid:match_id>/end/", views.end_match, name="end_match"),
]
