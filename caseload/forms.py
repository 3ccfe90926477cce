"""Forms about a case, and what every form needs: days within reason, and an action's refusal at its field."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from audit import clock
from boundary.fields import CleanText
from caseload.models import (
    Agreement,
    AgreementState,
    AgreementWho,
    Condition,
    FactKind,
    Goal,
    Hitch,
    HitchKind,
    Pair,
    PauseReason,
    Phase,
    ProblemArea,
    Risk,
)
from caseload.version_forms import VersionedForm
from caseload.versions import StaleRecord
from caseload.when import NotUnderstood, parse_coming_day, parse_day

EARLIEST = dt.date(2000, 1, 1)
YEARS_AHEAD = 10
LONGEST_WORDS = 40
Result = TypeVar("Result", bound=Model)


class DayField(forms.DateField):
    """A day as people type it (23-11-2026, 23/11/2026), within the years in which counting months stays a calendar.
    One that was, or one that comes, may be said in words too, as in every other form: gisteren, vr, over 2 weken."""

    def __init__(self, *, until_today: bool = False, from_today: bool = False, **kwargs: Any) -> None:
        self.until_today, self.from_today = until_today, from_today
        widget = forms.DateInput(format="%d-%m-%Y", attrs={"class": "w-date", "autocomplete": "off"})
        formats = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"]
        wrong = {"invalid": _("Vul een dag in zoals 23-11-2026."), "required": _("Vul een dag in zoals 23-11-2026.")}
        usual: dict[str, Any] = {
            "widget": widget,
            "input_formats": formats,
            "error_messages": wrong,
            "help_text": _("Zoals 23-11-2026"),
        }
        super().__init__(**usual | kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        parse = parse_day if self.until_today else parse_coming_day if self.from_today else None
        try:
            day: dt.date | None = super().to_python(value)
            return day
        except ValidationError:
            if parse is None or len(str(value)) > LONGEST_WORDS:
                raise
        try:
            return parse(str(value), clock.today())
        except NotUnderstood:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day is None:
            return None
        today = clock.today()
        if self.until_today and day > today:
            raise ValidationError(_("Deze dag moet nog komen. Kies vandaag of een dag daarvoor."))
        if self.from_today and day < today:
            raise ValidationError(_("Deze dag is al geweest. Kies vandaag of een dag daarna."))
        if not EARLIEST <= day <= today.replace(year=today.year + YEARS_AHEAD, day=1):
            raise ValidationError(_("Klopt het jaar? Deze dag ligt te ver weg."))
        return day


def attempt(form: forms.BaseForm, action: Callable[..., Result], /, **values: Any) -> Result | None:
    """Carry the action out; what it refuses stands at the fields it names, or beside what somebody else saved.

    None: refused, and nothing was written.
    """
    try:
        return _carried_out(action, **values)
    except StaleRecord as stale:
        if not isinstance(form, VersionedForm):
            raise
        form.ask_again(stale)
    except ValidationError as error:
        refusals = error.error_dict if hasattr(error, "error_dict") else {None: error}
        for name, problem in refusals.items():
            form.add_error(name if name in form.fields else None, problem)
    return None


def _carried_out(action: Callable[..., Result], /, **values: Any) -> Result:
    """Once more when the table refused what the action had found free: who pressed twice, or was a moment behind a
    colleague, is told in the action's own words."""
    try:
        return action(**values)
    except IntegrityError:
        return action(**values)


class FactForm(VersionedForm):
    """A level, phase, risk estimate or problem area from a day on. Its version: how many of its kind there were."""

    TITLES = {
        FactKind.LEVEL: _("Niveau"),
        FactKind.PHASE: _("Fase"),
        FactKind.RISK: _("Risico-inschatting"),
        FactKind.PROBLEM_AREA: _("Leefgebied"),
    }

    value = forms.ChoiceField()
    since = DayField(label=_("Vanaf"), until_today=True)

    def __init__(self, *args: Any, kind: FactKind, levels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == FactKind.PROBLEM_AREA:
            # They stand beside each other: nobody's replaces anybody's.
            del self.fields["version"]
        choices: dict[FactKind, list[tuple[str, Any]]] = {
            FactKind.LEVEL: [(level, _("Niveau %s") % level) for level in levels],
            FactKind.PHASE: list(Phase.choices),
            FactKind.RISK: list(Risk.choices),
            FactKind.PROBLEM_AREA: list(ProblemArea.choices),
        }
        field = self.fields["value"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Kies")), *choices[kind]]
        field.label = self.TITLES[kind]


class ConditionForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=_("Soort"),
        choices=[(Condition.Kind.GENERAL, _("Algemeen")), (Condition.Kind.SPECIAL, _("Bijzonder"))],
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    since = DayField(label=_("Vanaf"))

    class Meta(CleanText):
        model = Condition
        fields = ["kind", "text", "since"]
        labels = {"text": _("Voorwaarde")}


class GoalForm(forms.ModelForm):
    since = DayField(label=_("Vanaf"), until_today=True)

    class Meta(CleanText):
        model = Goal
        fields = ["text", "since"]
        labels = {"text": _("Doel")}


class HitchForm(forms.ModelForm):
    on = DayField(label=_("Wanneer?"), until_today=True)

    class Meta(CleanText):
        model = Hitch
        fields = ["kind", "on", "note"]
        labels = {"note": _("Toelichting")}
        help_texts = {"note": _("Niet verplicht. Feiten, in een paar zinnen.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = HitchKind.objects.filter(organisation=pair.team.organisation_id, is_active=True)
        field = forms.ModelChoiceField(queryset=kinds, label=_("Wat haperde er?"), empty_label=str(_("Kies")))
        self.fields["kind"] = field


class AgreementForm(forms.ModelForm):
    due = DayField(label=_("Vóór"), from_today=True, required=False, help_text=_("Mag leeg. Zoals 23-11-2026"))

    class Meta(CleanText):
        model = Agreement
        fields = ["text", "who", "due"]
        labels = {"text": _("Wat spreken jullie af?")}

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (AgreementWho.CLIENT, pair.client.first_name),
            (AgreementWho.WORKER, pair.worker.first_name),
            (AgreementWho.TOGETHER, _("Samen")),
        ]
        self.fields["who"] = forms.ChoiceField(
            label=_("Wie doet het?"), choices=names, widget=forms.RadioSelect(attrs={"class": "chips"})
        )


class CloseAgreementForm(forms.Form):
    state = forms.ChoiceField(choices=[(s, s.label) for s in (AgreementState.DONE, AgreementState.DROPPED)])
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)


class PauseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Waarom staat het toezicht stil?"),
        choices=PauseReason.choices,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        error_messages={"required": _("Kies een reden.")},
    )
    since = DayField(label=_("Vanaf"), until_today=True)


class EndPauseForm(forms.Form):
    until = DayField(
        label=_("Vanaf welke dag loopt het toezicht weer?"),
        until_today=True,
        help_text=_("Die dag telt weer mee. Zoals 23-11-2026"),
    )
