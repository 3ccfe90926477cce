"""Whose records each person reaches, asked below the pages: what every `visible_to` gives, by `access_reach.toml`."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import Role, Team, User
from accounts.permissions import Permission, has_permission
from alliance.models import Measurement, OwnNorm, Response, ScaleScore
from alliance.models.response import topics
from audit import clock
from caseload.models import Agreement, Client, Pair
from probation_portal import message_log
from probation_portal.tests.access.world import World
from remote_contact.models import Appointment, Contact
from research.models import DataSet, Sample, SampleMember, Study, StudyConsent
from volunteers.models import Evaluation, Match, Project, Volunteer

FILE = Path(__file__).resolve().parents[2] / "access_reach.toml"
# Who is asked for: a person of the world by the name of the principal that asks the pages.
ASKING = ("deactivated", "client", "worker", "supervisor", "volunteer", "coordinator", "researcher", "privacy", "admin")
# And for whom only the records are asked: who is someone else by now than what still stands in their name.
CHANGED: dict[str, tuple[str, dict[str, Any]]] = {
    "deactivated_client": ("client", {"is_active": False}),
    "worker_now_volunteer": ("worker", {"role": Role.VOLUNTEER}),
    "worker_without_team": ("worker", {"team": None}),
    "supervisor_now_coordinator": ("supervisor", {"role": Role.COORDINATOR}),
}
Labels = Callable[[World, User], Iterable[str]]


@dataclass(frozen=True)
class Reached:
    """One question below the pages, and how its answer differs from the table."""

    source: str
    principal: str
    difference: str

    def __str__(self) -> str:
        return f"{self.source} of {self.principal}"


@dataclass(frozen=True)
class Row:
    source: str
    rules: frozenset[str]
    reaches: dict[str, frozenset[str]]


@cache
def rows() -> dict[str, Row]:
    """The table, by the name of the question."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: _row(name, row) for name, row in read.items()}


def _row(name: str, row: dict[str, str]) -> Row:
    if unknown := set(row) - {*ASKING, *CHANGED, "rules"}:
        raise ValueError(f"{name}: {', '.join(sorted(unknown))} means nothing here")
    if name not in _ASKED:
        raise ValueError(f"{name} is asked nowhere")
    reaches = {principal: frozenset(words.split()) for principal, words in row.items() if principal != "rules"}
    return Row(name, frozenset(row["rules"].split()), reaches)


def ask_reach(world: World, principal: str, sources: Iterable[str] | None = None) -> Iterator[Reached]:
    """Ask them all, or these; whoever is not named in a row reaches nothing of it."""
    if principal not in (*ASKING, *CHANGED):
        return
    name, changes = CHANGED.get(principal, (principal, {}))
    # Fresh from the table: the world's own object does not know that the account went off.
    user = User.objects.get(pk=world.people[name].pk)
    for field, value in changes.items():
        setattr(user, field, value)
    for source in rows() if sources is None else sources:
        found, promised = set(_ASKED[source](world, user)), rows()[source].reaches.get(principal, frozenset())
        words = [f"reaches {one}" for one in sorted(found - promised)]
        words += [f"does not reach {one}" for one in sorted(promised - found)]
        yield Reached(source, principal, ", ".join(words))


def _by_client(path: str) -> Callable[[World, Any], list[str]]:
    return lambda world, found: [world.by_client[str(pk)] for pk in found.values_list(path, flat=True)]


def _sides(world: World, found: Any, prefix: str = "") -> Iterator[str]:
    """`own.worker`: that side of that case; `.old` when it no longer stands, `.later` of another than the intake."""
    path = f"{prefix}measurement__pair__supervision__client"
    fields = (path, f"{prefix}rater", f"{prefix}standing", f"{prefix}measurement__kind")
    for client, rater, standing, kind in found.values_list(*fields):
        name = world.by_client[str(client)] + ("" if kind == "intake" else ".later")
        yield f"{name}.{rater}" + ("" if standing else ".old")


def _topics(world: World, user: User) -> Iterator[str]:
    for measurement in Measurement.objects.select_related("pair__supervision"):
        name = world.by_client[str(measurement.pair.supervision.client_id)]
        for rater in topics(user, measurement):
            yield f"{name}.{rater}"


def _names(things: dict[str, Any]) -> dict[str, str]:
    return {str(getattr(thing, "pk", thing)): name for name, thing in things.items()}


def _among(things: Callable[[World], dict[str, Any]], found: Callable[[User], Any]) -> Labels:
    """By the names that they bear in the world; what bears none is not of interest."""

    def ask(world: World, user: User) -> Iterator[str]:
        names = _names(things(world))
        return (names[str(pk)] for pk in found(user).values_list("pk", flat=True) if str(pk) in names)

    return ask


_CLIENTS = "supervision__client"
_ASKED: dict[str, Labels] = {
    "Pair.visible_to": lambda w, u: _by_client(_CLIENTS)(w, Pair.objects.visible_to(u)),
    "Pair.within_reach_of": lambda w, u: _by_client(_CLIENTS)(w, Pair.objects.within_reach_of(u)),
    "Client.visible_to": lambda w, u: _by_client("pk")(w, Client.objects.visible_to(u)),
    "Agreement.visible_to": lambda w, u: _by_client(f"pair__{_CLIENTS}")(w, Agreement.objects.visible_to(u)),
    "Contact.visible_to": lambda w, u: _by_client(f"pair__{_CLIENTS}")(w, Contact.objects.visible_to(u)),
    "Appointment.visible_to": lambda w, u: _by_client(f"pair__{_CLIENTS}")(w, Appointment.objects.visible_to(u)),
    "Match.visible_to": lambda w, u: _by_client(_CLIENTS)(w, Match.objects.visible_to(u)),
    "Evaluation.shown_to": lambda w, u: _by_client(f"match__{_CLIENTS}")(
        w, Evaluation.objects.shown_to(u, clock.today())
    ),
    "Measurement.visible_to": lambda w, u: _by_client(f"pair__{_CLIENTS}")(w, Measurement.objects.visible_to(u)),
    "Measurement.within_reach_of": lambda w, u: _by_client(f"pair__{_CLIENTS}")(
        w, Measurement.objects.within_reach_of(u)
    ),
    "Measurement.enterable_by": lambda w, u: _by_client(f"pair__{_CLIENTS}")(w, Measurement.objects.enterable_by(u)),
    "Measurement.paper_correctable_by": lambda w, u: _by_client(f"pair__{_CLIENTS}")(
        w, Measurement.objects.paper_correctable_by(u)
    ),
    "Response.visible_to": lambda w, u: _sides(w, Response.objects.visible_to(u)),
    "ScaleScore.visible_to": lambda w, u: _sides(w, ScaleScore.objects.visible_to(u), "response__"),
    "topics": _topics,
    # Of what is made public within an organisation, for those who read it.
    "ScaleScore.for_figures": lambda w, u: [
        label
        for team in Team.objects.visible_to(u)[:1]
        for label in _sides(w, ScaleScore.objects.for_figures(team.organisation), "response__")
    ],
    "message_log.unsure_for": _among(lambda w: w.unsure, message_log.unsure_for),
    "Team.visible_to": _among(lambda w: w.teams, lambda u: Team.objects.visible_to(u)),
    "User.visible_to": _among(lambda w: w.people, lambda u: User.objects.visible_to(u)),
    "Volunteer.visible_to": _among(lambda w: w.volunteers, lambda u: Volunteer.objects.visible_to(u)),
    "Project.visible_to": _among(
        lambda w: {relation: rows["project_id"] for relation, rows in w.volunteering.items()},
        lambda u: Project.objects.visible_to(u),
    ),
    "OwnNorm.visible_to": _among(lambda w: w.norms, lambda u: OwnNorm.objects.visible_to(u)),
    "Study.owned_by": _among(lambda w: w.studies, lambda u: Study.objects.owned_by(u)),
    "Sample.visible_to": _among(lambda w: w.samples, lambda u: Sample.objects.visible_to(u)),
    "SampleMember.visible_to": lambda w, u: _by_client(f"pair__{_CLIENTS}")(
        w, SampleMember.objects.visible_to(u, clock.today())
    ),
    "DataSet.visible_to": _among(lambda w: w.data_sets, lambda u: DataSet.objects.visible_to(u)),
    "Study.visible_to": _among(lambda w: w.studies, lambda u: Study.objects.visible_to(u)),
    "StudyConsent.of": lambda w, u: ["client" if c.client_id else "worker" for c in StudyConsent.objects.of(u)],
    # An account that is off has none; of the others the rights that the row names.
    "has_permission": lambda w, u: [
        right.name
        for right in Permission
        if has_permission(u, right) and (not u.is_active or right.name in rows()["has_permission"].rules)
    ],
}
