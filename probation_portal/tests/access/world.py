"""A small world in which everyone stands in one known relation to everything, and every sensitive field is a canary.

Relations are seen from Anna, a worker of the first team of Noord. The supervisor leads that team and a quiet one,
the client is the one of `own`, the volunteer is matched with that client; all others belong to Noord.
"""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django.core import mail

from accounts.models import Organisation, Role, Team, User
from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
from alliance import actions as alliance_actions
from alliance.actions.answering import WORKERS_OWN
from alliance.actions.instruments import DEMONSTRATION, shipped_instrument, use_instrument
from alliance.models import ClientLink, ClientPin, Measurement, MomentKind, OwnNorm, Rater, Way
from audit import clock
from caseload import actions as caseload_actions
from caseload.models import Client, EndReason, Fact, FactKind, HitchKind, Pair
from caseload.passing_on import write_pass_on
from messaging.delivery import deliver_due
from messaging.models import Preference
from probation_portal.actions import hand_over
from probation_portal.tests.access import scopes
from probation_portal.tests.access import world_access_requests as access_requests
from probation_portal.tests.access import world_appointments as appointments
from probation_portal.tests.access import world_contacts as contacts
from probation_portal.tests.access import world_cover as cover
from probation_portal.tests.access import world_edges as edges
from probation_portal.tests.access import world_mix as mix
from probation_portal.tests.access import world_talks as talks
from probation_portal.tests.access import world_volunteers as volunteering
from probation_portal.tests.access.canaries import Canaries, instrument_text
from probation_portal.tests.access.world_asking import asking
from probation_portal.tests.access.world_together import together
from research.tests.factories import open_study
from volunteers import actions as volunteer_actions
from volunteers.models import Match, Volunteer

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
LONG_AGO, LATELY = dt.date(2026, 3, 20), dt.date(2026, 11, 13)
LINK = re.compile(r"/v/([A-Za-z0-9_-]{32})/")


@dataclass
class Case:
    """One client with everything that can stand on a page about them."""

    pair: Pair
    measurement: Measurement
    hitch: uuid.UUID
    agreement: uuid.UUID
    area: uuid.UUID
    goal: uuid.UUID
    contact: uuid.UUID
    # By telephone, tomorrow.
    appointment: uuid.UUID
    # When they did not come.
    absence: uuid.UUID
    # Who is named on its shield, for a case that has one.
    member: uuid.UUID | None = None
    # One of the reasons for which it asks for its supervisor, put aside.
    aside: uuid.UUID | None = None

    @property
    def client(self) -> Client:
        return self.pair.supervision.client


@dataclass
class World:
    canaries: Canaries = field(default_factory=Canaries)
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    matches: dict[str, Match] = field(default_factory=dict)
    # What hangs on a match: kind -> whose it is -> its id.
    together: dict[str, dict[str, uuid.UUID]] = field(default_factory=dict)
    # Requests, proposals and evaluations, by whose client they are about.
    asking: dict[str, dict[str, uuid.UUID]] = field(default_factory=dict)
    measurements: dict[str, Measurement] = field(default_factory=dict)
    # Without canaries: a preview shows every answer that could be given.
    previewed: uuid.UUID = field(default_factory=lambda: shipped_instrument().pk)
    norms: dict[str, uuid.UUID] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    # Messages of which nobody knows whether they left.
    unsure: dict[str, uuid.UUID] = field(default_factory=dict)
    studies: dict[str, uuid.UUID] = field(default_factory=dict)
    # Of each organisation a project, a kind of activity and a paper: relation -> name of the argument -> id.
    volunteering: dict[str, dict[str, uuid.UUID]] = field(default_factory=dict)
    trainings: dict[str, uuid.UUID] = field(default_factory=dict)
    # Who did one, by the name of the person.
    trainings_done: dict[str, uuid.UUID] = field(default_factory=dict)
    data_sets: dict[str, uuid.UUID] = field(default_factory=dict)
    samples: dict[str, uuid.UUID] = field(default_factory=dict)
    # The secret of a private calendar address, by whose it is.
    feeds: dict[str, str] = field(default_factory=dict)
    # What workers typed about a contact and did not save: the name of the page.
    drafts: dict[str, uuid.UUID] = field(default_factory=dict)
    # Whose access request: its id, and that of a sensitive contact in it.
    access_requests: dict[str, tuple[uuid.UUID, uuid.UUID]] = field(default_factory=dict)
    # Who stands in for whom: a standing one of another team, one that was stopped in the own, one elsewhere.
    covers: dict[str, uuid.UUID] = field(default_factory=dict)
    # Submitted answers of clients, by the name of their account.
    answers: dict[str, uuid.UUID] = field(default_factory=dict)

    @cached_property
    def by_client(self) -> dict[str, str]:
        """Whose case it is, by the client's id."""
        return {str(case.client.pk): name for name, case in self.cases.items()}

    SCOPES, SCOPES_OF_PAGE, OWN_NAMES = scopes.SCOPES, scopes.SCOPES_OF_PAGE, scopes.OWN_NAMES


def build() -> World:
    """The world, on the day at which the tests' clock is held."""
    world = World()
    noord, midden = OrganisationFactory(name="Noord"), OrganisationFactory(name="Midden")
    text = instrument_text(DEMONSTRATION.read_text(encoding="utf-8"))
    instrument = alliance_actions.load_instrument(text=text, by=None)
    for organisation in (noord, midden):
        use_instrument(organisation=organisation, instrument=instrument, by=None)
        caseload_actions.add_default_hitch_kinds(organisation=organisation)
    _teams(world, noord, midden)
    _people(world, noord)
    _cases(world)
    contacts.drafts(world)
    access_requests.requests(world)
    access_requests.survey(world, noord)
    appointments.feeds(world)
    talks.trainings(world)
    _volunteers(world, noord, midden)
    volunteering.volunteering(world)
    mix.mixes(world)
    mix.own_hours(world)
    edges.shields(world)
    cover.covers(world)
    edges.asides(world)
    together(world)
    asking(world)
    edges.answers(world)
    edges.topics(world)
    edges.paper(world)
    edges.across_organisations(world)
    world.studies["own"] = open_study(world.people["researcher"]).pk
    world.studies["was_researcher"] = open_study(world.people["worker"], "Een ouder onderzoek").pk
    world.studies["other_org"] = open_study(world.people["olga"]).pk
    edges.consents(world)
    edges.of_studies(world)
    _ways_in(world)
    edges.unsure_messages(world)
    edges.ways_in(world)
    _norms(world)
    return world


def _teams(world: World, noord: Organisation, midden: Organisation) -> None:
    since = NOON - dt.timedelta(days=400)
    world.teams = {
        "own": TeamFactory(organisation=noord, name="Noord-1", invitations_since=since),
        "quiet": TeamFactory(organisation=noord, name="Noord-2"),
        "other_team": TeamFactory(organisation=noord, name="Noord-3", invitations_since=since),
        "other_org": TeamFactory(organisation=midden, name="Midden-1", invitations_since=since),
    }


def _norms(world: World) -> None:
    """An offered norm in each organisation."""
    for name in ("own", "other_org"):
        offer = OwnNorm.objects.create(
            organisation=world.teams[name].organisation,
            instrument=world.cases["own"].measurement.instrument,
            rater=Rater.CLIENT,
            scale="trust",
            sd=1,
            alpha="0.8",
            n=50,
            computed_on=clock.today(),
        )
        world.norms[name] = offer.pk


def _people(world: World, noord: Organisation) -> None:
    def add(name: str, role: Role, team: str = "", organisation: Organisation = noord) -> None:
        staff = "staff" if organisation == noord else "staff_elsewhere"
        # Who works here may be named to colleagues; nobody here needs a name of another organisation.
        names = {} if organisation == noord else {"last_name": world.canaries.word(staff, f"staff{name}")}
        world.people[name] = UserFactory(
            email=f"{name}.{world.canaries.email(staff, f'staffemail{name}')}",
            first_name=name.capitalize(),
            **names,
            role=role,
            team=world.teams[team] if team else None,
            organisation=organisation,
        )

    midden = world.teams["other_org"].organisation
    in_own = [(name, "own") for name in ("worker", "deactivated", "yusuf", "hans")]
    for name, team in (*in_own, ("gerda", "quiet")):
        add(name, Role.WORKER, team)
    add("chris", Role.WORKER, "other_team")
    add("eva", Role.WORKER, "other_team")
    add("olaf", Role.WORKER, "other_org", midden)
    add("olga", Role.RESEARCHER, "", midden)
    add("supervisor", Role.SUPERVISOR)
    world.teams["own"].supervisors.add(world.people["supervisor"])
    world.teams["quiet"].supervisors.add(world.people["supervisor"])
    add("saar", Role.SUPERVISOR)
    world.teams["own"].supervisors.add(world.people["saar"])
    add("bart", Role.SUPERVISOR)
    world.teams["other_team"].supervisors.add(world.people["bart"])
    add("coordinator", Role.COORDINATOR)
    add("researcher", Role.RESEARCHER)
    add("privacy", Role.PRIVACY_OFFICER)
    add("admin", Role.ADMINISTRATOR)


def _cases(world: World) -> None:
    add_case(world, "own", "worker", LONG_AGO, "both")
    add_case(world, "waiting", "worker", LATELY, "client")
    add_case(world, "same_team", "yusuf", LONG_AGO, "both")
    add_case(world, "quiet", "gerda", LATELY, "worker")
    add_case(world, "quiet_hidden", "gerda", LATELY, "worker")
    add_case(world, "other_team", "chris", LONG_AGO, "both")
    add_case(world, "other_org", "olaf", LONG_AGO, "both")
    add_case(world, "covered", "eva", LONG_AGO, "both")
    add_case(world, "covered_hidden", "eva", LATELY, "worker")
    add_case(world, "was_own", "worker", LONG_AGO, "both")
    add_case(world, "ended", "worker", LONG_AGO, "both")
    add_case(world, "deactivated", "deactivated", LATELY, "client")
    add_case(world, "shielded", "yusuf", LATELY, "client")
    add_case(world, "named", "yusuf", LATELY, "worker")
    add_case(world, "hidden_before", "yusuf", LATELY, "worker")
    add_case(world, "withdrew", "worker", LONG_AGO, "both")
    add_case(world, "paper", "yusuf", LONG_AGO, "both")
    hand_over(pair=world.cases["was_own"].pair, to=world.people["yusuf"], on=clock.today(), by=None)
    caseload_actions.end_supervision(
        pair=world.cases["ended"].pair, on=clock.today(), reason=EndReason.COMPLETED, by=None
    )
    # The six months of `own`: the worker is in, the client is half-way; that of `waiting` is the other way round.
    sent = Measurement.objects.with_people().get(pair=world.cases["own"].pair, kind=MomentKind.REGULAR)
    world.measurements = {name: case.measurement for name, case in world.cases.items()}
    world.measurements["own"] = world.cases["waiting"].measurement
    world.measurements["own_sent"] = sent
    world.measurements["own_both"] = world.cases["own"].measurement
    _answer(world, "own", sent, Rater.WORKER, scored="hidden_scores")
    _draft(world, "waiting", world.cases["waiting"].measurement, Rater.WORKER, WORKERS_OWN)
    _answer(world, "covered", cover.half_year_of_covered(world), Rater.WORKER, scored="hidden_scores")
    edges.accounts_of_clients(world)


def add_case(world: World, name: str, worker: str, begins: dt.date, moment: str) -> None:
    world.cases[name] = _case(world, name, worker, begins, moment)


def _case(world: World, name: str, worker_name: str, begins: dt.date, moment: str) -> Case:
    canaries, worker = world.canaries, world.people[worker_name]
    with clock.at(dt.datetime.combine(begins, dt.time(10), tzinfo=dt.UTC)):
        client = caseload_actions.enter_client(
            organisation=worker.organisation,
            by=None,
            number=canaries.word(name, "number", short="nr"),
            first_name=canaries.word(name, "first_name"),
            last_name=canaries.word(name, "last_name"),
            email=canaries.email(name),
            mobile=canaries.mobile(name),
            reach_note=canaries.word(name, "reach_note"),
            consider_note=canaries.word(name, "consider_note"),
        )
        # Safe hours that hold no message back: from an hour that names the client until midnight.
        Preference.objects.create(client=client, safe_from=canaries.minute(name), safe_until=dt.time(23, 59))
        pair = caseload_actions.start_supervision(client=client, worker=worker, starts_on=begins, level="2", by=None)
        measurement = _intake(world, name, pair, moment)
        kinds = HitchKind.objects.filter(organisation=worker.organisation)
        note = canaries.word(name, "hitch_note")
        hitch = caseload_actions.record_hitch(pair=pair, kind=kinds[0], on=begins, note=note, by=worker)
        text = canaries.word(name, "agreement")
        agreement = caseload_actions.make_agreement(pair=pair, text=text, who="client", due=begins, by=worker)
        caseload_actions.add_condition(
            pair=pair, kind="special", text=canaries.word(name, "condition"), since=begins, by=worker
        )
        goal = caseload_actions.add_goal(pair=pair, text=canaries.word(name, "goal"), since=begins, by=worker)
        write_pass_on(pair=pair, text=canaries.word(name, "pass_on"), client_agreed=True, version=0, by=worker)
        area = caseload_actions.record_fact(
            pair=pair, kind=FactKind.PROBLEM_AREA, value="housing", since=begins, by=worker
        )
        assert isinstance(area, Fact)
        contact = contacts.contact(world, name, pair, worker)
        talks.talk(world, name, contact, goal)
    # The half year of a long-running pair has come.
    alliance_actions.plan_measurements(today=clock.today(), pairs=Pair.objects.filter(pk=pair.pk))
    alliance_actions.open_due(today=clock.today())
    appointment = appointments.appointment(world, name, pair, worker)
    absence = appointments.absence(world, name, pair, worker)
    children = (hitch, agreement, area, goal, contact, appointment, absence)
    return Case(pair, measurement, *(child.pk for child in children))


def _intake(world: World, name: str, pair: Pair, moment: str) -> Measurement:
    """Open the intake and bring in one side, or both."""
    alliance_actions.plan_measurements(today=clock.today(), pairs=Pair.objects.filter(pk=pair.pk))
    alliance_actions.open_due(today=clock.today())
    measurement = Measurement.objects.with_people().get(pair=pair, kind=MomentKind.INTAKE)
    kind = "scores" if moment == "both" else "hidden_scores"
    for rater in Rater:
        if moment in ("both", rater):
            _answer(world, name, measurement, rater, scored=kind)
    return measurement


def _answer(world: World, name: str, measurement: Measurement, rater: Rater, *, scored: str) -> None:
    _draft(world, name, measurement, rater, "canary", scored=scored)
    by = measurement.pair.worker if rater == Rater.WORKER else None
    way = Way.PORTAL if by else Way.LINK
    alliance_actions.submit_response(measurement=measurement, rater=rater, way=way, by=by)


def _draft(
    world: World, name: str, measurement: Measurement, rater: Rater, credential: str, *, scored: str = ""
) -> None:
    """Every question answered when it is to be scored, else the first two."""
    assert measurement.instrument is not None
    value = world.canaries.answers(name, rater, scored=scored)
    items = measurement.instrument.parsed.items_for(rater)
    alliance_actions.save_draft(
        measurement=measurement,
        rater=rater,
        answers={item.key: value for item in (items if scored else items[:2])},
        credential=credential,
        language="nl",
        notice_version="1",
    )


def _volunteers(world: World, noord: Organisation, midden: Organisation) -> None:
    add_volunteer(world, "vera", noord, "own")
    add_volunteer(world, "wim", noord, "other_team")
    add_volunteer(world, "left", noord, "same_team")
    add_volunteer(world, "zoe", midden, "other_org")
    add_volunteer(world, "stan", noord, "shielded")
    add_volunteer(world, "nel", noord, "named")
    # What Vera did before for another client is over.
    supervision = world.cases["withdrew"].pair.supervision
    over = volunteer_actions.start_match(
        volunteer=world.volunteers["vera"], supervision=supervision, task="koken", starts_on=clock.today(), by=None
    )
    volunteer_actions.end_match(match=over, on=clock.today(), by=None)
    volunteer_actions.leave(volunteer=world.volunteers["left"], on=clock.today(), by=world.people["coordinator"])
    account = world.volunteers["vera"].account
    assert account is not None
    # The mail that invites her was read: she chose a password.
    account.set_password("een goed wachtwoord")
    account.save()
    world.people["volunteer"] = account


def add_volunteer(world: World, name: str, organisation: Organisation, case: str) -> None:
    """A volunteer, matched with the client of this case."""
    canaries = world.canaries
    world.volunteers[name] = volunteer_actions.add_volunteer(
        organisation=organisation,
        first_name=name.capitalize(),
        last_name=canaries.word(name, "volunteer_last_name"),
        email=canaries.email(name, "volunteer_email"),
        phone=canaries.mobile(name, "volunteer_phone"),
        by=None,
    )
    world.matches[case] = volunteer_actions.start_match(
        volunteer=world.volunteers[name],
        supervision=world.cases[case].pair.supervision,
        task=canaries.word(case, "task"),
        starts_on=clock.today(),
        by=None,
    )


def _ways_in(world: World) -> None:
    """PINs for the clients of Anna, and the links that the invitations bring; an old one of them is revoked."""
    for name in ("own", "waiting"):
        case = world.cases[name]
        world.pins[name] = alliance_actions.give_pin(pair=case.pair, handed_over_by="face_to_face", by=case.pair.worker)
    mail.outbox.clear()
    deliver_due()
    address = world.cases["own"].client.email
    # A message of the volunteer goes there too.
    bodies = [str(message.body) for message in mail.outbox if message.to == [address]]
    found = next(found for found in map(LINK.search, bodies) if found)
    world.links["own"] = found[1]
    world.links["revoked"] = alliance_actions.new_link(measurement=world.measurements["own_sent"])
    revoked = ClientLink.objects.filter(token_hash=ClientLink.hash_of(world.links["revoked"]))
    revoked.update(revoked_at=clock.now())
    pin = ClientPin.objects.get(client=world.cases["own"].client)
    _draft(world, "own", world.measurements["own_sent"], Rater.CLIENT, str(pin.credential))
