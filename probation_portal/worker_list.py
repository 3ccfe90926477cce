"""A worker's caseload as plain rows, read in a constant number of queries; lists filter and sort these rows.

A caseload is some dozens of pairs, so the rows are all read and chosen from here, the same on every database. Nothing
in a row depends on what a client did as long as the worker's own side of the measurement is not in.
"""

import datetime as dt
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from alliance.actions.not_me import said_since_pin
from alliance.models import Measurement, Rater, Response
from alliance.state import StateTag, is_within, worker_state
from audit import clock
from caseload.models import Agreement, AgreementWho, Fact, FactKind, Pair, Pause, Phase
from messaging.models import Channel, ChannelStop
from messaging.reach import not_working
from remote_contact.lists import Lists, lists_of
from remote_contact.models import Appointment, Contact

NEW_FOR = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    """One running pair of the worker. `asking` is the measurement that is open now and not yet revealed."""

    pair_id: UUID
    supervision_id: UUID
    client_id: UUID
    first_name: str
    last_name: str
    number: str
    notes: tuple[str, ...]
    phase: str
    since: dt.date
    # The first day of the supervision, with whichever worker.
    began: dt.date
    planned_end: dt.date | None
    last_contact: dt.date | None
    last_method: str
    has_pin: bool
    pin_frozen_on: dt.date | None
    not_me_on: dt.date | None
    state: StateTag | None
    asking: Measurement | None
    upcoming: Measurement | None
    paused_since: dt.date | None = None
    # The appointment that comes next, with whichever worker it was planned.
    next_at: dt.datetime | None = None
    # The e-mail address, number or service to which nothing goes any more, and since when.
    unreachable: tuple[Channel, dt.date] | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label) if self.phase in Phase.values else self.phase

    @property
    def sort_name(self) -> tuple[str, str]:
        return sort_name(self.last_name, self.first_name)

    @property
    def ago(self) -> str:
        """How long ago the last contact was: "vandaag", "13 dagen"."""
        passed = (clock.today() - (self.last_contact or self.since)).days
        return ngettext("%(n)s dag", "%(n)s dagen", passed) % {"n": passed} if passed > 0 else _("vandaag")

    def without_contact(self, today: dt.date) -> int:
        """Days since the last contact that took place, or since the pair began when there was none."""
        return (today - (self.last_contact or self.since)).days


def sort_name(last_name: str, first_name: str) -> tuple[str, str]:
    """As a Dutch list has it: "de Wit" stands under W, accents do not count."""
    main = [word for word in last_name.split() if not word.islower()] or [last_name]
    return plain(" ".join(main)), plain(first_name)


def plain(text: str) -> str:
    """Lower case without accents, so that Yildiz finds Yıldız."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def rows_of(worker: User, *, today: dt.date) -> list[Row]:
    """Every running pair of this worker."""
    measurements, talked = defaultdict(list), set()
    for measurement in Measurement.objects.visible_to(worker).running().select_related("talk"):
        measurements[measurement.pair_id].append(measurement)
        if measurement.talked_on:
            talked.add(measurement.pk)
    answered = Response.objects.visible_to(worker).standing().filter(rater=Rater.WORKER)
    own = dict(answered.values_list("measurement_id", "shared_at"))
    shared = {pk for pk, moment in own.items() if moment}
    pairs = _with_facts(Pair.objects.visible_to(worker).open().select_related("supervision__client"))

    def state(pair: Any) -> StateTag | None:
        paused = pair.paused_since is not None
        return worker_state(measurements[pair.pk], own, today, shared_ids=shared, talked_ids=talked, paused=paused)

    words = lists_of(worker.organisation_id)
    rows = [(pair.supervision.client, _row(pair, measurements[pair.pk], state(pair), today, words)) for pair in pairs]
    stops = not_working(client for client, _of_client in rows)
    return [replace(row, unreachable=_first(stops.get(client.pk, []))) for client, row in rows]


def _first(stops: list[ChannelStop]) -> tuple[Channel, dt.date] | None:
    return next(((Channel(stop.channel), timezone.localdate(stop.since)) for stop in stops), None)


def overdue_agreements(rows: list[Row], *, today: dt.date) -> QuerySet[Agreement]:
    """Open agreements whose day has passed and in which the worker has a part, of the whole supervisions."""
    return (
        Agreement.objects.due_on(today - dt.timedelta(days=1))
        .filter(pair__supervision__in=[row.supervision_id for row in rows])
        .exclude(who=AgreementWho.CLIENT)
        .select_related("pair")
    )


def _with_facts(pairs: QuerySet[Pair]) -> QuerySet[Pair, Any]:
    """With the present phase, the last contact that took place (by whichever worker) and the state of the PIN."""
    held = Contact.objects.standing().filter(pair__supervision=OuterRef("supervision"), took_place=True)
    held = held.order_by("-at")
    coming = Appointment.objects.planned().filter(pair__supervision=OuterRef("supervision"))
    coming = coming.filter(starts_at__gte=clock.now()).order_by("starts_at")
    phase = Fact.objects.current().filter(supervision=OuterRef("supervision"), kind=FactKind.PHASE)
    return pairs.annotate(
        phase=Subquery(phase.values("value")[:1]),
        last_at=Subquery(held.values("at")[:1]),
        last_method=Subquery(held.values("method")[:1]),
        next_at=Subquery(coming.values("starts_at")[:1]),
        paused_since=Subquery(
            Pause.objects.running_on(clock.today()).filter(supervision=OuterRef("supervision")).values("since")[:1]
        ),
        pin_made_at=F("supervision__client__pin__made_at"),
        pin_frozen_at=F("supervision__client__pin__frozen_at"),
        not_me_at=Subquery(said_since_pin(OuterRef("supervision__client")).values("revoked_at")[:1]),
    )


def _row(pair: Any, measurements: list[Measurement], state: StateTag | None, today: dt.date, words: Lists) -> Row:
    client = pair.supervision.client
    new = [_("Nieuw koppel")] if today - pair.starts_on < NEW_FOR else []
    return Row(
        pair_id=pair.pk,
        supervision_id=pair.supervision_id,
        client_id=client.pk,
        first_name=client.first_name,
        last_name=client.last_name,
        number=client.number,
        notes=tuple(filter(None, [*new, client.reach_note, client.consider_note])),
        phase=pair.phase or "",
        since=pair.starts_on,
        began=pair.supervision.starts_on,
        planned_end=pair.supervision.planned_end,
        last_contact=timezone.localdate(pair.last_at) if pair.last_at else None,
        last_method=words.method(pair.last_method) if pair.last_method else "",
        has_pin=pair.pin_made_at is not None,
        pin_frozen_on=timezone.localdate(pair.pin_frozen_at) if pair.pin_frozen_at else None,
        not_me_on=timezone.localdate(pair.not_me_at) if pair.not_me_at else None,
        state=state,
        asking=next((m for m in measurements if is_within(m, today) and not m.is_revealed), None),
        paused_since=pair.paused_since,
        next_at=pair.next_at,
        upcoming=min((m for m in measurements if m.opens_on > today), key=lambda m: m.opens_on, default=None),
    )
