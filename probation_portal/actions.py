"""The life of a case, where two rooms must act in one transaction: a new pair also gets its measurements."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from alliance import actions as alliance_actions
from audit import clock
from caseload import actions as caseload_actions
from caseload import covering
from caseload.models import Client, Cover, Pair
from caseload.versions import StaleRecord
from probation_portal import cover_messages


@transaction.atomic
def start_case(
    *,
    organisation: Organisation,
    worker: User,
    starts_on: dt.date,
    level: str,
    by: User | None,
    planned_end: dt.date | None = None,
    returning: Client | None = None,
    **client_fields: Any,
) -> Pair:
    """Enter a client with a supervision and its first pair, and plan and open what they will be asked.

    A `returning` client, whose earlier supervision ended, is not entered again: only how to reach them is renewed.
    """
    client = returning or caseload_actions.enter_client(organisation=organisation, by=by, **client_fields)
    pair = caseload_actions.start_supervision(
        client=client, worker=worker, starts_on=starts_on, planned_end=planned_end, level=level, by=by
    )
    if returning and by:
        reach = {name: client_fields[name] for name in ("email", "mobile", "language")}
        try:
            alliance_actions.change_contact_details(pair=pair, version=returning.version, by=by, **reach)
        except StaleRecord:
            raise ValidationError(
                {"number": _("Deze cliënt is net door iemand anders gewijzigd. Probeer het opnieuw.")}
            ) from None
    _plan(pair)
    return pair


@transaction.atomic
def arrange_cover(
    *, absent: User, colleague: User, reason: str, starts_on: dt.date, ends_on: dt.date, by: User
) -> Cover:
    """A colleague stands in for an absent worker, and everyone whom it concerns is told."""
    cover = covering.arrange_cover(
        absent=absent, colleague=colleague, reason=reason, starts_on=starts_on, ends_on=ends_on, by=by
    )
    cover_messages.tell(cover=cover)
    return cover


@transaction.atomic
def stop_cover(*, cover: Cover, by: User) -> bool:
    """From now on; whoever had been told hears it. False when it was over already."""
    if not covering.stop_cover(cover=cover, by=by):
        return False
    cover_messages.tell_stopped(cover=cover)
    return True


@transaction.atomic
def hand_over(*, pair: Pair, to: User, on: dt.date, by: User | None) -> Pair:
    """End the pair, begin the next, plan its hand-over measurement, and tell the client; the old scores stay behind."""
    new = caseload_actions.hand_over(pair=pair, to=to, on=on, by=by)
    alliance_actions.tell_new_worker(pair=new)
    _plan(new)
    return new


def _plan(pair: Pair) -> None:
    """At once, so that the worker need not wait for the scheduler; the scheduler would do the same."""
    today = clock.today()
    alliance_actions.plan_measurements(today=today, pairs=Pair.objects.filter(pk=pair.pk))
    alliance_actions.open_due(today=today)
    cover_messages.tell_of_pair(pair=pair)
