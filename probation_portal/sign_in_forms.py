"""The forms of signing in that differ from allauth's: what is tried is counted for account and address together."""

from typing import Any

from allauth.account import fields
from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ResetPasswordForm as LibraryResetPasswordForm
from allauth.core import context, ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import actions, second_factor
from accounts.models import User
from boundary.fields import EmailField, TextField


class AddressField(EmailField, fields.EmailField):
    """allauth's look, our cleaning."""


class LoginForm(LibraryLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        self.order_fields(["login", "password"])


class ResetPasswordForm(LibraryResetPasswordForm):
    email = AddressField(required=True)

    def clean_email(self) -> str:
        email: str = super().clean_email()
        key = f"{email.lower()}:{get_adapter().get_client_ip(context.request)}"
        if not ratelimit.consume(context.request, action="reset_password_account", key=key):
            raise get_adapter().validation_error("rate_limited")
        return email


class CodeForm(forms.Form):
    """The code of the app, or one of the recovery codes."""

    code = TextField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )
    again = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.factor: Authenticator | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            second_factor.try_code(context.request, self.user, self._is_right, code)
        except forms.ValidationError:
            actions.note_wrong_code(of=self.user)
            raise
        return code

    def _is_right(self, code: str) -> bool:
        self.factor = second_factor.known(self.user, code)
        return self.factor is not None

    def save(self) -> None:
        assert self.factor is not None
        if self.factor.type == Authenticator.Type.RECOVERY_CODES:
            actions.note_recovery_code(by=self.user)
        post_authentication(context.request, self.factor, reauthenticated=self.again)


class CodeAgainForm(CodeForm):
    again = True
