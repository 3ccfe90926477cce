from django.urls import path

from dashboards.views import team

app_name = "dashboards"
urlpatterns = [path("<uuid:team_id>/", team.team, name="team")]
