"""Every address of the portal. Who may open which: `access_policy.toml`, held by `test_access_matrix`."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as code
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from accounts.counting import counted
from probation_portal import health
from probation_portal.reset_links import reset_from_key
from probation_portal.second_step import with_code
from probation_portal.views import reports
from volunteers.views import applying

# Only what the portal uses of allauth: no sign-up, no changing of one's own address. `counted`: where somebody tries.
account_patterns = [
    path("login/", counted(sign_in.login), name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("signup/", sign_in.signup, name="account_signup"),
    path("reauthenticate/", counted(sign_in.reauthenticate), name="account_reauthenticate"),
    path("login/code/", counted(with_code(code.authenticate)), name="mfa_authenticate"),
    path("reauthenticate/code/", counted(code.reauthenticate), name="mfa_reauthenticate"),
    path("password/change/", counted(sign_in.password_change), name="account_change_password"),
    path("password/set/", counted(sign_in.password_set), name="account_set_password"),
    path("password/reset/", counted(sign_in.password_reset), name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,32})-(?P<key>[0-9A-Za-z-]{1,80})/$",
        counted(reset_from_key),
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    path("", include("probation_portal.portal_urls")),
    path("account/", include(account_patterns)),
    path("language/", login_not_required(set_language), name="set_language"),
    path("csp-report/", reports.csp_report, name="csp_report"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("caseload/", include("caseload.urls")),
    path("", include("alliance.urls")),
    path("contact/", include("remote_contact.urls")),
    path("volunteers/", include("volunteers.urls")),
    # In Dutch, because it is printed and told on the telephone.
    path("vrijwilliger/<slug:slug>/", applying.apply, name="volunteer_apply"),
    path("vrijwilliger/<slug:slug>/bedankt/", applying.thanks, name="volunteer_thanks"),
    path("team/", include("dashboards.urls")),
    path("research/", include("research.urls")),
    path("messages/", include("messaging.urls")),
    path("accounts/", include("accounts.urls")),
]

handler403 = "probation_portal.views.refusals.refused"
