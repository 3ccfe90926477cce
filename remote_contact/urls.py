"""Pages about contacts."""

from django.urls import path

from remote_contact.views import contacts

app_name = "remote_contact"
urlpatterns = [
    path("<uuid:pair_id>/new/", contacts.log, name="log"),
]
