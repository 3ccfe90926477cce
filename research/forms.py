from django import forms
from django.utils.translation import gettext_lazy as _

from boundary.fields import CleanText
from caseload.forms import DayField
from research.models import Study


class StudyForm(forms.ModelForm):
    """A new study. It begins today."""

    ends_on = DayField(label=_("Laatste dag"), from_today=True)

    class Meta(CleanText):
        model = Study
        fields = ["name", "purpose", "ends_on"]
        labels = {"name": _("Naam van het onderzoek"), "purpose": _("Waarvoor is het?")}
        help_texts = {
            "purpose": _(
                "Dit lezen cliënten en werkers voordat ze kiezen. Schrijf gewone taal: wat je wilt weten, "
                "welke gegevens je gebruikt en wanneer ze worden gewist."
            )
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "name": {"required": _("Geef het onderzoek een naam.")},
            "purpose": {"required": _("Schrijf op waarvoor het onderzoek is.")},
        }


class DestroyedForm(forms.Form):
    on = DayField(label=_("Vernietigd op"), until_today=True)
