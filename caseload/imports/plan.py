"""What an import would change: the rows held against the database. Reads only.

Every client of the organisations in the file is read once, as plain values, so that 30,000 rows cost a handful of
queries. A client whom the file does not name is left alone, and an empty cell leaves what is known as it is.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organisation, Role, Team, User, default_levels
from caseload.imports.names import same
from caseload.imports.reading import Fault, Row
from caseload.models import Client, Fact, FactKind, Pair, Supervision

_CHANGEABLE = ("first_name", "last_name", "email", "mobile", "language")
_BATCH = 500


@dataclass(slots=True)
class Running:
    """A client's running supervision with its open pair and present level."""

    supervision_id: uuid.UUID
    starts_on: dt.date
    planned_end: dt.date | None
    pair_id: uuid.UUID
    pair_starts_on: dt.date
    worker_id: uuid.UUID
    level: str = ""
    level_since: dt.date | None = None


@dataclass(slots=True)
class Known:
    """What is known of a client."""

    pk: uuid.UUID
    number: str
    version: int
    fields: dict[str, str]
    running: Running | None = None
    ended: list[tuple[dt.date, dt.date]] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """What a row changes for a known client; what stays is empty."""

    row: Row
    known: Known
    fields: dict[str, str] = field(default_factory=dict)
    planned_end: dt.date | None = None
    level_on: dt.date | None = None
    hand_over_on: dt.date | None = None
    ends_on: dt.date | None = None
    starts_again: bool = False

    def __bool__(self) -> bool:
        days = self.planned_end or self.level_on or self.hand_over_on or self.ends_on
        return bool(self.fields or days or self.starts_again)


@dataclass(slots=True)
class Plan:
    """Everything that would be written, in the order of the file; names of teams and workers are resolved then."""

    day: dt.date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[tuple[str, str], Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    new_organisations: list[str] = field(default_factory=list)
    new_teams: list[tuple[str, str]] = field(default_factory=list)
    new_workers: list[Row] = field(default_factory=list)
    joining: list[Row] = field(default_factory=list)
    new_clients: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def make_plan(rows: list[Row], *, day: dt.date) -> tuple[Plan, list[Fault]]:
    """What these rows change when they are imported on this day, and every fault that only the database can tell."""
    plan = Plan(day)
    faults: list[Fault] = []
    _places(rows, plan, faults)
    _workers(rows, plan, faults)
    by_organisation: dict[str, list[Row]] = {}
    for row in rows:
        by_organisation.setdefault(row.organisation, []).append(row)
    for name, of_organisation in by_organisation.items():
        organisation = plan.organisations.get(name)
        known = _known_clients(organisation) if organisation else {}
        levels = organisation.levels if organisation else default_levels()
        for row in of_organisation:
            if row.level not in levels:
                choices = ", ".join(levels)
                faults.append(Fault(row.row, "level", f"'{row.level}' is not a level of {name} ({choices})"))
            client = known.get(same(row.client_number))
            if client is None:
                plan.new_clients.append(row)
            else:
                _compare(row, client, plan, faults)
    return plan, faults


def _places(rows: list[Row], plan: Plan, faults: list[Fault]) -> None:
    """Organisations and teams: those that are there, and those to be made."""
    organisations = {same(organisation.name): organisation for organisation in Organisation.objects.all()}
    for name, row in {row.organisation: row for row in reversed(rows)}.items():
        found = organisations.get(same(name))
        if found is None:
            plan.new_organisations.append(name)
        elif found.name == name:
            plan.organisations[name] = found
        else:
            faults.append(Fault(row.row, "organisation", _spelling(name, found.name)))
    plan.new_organisations.reverse()
    teams = {
        (team.organisation.name, same(team.name)): team
        for team in Team.objects.filter(organisation__in=plan.organisations.values()).select_related("organisation")
    }
    for (organisation, name), row in {(row.organisation, row.team): row for row in rows}.items():
        team = teams.get((organisation, same(name)))
        if team is None:
            plan.new_teams.append((organisation, name))
        elif team.name == name:
            plan.teams[organisation, name] = team
        else:
            faults.append(Fault(row.row, "team", _spelling(name, team.name)))


def _workers(rows: list[Row], plan: Plan, faults: list[Fault]) -> None:
    """Workers: those with an account, and those to be made. The name of an account that is there is left as it is."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.worker_email, row)
    emails = list(first)
    for start in range(0, len(emails), _BATCH):
        found = User.objects.filter(email__in=emails[start : start + _BATCH]).select_related("organisation", "team")
        plan.users.update({user.email: user for user in found})
    for email, row in first.items():
        user = plan.users.get(email)
        if user is None:
            plan.new_workers.append(row)
        elif reason := _unfit(user, row):
            faults.append(Fault(row.row, *reason))
        elif user.team is None:
            plan.joining.append(row)


def _unfit(user: User, row: Row) -> tuple[str, str] | None:
    """Why this account cannot be the worker of this row: column and reason."""
    if user.organisation.name != row.organisation:
        # Which organisation it is, is not this one's business.
        return "worker_email", f"{user.email} has an account at another organisation"
    if user.role != Role.WORKER:
        return (
            "worker_email",
            f"{user.email} has an account in another role ({user.role})",
        )
    if not user.is_active:
        return "worker_email", f"the account of {user.email} is switched off"
    if user.team is not None and user.team.name != row.team:
        return "team", f"{user.email} works in team '{user.team.name}' here"
    return None


def _spelling(here: str, there: str) -> str:
    return f"'{here}' differs in capitals or spaces only from '{there}', which is known"


def _known_clients(organisation: Organisation) -> dict[str, Known]:
    clients = Client.objects.filter(organisation=organisation).order_by()
    known = {
        pk: Known(pk, number, version, dict(zip(_CHANGEABLE, values, strict=True)))
        for pk, number, version, *values in clients.values_list("pk", "number", "version", *_CHANGEABLE).iterator()
    }
    running: dict[uuid.UUID, Running] = {}
    pairs = Pair.objects.open().filter(supervision__client__organisation=organisation).order_by()
    columns = ("supervision_id", "supervision__starts_on", "supervision__planned_end", "pk", "starts_on", "worker_id")
    for client_id, *values in pairs.values_list("supervision__client_id", *columns).iterator():
        known[client_id].running = running[values[0]] = Running(*values)
    ended = Supervision.objects.filter(client__organisation=organisation, ended_on__isnull=False).order_by()
    for client_id, starts_on, ended_on in ended.values_list("client_id", "starts_on", "ended_on").iterator():
        assert ended_on is not None
        known[client_id].ended.append((starts_on, ended_on))
    levels = Fact.objects.current().filter(kind=FactKind.LEVEL, supervision__client__organisation=organisation)
    for supervision_id, value, since in levels.order_by().values_list("supervision_id", "value", "since").iterator():
        if supervision_id in running:
            running[supervision_id].level, running[supervision_id].level_since = value, since
    return {same(client.number): client for client in known.values()}


def _compare(row: Row, known: Known, plan: Plan, faults: list[Fault]) -> None:
    if known.number != row.client_number:
        faults.append(Fault(row.row, "client_number", _spelling(row.client_number, known.number)))
        return
    change = Change(row, known)
    for name, value in known.fields.items():
        given = getattr(row, name)
        if given and given != value and not (name == "email" and given == value.lower()):
            change.fields[name] = given
    fault = _running(change, known.running, plan) if known.running else _not_running(change)
    if fault:
        faults.append(Fault(row.row, *fault))
    elif change:
        plan.changes.append(change)


def _running(change: Change, running: Running, plan: Plan) -> tuple[str, str] | None:
    """Fill in what changes in a running supervision; column and reason when the row contradicts it."""
    row, day = change.row, plan.day
    if row.supervision_start != running.starts_on:
        reason = f"the running supervision of this client began on {running.starts_on}, not on {row.supervision_start}"
        return "supervision_start", f"{reason}; end that one first, or correct the day"
    if row.supervision_end and row.supervision_end <= day:
        if row.supervision_end < running.pair_starts_on:
            reason = f"{row.supervision_end} lies before the present worker began, {running.pair_starts_on}"
            return "supervision_end", reason
        change.ends_on = row.supervision_end
        return None
    if row.supervision_end and row.supervision_end != running.planned_end:
        change.planned_end = row.supervision_end
    if row.level != running.level:
        change.level_on = max(day, running.level_since or running.starts_on)
    worker = plan.users.get(row.worker_email)
    if worker is None or worker.pk != running.worker_id:
        change.hand_over_on = max(day, running.pair_starts_on)
    return None


def _not_running(change: Change) -> tuple[str, str] | None:
    """A supervision that ended stays ended; a later start is a new one; an earlier one contradicts what is known."""
    row, ended = change.row, change.known.ended
    if any(row.supervision_start == starts_on for starts_on, _ended_on in ended):
        return None
    last = max((ended_on for _starts_on, ended_on in ended), default=None)
    if last and row.supervision_start < last:
        return "supervision_start", f"{row.supervision_start} lies before the end of the last supervision, {last}"
    change.starts_again = True
    return None


def summary(plan: Plan) -> dict[str, int]:
    """Counts per kind of change."""
    changes: dict[str, Any] = {
        "organisations made": len(plan.new_organisations),
        "teams made": len(plan.new_teams),
        "workers made (without a password)": len(plan.new_workers),
        "workers placed in a team": len(plan.joining),
        "clients made": len(plan.new_clients),
        "new supervisions of known clients": sum(change.starts_again for change in plan.changes),
        "hand-overs": sum(change.hand_over_on is not None for change in plan.changes),
        "supervisions ended": sum(change.ends_on is not None for change in plan.changes),
        "planned ends changed": sum(change.planned_end is not None for change in plan.changes),
        "levels changed": sum(change.level_on is not None for change in plan.changes),
        "clients with other details": sum(bool(change.fields) for change in plan.changes),
    }
    return changes
