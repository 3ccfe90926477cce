"""Pages about contacts."""

from django.urls import path

from remote_contact.views import advice_rules, contacts, own_hours

app_name = "remote_contact"
urlpatterns = [
    path("advice/", advice_rules.advice_rules, name="advice_rules"),
    path("advice/<slug:rule>/", advice_rules.advice_rule, name="advice_rule"),
    path("own/hours/", own_hours.own_hours, name="own_hours"),
    path("<uuid:pair_id>/new/", contacts.log, name="log"),
]
