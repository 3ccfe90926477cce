from django.urls import path

from volunteers import match_urls, request_urls
from volunteers.views import coordinator, people, projects

app_name = "volunteers"
urlpatterns = [
    path("", people.people, name="people"),
    path("new/", people.new, name="new"),
    path("running/", coordinator.all_matches, name="all_matches"),
    path("year/", coordinator.year, name="year"),
    path("hours.csv", coordinator.hours_file, name="hours_file"),
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", projects.new_project, name="new_project"),
    path("projects/<uuid:project_id>/", projects.project, name="project"),
    path("projects/<uuid:project_id>/retire/", projects.retire_project, name="retire_project"),
    path("kinds/<uuid:kind_id>/retire/", projects.retire_kind, name="retire_kind"),
    path("form/", projects.public_form, name="public_form"),
    path("<uuid:volunteer_id>/", people.person, name="person"),
    path("<uuid:volunteer_id>/change/", people.change, name="change"),
    path("<uuid:volunteer_id>/stage/", people.stage, name="stage"),
    path("<uuid:volunteer_id>/paper/", people.paper, name="paper"),
    path("<uuid:volunteer_id>/paper/<uuid:paper_id>/remove/", people.remove_paper, name="remove_paper"),
    path("<uuid:volunteer_id>/leave/", people.leave, name="leave"),
    *match_urls.urlpatterns,
    *request_urls.urlpatterns,
]
