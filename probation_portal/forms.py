"""Forms of the pages that put the rooms together: the caseload's filters, and the life of a case."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from alliance.state import Step
from audit import clock
from boundary.fields import CleanText, TextField
from caseload.access import not_shielded_from
from caseload.forms import DayField
from caseload.models import Client, EndReason, Pair, Phase
from caseload.version_forms import VersionedForm
from probation_portal.worker_list import Row, plain

SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: row.sort_name,
    "phase": lambda row: (Phase.values.index(row.phase) if row.phase in Phase.values else -1, row.sort_name),
    "contact": lambda row: (row.last_contact is not None, row.last_contact or row.since, row.sort_name),
}


class CaseloadFilter(forms.Form):
    """What of the caseload is shown, and in which order. It stands in the address; what it does not know it ignores."""

    q = TextField(label=_("Zoek op naam of nummer"), max_length=80, required=False)
    phase = forms.ChoiceField(label=_("Fase"), choices=[("", _("Alle fasen")), *Phase.choices], required=False)
    measurement = forms.ChoiceField(
        label=_("Meting"),
        choices=[
            ("", _("Alle")),
            (Step.FILL_IN, _("Jouw kant nog invullen")),
            (Step.TALK, _("Klaar om te bespreken")),
            (Step.WAIT, _("Wacht op de cliënt")),
        ],
        required=False,
    )
    contact = forms.ChoiceField(
        label=_("Laatste contact"),
        choices=[("", _("Maakt niet uit")), ("14", _("Langer dan 14 dagen")), ("28", _("Langer dan 28 dagen"))],
        required=False,
    )
    sort = forms.ChoiceField(
        choices=[(f"{sign}{key}", key) for key in SORTS for sign in ("", "-")],
        widget=forms.HiddenInput,
        required=False,
    )

    def asked(self, name: str) -> str:
        """What was asked of this field, or nothing when it was no answer."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def choose(self, rows: list[Row]) -> list[Row]:
        sort = self.asked("sort") or "name"
        chosen = [row for row in rows if self._matches(row)]
        return sorted(chosen, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))

    def _matches(self, row: Row) -> bool:
        words = plain(self.asked("q")).split()
        text = plain(f"{row.name} {row.last_name} {row.number}")
        number = text.replace(" ", "").replace("-", "")
        measurement, contact = self.asked("measurement"), self.asked("contact")
        return (
            all(word in text or word.replace("-", "") in number for word in words)
            and self.asked("phase") in ("", row.phase)
            and (not measurement or (row.state is not None and row.state.step == measurement))
            and (not contact or row.without_contact(clock.today()) > int(contact))
        )

    def chips(self, query: QueryDict) -> list[dict[str, str]]:
        """What is switched on, each with the address that leaves it out."""
        shown = []
        for name in ("q", "phase", "measurement", "contact"):
            value = self.asked(name)
            if value:
                field = self.fields[name]
                words = _words(field, value) if isinstance(field, forms.ChoiceField) else f"‘{value}’"
                rest = query.copy()
                rest.pop(name)
                rest.pop("page", None)
                label = _("Zoek") if name == "q" else field.label
                shown.append({"label": f"{label}: {words}", "url": f"?{rest.urlencode()}"})
        return shown


def _words(field: forms.ChoiceField, value: str) -> str:
    """The label of this choice, or nothing."""
    choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
    return str(dict(choices).get(value, ""))


def workers_of(organisation: Organisation) -> QuerySet[User]:
    """The workers to whom a client can be given."""
    return User.objects.filter(
        organisation=organisation, role=Role.WORKER, is_active=True, team__organisation=organisation
    ).select_related("team")


class WorkerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.team}"


class PhoneMixin(forms.Form):
    """How a client is reached, with the same checks on every form that asks it."""

    mobile = TextField(
        label=_("Mobiel nummer"),
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ()-]{7,}$", _("Gebruik alleen cijfers, spaties en een + vooraan."))],
        widget=forms.TextInput(attrs={"type": "tel", "class": "w-code", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES, initial="nl")


class StartCaseForm(PhoneMixin, forms.ModelForm):
    """A new client, or one who returns, with a supervision and its first worker."""

    starts_on = DayField(label=_("Toezicht begint op"))
    planned_end = DayField(label=_("Geplande einddatum"), from_today=True, required=False, help_text=_("Mag leeg"))
    level = forms.ChoiceField(label=_("Niveau"), widget=forms.RadioSelect(attrs={"class": "chips"}))
    worker = WorkerField(label=_("Werker"), queryset=User.objects.none(), empty_label=_("Kies"))

    class Meta(CleanText):
        model = Client
        fields = ["number", "first_name", "last_name", "email", "mobile", "language"]
        labels = {"email": _("E-mailadres")}
        help_texts = {"email": _("Alleen voor uitnodigingen. Leeg laten mag.")}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        # Whoever has this number already, and whether they come back with it.
        self.known: Client | None = None
        self.returning: Client | None = None
        self.fields["starts_on"].initial = clock.today()
        levels = self.fields["level"]
        assert isinstance(levels, forms.ChoiceField)
        levels.choices = [(level, level) for level in by.organisation.levels]
        if by.role == Role.WORKER:
            del self.fields["worker"]
        else:
            own_teams = workers_of(by.organisation).filter(team__supervisors=by)
            self.fields["worker"].queryset = own_teams  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        self.known = Client.objects.filter(organisation=self.by.organisation, number__iexact=number).first()
        if self.known and not self._may_return(self.known):
            raise ValidationError(_("Voor dit cliëntnummer loopt al een toezicht. Klopt het nummer?"))
        self.returning = self.known
        return number

    def _may_return(self, client: Client) -> bool:
        """Not while a supervision runs. Shielded says the same: a number and a name find out about nobody."""
        running = client.supervisions.filter(ended_on__isnull=True)
        known = Client.objects.filter(not_shielded_from(self.by, "pk"), pk=client.pk)
        return known.exists() and not running.exists()

    def clean(self) -> dict[str, Any]:
        super().clean()
        begin, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("planned_end")
        if begin and end and end < begin:
            self.add_error("planned_end", _("Het einde ligt vóór het begin van het toezicht."))
        # Only when all else is right: whoever guesses at names with half a form learns nothing.
        if self.returning and not self.errors:
            self._compare(self.returning, begin)
        return {"worker": self.by, "returning": self.returning} | self.cleaned_data

    def _compare(self, returning: Client, begin: dt.date | None) -> None:
        """The number alone could be a slip: only with the same name is it the same person who returns."""
        if plain(self.cleaned_data["last_name"]) != plain(returning.last_name):
            self.add_error("last_name", _("Bij dit cliëntnummer hoort een andere naam. Klopt het nummer?"))
            return
        last = returning.supervisions.aggregate(day=Max("ended_on"))["day"]
        if begin and last and begin < last:
            self.add_error("starts_on", _("Het vorige toezicht liep toen nog. Kies een latere dag."))


class HandOverForm(forms.Form):
    worker = WorkerField(label=_("Nieuwe werker"), queryset=User.objects.none(), empty_label=_("Kies"))
    on = DayField(label=_("Vanaf"), until_today=True)

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        others = workers_of(pair.team.organisation).exclude(pk=pair.worker_id)
        self.fields["worker"].queryset = others  # type: ignore[attr-defined]


class EndSupervisionForm(forms.Form):
    on = DayField(label=_("Laatste dag"), until_today=True)
    reason = forms.ChoiceField(label=_("Hoe eindigt het?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        reasons = self.fields["reason"]
        assert isinstance(reasons, forms.ChoiceField)
        reasons.choices = [(reason.value, capfirst(reason.label)) for reason in EndReason]


class ContactDetailsForm(VersionedForm, PhoneMixin, forms.ModelForm):
    """How a client is reached."""

    class Meta(CleanText):
        model = Client
        fields = ["email", "mobile", "language", "reach_note", "consider_note"]
        labels = {"email": _("E-mailadres"), "reach_note": _("Bereiken"), "consider_note": _("Rekening houden met")}
        help_texts = {
            "email": _("Naar het oude adres gaat één bericht dat het is gewijzigd."),
            "reach_note": _("Staat boven elke bladzijde. Bijvoorbeeld: alleen sms, niet inspreken."),
            "consider_note": _("Staat boven elke bladzijde. Bijvoorbeeld: korte zinnen, grote letters."),
        }
