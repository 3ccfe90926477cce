from django.urls import path

from accounts.views import duty, people, security, teams

app_name = "accounts"
urlpatterns = [
    path("", people.people, name="people"),
    path("new/", people.new, name="new"),
    path("duty/", duty.duty, name="duty"),
    path("teams/", teams.teams, name="teams"),
    path("<uuid:user_id>/active/", people.active, name="active"),
    path("<uuid:user_id>/second-factor/", security.reset_second_factor, name="reset_second_factor"),
    path("own/", security.security, name="security"),
    path("own/stay/", security.stay, name="stay"),
    path("own/sessions/<uuid:visit_id>/end/", security.end_session, name="end_session"),
    path("own/sessions/end-others/", security.end_other_sessions, name="end_other_sessions"),
    path("own/second-factor/", security.set_up, name="second_factor"),
    path("own/second-factor/off/", security.second_factor_off, name="second_factor_off"),
    path("own/recovery-codes/", security.recovery_codes, name="recovery_codes"),
]
