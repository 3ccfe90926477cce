"""Tuning, messages passed on, signals, releases and circles: who does what, and who is told."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from audit import clock
from audit.models import Event, Purpose
from caseload.covering import arrange_cover, stop_cover
from caseload.models import Pair
from caseload.tests.factories import start_pair
from messaging.delivery import deliver_due
from messaging.models import Message, State
from volunteers.actions import telling, tuning
from volunteers.actions.matches import end_match, start_match
from volunteers.models import Circle, Form, Match, OuterMember, Project, Release, Signal, Tuning
from volunteers.tests.factories import VolunteerFactory
from volunteers.tests.together import matched, project

DAY = dt.timedelta(days=1)


def told(kind: str) -> set[str]:
    rows = Message.objects.filter(kind=kind).with_people()
    return {row.user.email if row.user else row.pair.worker.email if row.side == "worker" else "client" for row in rows}  # type: ignore[union-attr]


def sent() -> list[Any]:
    mail.outbox.clear()
    deliver_due()
    return mail.outbox


# ---------- tuning ----------


def test_tuning_is_planned_at_the_rhythm_of_the_project_and_again_after_each(
    match: Match, anna: User, vera: User
) -> None:
    planned = match.tunings.get()
    assert (planned.due_on, planned.started_by) == (clock.today() + dt.timedelta(weeks=4), "")
    tuning.hold_tuning(match=match, held_on=clock.today(), agreed="Zo door", with_client=False, by=vera)
    assert match.tunings.get(held_on__isnull=True).due_on == clock.today() + dt.timedelta(weeks=4)
    assert match.tunings.count() == 2


def test_either_writes_and_the_other_confirms(match: Match, anna: User, vera: User, browse: Any) -> None:
    typed = {"held_on": "vandaag", "agreed": "Elke week bellen"}
    for writer, other in ((vera, anna), (anna, vera)):
        assert browse(writer).post(f"/volunteers/match/{match.pk}/tuning/", typed).status_code == 302
        row = match.tunings.filter(held_on__isnull=False).latest("version")
        page = browse(other).get(f"/volunteers/match/{match.pk}/").content.decode()
        assert f"Opgeschreven door {writer.first_name}. Klopt het?" in page
        assert f"/volunteers/tuning/{row.pk}/confirm/" in page
        browse(other).post(f"/volunteers/tuning/{row.pk}/confirm/", {"version": row.version})
        row.refresh_from_db()
        assert row.worker_confirmed_at
        assert row.volunteer_confirmed_at
        row.delete()
    assert told(telling.TO_CONFIRM) == {anna.email, vera.email}


def test_other_words_ask_the_others_yes_again_and_a_yes_to_old_words_is_none(
    match: Match, anna: User, vera: User, browse: Any
) -> None:
    row = tuning.hold_tuning(match=match, held_on=clock.today(), agreed="A", with_client=False, by=vera)
    browse(anna).post(f"/volunteers/tuning/{row.pk}/", {"agreed": "B", "version": row.version})
    row.refresh_from_db()
    assert (row.agreed, row.written_by, row.volunteer_confirmed_at) == ("B", "worker", None)
    old = browse(vera).post(f"/volunteers/tuning/{row.pk}/confirm/", {"version": row.version - 1}, follow=True)
    assert "De ander wijzigde de tekst" in old.content.decode()
    row.refresh_from_db()
    assert row.volunteer_confirmed_at is None


def test_a_client_reads_what_was_agreed_with_them_there(match: Match, vera: User, cas: User, browse: Any) -> None:
    for words, there in (("Onder ons", False), ("Met z'n drieën gezegd", True)):
        tuning.hold_tuning(match=match, held_on=clock.today(), agreed=words, with_client=there, by=vera)
    page = browse(cas).get(f"/volunteers/match/{match.pk}/").content.decode()
    assert "Onder ons" not in page
    assert "drieën gezegd" in page
    assert browse(cas).get(f"/volunteers/match/{match.pk}/tuning/").status_code == 403


def test_an_overdue_one_is_shown_to_both_and_told_once(match: Match, anna: User, vera: User, browse: Any) -> None:
    with clock.at(clock.now() + dt.timedelta(weeks=4)):
        assert telling.queue_due_tunings() == 2
        assert telling.queue_due_tunings() == 0
        assert told(telling.TUNING_DUE) == {anna.email, vera.email}
    with clock.at(clock.now() + dt.timedelta(weeks=4, days=1)):
        for user in (anna, vera):
            assert "te laat" in browse(user).get(f"/volunteers/match/{match.pk}/").content.decode()
        assert "Tijd om af te stemmen" in browse(vera).get("/").content.decode()
        letters = [m for m in sent() if "afstemmen" in m.subject.lower() or "af te stemmen" in m.subject.lower()]
    assert len(letters) == 2
    assert all("Cas" not in m.body and "Vera" not in m.body.replace("Hallo Vera", "") for m in letters)


def test_a_reminder_is_looked_up_again_as_it_leaves(match: Match, anna: User, vera: User) -> None:
    with clock.at(clock.now() + dt.timedelta(weeks=4)):
        telling.queue_due_tunings()
        tuning.hold_tuning(match=match, held_on=clock.today(), agreed="Gedaan", with_client=False, by=vera)
        sent()
    states = set(Message.objects.filter(kind=telling.TUNING_DUE).values_list("state", "reason"))
    assert states == {(State.CANCELLED, "nothing to tell")}


def test_nothing_is_told_before_the_start_meeting(vera: User, pair: Pair) -> None:
    matched(vera, pair, met=False)
    with clock.at(clock.now() + dt.timedelta(weeks=9)):
        assert telling.queue_due_tunings() == 0


def test_many_are_told_in_as_many_queries_as_a_few(vera: User, anna: User, django_assert_max_num_queries: Any) -> None:
    given = {"volunteer": VolunteerFactory(account=vera), "task": "x", "starts_on": clock.today(), "by": None}
    for _n in range(12):
        made = start_match(supervision=start_pair(worker=anna).supervision, **given)
        Match.objects.filter(pk=made.pk).update(met_on=clock.today())
    with clock.at(clock.now() + dt.timedelta(weeks=6)), django_assert_max_num_queries(12):
        assert telling.queue_due_tunings() == 24


# ---------- messages ----------


def test_a_message_is_passed_on_and_the_notice_holds_nothing_of_it(
    match: Match, vera: User, cas: User, anna: User, browse: Any
) -> None:
    address = f"/volunteers/match/{match.pk}/messages/"
    typed = {"form_id": uuid.uuid4(), "text": "Tot woensdag om drie uur?"}
    for _click in range(2):
        assert browse(vera).post(address, typed).status_code == 302
    assert match.relayed.count() == 1
    assert "Tot woensdag om drie uur?" in browse(cas).get(address).content.decode()
    browse(cas).post(address, {"form_id": uuid.uuid4(), "text": "Goed!"})
    browse(cas).post(address, {"form_id": uuid.uuid4(), "text": "Neem je de bal mee?"})
    letters = sent()
    assert sorted(m.to[0] for m in letters) == ["cas@example.org", "vera@example.org"]
    for letter in letters:
        for hidden in ("woensdag", "Goed", "Anna", "@"):
            assert hidden not in f"{letter.subject} {letter.body}"
    assert "Dit is geen alarmlijn." in browse(cas).get(address).content.decode()
    assert browse(anna).get(address).status_code == 403


def test_a_client_without_an_account_cannot_be_written_to(vera: User, pair: Pair, browse: Any) -> None:
    match = matched(vera, pair)
    page = browse(vera).get(f"/volunteers/match/{match.pk}/messages/").content.decode()
    assert "heeft nog geen account" in page
    assert "<textarea" not in page


# ---------- signals ----------


@pytest.fixture
def duty(team: Team, colleague: User) -> User:
    team.on_duty = colleague
    team.save()
    return colleague


@pytest.mark.parametrize(
    ("urgent", "worker_works", "expected"),
    [
        (False, True, {"dewi@example.org"}),
        (True, True, {"dewi@example.org", "anna@example.org", "yusuf@example.org"}),
        (True, False, {"dewi@example.org", "yusuf@example.org"}),
    ],
)
def test_whom_a_signal_reaches(
    urgent: bool,
    worker_works: bool,
    expected: set[str],
    match: Match,
    vera: User,
    anna: User,
    dewi: User,
    duty: User,
    browse: Any,
) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=worker_works)
    address = f"/volunteers/match/{match.pk}/signal/"
    assert "Dit is geen alarmlijn." in browse(vera).get(address).content.decode()
    typed = {"form_id": uuid.uuid4(), "text": "Hij is somber"} | ({"urgent": "on"} if urgent else {})
    # Sunday night.
    with clock.at(dt.datetime(2026, 11, 29, 2, 0, tzinfo=dt.UTC)):
        browser = browse(vera)
        for _click in range(2):
            assert browser.post(address, typed).status_code == 302
        letters = sent()
        page = browser.get(f"/volunteers/match/{match.pk}/").content.decode()
    assert ("coördinator, de werker en wie dienst heeft." in page) is urgent
    assert Signal.objects.count() == 1
    assert told(telling.URGENT_SIGNAL if urgent else telling.SIGNAL) == expected
    # What can wait does.
    assert {m.to[0] for m in letters} == (expected if urgent else set())
    assert not any("somber" in m.body or "Cas" in m.body for m in letters)


def test_who_has_duty_reads_the_urgent_one_until_it_is_handled(
    match: Match, vera: User, anna: User, duty: User, chris: User, browse: Any
) -> None:
    for urgent in ({}, {"urgent": "on"}):
        typed = {"form_id": uuid.uuid4(), "text": "Zorgen"} | urgent
        browse(vera).post(f"/volunteers/match/{match.pk}/signal/", typed)
    plain, urgent_one = (Signal.objects.get(urgent=urgent) for urgent in (False, True))
    page = browse(duty).get(f"/volunteers/signal/{urgent_one.pk}/").content.decode()
    assert "0611111111" in page
    assert match.supervision.client.last_name not in page
    assert browse(duty).get(f"/volunteers/signal/{plain.pk}/").status_code == 404
    assert browse(chris).get(f"/volunteers/signal/{urgent_one.pk}/").status_code == 404
    assert browse(duty).get(f"/volunteers/match/{match.pk}/").status_code == 404
    done = {"what_was_done": "Gebeld met Cas", "version": 1}
    assert browse(duty).post(f"/volunteers/signal/{urgent_one.pk}/", done).status_code == 302
    assert browse(duty).get(f"/volunteers/signal/{urgent_one.pk}/").status_code == 404
    assert "al afgehandeld" in browse(anna).post(f"/volunteers/signal/{urgent_one.pk}/", done).content.decode()
    assert "Gebeld met Cas" in browse(vera).get(f"/volunteers/match/{match.pk}/").content.decode()
    assert Event.objects.filter(what="signal", action="read", actor_id=duty.pk).count() == 1


def test_who_leads_the_team_may_have_its_duty(match: Match, vera: User, bram: User, team: Team, browse: Any) -> None:
    for urgent in ({}, {"urgent": "on"}):
        typed = {"form_id": uuid.uuid4(), "text": "Zorgen"} | urgent
        browse(vera).post(f"/volunteers/match/{match.pk}/signal/", typed)
    plain, urgent_one = (f"/volunteers/signal/{Signal.objects.get(urgent=urgent).pk}/" for urgent in (False, True))
    assert browse(bram).get(urgent_one).status_code == 404
    Team.objects.filter(pk=team.pk).update(on_duty=bram)
    assert "Zorgen" in browse(bram).get(urgent_one).content.decode()
    assert browse(bram).get(plain).status_code == 404
    assert browse(bram).post(urgent_one, {"what_was_done": "Gebeld", "version": 1}).status_code == 302
    assert browse(bram).get(urgent_one).status_code == 404


def test_who_stands_in_hears_the_urgent_one_and_reads_it_while_they_do(
    match: Match, vera: User, anna: User, colleague: User, bram: User, browse: Any
) -> None:
    today = clock.today()
    days = {"starts_on": today, "ends_on": today + dt.timedelta(days=7)}
    cover = arrange_cover(absent=anna, colleague=colleague, reason="illness", by=bram, **days)
    for urgent in ({}, {"urgent": "on"}):
        typed = {"form_id": uuid.uuid4(), "text": "Zorgen"} | urgent
        browse(vera).post(f"/volunteers/match/{match.pk}/signal/", typed)
    assert "yusuf@example.org" in told(telling.URGENT_SIGNAL)
    assert "yusuf@example.org" not in told(telling.SIGNAL)
    plain, urgent_one = (f"/volunteers/signal/{Signal.objects.get(urgent=urgent).pk}/" for urgent in (False, True))
    assert urgent_one in browse(colleague).get("/").content.decode()
    page = browse(colleague).get(urgent_one).content.decode()
    assert "0611111111" in page
    assert match.supervision.client.last_name not in page
    assert browse(colleague).get(plain).status_code == 404
    assert browse(colleague).get(f"/volunteers/match/{match.pk}/").status_code == 404
    stop_cover(cover=cover, by=bram)
    assert browse(colleague).get(urgent_one).status_code == 404
    arrange_cover(absent=anna, colleague=colleague, reason="illness", by=bram, **days)
    assert browse(colleague).post(urgent_one, {"what_was_done": "Gebeld", "version": 1}).status_code == 302
    assert browse(colleague).get(urgent_one).status_code == 404
    assert urgent_one not in browse(colleague).get("/").content.decode()
    events = Event.objects.filter(what="signal", actor_id=colleague.pk)
    assert set(events.values_list("action", "purpose")) == {("read", Purpose.COVER), ("changed", Purpose.COVER)}


# ---------- releases ----------


def test_a_release_is_read_while_it_stands_and_shown_to_the_client(
    match: Match, anna: User, vera: User, cas: User, dewi: User, browse: Any
) -> None:
    address = f"/volunteers/match/{match.pk}/"
    typed = {"what": "surname", "text": "Verhoeven", "reason": "Samen naar het loket"}
    assert browse(vera).post(f"{address}release/", typed).status_code == 403
    assert browse(anna).post(f"{address}release/", typed).status_code == 302
    for user, reads, reason in ((vera, True, False), (cas, True, False), (anna, True, True), (dewi, False, False)):
        page = browse(user).get(address).content.decode()
        assert ("Verhoeven" in page, "Samen naar het loket" in page) == (reads, reason)
    row = Release.objects.get()
    browse(anna).post(f"/volunteers/release/{row.pk}/take-back/")
    assert "Verhoeven" not in browse(vera).get(address).content.decode()
    assert list(Event.objects.filter(what="release").values_list("action", flat=True).order_by("pk")) == [
        "created",
        "ended",
    ]


def test_a_release_needs_a_reason(match: Match, anna: User, browse: Any) -> None:
    typed = {"what": "surname", "text": "Verhoeven", "reason": ""}
    page = browse(anna).post(f"/volunteers/match/{match.pk}/release/", typed).content.decode()
    assert 'value="Verhoeven"' in page
    assert not Release.objects.exists()


# ---------- circles ----------


@pytest.fixture
def circle(vera: User, pair: Pair) -> Circle:
    own = project(vera.organisation, form=Form.COSA_CIRCLE, smallest=2, largest=2)
    made = matched(vera, pair, project=own)
    assert made.circle is not None
    return made.circle


def join(circle: Circle) -> Match:
    volunteer = VolunteerFactory(account__organisation=circle.project.organisation, first_name="Wim")
    return start_match(
        volunteer=volunteer,
        supervision=circle.supervision,
        task="Meedoen",
        starts_on=clock.today(),
        by=None,
        project=Project.objects.get(pk=circle.project_id),
    )


def test_a_circle_begins_with_its_first_fills_up_and_ends_with_its_last(
    circle: Circle, vera: User, anna: User, browse: Any
) -> None:
    second = join(circle)
    assert second.circle == circle
    with pytest.raises(ValidationError, match="vol"):
        join(circle)
    first = circle.matches.exclude(pk=second.pk).get()
    assert "Ook in de binnenkring: Wim." in browse(vera).get(f"/volunteers/match/{first.pk}/").content.decode()
    for match in (first, second):
        circle.refresh_from_db()
        assert circle.ends_on is None
        end_match(match=match, on=clock.today(), by=anna)
    circle.refresh_from_db()
    assert circle.ends_on == clock.today()


def test_the_outer_ring_is_kept_by_the_coordinator_and_read_by_the_worker(
    circle: Circle, dewi: User, anna: User, vera: User, browse: Any
) -> None:
    typed = {"name": "Bea Bakker", "post": "wijkagent", "phone": "0612121212"}
    address = f"/volunteers/circle/{circle.pk}/"
    assert browse(dewi).post(f"{address}outer/", typed).status_code == 302
    assert browse(anna).post(f"{address}outer/", typed).status_code == 403
    for user in (dewi, anna):
        assert "Bea Bakker" in browse(user).get(address).content.decode()
    assert browse(vera).get(address).status_code == 404
    member = OuterMember.objects.get()
    browse(dewi).post(f"/volunteers/outer/{member.pk}/stop/")
    assert "Bea Bakker" not in browse(anna).get(address).content.decode()
    bad = browse(dewi).post(f"{address}outer/", {"name": "Zonder functie"}).content.decode()
    assert 'value="Zonder functie"' in bad
    assert OuterMember.objects.count() == 1


def test_tuning_is_held_once_in_two_tabs(match: Match, vera: User) -> None:
    for _tab in range(2):
        tuning.hold_tuning(match=match, held_on=clock.today(), agreed="x", with_client=False, by=vera)
    assert Tuning.objects.filter(match=match, held_on__isnull=True).count() == 1
