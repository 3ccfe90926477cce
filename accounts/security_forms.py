"""What is typed about one's own, or a colleague's, second factor."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import second_factor
from accounts.actions import ResetReason, note_wrong_code
from accounts.permissions import signed_in
from boundary.fields import TextField


class SetUpForm(forms.Form):
    code = TextField(
        label=_("Code van 6 cijfers uit de app"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "num"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.secret = request, secret

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        user = signed_in(self.request)
        check = partial(second_factor.is_right_totp, user, self.secret)
        try:
            second_factor.try_code(self.request, user, check, code)
        except forms.ValidationError:
            note_wrong_code(of=user)
            raise
        return code


class ResetForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Waarom?"),
        widget=forms.RadioSelect,
        choices=[
            (ResetReason.LOST.value, _("De telefoon is kwijt of kapot")),
            (ResetReason.REPLACED.value, _("Er is een andere telefoon, en de oude is al weg")),
            (ResetReason.DISTRUSTED.value, _("Iemand anders kan erbij gekomen zijn")),
        ],
    )

    def clean_why(self) -> ResetReason:
        return ResetReason(self.cleaned_data["why"])
