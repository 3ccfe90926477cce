"""What two people write down at their talk: its day, agreements, and afterwards what it was worth."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.actions import Agreed
from alliance.models import Measurement, Rater, Worth
from boundary.fields import CleanText, TextField
from caseload.forms import AgreementForm, DayField
from caseload.models import Agreement, AgreementWho, AttentionAside, Pair

LINES = 4


class TalkForm(forms.Form):
    held_on = DayField(label=_("Besproken op"), until_today=True)


class AgreedForm(AgreementForm):
    """One line: what, who, before when. A line without any of them is no agreement."""

    class Meta(AgreementForm.Meta):
        model = Agreement
        fields = ["text", "who", "due"]

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, pair=pair, **kwargs)
        choices = [
            ("", _("Kies")),
            (AgreementWho.CLIENT, pair.client.first_name),
            (AgreementWho.WORKER, pair.worker.first_name),
            (AgreementWho.TOGETHER, _("Samen")),
        ]
        self.fields["text"] = TextField(
            label=_("Wat"), max_length=200, error_messages={"required": _("Schrijf op wat jullie afspreken.")}
        )
        self.fields["who"] = forms.ChoiceField(
            label=_("Wie"), choices=choices, initial="", error_messages={"required": _("Kies wie het doet.")}
        )
        self.fields["due"].label = _("Vóór wanneer")
        self.fields["due"].help_text = ""


class BaseAgreedFormSet(forms.BaseFormSet):
    def agreed(self) -> list[Agreed]:
        lines = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [Agreed(line["text"], line["who"], line["due"]) for line in lines]


AgreedFormSet = forms.formset_factory(
    AgreedForm, formset=BaseAgreedFormSet, extra=LINES, max_num=LINES, absolute_max=LINES
)


class WorthForm(forms.Form):
    """Two questions, either may be left open; not both. `measurement_id` is the one that was talked about."""

    measurement_id: UUID | None = None

    WORDS = (
        (1, _("Niets")),
        (2, _("Weinig")),
        (3, _("Iets")),
        (4, _("Best veel")),
        (5, _("Veel")),
    )

    filling_in = forms.TypedChoiceField(
        label=_("Wat had je aan het invullen?"),
        choices=WORDS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    talking = forms.TypedChoiceField(
        label=_("Wat had je aan het gesprek?"),
        choices=WORDS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and data["filling_in"] is None and data["talking"] is None:
            raise forms.ValidationError(_("Kies bij ten minste een van de vragen een antwoord."))
        return data


def worth_form(measurements: Iterable[Measurement], rater: Rater) -> WorthForm | None:
    """The questions about the newest talk, for the side that did not answer them yet."""
    held = [(m.talked_on, m) for m in measurements if m.talked_on]
    _day, talked = max(held, key=lambda one: one[0], default=(None, None))
    if talked is None or Worth.objects.filter(measurement=talked, rater=rater).exists():
        return None
    form = WorthForm()
    form.measurement_id = talked.pk
    return form


class PutAsideForm(forms.ModelForm):
    class Meta(CleanText):
        model = AttentionAside
        fields = ["reason"]
        labels = {"reason": _("Waarom leg je dit opzij?")}
        error_messages = {"reason": {"required": _("Schrijf in een paar woorden waarom.")}}
