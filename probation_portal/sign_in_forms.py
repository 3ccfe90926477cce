"""The forms of allauth that take an address, with an address field that cleans what is typed as all others do."""

from typing import Any

from allauth.account import fields, forms

from boundary.fields import EmailField


class AddressField(EmailField, fields.EmailField):
    """allauth's look, our cleaning."""


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        self.order_fields(["login", "password"])


class ResetPasswordForm(forms.ResetPasswordForm):
    email = AddressField(required=True)
