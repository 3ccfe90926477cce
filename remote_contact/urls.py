"""Pages about contacts."""

from django.urls import path

from remote_contact import views

app_name = "remote_contact"
urlpatterns = [
    path("<uuid:pair_id>/new/", views.log, name="log"),
]
