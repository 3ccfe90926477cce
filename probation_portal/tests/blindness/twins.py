"""Two organisations that are each other's twin: the same people, clients and days, apart from one letter."""

import datetime as dt
from dataclasses import dataclass, field

from django.test import Client as Browser

from accounts.models import Role, Team, User
from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
from alliance import actions as alliance_actions
from alliance.actions.instruments import SHORT_FORM, short_form, use_instrument
from alliance.models import Instrument, MomentKind
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from caseload import actions as caseload_actions
from caseload.models import Cover, Pair
from probation_portal.tests.access.canaries import LOWEST, instrument_text

BEGINS = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
LONG_AGO, LATELY = dt.date(2026, 3, 20), dt.date(2026, 11, 13)
# What both sides of the first moment of the long-running case said, in both worlds.
PAST = {"client": LOWEST + 1, "worker": LOWEST + 2}
STAFF = {
    "worker": Role.WORKER,
    "colleague": Role.WORKER,
    "next": Role.WORKER,
    # Of another team, and stands in for whoever is the worker, all the time.
    "stand_in": Role.WORKER,
    "supervisor": Role.SUPERVISOR,
    "privacy": Role.PRIVACY_OFFICER,
    "admin": Role.ADMINISTRATOR,
    "coordinator": Role.COORDINATOR,
    "researcher": Role.RESEARCHER,
}


# A pattern can be named of one scale.
NORMS = "".join(f"\n[norms.{side}.trust]\nsd = 2.0\nreliability = 0.8\nn = 120\nsource = 'x'\n" for side in PAST)
# Few questions and few answers: what differs between two worlds does so with one question a scale as well.
VALUES = 30


@dataclass
class Case:
    """One client with an account of their own, a PIN, and the pair they begin with."""

    pair: Pair
    account: User
    pin: str
    browser: Browser


@dataclass
class Twin:
    letter: str
    team: Team
    instrument: Instrument
    people: dict[str, User] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)


def build() -> tuple[Twin, Twin]:
    with clock.at(BEGINS):
        text = instrument_text(SHORT_FORM.read_text(encoding="utf-8"), values=VALUES) + NORMS
        instrument = alliance_actions.load_instrument(text=text, by=None)
        short_form()
        return _twin("a", instrument), _twin("b", instrument)


def _twin(letter: str, instrument: Instrument) -> Twin:
    organisation = OrganisationFactory(name=f"Twin-{letter}")
    use_instrument(organisation=organisation, instrument=instrument, by=None)
    caseload_actions.add_default_hitch_kinds(organisation=organisation)
    team = TeamFactory(organisation=organisation, name="Noord-1", invitations_since=BEGINS - dt.timedelta(days=400))
    elsewhere = TeamFactory(organisation=organisation, name="Noord-2")
    twin = Twin(letter, team, instrument)
    for name, role in STAFF.items():
        twin.people[name] = UserFactory(
            email=f"{name}@twin-{letter}.example.org",
            first_name=name.capitalize(),
            role=role,
            organisation=organisation,
            team=(elsewhere if name == "stand_in" else team) if role == Role.WORKER else None,
        )
        twin.browsers[name] = _browser(twin.people[name])
    team.supervisors.add(twin.people["supervisor"])
    for name in ("worker", "next"):
        _cover(twin, name)
    twin.cases = {"new": _case(twin, "kim", LATELY), "long": _case(twin, "sam", LONG_AGO)}
    return twin


def _case(twin: Twin, name: str, begins: dt.date) -> Case:
    """Their first moment is open; that of the long-running case was revealed long ago, and the next one is open."""
    address = f"{name}@twin-{twin.letter}.example.org"
    with clock.at(dt.datetime.combine(begins, dt.time(10), tzinfo=dt.UTC)):
        client = caseload_actions.enter_client(
            organisation=twin.team.organisation,
            by=None,
            number=f"N-{name}",
            first_name=name.capitalize(),
            last_name="Visser",
            email=address,
        )
        client.account = UserFactory(
            email=address, first_name=name.capitalize(), role=Role.CLIENT, organisation=twin.team.organisation
        )
        client.save()
        worker = twin.people["worker"]
        pair = caseload_actions.start_supervision(client=client, worker=worker, starts_on=begins, level="2", by=None)
        pin = alliance_actions.give_pin(pair=pair, handed_over_by="phone", by=worker)
        first = open_measurement(pair)
        if begins == LONG_AGO:
            reveal(first, **PAST)
    if begins == LONG_AGO:
        open_measurement(pair, MomentKind.REGULAR)
    return Case(pair, client.account, pin, _browser(client.account))


def _cover(twin: Twin, absent: str) -> None:
    """For longer than anybody could arrange: however far a history goes, somebody looks along."""
    Cover.objects.create(
        absent=twin.people[absent],
        by=twin.people["stand_in"],
        reason="illness",
        starts_on=LONG_AGO,
        ends_on=LONG_AGO + dt.timedelta(days=2000),
        arranged_at=BEGINS,
        arranged_by=twin.people["supervisor"],
    )


def _browser(user: User) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.force_login(user)
    return browser
