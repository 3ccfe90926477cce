"""Signing in, through allauth: accounts are made by the organisation, and its mails leave through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from messaging import actions as outbox
from messaging.kinds import Kind, Mail, register
from messaging.models import Message, Side

PASSWORD_RESET = "accounts.password_reset"  # noqa: S105 (the name of a message, not a password)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue instead of send. The key of a reset is made when the mail leaves, so none lies in the outbox."""
        user = context.get("user")
        if not template_prefix.endswith("password_reset_key") or not isinstance(user, User):
            return
        # One a minute per person, however often the button is pressed.
        stamp = timezone.now().isoformat(timespec="minutes")
        outbox.queue([outbox.message(kind=PASSWORD_RESET, subject_id=user.pk, side=Side.USER, user=user, moment=stamp)])


def _recheck(message: Message) -> str:
    return "" if message.user is not None and message.user.is_active else "account off"


def _render(message: Message) -> Mail:
    user = message.user
    assert user is not None
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _dash, token = key.partition("-")
    url = settings.PORTAL_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    body = render_to_string("account/email/password_reset_key_message.txt", {"password_reset_url": url, "user": user})
    subject = render_to_string("account/email/password_reset_key_subject.txt", {})
    return Mail(to=user.email, subject=" ".join(subject.split()), body=body.strip() + "\n")


def register_kinds() -> None:
    register(Kind(PASSWORD_RESET, _recheck, _render))
