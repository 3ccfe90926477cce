"""What a worker keeps of a talk at a distance. Nothing is required: what was not asked stays empty."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from boundary.fields import TextField
from caseload.forms import DayField
from caseload.models import Goal, Pair
from caseload.version_forms import VersionedForm
from remote_contact.models import Alone, Initiative, RemoteTalk

BEFORE = ("agenda_agreed", "client_calls", "quiet_place", "alone", "technique_checked")
DURING = ("goals", "tools")
AFTER = ("agreements_sent_by", "agreements_sent_how", "agreements_sent_on")
NOT_ASKED = ("", capfirst(_("niet gevraagd")))


class _YesNo(forms.TypedChoiceField):
    """Yes, no, or not asked (None)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("True", capfirst(_("ja"))), ("False", capfirst(_("nee"))), NOT_ASKED],
            coerce=lambda value: value == "True",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "chips"}),
            **kwargs,
        )


class TalkForm(VersionedForm):
    """`before` keeps only what is arranged beforehand."""

    agenda_agreed = _YesNo(label=_("Weten jullie allebei waar het gesprek over gaat?"))
    client_calls = _YesNo(label=_("Belt de cliënt jou?"))
    quiet_place = _YesNo(label=_("Zit de cliënt op een rustige plek?"))
    alone = forms.ChoiceField(
        label=_("Is de cliënt alleen?"),
        choices=[*((value, capfirst(label)) for value, label in Alone.choices), NOT_ASKED],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    technique_checked = _YesNo(label=_("Is de techniek getest?"))
    goals = forms.MultipleChoiceField(
        label=_("Over welke doelen van het plan ging het?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tools = TextField(
        label=_("Wat gebruikten jullie erbij?"),
        help_text=_("Zoals een whiteboard, een padlet of een gedeeld scherm."),
        max_length=120,
        required=False,
    )
    agreements_sent_by = forms.ChoiceField(
        label=_("Wie stuurde de afspraken?"),
        choices=[
            (Initiative.WORKER, capfirst(_("ik"))),
            (Initiative.CLIENT, capfirst(_("de cliënt"))),
            ("", capfirst(_("niet gestuurd"))),
        ],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    agreements_sent_how = TextField(
        label=_("Hoe?"), help_text=_("Zoals e-mail, WhatsApp of op papier."), max_length=40, required=False
    )
    agreements_sent_on = DayField(label=_("Wanneer?"), required=False, until_today=True)

    def __init__(self, *args: Any, pair: Pair, talk: RemoteTalk | None, before: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": _as_typed(talk)})
        for name in (*DURING, *AFTER) if before else ():
            del self.fields[name]
        if before:
            return
        kept = {goal.pk for goal in talk.goals.all()} if talk else set()
        goals = Goal.objects.filter(supervision=pair.supervision_id)
        self.to_choose = {str(goal.pk): goal for goal in goals if goal.reached_on is None or goal.pk in kept}
        choices = [(pk, goal.text) for pk, goal in self.to_choose.items()]
        self.fields["goals"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        sent = data.get("agreements_sent_how") or data.get("agreements_sent_on")
        if sent and not data.get("agreements_sent_by") and "agreements_sent_by" in self.fields:
            self.add_error("agreements_sent_by", _("Kies wie de afspraken stuurde."))
        return data

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        data = dict(self.cleaned_data)
        if "goals" in data:
            data["goals"] = [self.to_choose[pk] for pk in data["goals"]]
        return data


def _as_typed(talk: RemoteTalk | None) -> dict[str, Any]:
    """A radio is chosen by the words of its value; of one that was never asked, none is."""
    if talk is None:
        return {"version": 0}
    found: dict[str, Any] = {"version": talk.version, "goals": [str(goal.pk) for goal in talk.goals.all()]}
    for name in (*BEFORE, "tools", *AFTER):
        value = getattr(talk, name)
        found[name] = str(value) if isinstance(value, bool) else value
    return found
