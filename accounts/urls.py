from django.urls import path

from accounts import security_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.new, name="new"),
    path("<uuid:user_id>/active/", views.active, name="active"),
    path("<uuid:user_id>/second-factor/", security_views.reset_second_factor, name="reset_second_factor"),
    path("own/", security_views.security, name="security"),
    path("own/stay/", security_views.stay, name="stay"),
    path("own/sessions/<uuid:visit_id>/end/", security_views.end_session, name="end_session"),
    path("own/sessions/end-others/", security_views.end_other_sessions, name="end_other_sessions"),
    path("own/second-factor/", security_views.set_up, name="second_factor"),
    path("own/second-factor/off/", security_views.second_factor_off, name="second_factor_off"),
    path("own/recovery-codes/", security_views.recovery_codes, name="recovery_codes"),
]
