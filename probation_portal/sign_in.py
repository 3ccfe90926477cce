"""Signing in, through allauth: accounts are made by the organisation, and its mails leave through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import actions, devices, second_factor, sessions
from accounts.models import User
from audit import clock
from audit.models import Action, Purpose, Reason
from audit.record import first_this_minute, record
from messaging import actions as outbox
from messaging import texts
from messaging.kinds import Family, Kind, Mail, register
from messaging.models import Message, Side
from messaging.texts import Words

PASSWORD_RESET = "accounts.password_reset"  # noqa: S105 (the name of a message, not a password)
INVITATION = "accounts.invitation"
SECOND_FACTOR_RESET = "accounts.second_factor_reset"
# The mails of signing in that leave the building, by the template that allauth or `accounts.actions` names.
KINDS = {
    "account/email/password_reset_key": PASSWORD_RESET,
    "account/email/invitation": INVITATION,
    "account/email/second_factor_reset": SECOND_FACTOR_RESET,
}


class AccountAdapter(DefaultAccountAdapter):
    def is_safe_url(self, url: str | None) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            # What cannot be read as an address leads nowhere.
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue instead of send. The key of a link is made when the mail leaves, so none lies in the outbox."""
        user, kind = context.get("user"), KINDS.get(template_prefix)
        if kind is None or not isinstance(user, User):
            return
        # One a minute per person, however often the button is pressed.
        stamp = clock.now().isoformat(timespec="minutes")
        outbox.queue([outbox.message(kind=kind, subject_id=user.pk, side=Side.USER, user=user, moment=stamp)])

    def login(self, request: HttpRequest, user: User) -> None:
        """A new session key, with what the list of sessions says of it and which second factor opened it."""
        proven = any(step["method"] == "mfa" for step in get_authentication_records(request, user))
        super().login(request, user)
        request.session[sessions.DEVICE] = devices.names(request.headers.get("User-Agent", ""))
        if proven:
            request.session[second_factor.PROVEN] = user.device
        # Now, because the page that follows tells how long the session lasts.
        request.session.save()

    def logout(self, request: HttpRequest) -> None:
        """What was still to be told to them, colleagues and clients named, is not for whoever comes next."""
        list(messages.get_messages(request))
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        request = context.request
        own = request.user.is_authenticated and request.user.pk == user.pk
        actions.set_password(by=user, password=password, keep=request.session.session_key if own else None)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Also by where they come from: with the account alone, anybody could lock a worker out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        record(Action.SIGN_IN, by=user, what="sign-in", purpose=Purpose.ADMINISTRATION)
        return super().post_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many tries are refused before anybody looks at the password; once a minute that is recorded."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if first_this_minute(f"sign-in:{self._get_login_attempts_cache_key(request, **credentials)}"):
                _failed(credentials, Reason.THROTTLED)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        _failed(credentials, Reason.WRONG)


def _failed(credentials: dict[str, Any], reason: Reason) -> None:
    """Nobody knows who tried, so there is no actor; what was typed is not kept, an existing account is named."""
    account = User.objects.filter(email__iexact=credentials.get("email") or "").first()
    record(
        Action.SIGN_IN_FAILED,
        by=None,
        role="unknown",
        what="sign-in",
        object_id=account.pk if account else None,
        organisation_id=account.organisation_id if account else None,
        purpose=Purpose.ADMINISTRATION,
        reason=reason,
    )


def _recheck(message: Message) -> str:
    return "" if message.user is not None and message.user.is_active else "account off"


def _recheck_invitation(message: Message) -> str:
    if message.user is not None and message.user.has_usable_password():
        return "has a password"
    return _recheck(message)


def _mail(message: Message) -> Mail:
    user = message.user
    assert user is not None
    if message.kind == SECOND_FACTOR_RESET:
        return texts.mail(message, user, link=settings.PORTAL_URL + reverse("account_login"))
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _dash, token = key.partition("-")
    url = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return texts.mail(message, user, link=settings.PORTAL_URL + url)


def register_kinds() -> None:
    rechecks = {PASSWORD_RESET: _recheck, INVITATION: _recheck_invitation, SECOND_FACTOR_RESET: _recheck}
    for name, recheck in rechecks.items():
        # Whoever asked for one waits for it.
        register(Kind(name, recheck, _mail, Family.SECURITY))
    holds = ("voornaam", texts.LINK, "organisatie")
    for name, template, title in (
        (INVITATION, "invitation", _("Nieuw account: wachtwoord kiezen")),
        (PASSWORD_RESET, "password_reset", _("Wachtwoord vergeten")),
        (SECOND_FACTOR_RESET, "second_factor_reset", _("Extra stap bij het aanmelden weggehaald")),
    ):
        texts.declare(Words(name, Side.USER, title, template, holds))
