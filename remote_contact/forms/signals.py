"""Putting a signal aside, with the reason."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from boundary.fields import CleanText
from caseload.models import AttentionAside


class PutAsideForm(forms.ModelForm):
    class Meta(CleanText):
        model = AttentionAside
        fields: ClassVar[list[str]] = ["reason"]
        labels: ClassVar[dict[str, object]] = {"reason": _("Waarom leg je dit opzij?")}
        help_texts: ClassVar[dict[str, object]] = {
            "reason": _("Zoals: besproken met de cliënt, of: afspraak op kantoor gemaakt.")
        }
        error_messages: ClassVar[dict[str, object]] = {"reason": {"required": _("Schrijf in een paar woorden waarom.")}}
