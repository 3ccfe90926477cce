"""The pages that put the rooms together: each role's home, the pair's page, and the life of a case."""

from django.urls import path

from probation_portal.views import home, pair

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("pair/<uuid:pair_id>/", pair.pair, name="pair"),
]
