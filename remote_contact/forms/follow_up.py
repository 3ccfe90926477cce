"""What is done after an absence, and what came of it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from boundary.fields import TextField
from caseload.models import HitchKind, Pair
from caseload.typed import TypedDay
from caseload.version_forms import VersionedForm
from remote_contact.models import FollowUp

FURTHEST = dt.timedelta(days=366)
WHAT = FollowUp._meta.get_field("what").max_length
CAME_OF_IT = FollowUp._meta.get_field("came_of_it").max_length


def hitch_field(pair: Pair) -> forms.ModelChoiceField:
    """A hitch in the case only when the worker chooses one."""
    return forms.ModelChoiceField(
        queryset=HitchKind.objects.filter(organisation=pair.team.organisation_id, is_active=True),
        label=_("Is dit een hapering in het toezicht?"),
        required=False,
        empty_label=_("Nee, of dat weet ik nog niet"),
    )


class FollowUpForm(forms.Form):
    """`cleaned_data` has what, due (a day) and hitch_kind (None: no hitch)."""

    what = TextField(
        label=gettext_lazy("Wat ga je doen?"),
        help_text=gettext_lazy("Bijvoorbeeld: bellen, een brief sturen"),
        max_length=WHAT,
        error_messages={"required": gettext_lazy("Schrijf op wat je gaat doen.")},
    )
    due = TypedDay(
        label=gettext_lazy("Vóór"),
        help_text=gettext_lazy("Ook: morgen, vr, over 1 week"),
        wrong=gettext_lazy("Vul een dag in zoals 27 nov."),
        coming=True,
    )

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hitch_kind"] = hitch_field(pair)

    def clean_due(self) -> dt.date:
        today, day = clock.today(), self.cleaned_data["due"]
        if day < today:
            raise ValidationError(_("Deze dag is al geweest. Kies vandaag of een dag daarna."))
        if day > today + FURTHEST:
            raise ValidationError(_("Klopt het jaar? Deze dag ligt te ver weg."))
        return day


class SettleFollowUpForm(VersionedForm):
    """`cleaned_data` has version, came_of_it and, where there is none yet, hitch_kind."""

    came_of_it = TextField(
        label=gettext_lazy("Wat kwam ervan?"),
        max_length=CAME_OF_IT,
        error_messages={"required": gettext_lazy("Schrijf op wat ervan kwam.")},
    )

    def __init__(self, *args: Any, pair: Pair, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": follow_up.version, **self.initial}
        if follow_up.hitch_id is None:
            self.fields["hitch_kind"] = hitch_field(pair)
