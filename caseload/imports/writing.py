"""Writing an import: set-based, in the caller's transaction, one audit event per organisation with every client."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from accounts import actions as accounts_actions
from accounts.models import Role, User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.actions import add_default_hitch_kinds
from caseload.imports.names import split_name
from caseload.imports.plan import Change, Plan
from caseload.imports.reading import Row
from caseload.models import Client, EndReason, Fact, FactKind, FormerAddress, Pair, PairEnd, Pause, Phase, Supervision

_BATCH = 500
Thing = TypeVar("Thing")
Tell = Callable[[int], None]


class ChangedMeanwhile(Exception):
    """Someone changed a record between the plan and the writing; nothing may stay of this import."""


@transaction.atomic
def carry_out(plan: Plan, *, by: User | None, tell: Tell = lambda done: None) -> None:
    """Write what the plan says, all or nothing; `tell` hears after each batch how many clients are done."""
    writer = _Writer(plan, by)
    writer.make_places()
    writer.make_workers()
    done = 0
    for rows in _batches(plan.new_clients):
        writer.enter(rows)
        tell(done := done + len(rows))
    for changes in _batches(plan.changes):
        writer.change(changes)
        tell(done := done + len(changes))
    writer.audit()


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + _BATCH] for start in range(0, len(things), _BATCH))


class _Writer:
    def __init__(self, plan: Plan, by: User | None) -> None:
        self.plan, self.by, self.day = plan, by, plan.day
        self.touched: dict[str, list[uuid.UUID]] = {}

    def make_places(self) -> None:
        for name in self.plan.new_organisations:
            # The demo refuses a database with other people in it; what is imported there is taken as invented.
            made = accounts_actions.create_organisation(name=name, by=self.by, is_demo=settings.DEMO_MODE)
            add_default_hitch_kinds(organisation=made)
            self.plan.organisations[name] = made
        for organisation, name in self.plan.new_teams:
            team = accounts_actions.create_team(
                organisation=self.plan.organisations[organisation], name=name, by=self.by
            )
            self.plan.teams[organisation, name] = team

    def make_workers(self) -> None:
        for row in self.plan.new_workers:
            first_name, last_name = split_name(row.worker_name)
            self.plan.users[row.worker_email] = accounts_actions.create_user(
                organisation=self.plan.organisations[row.organisation],
                team=self.plan.teams[row.organisation, row.team],
                email=row.worker_email,
                first_name=first_name,
                last_name=last_name,
                role=Role.WORKER,
                by=self.by,
            )
        for row in self.plan.joining:
            user, team = self.plan.users[row.worker_email], self.plan.teams[row.organisation, row.team]
            accounts_actions.join_team(worker=user, team=team, by=self.by)

    def enter(self, rows: Sequence[Row]) -> None:
        """New clients, each with a supervision and its first pair."""
        clients = [
            Client(
                organisation=self.plan.organisations[row.organisation],
                number=row.client_number,
                first_name=row.first_name,
                last_name=row.last_name,
                email=row.email,
                mobile=row.mobile,
                language=row.language or "nl",
            )
            for row in rows
        ]
        Client.objects.bulk_create(clients, batch_size=_BATCH)
        self._start([(row, client.pk) for row, client in zip(rows, clients, strict=True)])

    def _start(self, entries: Sequence[tuple[Row, uuid.UUID]]) -> None:
        """A supervision with its level and first phase and its first pair, from `supervision_start` on."""
        supervisions, pairs, facts = [], [], []
        for row, client_id in entries:
            start, end = row.supervision_start, row.supervision_end
            over = end if end is not None and end <= self.day else None
            supervision = Supervision(client_id=client_id, starts_on=start, planned_end=end)
            pair = self._pair(row, supervision, start, is_first=True)
            if over is not None:
                supervision.ended_on, supervision.end_reason = over, EndReason.ORDER_ENDED
                pair.ends_on, pair.end_kind = over, PairEnd.SUPERVISION_ENDED
            supervisions.append(supervision)
            pairs.append(pair)
            for kind, value in ((FactKind.LEVEL, row.level), (FactKind.PHASE, Phase.START)):
                facts.append(Fact(supervision=supervision, kind=kind, value=value, since=start, until=over))
            self._touch(row, client_id)
        Supervision.objects.bulk_create(supervisions, batch_size=_BATCH)
        Pair.objects.bulk_create(pairs, batch_size=_BATCH)
        Fact.objects.bulk_create(facts, batch_size=_BATCH)

    def _pair(self, row: Row, supervision: Supervision, day: dt.date, *, is_first: bool) -> Pair:
        worker, team = self.plan.users[row.worker_email], self.plan.teams[row.organisation, row.team]
        return Pair(supervision=supervision, worker=worker, team=team, starts_on=day, is_first=is_first)

    def _touch(self, row: Row, client_id: uuid.UUID) -> None:
        self.touched.setdefault(row.organisation, []).append(client_id)

    def change(self, changes: Sequence[Change]) -> None:
        """Known clients. What is written once per record refuses a record that someone changed in between."""
        self._change_fields([change for change in changes if change.fields])
        self._start([(change.row, change.known.pk) for change in changes if change.starts_again])
        self._end([change for change in changes if change.ends_on])
        self._hand_over([change for change in changes if change.hand_over_on])
        self._change_levels([change for change in changes if change.level_on])
        for change in changes:
            if change.planned_end and change.known.running:
                running = Supervision.objects.filter(pk=change.known.running.supervision_id, ended_on__isnull=True)
                _one(running.update(planned_end=change.planned_end))
            if not change.starts_again:
                self._touch(change.row, change.known.pk)

    def _change_fields(self, changes: Sequence[Change]) -> None:
        former = []
        for change in changes:
            known = change.known
            client = Client.objects.filter(pk=known.pk, version=known.version)
            _one(client.update(**change.fields, version=F("version") + 1))
            if "email" in change.fields and (old := known.fields["email"]):
                former.append(FormerAddress(client_id=known.pk, email=old, replaced_at=clock.now()))
        FormerAddress.objects.bulk_create(former, batch_size=_BATCH)

    def _end(self, changes: Sequence[Change]) -> None:
        for change in changes:
            running, day = change.known.running, change.ends_on
            assert running is not None
            assert day is not None
            pair = Pair.objects.open().filter(pk=running.pair_id)
            _one(pair.update(ends_on=day, end_kind=PairEnd.SUPERVISION_ENDED))
            supervision = Supervision.objects.filter(pk=running.supervision_id)
            supervision.update(ended_on=day, end_reason=EndReason.ORDER_ENDED)
            facts = Fact.objects.current().filter(supervision=running.supervision_id, since__lte=day)
            facts.update(until=day)
            pauses = Pause.objects.filter(supervision=running.supervision_id, until__isnull=True)
            pauses.update(until=Greatest("since", Value(day)))

    def _hand_over(self, changes: Sequence[Change]) -> None:
        pairs = []
        for change in changes:
            running, day = change.known.running, change.hand_over_on
            assert running is not None
            assert day is not None
            old = Pair.objects.open().filter(pk=running.pair_id)
            _one(old.update(ends_on=day, end_kind=PairEnd.HANDED_OVER))
            pairs.append(self._pair(change.row, Supervision(pk=running.supervision_id), day, is_first=False))
        Pair.objects.bulk_create(pairs, batch_size=_BATCH)

    def _change_levels(self, changes: Sequence[Change]) -> None:
        facts = []
        for change in changes:
            running, day = change.known.running, change.level_on
            assert running is not None
            assert day is not None
            current = Fact.objects.current().filter(supervision=running.supervision_id, kind=FactKind.LEVEL)
            current.update(until=day)
            facts.append(
                Fact(supervision_id=running.supervision_id, kind=FactKind.LEVEL, value=change.row.level, since=day)
            )
        Fact.objects.bulk_create(facts, batch_size=_BATCH)

    def audit(self) -> None:
        for name, clients in self.touched.items():
            organisation = self.plan.organisations[name]
            record(
                Action.IMPORTED,
                by=self.by,
                what="caseload file",
                subjects=clients,
                organisation_id=organisation.pk,
            )


def _one(updated: int) -> None:
    if updated != 1:
        raise ChangedMeanwhile
