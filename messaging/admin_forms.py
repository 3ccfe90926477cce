"""The administrator's forms: the words of a message, when messages leave, days on which none does."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from boundary.fields import CleanText, TextField
from caseload.forms import DayField
from caseload.version_forms import VersionedForm
from messaging import examples, wording
from messaging.channels.sms import LONGEST, places
from messaging.models import Channel, SendingRules
from messaging.texts import PLACEHOLDERS, Words

# What people try for a name that never stands in a message.
SURNAMES = {"achternaam", "naam", "surname", "last_name", "werker", "cliënt", "client"}
WEEKDAYS = [
    (1, _("maandag")),
    (2, _("dinsdag")),
    (3, _("woensdag")),
    (4, _("donderdag")),
    (5, _("vrijdag")),
    (6, _("zaterdag")),
    (7, _("zondag")),
]


class TextForm(VersionedForm):
    """Own words. What they may name and how long they may be is checked here; what only stands out, at the preview."""

    subject = TextField(label=pgettext_lazy("bericht", "Onderwerp"), max_length=120)
    body = TextField(label=_("Tekst"), max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, words: Words, channel: str, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self.channel, self.organisation = words, channel, organisation
        if channel == Channel.SMS:
            del self.fields["subject"]
            self.fields["body"].widget.attrs["rows"] = 4

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        # A subject is read by whoever is near.
        self._check_names(subject, [name for name in self.words.holds if name == "laatste_dag"])
        return subject

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        self._check_names(body, self.words.placeholders(self.channel))
        for name in self.words.needs:
            if name not in wording.placeholders(body):
                raise ValidationError(_("De link ontbreekt. Zet {link} op de plaats waar hij moet staan."))
        if self.channel == Channel.SMS:
            self._check_room(body)
        return body

    def _check_names(self, text: str, allowed: list[str]) -> None:
        for name in wording.placeholders(text):
            if name in allowed:
                continue
            if name.strip().lower() in SURNAMES:
                raise ValidationError(_now("{%s} kan niet. Een achternaam staat nooit in een bericht.") % name)
            raise ValidationError(_refusal(name, allowed))
        if wording.has_loose_brace(text):
            raise ValidationError(_("Er staat een losse accolade. Schrijf een invulplek als {naam}."))

    def _check_room(self, body: str) -> None:
        longest = wording.fill(body, examples.longest(self.words, self.organisation))
        length = places(longest)
        if length is None:
            odd = "".join(sorted({letter for letter in longest if places(letter) is None}))
            raise ValidationError(_now("Dit kan niet in een sms: %s") % odd)
        if length > LONGEST:
            words = {"n": length, "most": LONGEST}
            raise ValidationError(
                _now("Te lang voor een sms: %(n)s tekens, met de link. Er passen er %(most)s.") % words
            )


def _refusal(name: str, allowed: list[str]) -> str:
    if name in PLACEHOLDERS and not allowed:
        return _now("{%s} kan hier niet. In deze regel staan geen invulplekken.") % name
    known = ", ".join(f"{{{one}}}" for one in allowed)
    if not known:
        return _now("{%s} is geen invulplek. In deze regel staan er geen.") % name
    return _now("{%(name)s} kan hier niet. Dit kan wel: %(known)s.") % {"name": name, "known": known}


class RulesForm(VersionedForm, forms.ModelForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Werkdagen"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        error_messages={"required": _("Kies minstens één dag.")},
    )

    class Meta(CleanText):
        model = SendingRules
        fields = ["sends_from", "sends_until", "weekdays", "per_day", "per_week", "per_moment", "name_in_subject"]
        widgets = {name: forms.TimeInput(format="%H:%M", attrs={"class": "w-time"}) for name in fields[:2]}
        help_texts = {
            "sends_from": _("Zoals 9:00"),
            "sends_until": _("Vanaf deze tijd gaat er niets meer uit."),
            "per_day": _("Berichten over vragenlijsten, per persoon"),
            "name_in_subject": _("Wie meekijkt, ziet dan van wie het bericht komt."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("per_day", 5), ("per_week", 10), ("per_moment", 20)):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=1,
                max_value=most,
                widget=forms.NumberInput(attrs={"class": "w-code"}),
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        start, until = self.cleaned_data.get("sends_from"), self.cleaned_data.get("sends_until")
        if start and until and until <= start:
            self.add_error("sends_until", _now("Kies een tijd na het begin."))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action validates the row; here its constraint would say the same a second time."""


class ClosedDayForm(forms.Form):
    day = DayField(label=_("Dag"), from_today=True)
    reason = TextField(label=_("Waarom"), max_length=80, required=False, help_text=_("Mag leeg"))
