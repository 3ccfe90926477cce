"""What people type or choose in the monitor: answers, a PIN, how a PIN is handed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.actions import Details
from alliance.instruments import Instrument
from alliance.models import Company, Draft, HandedOverBy
from alliance.questionnaire import Question, Sheet
from boundary.fields import TextField


class AnswerForm(forms.Form):
    """The questions that may be shown to this person, one group of radio buttons each; none of them is required."""

    # The question that a phone shows.
    at = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, instrument: Instrument, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        choices = [(label.value, label.text.get(language)) for label in instrument.labels]
        for question in sheet.shown:
            self.fields[name_of(question)] = forms.TypedChoiceField(
                label=question.item.text.get(language),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=question.value,
                error_messages={"invalid_choice": _("Kies een van de antwoorden die hier staan.")},
            )

    @property
    def shown(self) -> str:
        """What this page shows as answered, for its own hidden field `shown`."""
        return " ".join(f"{q.item.key}:{q.value}" for q in self.sheet.shown if q.value is not None)

    def new_answers(self) -> dict[Question, int]:
        """What was changed on this page: an old page does not put back what was changed on another one since.

        Nothing posted takes no answer back.
        """
        posted = {question: self.cleaned_data[name_of(question)] for question in self.sheet.shown}
        before = _numbers(self.data.get("shown", ""))
        return {
            q: value
            for q, value in posted.items()
            if value is not None and value != q.value and value != before.get(q.item.key)
        }

    def ages(self) -> dict[str, int]:
        """Item -> seconds ago that it was answered, of answers that were sent late."""
        return _numbers(self.data.get("ages", ""))


def _numbers(text: str) -> dict[str, int]:
    """ "c01:4 c02:2" as a dict; what is no such pair is left out."""
    pairs = (pair.partition(":") for pair in text.split()[:200])
    return {key: int(n) for key, _colon, n in pairs if n.isascii() and n.isdigit() and len(n) < 7}


def name_of(question: Question) -> str:
    return f"item_{question.item.key}"


class PinForm(forms.Form):
    pin = TextField(
        label=_("Pincode van zes cijfers"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-code", "spellcheck": "false"}
        ),
        error_messages={"required": _("Vul je pincode in.")},
    )

    def clean_pin(self) -> str:
        pin = "".join(str(self.cleaned_data["pin"]).split())
        if len(pin) != 6 or not (pin.isascii() and pin.isdigit()):
            raise forms.ValidationError(_("Een pincode heeft zes cijfers. Kijk het nog eens na."))
        return pin


class CompanyForm(forms.Form):
    """Alone or together; "zeg ik liever niet" is an answer too, and leaves it open as saying nothing does."""

    RATHER_NOT = "rather_not"

    company = forms.ChoiceField(
        label=_("Vul je dit alleen in?"),
        choices=[
            (Company.ALONE, _("Ja, alleen")),
            (Company.TOGETHER, _("Nee, samen met iemand")),
            (RATHER_NOT, _("Dat zeg ik liever niet")),
        ],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Kies een van de antwoorden die hier staan.")},
    )

    def clean_company(self) -> str:
        said = str(self.cleaned_data["company"])
        return "" if said == self.RATHER_NOT else said


class TopicForm(forms.Form):
    """What to talk about first. What is not posted, or left as it was found, changes nothing."""

    topic = TextField(
        label=_("Waar wil jij het als eerste over hebben?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 300}),
        error_messages={"max_length": _("Maak het korter: hooguit 300 tekens.")},
    )
    show_items = forms.TypedChoiceField(
        required=False,
        choices=[("yes", _("Ja, dat mag")), ("no", _("Nee"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Kies ja of nee.")},
    )

    def __init__(self, *args: Any, worker: str = "", client: str = "", shown: Draft | None, **kwargs: Any) -> None:
        """`shown`: the draft whose words may be shown here; `worker` on the client's page, `client` on the worker's."""
        super().__init__(*args, **kwargs)
        self.topic_shown = shown.topic if shown else ""
        self.fields["topic"].initial = self.topic_shown
        reader = worker or client
        self.fields["topic"].help_text = _("Hoeft niet. %(name)s leest dit pas als jullie allebei klaar zijn.") % {
            "name": reader
        }
        if not worker:
            del self.fields["show_items"]
            return
        name = {"worker": worker}
        self.fields["show_items"].label = _("Mag %(worker)s je losse antwoorden zien?") % name
        self.fields["show_items"].help_text = _("Pas als jullie allebei klaar zijn. Kies je niets? Dan is het nee.")
        if shown:
            self.fields["show_items"].initial = "yes" if shown.show_items else "no"

    def details(self) -> Details:
        topic = self.cleaned_data["topic"].strip() if "topic" in self.data else None
        return Details(
            topic=None if topic == self.topic_shown else topic, show_items=self.cleaned_data.get("show_items")
        )


class GivePinForm(forms.Form):
    handed_over_by = forms.ChoiceField(
        label=_("Hoe geef je de pincode?"),
        choices=[
            (HandedOverBy.FACE_TO_FACE, _("Persoonlijk: we zitten bij elkaar")),
            (HandedOverBy.PHONE, _("Aan de telefoon: ik herken de stem")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe je de pincode geeft.")},
    )
