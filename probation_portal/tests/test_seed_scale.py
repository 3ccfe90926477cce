"""`seed_scale`: a history written in bulk is what the portal's own actions would have left behind."""

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q
from django.test import override_settings
from django.utils import timezone

from accounts.models import Role, Team, User
from accounts.tests.factories import OrganisationFactory
from alliance import actions as alliance_actions
from alliance import schedule
from alliance.models import Draft, Measurement, MomentKind, NonResponse, Rater, Response, ScaleScore, Talk
from alliance.scoring import score_response
from audit import clock
from audit.models import Event
from caseload import actions as caseload_actions
from caseload.models import Client, Fact, Hitch, Pair, Supervision
from conftest import NOON
from messaging.models import STANDING, Message, State
from probation_portal.demo.people import PASSWORD
from probation_portal.scale.organisation import NAME, SUPERVISOR
from probation_portal.scale.plan import TEAM_OF, WORKERS, Size
from remote_contact.lists import HITCHES, TOOK_PLACE, WAYS
from remote_contact.models import Appointment, AppointmentState, Contact
from volunteers.models import Match

pytestmark = pytest.mark.django_db
CLIENTS, YEARS = 60, 2


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What the command said; what it made is undone at the end. The tests only read."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    out = io.StringIO()
    with django_db_blocker.unblock(), quick, clock.at(NOON), transaction.atomic():
        call_command("seed_scale", "--clients", str(CLIENTS), "--years", str(YEARS), stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def test_more_clients_make_more_teams_never_larger_ones() -> None:
    small, large = Size.of(4_500, 5), Size.of(45_000, 5)
    assert (small.teams, large.teams) == (5, 50)
    assert small.clients / small.teams == large.clients / large.teams == TEAM_OF * 5


def test_it_tells_how_far_it_is_and_what_it_made(told: str) -> None:
    lines = told.splitlines()
    assert f"  {CLIENTS} of {CLIENTS}" in lines
    running = Pair.objects.open().count()
    assert any(line.startswith(f"{CLIENTS} clients, {running} of them running, in 1 teams; ") for line in lines)
    leader = User.objects.get(email=SUPERVISOR)
    assert leader.check_password(PASSWORD)
    assert Team.objects.visible_to(leader).get().name == f"{NAME}-01"


@pytest.mark.usefixtures("told")
def test_the_whole_history_is_there() -> None:
    assert Client.objects.count() == Supervision.objects.count() == CLIENTS
    begun = sorted(Supervision.objects.values_list("starts_on", flat=True))
    gaps = [(after - before).days for before, after in zip(begun, begun[1:], strict=False)]
    assert max(gaps) - min(gaps) <= 1
    assert (clock.today() - begun[0]).days == YEARS * 365
    assert User.objects.filter(role=Role.WORKER).count() == WORKERS
    assert 0 < Pair.objects.open().count() < CLIENTS
    for table in (Talk, NonResponse, Contact, Hitch, Match, Message):
        assert table.objects.exists(), table
    assert {*Pair.objects.values_list("end_kind", flat=True)} >= {"", "handed_over", "supervision_ended"}


@pytest.mark.usefixtures("told")
def test_every_score_is_that_of_its_answers() -> None:
    responses = Response.objects.select_related("instrument").prefetch_related("scores")
    for response in responses:
        scored = score_response(response.instrument.parsed, response.rater, response.answers)
        kept = {row.scale: (row.score, row.answered) for row in response.scores.all()}
        assert kept == {scale: (score.score, score.answered) for scale, score in scored.items()}
    assert len(responses) * 4 == ScaleScore.objects.count() > 100
    assert ScaleScore.objects.values("score").distinct().count() > 10


@pytest.mark.usefixtures("told")
def test_revealed_is_what_both_sides_answered_and_nothing_else() -> None:
    for measurement in Measurement.objects.prefetch_related("responses").select_related("pair"):
        came = list(measurement.responses.all())
        assert all(response.standing for response in came)
        both = {response.rater for response in came} == {*Rater.values}
        assert measurement.revealed_at == (max(response.submitted_at for response in came) if both else None)
        assert not came or measurement.opened_at is not None
        for response in came:
            day = timezone.localdate(response.submitted_at)
            assert measurement.opens_on <= day < measurement.closes_on
            assert day < (measurement.pair.ends_on or clock.today())
    assert not Talk.objects.filter(held_on__lt=F("measurement__revealed_at__date")).exists()
    assert not Talk.objects.filter(measurement__revealed_at=None).exists()
    answered = Q(measurement__responses__rater=F("rater"))
    assert not NonResponse.objects.filter(answered).exists()
    assert not Draft.objects.filter(answered).exists()


@pytest.mark.usefixtures("told")
def test_every_window_is_the_schedules() -> None:
    for pair in Pair.objects.prefetch_related("measurements"):
        start, *regular = sorted(pair.measurements.all(), key=lambda one: one.months)
        planned = schedule.start_moment(pair.starts_on, is_first_pair=pair.is_first)
        assert (start.kind, start.opens_on, start.closes_on) == (planned.kind, planned.opens_on, planned.closes_on)
        assert [one.months for one in regular] == [6 * number for number in range(1, len(regular) + 1)]
        for one in regular:
            assert one.opens_on == schedule.regular_opening(pair.starts_on, one.months)
            assert one.closes_on == schedule.regular_closing(pair.starts_on, one.months)
        until = pair.ends_on or clock.today()
        assert all((one.opened_at is not None) == (one.opens_on < until) for one in pair.measurements.all())


@pytest.mark.usefixtures("told")
def test_the_scheduler_finds_nothing_left_to_do() -> None:
    today = clock.today()
    with transaction.atomic():
        assert alliance_actions.plan_measurements(today=today) == 0
        assert caseload_actions.end_due_supervisions(today=today) == 0
        assert alliance_actions.queue_reminders(today=today) == 0
        opened_today = Measurement.objects.due_on(today).filter(opens_on__lt=today)
        assert not opened_today.exists()
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    assert set(STANDING) > {State.SENT}


@pytest.mark.usefixtures("told")
def test_pairs_and_facts_follow_each_other() -> None:
    for supervision in Supervision.objects.prefetch_related("pairs", "facts"):
        pairs = sorted(supervision.pairs.all(), key=lambda pair: pair.starts_on)
        assert [pair.is_first for pair in pairs] == [True, *[False] * (len(pairs) - 1)]
        assert [pair.ends_on for pair in pairs] == [*[pair.starts_on for pair in pairs[1:]], supervision.ended_on]
        assert len({pair.worker_id for pair in pairs}) == len(pairs)
        for kind in ("level", "phase", "risk"):
            of_kind = sorted((fact.since, fact.until) for fact in supervision.facts.all() if fact.kind == kind)
            assert [until for _since, until in of_kind][:-1] == [since for since, _until in of_kind][1:]
            assert of_kind[-1][1] == supervision.ended_on
    assert not Fact.objects.filter(until__isnull=True, supervision__ended_on__isnull=False).exists()


@pytest.mark.usefixtures("told")
def test_contacts_mean_what_their_words_mean() -> None:
    for contact in Contact.objects.select_related("pair"):
        assert contact.way == WAYS[contact.method]
        assert (contact.took_place, contact.is_hitch) == (contact.outcome in TOOK_PLACE, contact.outcome in HITCHES)
        assert contact.pair.starts_on <= timezone.localdate(contact.at) < (contact.pair.ends_on or clock.today())
        assert not (contact.minutes and not contact.took_place)
        assert not (contact.reason and contact.took_place)
    states = Counter(Appointment.objects.values_list("state", flat=True))
    assert {*states} == {AppointmentState.DONE, AppointmentState.CANCELLED, AppointmentState.PLANNED}
    assert not Appointment.objects.exclude(state="done").exclude(contact=None).exists()
    assert not Appointment.objects.filter(state="planned", starts_at__lte=clock.now()).exists()


@pytest.mark.usefixtures("told")
def test_nothing_of_it_stands_in_the_record_and_nothing_lies_ahead_of_its_day() -> None:
    assert not Event.objects.filter(what__in=["client", "measurement", "contact", "supervision"]).exists()
    assert not Measurement.objects.filter(opened_at__gt=clock.now()).exists()
    assert not Response.objects.filter(started_at__lt=F("measurement__opened_at")).exists()
    assert Measurement.objects.filter(kind=MomentKind.HANDOVER).exists()


@pytest.mark.usefixtures("told")
def test_a_second_history_is_refused() -> None:
    with pytest.raises(CommandError, match="is here already"):
        call_command("seed_scale", "--clients", "1")


def test_it_refuses_outside_demo_mode(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="only a demonstration"):
        call_command("seed_scale", "--clients", "1")


def test_it_refuses_a_database_with_other_people() -> None:
    OrganisationFactory(name="Echt", is_demo=False)
    before = Client.objects.count()
    with pytest.raises(CommandError, match="holds other people"):
        call_command("seed_scale", "--clients", "1")
    assert Client.objects.count() == before


@pytest.mark.parametrize("clients", ["0", "-1", "x", "500001"])
def test_it_refuses_a_number_that_is_none(clients: str) -> None:
    with pytest.raises(CommandError, match=r"a number from 1 to 500,000"):
        call_command("seed_scale", "--clients", clients)
