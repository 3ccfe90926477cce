"""The organisation of a large history and everybody who works in it, through the portal's own actions."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import actions as accounts_actions
from accounts.models import Organisation, Role, Team, User
from alliance.actions.instruments import instrument_for
from alliance.models import Instrument
from audit import clock
from caseload import actions as caseload_actions
from caseload.models import HitchKind
from probation_portal.demo import names
from probation_portal.demo.people import PASSWORD
from probation_portal.scale.plan import WORKERS, Size
from volunteers import actions as volunteer_actions
from volunteers.models import Project

NAME = "Schaal"
SUPERVISOR = "leider1@schaal.example.org"
_REGIONS = ("Kust", "Polder", "Rivieren", "Stad", "Veen")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who and what the history is written about: workers by team, in the order of the plan's numbers."""

    organisation: Organisation
    instrument: Instrument
    teams: list[Team]
    workers: list[list[User]]
    hitch_kinds: list[HitchKind]
    project: Project
    coordinator: User
    # What no password and no PIN matches.
    no_password: str


@transaction.atomic
def make_staff(size: Size, seed: int) -> Staff:
    """As of the day before the history began. Invitations are on for no team, so nothing of it is ever sent."""
    rng = Random(f"{seed}:scale:staff")  # noqa: S311 (invented data should be predictable)
    with clock.at(clock.now() - dt.timedelta(days=size.years * 365 + 1)):
        organisation = accounts_actions.create_organisation(name=NAME, by=None, is_demo=True)
        caseload_actions.add_default_hitch_kinds(organisation=organisation)
        volunteer_actions.ship(organisation=organisation, by=None)
        coordinator = _account(rng, organisation, "coordinator", Role.COORDINATOR)
        teams, workers = [], []
        for number in range(1, size.teams + 1):
            team = accounts_actions.create_team(organisation=organisation, name=f"{NAME}-{number:02d}", by=None)
            password = PASSWORD if number == 1 else None
            leader = _account(rng, organisation, f"leider{number}", Role.SUPERVISOR, password=password)
            accounts_actions.lead_team(team=team, supervisor=leader, by=None)
            teams.append(team)
            workers.append(
                [
                    _account(rng, organisation, f"werker{number}-{one}", Role.WORKER, team=team, password=password)
                    for one in range(1, WORKERS + 1)
                ]
            )
        for number, region in enumerate(_REGIONS):
            regional = [team.pk for team in teams[number :: len(_REGIONS)]]
            Team.objects.filter(pk__in=regional).update(region=region)
    return Staff(
        organisation=organisation,
        instrument=instrument_for(organisation),
        teams=teams,
        workers=workers,
        hitch_kinds=list(organisation.hitch_kinds.all()),
        project=Project.objects.get(organisation=organisation, name="Maatjesproject"),
        coordinator=coordinator,
        no_password=make_password(None),
    )


def _account(
    rng: Random,
    organisation: Organisation,
    name: str,
    role: Role,
    *,
    team: Team | None = None,
    password: str | None = None,
) -> User:
    return accounts_actions.create_user(
        organisation=organisation,
        email=f"{name}@schaal.example.org",
        first_name=rng.choice(names.FIRST),
        last_name=rng.choice(names.LAST),
        role=role,
        team=team,
        password=password,
        by=None,
    )
