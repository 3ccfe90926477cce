"""What `needs` looks at, of a team's running pairs: as many queries for three hundred pairs as for one.

Days and states only. No query of this module touches an answer, a score, a note or a worry.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from alliance.models import Measurement, MomentKind
from caseload.models import Agreement, AgreementWho, Hitch, Pair, PassOn, Pause
from dashboards.needs import Dated, Known, Limits, Moment, Plan, Tried
from messaging.models import Channel
from messaging.reach import Reach, addresses_of, not_working
from remote_contact.models import Contact, FollowUp, MixPlan, Way
from remote_contact.presenters.attempts import tried_in_vain


def limits() -> Limits:
    """With what this installation set; how long apart is long, it says for the worker's home as well."""
    told = {name.strip(): int(days) for name, days in settings.NEED_DAYS.items()}
    return Limits(**{"apart": 7 * settings.REMOTE_STRETCH_WEEKS} | told)


def known_of(pairs: Collection[Pair], today: dt.date) -> dict[uuid.UUID, Known]:
    """Of each of these running pairs, with supervision and client, what is known, by its id."""
    ids = [pair.pk for pair in pairs]
    supervisions = [pair.supervision_id for pair in pairs]
    held, plans = _held(supervisions), _plans(supervisions)
    tried, follow_ups = _tried(supervisions, held), _follow_ups(supervisions)
    moments, hitches, agreements = _moments(ids), _hitches(supervisions, today), _agreements(supervisions, today)
    stopped, pauses, passed_on = _unreachable(pairs), _pauses(supervisions, today), _passed_on(ids)
    known = {}
    for pair in pairs:
        key = pair.supervision_id
        contacts = held.get(key, _NO_CONTACT)
        known[pair.pk] = Known(
            counts_from=max([pair.supervision.starts_on, *(until for until in pauses[key] if until)]),
            starts_on=pair.starts_on,
            is_first=pair.is_first,
            paused=None in pauses[key],
            held_on=contacts.held,
            together_on=contacts.together,
            remote_on=contacts.remote,
            plan=plans.get(key),
            tried=tried.get(key),
            moments=[row.moment for row in moments[pair.pk]],
            hand_over_talked=pair.pk in passed_on
            or any(row.is_hand_over and row.moment.talked for row in moments[pair.pk]),
            follow_ups=follow_ups[key],
            hitches=hitches[key],
            agreements=agreements[key],
            unreachable=stopped.get(pair.supervision.client_id),
        )
    return known


@dataclass(frozen=True, slots=True)
class _Last:
    """The last day of each; `failed` of a contact that did not take place."""

    held: dt.date | None = None
    together: dt.date | None = None
    remote: dt.date | None = None
    failed_since: bool = False


_NO_CONTACT = _Last()


def _held(supervisions: list[uuid.UUID]) -> Mapping[uuid.UUID, _Last]:
    took = Q(took_place=True)
    rows = (
        Contact.objects.standing()
        .filter(pair__supervision__in=supervisions)
        .order_by()
        .values_list("pair__supervision")
        .annotate(
            held=Max("at", filter=took),
            together=Max("at", filter=took & Q(way=Way.FACE_TO_FACE)),
            remote=Max("at", filter=took & Q(way=Way.REMOTE_TALK)),
            failed=Max("at", filter=~took),
        )
    )
    return {
        key: _Last(_day(held), _day(together), _day(remote), bool(failed) and (held is None or failed > held))
        for key, held, together, remote, failed in rows
    }


def _day(at: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(at) if at else None


def _plans(supervisions: list[uuid.UUID]) -> Mapping[uuid.UUID, Plan]:
    """The newest of each, which stands after a change of worker too."""
    rows = MixPlan.objects.filter(pair__supervision__in=supervisions).order_by("decided_at")
    return {
        key: Plan(per_month, remote_part)
        for key, per_month, remote_part in rows.values_list("pair__supervision", "per_month", "remote_part")
    }


def _tried(supervisions: list[uuid.UUID], held: Mapping[uuid.UUID, _Last]) -> Mapping[uuid.UUID, Tried]:
    """Only where something failed since the last contact, which are few. With a next step somebody is at it."""
    failing = [key for key in supervisions if held.get(key, _NO_CONTACT).failed_since]
    return {key: Tried(one.count, one.since) for key, one in tried_in_vain(failing).items() if not one.next_step}


def _follow_ups(supervisions: list[uuid.UUID]) -> Mapping[uuid.UUID, list[Dated]]:
    rows = FollowUp.objects.open().filter(contact__pair__supervision__in=supervisions)
    return _dated(rows.order_by("due", "pk").values_list("contact__pair__supervision", "pk", "due"))


def _hitches(supervisions: list[uuid.UUID], today: dt.date) -> Mapping[uuid.UUID, list[Dated]]:
    """Recorded lately and not resolved."""
    since = today - dt.timedelta(days=limits().hitch)
    rows = Hitch.objects.filter(
        pair__supervision__in=supervisions, resolved_on__isnull=True, on__gt=since, on__lte=today
    )
    return _dated(rows.order_by("on", "pk").values_list("pair__supervision", "pk", "on"))


def _agreements(supervisions: list[uuid.UUID], today: dt.date) -> Mapping[uuid.UUID, list[Dated]]:
    """Of the worker alone: what a client did not do is not theirs to be asked about here."""
    rows = Agreement.objects.due_on(today).filter(pair__supervision__in=supervisions, who=AgreementWho.WORKER)
    return _dated(rows.order_by("due", "pk").values_list("pair__supervision", "pk", "due"))


def _dated(rows: Iterable[tuple[uuid.UUID, uuid.UUID, dt.date | None]]) -> Mapping[uuid.UUID, list[Dated]]:
    found: dict[uuid.UUID, list[Dated]] = defaultdict(list)
    for key, pk, on in rows:
        if on is not None:
            found[key].append(Dated(str(pk), on))
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    moment: Moment
    is_hand_over: bool


def _moments(ids: list[uuid.UUID]) -> Mapping[uuid.UUID, list[_Row]]:
    opened = Measurement.objects.filter(pair__in=ids, opened_at__isnull=False)
    itself = Measurement.objects.filter(pk=OuterRef("pk"))
    opened = opened.annotate(
        talked=Exists(itself.filter(talk__isnull=False)), reasoned=Exists(itself.filter(non_responses__isnull=False))
    )
    found: dict[uuid.UUID, list[_Row]] = defaultdict(list)
    for one in opened.order_by("opens_on", "pk"):
        moment = Moment(
            about=str(one.pk),
            label=one.label,
            opens_on=one.opens_on,
            closes_on=one.closes_on,
            both_on=_day(one.revealed_at),
            talked=one.talked,
            reason_given=one.reasoned,
        )
        found[one.pair_id].append(_Row(moment, one.kind == MomentKind.HANDOVER))
    return found


def _pauses(supervisions: list[uuid.UUID], today: dt.date) -> Mapping[uuid.UUID, list[dt.date | None]]:
    """When each that has begun was over; None for one that runs today."""
    found: dict[uuid.UUID, list[dt.date | None]] = defaultdict(list)
    begun = Pause.objects.filter(supervision__in=supervisions, since__lte=today)
    for key, until in begun.values_list("supervision", "until"):
        found[key].append(until if until and until <= today else None)
    return found


def _passed_on(ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those whose worker before wrote down with the client what goes along."""
    before = PassOn.objects.filter(pair__supervision=OuterRef("supervision"), pair__ends_on=OuterRef("starts_on"))
    return set(Pair.objects.filter(Exists(before), pk__in=ids, is_first=False).values_list("pk", flat=True))


def _unreachable(pairs: Collection[Pair]) -> Mapping[uuid.UUID, Dated]:
    """Clients to whom something left that did not arrive, and whom the portal reaches by no other channel."""
    clients = {pair.supervision.client_id: pair.client for pair in pairs}
    found = {}
    for pk, stops in not_working(clients.values()).items():
        dead = frozenset((stop.channel, stop.address_hash) for stop in stops)
        if Reach(addresses=addresses_of(clients[pk]), stopped=dead).best(list(Channel)) is None:
            found[pk] = Dated(str(stops[0].pk), timezone.localdate(stops[0].since))
    return found
