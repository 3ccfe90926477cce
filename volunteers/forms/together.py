"""What the three of a match, and the co-ordinator, type on its page."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import CleanText, TextField
from caseload.forms import DayField
from caseload.typed import TypedDay
from caseload.version_forms import VersionedForm
from volunteers.actions.sharing import Agreed
from volunteers.forms.activities import filled_in
from volunteers.models import Match, MatchEnd, OuterMember, Relayed, Release, Shared, Side, Signal, Tuning

LONGEST, MOST_LINES = 200, 10
CHIPS = {"class": "chips"}


_capital = lazy(capfirst, str)


def _said(words: type[models.TextChoices]) -> list[tuple[str, Any]]:
    """As choices to press: each with a capital."""
    return [(value, _capital(label)) for value, label in words.choices]


def _lines(text: str) -> list[str]:
    """Each line one agreement. Raises ValidationError for one too long, or too many."""
    found = [line.strip(" -•\t") for line in text.splitlines()]
    found = [line for line in found if line]
    if len(found) > MOST_LINES:
        raise ValidationError(_("Schrijf ten hoogste %(n)s regels. De rest kan later.") % {"n": MOST_LINES})
    if any(len(line) > LONGEST for line in found):
        raise ValidationError(_("Een regel heeft ten hoogste %(n)s tekens. Schrijf korter.") % {"n": LONGEST})
    return found


class MeetingForm(forms.Form):
    met_on = TypedDay(label=gettext_lazy("Wanneer zaten jullie met z'n drieën?"))
    goals = TextField(
        label=gettext_lazy("Doelen"),
        help_text=gettext_lazy("Waar werken jullie naartoe? Elke regel is een doel."),
        max_length=2100,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tasks = TextField(
        label=gettext_lazy("Afspraken en taken"),
        help_text=gettext_lazy("Elke regel is een taak. Wie wat doet, kan er later bij."),
        required=False,
        max_length=2100,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"met_on": filled_in(clock.today()), **self.initial}

    def clean_goals(self) -> list[str]:
        if not (found := _lines(self.cleaned_data["goals"])):
            raise ValidationError(_("Schrijf ten minste één doel op."))
        return found

    def clean_tasks(self) -> list[str]:
        return _lines(self.cleaned_data["tasks"])

    def agreed(self) -> list[Agreed]:
        kinds = ((Shared.Kind.GOAL, "goals"), (Shared.Kind.TASK, "tasks"))
        return [Agreed(kind, text) for kind, name in kinds for text in self.cleaned_data[name]]


class _Who(forms.Form):
    def name_people(self, match: Match) -> None:
        pair = next(iter(match.supervision.pairs.all()), None)
        names = [
            ("", _("Samen")),
            (Side.VOLUNTEER, match.volunteer.first_name),
            (Side.CLIENT, match.supervision.client.first_name),
        ]
        if pair is not None:
            names.append((Side.WORKER, pair.worker.first_name))
        self.fields["who"] = forms.ChoiceField(
            label=_("Wie doet het?"), choices=names, required=False, widget=forms.RadioSelect(attrs=CHIPS)
        )


class SharedForm(_Who, forms.ModelForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Wat is het?"),
        choices=[(kind.value, capfirst(kind.label)) for kind in (Shared.Kind.TASK, Shared.Kind.GOAL)],
        initial=Shared.Kind.TASK,
        widget=forms.RadioSelect(attrs=CHIPS),
    )

    class Meta(CleanText):
        model = Shared
        fields = ["kind", "text"]
        labels = {"text": gettext_lazy("Wat spreken jullie af?")}

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_people(match)

    def agreed(self) -> Agreed:
        return Agreed(**{name: self.cleaned_data[name] for name in ("kind", "text", "who")})


class ChangeSharedForm(VersionedForm, _Who, forms.ModelForm):
    class Meta(CleanText):
        model = Shared
        fields = ["text"]
        labels = {"text": gettext_lazy("Wat spreken jullie af?")}

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == Shared.Kind.TASK:
            self.name_people(match)
            self.fields["who"].initial = self.instance.who


class TickForm(forms.Form):
    done = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)


class _Once(forms.Form):
    """A second click on the same form is no second message."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_id"].initial = uuid.uuid4()


class MessageForm(_Once, forms.ModelForm):
    class Meta(CleanText):
        model = Relayed
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class SignalForm(_Once, forms.ModelForm):
    class Meta(CleanText):
        model = Signal
        fields = ["text", "urgent"]
        labels = {"urgent": gettext_lazy("Dringend")}
        help_texts = {
            "text": gettext_lazy("Wat zag of hoorde je, en wanneer? Je coördinator leest dit."),
            "urgent": gettext_lazy("Ook de werker en wie dienst heeft krijgen meteen bericht."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class HandleSignalForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    what_was_done = TextField(
        label=gettext_lazy("Wat is gedaan?"),
        help_text=gettext_lazy("De vrijwilliger leest dit."),
        max_length=Signal._meta.get_field("what_was_done").max_length,
    )


class AskTuningForm(forms.Form):
    due_on = DayField(label=gettext_lazy("Wanneer?"), from_today=True)
    with_client = forms.BooleanField(label=gettext_lazy("Met de cliënt erbij"), required=False)


class HoldTuningForm(forms.Form):
    held_on = TypedDay(label=gettext_lazy("Wanneer was het?"))
    with_client = forms.BooleanField(label=gettext_lazy("De cliënt was erbij"), required=False)
    agreed = TextField(
        label=gettext_lazy("Wat is afgesproken?"),
        help_text=gettext_lazy("In een paar zinnen. De ander zegt of het klopt."),
        max_length=Tuning._meta.get_field("agreed").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"held_on": filled_in(clock.today()), **self.initial}


class ChangeTuningForm(VersionedForm, forms.ModelForm):
    class Meta(CleanText):
        model = Tuning
        fields = ["agreed"]
        widgets = {"agreed": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].required = True


class VersionForm(forms.Form):
    """A yes to the words that were on the screen."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)


class PhoneForm(forms.Form):
    shown = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])


class ReleaseForm(forms.ModelForm):
    what = forms.ChoiceField(
        label=gettext_lazy("Wat laat je weten?"), choices=_said(Release.What), widget=forms.RadioSelect(attrs=CHIPS)
    )

    class Meta(CleanText):
        model = Release
        fields = ["what", "text", "reason"]
        labels = {
            "text": gettext_lazy("Zoals de vrijwilliger het leest"),
            "reason": gettext_lazy("Waarom is dat nodig?"),
        }
        help_texts = {
            "text": gettext_lazy("De cliënt leest dit ook op de eigen bladzijde."),
            "reason": gettext_lazy("Dit leest alleen de werker."),
        }


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom stopt het?"),
        choices=_said(MatchEnd),
        widget=forms.RadioSelect(attrs=CHIPS),
        error_messages={"required": gettext_lazy("Kies een reden.")},
    )
    thanks = TextField(
        label=gettext_lazy("Bedankje voor de vrijwilliger"),
        help_text=gettext_lazy("Niet verplicht. De vrijwilliger leest dit nog dertig dagen. Noem de cliënt niet."),
        required=False,
        max_length=Match._meta.get_field("thanks").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OuterForm(forms.ModelForm):
    class Meta(CleanText):
        model = OuterMember
        fields = ["name", "post", "phone"]
