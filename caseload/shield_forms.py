"""Closing a file, and naming who may see it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import UserQuerySet
from boundary.fields import CleanText
from caseload.forms import DayField
from caseload.models import Shield, ShieldMember


class ShieldForm(forms.ModelForm):
    class Meta(CleanText):
        model = Shield
        fields = ["reason"]
        labels = {"reason": _("Waarom scherm je dit dossier af?")}
        help_texts = {"reason": _("Wie op de lijst staat, leest dit.")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.get_role_display()}"


class ShieldMemberForm(forms.ModelForm):
    until = DayField(
        label=_("Tot"),
        required=False,
        help_text=_("Mag leeg. Vanaf die dag ziet deze collega het dossier niet meer."),
    )

    class Meta(CleanText):
        model = ShieldMember
        fields = ["user", "reason", "until"]
        labels = {"reason": _("Waarom moet deze collega erbij kunnen?")}

    def __init__(self, *args: Any, colleagues: UserQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = ColleagueField(queryset=colleagues, label=_("Collega"), empty_label=str(_("Kies")))
