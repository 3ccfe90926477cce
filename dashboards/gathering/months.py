"""Contacts, attempts and appointments of a month, and how pairs kept in contact."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from math import ceil
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from accounts.models import Organisation
from caseload.models import Pause
from dashboards.gathering.frame import CHUNK, not_shielded, ran_in
from dashboards.periods import Period
from dashboards.records import Held, Part, Record, Who
from messaging.working_time import start_of
from remote_contact.models import Appointment, AppointmentState, Contact, MixPlan, Outcome, Way


def month_records(organisation: Organisation, period: Period) -> Iterator[Record]:
    seen = _Seen()
    yield from _contacts(organisation, period, seen)
    yield from _appointments(organisation, period)
    yield from _pairs(organisation, period, seen)


class _Seen:
    """Of pairs their contacts in the month by way; of supervisions what there was in the weeks before its end."""

    def __init__(self) -> None:
        self.held: Counter[tuple[Any, str]] = Counter()
        self.lately: set[tuple[Any, str]] = set()


def _contacts(organisation: Organisation, period: Period, seen: _Seen) -> Iterator[Held | Part]:
    """What was moved to another day is neither held nor failed."""
    begin, end = start_of(period.starts_on), start_of(period.ends_on)
    stretch = start_of(_stretch_from(period))
    rows = (
        Contact.objects.standing()
        .filter(pair__team__organisation=organisation, at__gte=min(begin, stretch), at__lt=end)
        .filter(not_shielded("pair__supervision__client"))
        .exclude(outcome=Outcome.MOVED)
        .order_by()
        .values_list("pair__team", "pair", "pair__worker", "pair__supervision", "way", "took_place", "at")
    )
    for team, pair, worker, supervision, way, took_place, at in rows.iterator(CHUNK):
        if took_place and at >= stretch:
            seen.lately.add((supervision, way))
        if at < begin:
            continue
        who = Who(team, pair, worker)
        yield Part(who, "failed", not took_place)
        if took_place:
            seen.held[pair, way] += 1
            yield Held(who, way)


def _stretch_from(period: Period) -> dt.date:
    return period.ends_on - dt.timedelta(weeks=settings.REMOTE_STRETCH_WEEKS)


def _appointments(organisation: Organisation, period: Period) -> Iterator[Part]:
    """Those that stood when their day came; missed is what a contact says did not take place."""
    rows = (
        Appointment.objects.standing()
        .filter(
            not_shielded("pair__supervision__client"),
            pair__team__organisation=organisation,
            state__in=[AppointmentState.PLANNED, AppointmentState.DONE],
            starts_at__gte=start_of(period.starts_on),
            starts_at__lt=start_of(period.ends_on),
        )
        .order_by()
        .values_list("pair__team", "pair", "pair__worker", "contact__took_place", "contact__outcome")
    )
    for team, pair, worker, took_place, outcome in rows.iterator(CHUNK):
        if outcome != Outcome.MOVED:
            yield Part(Who(team, pair, worker), "missed", took_place is False)


def _pairs(organisation: Organisation, period: Period, seen: _Seen) -> Iterator[Part]:
    plans = _plans(organisation, period)
    begin, end = period.starts_on, period.ends_on
    paused = Pause.objects.filter(
        Q(until__isnull=True) | Q(until__gt=begin), supervision=OuterRef("supervision"), since__lt=end
    )
    rows = (
        ran_in(organisation, period)
        .annotate(paused=Exists(paused))
        .order_by()
        .values_list("team", "pk", "worker", "supervision", "supervision__starts_on", "starts_on", "ends_on", "paused")
    )
    for team, pair, worker, supervision, since, starts_on, ends_on, stood_still in rows.iterator(CHUNK):
        who = Who(team, pair, worker)
        together, remote, written = (seen.held[pair, way] for way in (Way.FACE_TO_FACE, Way.REMOTE_TALK, Way.WRITTEN))
        if supervision in plans:
            yield Part(who, "beyond_plan", _is_beyond(plans[supervision], together=together, remote=remote))
        runs_on = ends_on is None or ends_on >= end
        # Nobody asks for contact in a pause, nor in a month of which the pair had a part only.
        if runs_on and starts_on <= begin and not stood_still:
            yield Part(who, "no_contact", together + remote + written == 0)
        if runs_on:
            met, called = ((supervision, way) in seen.lately for way in (Way.FACE_TO_FACE, Way.REMOTE_TALK))
            yield Part(who, "remote_stretch", called and not met and since <= _stretch_from(period))


def _plans(organisation: Organisation, period: Period) -> dict[Any, tuple[int, int]]:
    """By supervision the plan that held at the end of the month; of two of one day the last given."""
    rows = MixPlan.objects.filter(
        Q(pair__supervision__ended_on__isnull=True) | Q(pair__supervision__ended_on__gt=period.starts_on),
        pair__team__organisation=organisation,
        since__lt=period.ends_on,
    ).order_by("since", "decided_at")
    values = rows.values_list("pair__supervision", "per_month", "remote_part")
    return {supervision: (per_month, part) for supervision, per_month, part in values.iterator(CHUNK)}


def _is_beyond(plan: tuple[int, int], *, together: int, remote: int) -> bool:
    """More talks at a distance than the plan's share of all talks, a part of a talk counted as a whole one."""
    per_month, part = plan
    return remote > (ceil(part * (together + remote) / per_month) if per_month else 0)
