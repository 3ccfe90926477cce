from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.instruments import Instrument
from alliance.models import Rater
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


class SideFilter(forms.Form):
    """Whose side, in the address. Asks nothing that can be wrong: what is no side becomes the client's."""

    kant = forms.ChoiceField(label=_("Volgens wie"), choices=Rater)

    def __init__(self, asked: QueryDict) -> None:
        wanted = asked.get("kant", "")
        self.chosen = Rater(wanted) if wanted in Rater else Rater.CLIENT
        super().__init__(initial={"kant": self.chosen})


class SampleForm(forms.Form):
    """How many pairs of each pattern to draw, by which scale and side. The programme planned fifteen of each."""

    scale = forms.ChoiceField(label=_("Schaal"))
    rater = forms.ChoiceField(label=_("Volgens wie"), choices=Rater)
    per_pattern = forms.IntegerField(label=_("Koppels per patroon"), min_value=1, max_value=200, initial=15)
    reserve = forms.IntegerField(label=_("Reserve per patroon"), min_value=0, max_value=200, initial=5)
    seed = forms.IntegerField(
        label=_("Startgetal"),
        min_value=0,
        max_value=2_000_000_000,
        help_text=_("Met hetzelfde getal loot je dezelfde koppels."),
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "nl"
        scales = [(scale.key, scale.title.get(language)) for scale in instrument.scales]
        self.fields["scale"].choices = scales  # type: ignore[attr-defined]


class DestroyedForm(forms.Form):
    on = DayField(label=_("Vernietigd op"), until_today=True)
