from django.urls import path

from dashboards.views import digest, needs, organisation, own, team

app_name = "dashboards"
urlpatterns = [
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/figures.csv", organisation.organisation_csv, name="organisation_csv"),
    path("mine/", own.mine, name="mine"),
    path("aside/<uuid:pair_id>/", needs.put_aside, name="put_aside"),
    path("aside/<uuid:pair_id>/<uuid:aside_id>/back/", needs.take_back, name="take_back"),
    path("<uuid:team_id>/", team.team, name="team"),
    path("<uuid:team_id>/figures.csv", team.team_csv, name="team_csv"),
    path("<uuid:team_id>/digest/", digest.digest, name="digest"),
]
