from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [path("<uuid:team_id>/", views.team, name="team")]
