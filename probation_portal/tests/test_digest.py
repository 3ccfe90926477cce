"""The Monday mail: who gets one, once a week, what is counted, and that it names nobody."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, Team, User
from accounts.tests.factories import UserFactory
from alliance.actions import say_not_now
from alliance.models import Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from caseload import actions as caseload_actions
from caseload import shielding
from caseload.models import Client, Pair
from caseload.tests.factories import start_pair
from messaging.delivery import deliver_due
from messaging.models import Message, Preference, State
from probation_portal import digest
from probation_portal.tasks import queue_digests

DAY = dt.timedelta(days=1)
KINDS = [digest.WEEK_OF_WORKER, digest.WEEK_OF_TEAM]


def queued() -> set[str]:
    """Queue what is due now; the addresses of everyone who has one."""
    digest.queue_digests(today=clock.today())
    return set(Message.objects.filter(kind__in=KINDS).values_list("user__email", flat=True))


def lines_of(user: User) -> list[str]:
    kind = digest.KIND_OF[Role(user.role)]
    return list(digest.LINES[kind](user, clock.today()))


def delivered() -> dict[str, str]:
    """Deliver what is due; of the digests that left, the text by address."""
    mail.outbox.clear()
    deliver_due()
    left = Message.objects.filter(kind__in=KINDS, state=State.SENT).values_list("user__email", flat=True)
    return {m.to[0]: f"{m.subject}\n{m.body}" for m in mail.outbox if m.to[0] in left and "deze week" in m.subject}


def test_workers_with_work_and_supervisors_with_a_team(pair: Pair, anna: User, bram: User, colleague: User) -> None:
    """The colleague has nobody; others have no digest at all."""
    UserFactory(email="leeg@example.org", role=Role.SUPERVISOR, organisation=bram.organisation)
    assert queued() == {anna.email, bram.email}


@pytest.mark.parametrize("why", ["deactivated", "opted out", "no pair"])
def test_who_gets_none(pair: Pair, anna: User, bram: User, why: str) -> None:
    bram.supervised_teams.clear()
    _lose(why, anna, pair)
    assert queued() == set()


@pytest.mark.parametrize(
    ("why", "reason"), [("deactivated", "account off"), ("opted out", "no digest"), ("no pair", "nothing to tell")]
)
def test_all_is_looked_up_again_as_it_leaves(pair: Pair, anna: User, bram: User, why: str, reason: str) -> None:
    bram.supervised_teams.clear()
    open_measurement(pair)
    queued()
    _lose(why, anna, pair)
    assert delivered() == {}
    assert Message.objects.get(kind=digest.WEEK_OF_WORKER).reason == reason


def _lose(why: str, user: User, pair: Pair) -> None:
    if why == "deactivated":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif why == "opted out":
        Preference.objects.create(user=user, digest=False)
    else:
        caseload_actions.end_supervision(pair=pair, on=clock.today(), reason="completed", by=user)


def test_once_a_week_however_often_it_is_asked(pair: Pair, anna: User, bram: User) -> None:
    for _time in range(3):
        queue_digests()
    assert Message.objects.filter(kind__in=KINDS).count() == 2
    with clock.at(clock.now() + 7 * DAY):
        queue_digests()
        queue_digests()
    assert Message.objects.filter(kind__in=KINDS).count() == 4


@pytest.mark.parametrize(("days", "many"), [(0, 2), (1, 2), (2, 2), (3, 0), (4, 0), (6, 0)])
def test_a_silent_monday_is_caught_up_until_wednesday(pair: Pair, bram: User, days: int, many: int) -> None:
    with clock.at(clock.now() + days * DAY):
        assert digest.queue_digests(today=clock.today()) == many


def test_in_working_hours_on_monday(pair: Pair, anna: User, bram: User) -> None:
    open_measurement(pair)
    with clock.at(clock.now().replace(hour=3)):
        queued()
        assert delivered() == {}
    with clock.at(clock.now().replace(hour=8, minute=1)):
        assert set(delivered()) == {anna.email, bram.email}


def test_what_did_not_leave_this_week_never_does(pair: Pair, anna: User, bram: User) -> None:
    open_measurement(pair)
    queued()
    with clock.at(clock.now() + 7 * DAY):
        delivered()
    assert set(Message.objects.filter(kind__in=KINDS).values_list("reason", flat=True)) == {"too late"}


def test_as_many_queries_for_one_as_for_forty(pair: Pair, team: Team) -> None:
    counts = []
    for many in (1, 40):
        for _n in range(many):
            start_pair(worker=UserFactory(role=Role.WORKER, team=team))
        with CaptureQueriesContext(connection) as seen:
            digest.queue_digests(today=clock.today())
        counts.append(len(seen))
    assert counts[0] == counts[1]


# ---------- what it says ----------


def test_what_waits_on_a_worker_in_numbers(pair: Pair, anna: User) -> None:
    assert lines_of(anna) == []
    moment = open_measurement(pair)
    assert lines_of(anna) == ["1 keer zelf invullen"]
    caseload_actions.make_agreement(pair=pair, text="bellen", who="worker", due=clock.today() + 6 * DAY, by=anna)
    caseload_actions.make_agreement(pair=pair, text="later", who="worker", due=clock.today() + 7 * DAY, by=anna)
    caseload_actions.make_agreement(pair=pair, text="cas", who="client", due=clock.today(), by=anna)
    assert lines_of(anna) == ["1 keer zelf invullen", "1 afspraak om na te komen"]
    reveal(moment)
    assert lines_of(anna) == ["1 keer samen bespreken", "1 afspraak om na te komen"]


def test_it_tells_nothing_of_the_clients_side(pair: Pair, anna: User) -> None:
    moment = open_measurement(pair)
    answer(moment, Rater.CLIENT)
    assert lines_of(anna) == ["1 keer zelf invullen"]


def test_not_now_is_not_asked_again(pair: Pair, anna: User) -> None:
    moment = open_measurement(pair)
    say_not_now(measurement=moment, rater=Rater.WORKER, by=anna)
    assert lines_of(anna) == []


def test_a_supervisor_reads_no_number_below_five(bram: User, team: Team, chris: User) -> None:
    few = "minder dan 5 metingen sluiten"
    assert few in lines_of(bram)
    pairs = [start_pair(worker=UserFactory(role=Role.WORKER, team=team)) for _n in range(5)]
    moments = [open_measurement(each) for each in pairs]
    open_measurement(start_pair(worker=chris))
    with clock.at(clock.now() + (moments[0].closes_on - clock.today() - DAY)):
        assert "5 metingen sluiten" in lines_of(bram)
        # Whether they were filled in is not told.
        answer(moments[1], Rater.CLIENT)
        assert "5 metingen sluiten" in lines_of(bram)
        # Through the scope of the team page: without what is shielded.
        saar = UserFactory(role=Role.SUPERVISOR, organisation=bram.organisation)
        team.supervisors.add(saar)
        shielding.shield(pair=pairs[0], reason="een buurman", by=saar)
        assert few in lines_of(bram)


@pytest.mark.parametrize(("many", "told"), [(4, "minder dan 5"), (5, "5"), (6, "6")])
def test_how_many_pairs_ask_for_their_supervisor(bram: User, team: Team, many: int, told: str) -> None:
    for _n in range(many):
        start_pair(worker=UserFactory(role=Role.WORKER, team=team), starts_on=clock.today() - 28 * DAY)
    assert lines_of(bram)[-1] == f"{told} trajecten vragen je aandacht"


def test_the_mail_names_nobody(pair: Pair, anna: User, bram: User, team: Team, settings: Any) -> None:
    open_measurement(pair)
    queued()
    found = delivered()
    client: Client = pair.client
    for address, text in found.items():
        for told in (client.first_name, client.last_name, client.number, team.name, anna.last_name, "toezicht"):
            assert told not in text, address
        assert f"{settings.PORTAL_URL}/" in text
    assert "- 1 keer zelf invullen" in found[anna.email]
    assert "minder dan 5" in found[bram.email]
