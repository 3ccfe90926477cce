"""The signals at a distance of a worker's cases in words, in a constant number of queries."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseload import days
from caseload.models import AttentionAside, Pair
from remote_contact.models import Contact, Way
from remote_contact.signals import Kind, Seen, Signal, Worry, signals


@dataclass(frozen=True, slots=True)
class SignalLine:
    kind: Kind
    cause: str
    why: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class Case:
    """One running pair, as far as its signals go; `began` is the first day of the supervision."""

    pair_id: uuid.UUID
    supervision_id: uuid.UUID
    began: dt.date


def case_of(pair: Pair) -> Case:
    return Case(pair.pk, pair.supervision_id, pair.supervision.starts_on)


def signals_of(cases: Iterable[Case], *, today: dt.date) -> dict[uuid.UUID, list[SignalLine]]:
    """The signals that stand, by pair; of the whole supervision, for a worry outlives a change of worker."""
    cases = list(cases)
    ids = [case.supervision_id for case in cases]
    held = Contact.objects.standing().filter(pair__supervision__in=ids, took_place=True)
    together, talks, worries = _together(held), _talks_since(held), _worries(ids)
    asides = _asides([case.pair_id for case in cases])
    found = {}
    for case in cases:
        last = together.get(case.supervision_id)
        seen = Seen(
            together_on=last or case.began,
            talks_since=talks.get(case.supervision_id, 0),
            ever_together=last is not None,
            worries=worries.get(case.supervision_id, ()),
        )
        standing = signals(
            seen, today=today, weeks=settings.REMOTE_STRETCH_WEEKS, aside=asides.get(case.pair_id, frozenset())
        )
        found[case.pair_id] = [_line(signal, today) for signal in standing]
    return found


def _together(held: QuerySet[Contact]) -> dict[uuid.UUID, dt.date]:
    rows = held.filter(way=Way.FACE_TO_FACE).order_by().values_list("pair__supervision").annotate(last=Max("at"))
    return {supervision: timezone.localdate(last) for supervision, last in rows}


def _talks_since(held: QuerySet[Contact]) -> dict[uuid.UUID, int]:
    """How many talks at a distance since client and worker last sat together."""
    together = Contact.objects.standing().filter(
        pair__supervision=OuterRef("pair__supervision"), took_place=True, way=Way.FACE_TO_FACE
    )
    last = Subquery(together.order_by("-at").values("at")[:1])
    since = held.filter(way=Way.REMOTE_TALK).annotate(last=last).filter(Q(last__isnull=True) | Q(at__gt=F("last")))
    return dict(since.order_by().values_list("pair__supervision").annotate(n=Count("pk")))


def _worries(ids: list[uuid.UUID]) -> Mapping[uuid.UUID, list[Worry]]:
    rows = Contact.objects.standing().filter(pair__supervision__in=ids).exclude(worry="")
    found: dict[uuid.UUID, list[Worry]] = defaultdict(list)
    for pk, supervision, at, worry in rows.values_list("pk", "pair__supervision", "at", "worry"):
        found[supervision].append(Worry(str(pk), timezone.localdate(at), worry))
    return found


def _asides(pair_ids: list[uuid.UUID]) -> Mapping[uuid.UUID, set[str]]:
    rows = AttentionAside.objects.filter(pair__in=pair_ids, cause__startswith="remote.")
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for pair_id, cause in rows.values_list("pair_id", "cause"):
        found[pair_id].add(cause)
    return found


def _line(signal: Signal, today: dt.date) -> SignalLine:
    if signal.kind is Kind.WORRY:
        words = {"day": days.near(signal.since, today), "worry": signal.text}
        return SignalLine(signal.kind, signal.cause, _("Zorg van %(day)s: %(worry)s") % words, signal.since)
    talks = ngettext("%(n)s gesprek op afstand", "%(n)s gesprekken op afstand", signal.talks) % {"n": signal.talks}
    weeks = settings.REMOTE_STRETCH_WEEKS
    if signal.ever_together:
        why = _("Al %(weeks)s weken of langer niet bij elkaar gezeten, wel %(talks)s")
    else:
        why = _("Nog nooit bij elkaar gezeten in %(weeks)s weken of langer, wel %(talks)s")
    return SignalLine(signal.kind, signal.cause, why % {"weeks": weeks, "talks": talks}, signal.since)
