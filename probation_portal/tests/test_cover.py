"""Cover on the pages: arranged, used, seen by the client, stopped; and what it never opens."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance.models import Measurement, Rater, Response, ScaleScore, topics
from alliance.tests.factories import answer, fill_in, open_measurement, reveal
from audit import clock
from audit.models import Event, Purpose
from caseload import actions as caseload_actions
from caseload import shielding
from caseload.models import Agreement, Cover, Hitch, HitchKind, Pair
from caseload.tests.factories import start_pair
from messaging.delivery import deliver_due
from messaging.models import Message, State
from probation_portal import actions, cover_messages, digest, worker_list
from remote_contact.actions.appointments import plan_appointment
from remote_contact.models import Appointment, Contact

Browse = Callable[..., Browser]
COVERS = "/cover/"
DAY = dt.timedelta(days=1)
NEW_EVERY_TIME = re.compile(r'name="(?:csrfmiddlewaretoken|form_id|page)" value="[^"]+"')


def stands(absent: User, colleague: User, by: User, *, starts: int = 0, days: int = 12) -> Cover:
    first = clock.today() + starts * DAY
    return actions.arrange_cover(
        absent=absent, colleague=colleague, reason="leave", starts_on=first, ends_on=first + days * DAY, by=by
    )


def on(days: int) -> Any:
    return clock.at(clock.now() + dt.timedelta(days=days))


def url(name: str, *ids: uuid.UUID) -> str:
    return reverse(name, args=ids)


def filled(anna: User, chris: User, **fields: Any) -> dict[str, Any]:
    first = clock.today()
    usual = {
        "absent": anna.pk,
        "colleague": chris.pk,
        "reason": "illness",
        "starts_on": f"{first:%d-%m-%Y}",
        "ends_on": f"{first + 12 * DAY:%d-%m-%Y}",
    }
    return usual | fields


def said(contact: str = "took_place") -> dict[str, Any]:
    return {"method": "phone", "day": "vandaag", "time": "09:00", "outcome": contact, "form_id": uuid.uuid4()}


# ---------- arranging on the page ----------


def test_arranged_on_the_page(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    browser = browse(bram)
    assert "Nu neemt niemand waar." in browser.get(COVERS).content.decode()
    response = browser.post(COVERS, filled(anna, chris), follow=True)
    text = response.content.decode()
    assert f"{chris.full_name} voor {anna.full_name}" in text
    assert "23 nov. tot 5 dec." in text
    cover = Cover.objects.get()
    assert (cover.arranged_by, cover.reason, Event.objects.filter(what="cover").count()) == (bram, "illness", 1)
    assert url("portal:stop_cover", cover.pk) in text


def test_refused_with_everything_typed(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    for wrong, words in (
        ({"colleague": anna.pk}, "Kies iemand anders"),
        ({"ends_on": "1-2-2027"}, "hoogstens zes weken"),
        ({"starts_on": "22-11-2026"}, "al geweest"),
        ({"reason": ""}, "verplicht"),
        ({"ends_on": "ooit"}, "zoals 23-11-2026"),
    ):
        response = browse(bram).post(COVERS, filled(anna, chris, **wrong))
        text = response.content.decode()
        assert words in text, wrong
        assert "<title>Fout:" in text
        assert not Cover.objects.exists()
        assert not Message.objects.exists()
        if "ends_on" in wrong:
            assert f'value="{wrong["ends_on"]}"' in text


def test_who_may_not_arrange(browse: Browse, bram: User, anna: User, chris: User, olaf: User, pair: Pair) -> None:
    cover = stands(anna, chris, bram)
    other = User.objects.create_user(
        email="els@example.org", first_name="Els", role="supervisor", organisation=bram.organisation
    )
    for user in (anna, chris, olaf):
        assert browse(user).get(COVERS).status_code == 403
        assert browse(user).post(url("portal:stop_cover", cover.pk)).status_code == 403
    assert browse(other).post(COVERS, filled(anna, chris)).status_code == 200
    for method in ("get", "post"):
        assert getattr(browse(other), method)(url("portal:stop_cover", cover.pk)).status_code == 404
    assert Cover.objects.get().stopped_at is None


def test_stopped_on_the_page(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    cover = stands(anna, chris, bram)
    stop, page = url("portal:stop_cover", cover.pk), url("portal:pair", pair.pk)
    assert browse(chris).get(page).status_code == 200
    assert "Vervanging stoppen?" in browse(bram).get(stop).content.decode()
    assert Cover.objects.get().stopped_at is None
    text = browse(bram).post(stop, follow=True).content.decode()
    assert "Gestopt op 23 nov. door" in text
    assert browse(chris).get(page).status_code == 404
    assert "was al voorbij" in browse(bram).post(stop, follow=True).content.decode()


def test_what_comes_what_was_and_who_left(browse: Browse, bram: User, anna: User, chris: User, pair: Pair) -> None:
    stands(anna, chris, bram, days=2)
    with on(3):
        stands(anna, chris, bram, starts=7)
        chris.is_active = False
        chris.save()
        covers = browse(bram).get(COVERS).context["covers"]
    assert (len(covers.standing), len(covers.coming), len(covers.past)) == (0, 1, 1)
    assert "werkt hier niet meer" in covers.coming[0].note
    assert covers.past[0].note == ""


# ---------- what the colleague sees and does ----------


@pytest.fixture
def covered(pair: Pair, anna: User, chris: User, bram: User, vera: User) -> Cover:
    caseload_actions.make_agreement(pair=pair, text="Rooster sturen", who="client", by=anna)
    return stands(anna, chris, bram)


def test_the_page_of_the_pair(browse: Browse, covered: Cover, pair: Pair, anna: User, chris: User, bram: User) -> None:
    text = browse(chris).get(url("portal:pair", pair.pk)).content.decode()
    assert f"Je neemt tot 5 dec. waar voor {anna.full_name}." in text
    for words in ("Rooster sturen", "Afspraak plannen", "Contact vastleggen", "Hapering vastleggen"):
        assert words in text
    for never in ("Overdragen", "Toezicht beëindigen", "Pincode", "Contactgegevens", "Inzageverzoek", "Berichten<"):
        assert never not in text, never
    for name in ("alliance:give_pin", "portal:mix", "caseload:plan", "alliance:put_aside", "portal:message_log"):
        assert url(name, pair.pk) not in text
    # And the others read that somebody stands in.
    for user in (anna, bram):
        assert f"{chris.full_name} tot 5 dec." in browse(user).get(url("portal:pair", pair.pk)).content.decode()


def test_what_is_done_under_cover_is_recorded_as_that(
    browse: Browse, covered: Cover, pair: Pair, anna: User, chris: User
) -> None:
    browser, kind = browse(chris), HitchKind.objects.filter(organisation=anna.organisation).first()
    kind = kind or HitchKind.objects.create(organisation=anna.organisation, name="Niet verschenen")
    before = set(Event.objects.values_list("pk", flat=True))
    assert browser.post(url("remote_contact:log", pair.pk), said()).status_code == 302
    assert browser.post(url("caseload:agreement", pair.pk), {"text": "Bellen", "who": "client"}).status_code == 302
    hitch = {"kind": kind.pk, "on": f"{clock.today():%d-%m-%Y}", "note": ""}
    assert browser.post(url("caseload:hitch", pair.pk), hitch).status_code == 302
    day = {"day": f"{clock.today() + 9 * DAY:%d-%m-%Y}", "time": "11:00", "minutes": 30}
    plan = day | {"form_id": uuid.uuid4(), "method": "office"}
    assert browser.post(url("remote_contact:plan", pair.pk), plan).status_code == 302
    assert (Contact.objects.get().logged_by, Appointment.objects.get().made_by) == (chris, chris)
    assert (Agreement.objects.count(), Hitch.objects.count()) == (2, 1)
    assert browser.get(url("portal:timeline", pair.pk)).status_code == 200
    events = Event.objects.exclude(pk__in=before).filter(actor_id=chris.pk)
    assert {"contact", "agreement", "hitch", "appointment", "timeline"} <= set(events.values_list("what", flat=True))
    assert set(events.values_list("purpose", flat=True)) == {Purpose.COVER}
    # The next page is one's own work again.
    browser.get(url("portal:pair", start_pair(worker=chris).pk))
    assert Event.objects.filter(actor_id=chris.pk).latest("pk").purpose == Purpose.SUPERVISION


NEVER = (
    "portal:hand_over",
    "portal:pass_on",
    "portal:end_supervision",
    "portal:contact_details",
    "portal:message_log",
    "portal:mix",
    "caseload:plan",
    "caseload:pause",
    "caseload:shield",
    "messaging:reach",
    "remote_contact:access_requests",
    "remote_contact:moods",
    "remote_contact:put_aside",
    "alliance:give_pin",
    "alliance:extra",
    "alliance:print_for_client",
    "volunteers:ask",
)


@pytest.mark.parametrize("name", NEVER)
def test_what_stays_with_the_worker_says_so(browse: Browse, covered: Cover, pair: Pair, chris: User, name: str) -> None:
    response = browse(chris).get(url(name, pair.pk))
    assert response.status_code == 403
    text = response.content.decode()
    assert "Dit doet Anna zelf" in text
    assert "Cas" not in text


def test_nor_anything_of_the_monitor(browse: Browse, covered: Cover, chris: User, intake: Measurement) -> None:
    for name in ("respond", "respond_topic", "respond_review", "office", "share", "postpone", "non_response"):
        assert browse(chris).get(url(f"alliance:{name}", intake.pk)).status_code == 403, name
    # The other team's: neither paper nor corrections, whoever stands in.
    for name in ("enter_paper", "correct", "correct_paper", "conversation"):
        assert browse(chris).get(url(f"alliance:{name}", intake.pk)).status_code == 404, name
    assert not Measurement.objects.enterable_by(chris).filter(pk=intake.pk).exists()


def test_a_note_of_the_worker_is_not_rewritten(
    browse: Browse, covered: Cover, pair: Pair, anna: User, chris: User
) -> None:
    browse(anna).post(url("remote_contact:log", pair.pk), said())
    annas = Contact.objects.get()
    assert browse(chris).get(url("remote_contact:change", pair.pk, annas.pk)).status_code == 403
    browse(chris).post(url("remote_contact:log", pair.pk), said())
    own = Contact.objects.get(logged_by=chris)
    assert browse(chris).get(url("remote_contact:change", pair.pk, own.pk)).status_code == 200
    link = url("remote_contact:change", pair.pk, annas.pk)
    for page in ("portal:pair", "portal:timeline"):
        assert link in browse(anna).get(url(page, pair.pk)).content.decode()
        assert link not in browse(chris).get(url(page, pair.pk)).content.decode()


def test_scores_after_the_reveal_and_the_talk_to_read(
    browse: Browse, covered: Cover, pair: Pair, chris: User, intake: Measurement
) -> None:
    reveal(intake)
    Response.objects.filter(measurement=intake, rater=Rater.CLIENT).update(topic="over mijn werk")
    assert ScaleScore.objects.visible_to(chris).exists()
    assert topics(chris, intake) == {"client": "over mijn werk"}
    page = browse(chris).get(url("portal:pair", pair.pk))
    assert page.context["monitor"].profile is not None
    talk = url("alliance:conversation", intake.pk)
    assert talk in page.content.decode()
    text = browse(chris).get(talk).content.decode()
    assert "over mijn werk" in text
    assert "Gesprek afronden" not in text
    for name in ("record_talk", "worth"):
        assert browse(chris).post(url(f"alliance:{name}", intake.pk), {"talking": "4"}).status_code == 403
    with on(12):
        assert browse(chris).get(talk).status_code == 404
        assert not ScaleScore.objects.visible_to(chris).exists()
        assert topics(chris, intake) == {}


def test_single_answers_are_the_pairs_own(covered: Cover, chris: User, intake: Measurement) -> None:
    reveal(intake)
    assert not Response.objects.visible_to(chris).exists()


def test_what_one_side_shared_alone_was_for_the_other(covered: Cover, chris: User, intake: Measurement) -> None:
    for rater in Rater:
        with transaction.atomic():
            response = answer(intake, rater)
            Response.objects.filter(pk=response.pk).update(shared_at=clock.now())
            assert not ScaleScore.objects.visible_to(chris).exists()
            transaction.set_rollback(True)


@pytest.mark.parametrize("brought", ["worker draft", "worker", "client"])
def test_nobody_can_tell_who_has_filled_in(
    browse: Browse, covered: Cover, pair: Pair, chris: User, intake: Measurement, brought: str
) -> None:
    """To the byte and to the query: neither side's coming in changes anything for who stands in."""
    pages = ("portal:pair", "portal:timeline", "portal:timeline_table", "remote_contact:log", "remote_contact:plan")
    addresses = ["/", *(url(name, pair.pk) for name in pages)]

    def seen() -> list[tuple[int, str, int]]:
        browser, found = browse(chris), []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                response = browser.get(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            text = NEW_EVERY_TIME.sub("", content.decode())
            found.append((response.status_code, text, len(queries)))
        return found

    seen()
    before = seen()
    if brought == "worker draft":
        fill_in(intake, Rater.WORKER)
    else:
        answer(intake, Rater(brought))
    assert seen() == before
    assert all(status == 200 for status, _text, _queries in before)


def test_not_shielded_ones_nor_their_appointments(
    browse: Browse, covered: Cover, pair: Pair, anna: User, chris: User, bram: User
) -> None:
    hidden = start_pair(worker=anna, first_name="Geheim", last_name="Persoon")
    shielding.shield(pair=hidden, reason="een buurman", by=bram)
    at = clock.now().replace(hour=10, minute=0) + 9 * DAY
    plan_appointment(pair=hidden, starts_at=at, minutes=30, method="phone", place="", by=anna, form_id=uuid.uuid4())
    assert browse(chris).get(url("portal:pair", hidden.pk)).status_code == 404
    assert "Persoon" not in browse(chris).get("/").content.decode()
    day = {"day": f"{at:%d-%m-%Y}", "time": "11:00", "minutes": 30, "method": "office"}
    plan = url("remote_contact:plan", pair.pk)
    assert "Persoon" in browse(anna).post(plan, day | {"form_id": uuid.uuid4()}).content.decode()
    assert browse(chris).post(plan, day | {"form_id": uuid.uuid4()}).status_code == 302
    assert not Message.objects.filter(kind=cover_messages.TOLD, pair=hidden).exists()


# ---------- beside one's own ----------


def test_a_block_of_its_own_on_the_home(browse: Browse, covered: Cover, pair: Pair, anna: User, chris: User) -> None:
    own = start_pair(worker=chris, first_name="Eigen", last_name="Mens")
    response = browse(chris).get("/")
    text = response.content.decode()
    assert f"Waarneming voor {anna.full_name}, tot 5 dec." in text
    assert [one.name for one in response.context["cover"].blocks[0].people] == ["Verhoeven, Cas"]
    assert [row.pair_id for row in response.context["page"]] == [own.pk]
    assert response.context["total"] == 1
    assert [row.pair_id for row in worker_list.rows_of(chris, today=clock.today())] == [own.pk]
    events = Event.objects.filter(actor_id=chris.pk).values_list("what", "purpose")
    assert set(events) == {("cover list", Purpose.COVER), ("caseload list", Purpose.SUPERVISION)}
    # Who is away reads who stands in.
    assert f"{chris.full_name} neemt van 23 nov. tot 5 dec. voor jou waar." in browse(anna).get("/").content.decode()


def test_the_mail_of_the_week_counts_ones_own(covered: Cover, pair: Pair, chris: User, intake: Measurement) -> None:
    assert list(digest.LINES[digest.WEEK_OF_WORKER](chris, clock.today())) == []


def test_home_before_and_after(browse: Browse, pair: Pair, anna: User, chris: User, bram: User) -> None:
    stands(anna, chris, bram, starts=2, days=3)
    assert f"Je neemt van 25 nov. tot 28 nov. waar voor {anna.full_name}." in browse(chris).get("/").content.decode()
    for days in (0, 5):
        with on(days):
            assert "Verhoeven" not in browse(chris).get("/").content.decode()
    with on(4):
        assert "Verhoeven" in browse(chris).get("/").content.decode()


def test_the_number_of_queries_does_not_grow(
    browse: Browse, pair: Pair, anna: User, chris: User, bram: User, colleague: User
) -> None:
    def queries(user: User, address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browse(user).get(address).status_code == 200
        return len(found)

    page = url("portal:pair", pair.pk)
    queries(anna, page)
    without = queries(anna, page)
    stands(anna, chris, bram)
    homes = queries(chris, "/"), queries(bram, COVERS), queries(chris, page)
    for number in range(4):
        start_pair(worker=anna, first_name=f"Nog {number}")
        stands(anna, chris, bram, starts=13 + number, days=1)
    stands(colleague, chris, bram)
    assert (queries(chris, "/"), queries(bram, COVERS), queries(chris, page)) == homes
    Cover.objects.all().delete()
    assert queries(anna, page) == without


# ---------- what the client sees ----------


def test_the_client_reads_who_helps_and_who_looked(
    browse: Browse, pair: Pair, cas: User, anna: User, chris: User, bram: User
) -> None:
    stands(anna, chris, bram, starts=1, days=5)
    line = "Anna is er even niet. Tot en met 28 november 2026 helpt Chris je."
    for days, told in ((0, False), (1, True), (5, True), (6, False)):
        with on(days):
            text = browse(cas).get("/").content.decode()
            assert (line in text) is told, days
            assert chris.last_name not in text
    with on(2):
        browse(chris).get(url("portal:pair", pair.pk))
        browse(chris).get("/")
    looked = browse(cas).get("/my/who-looked/").content.decode()
    assert "als vervanger van je werker" in looked
    assert "om je te begeleiden" not in looked


# ---------- told ----------


def sent() -> dict[str, str]:
    mail.outbox.clear()
    deliver_due()
    return {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}


def test_everybody_is_told_once_and_discreetly(pair: Pair, anna: User, chris: User, bram: User) -> None:
    stands(anna, chris, bram)
    assert Message.objects.filter(kind=cover_messages.TOLD).count() == 3
    found = sent()
    assert set(found) == {anna.email, chris.email, pair.client.email}
    told = found[pair.client.email]
    assert "Van 23 november tot en met 4 december helpt Chris je." in told
    for text in found.values():
        for never in ("eclasser", "toezicht", "Verhoeven", anna.last_name, chris.last_name, "ziek", "verlof"):
            assert never not in text
    assert sent() == {}


def test_looked_at_again_as_it_leaves(pair: Pair, anna: User, chris: User, bram: User, colleague: User) -> None:
    cover = stands(anna, chris, bram)
    actions.stop_cover(cover=cover, by=bram)
    assert sent() == {}
    assert set(Message.objects.values_list("state", flat=True)) == {State.CANCELLED}
    # Each reason by itself, as the message leaves.
    for change in (
        lambda: Cover.objects.update(stopped_at=clock.now(), stopped_by=bram),
        lambda: User.objects.filter(pk=chris.pk).update(is_active=False),
        lambda: shielding.shield(pair=pair, reason="een buurman", by=bram),
        lambda: actions.hand_over(pair=pair, to=colleague, on=clock.today(), by=bram),
        lambda: type(pair.team).objects.update(invitations_since=None),
    ):
        with transaction.atomic():
            fresh = stands(anna, chris, bram)
            told = Message.objects.get(kind=cover_messages.TOLD, subject_id=fresh.pk, pair=pair)
            change()
            told = Message.objects.with_people().get(pk=told.pk)
            assert cover_messages._recheck_told(told) != ""
            transaction.set_rollback(True)
    with transaction.atomic():
        fresh = stands(anna, chris, bram)
        told = Message.objects.with_people().get(kind=cover_messages.TOLD, subject_id=fresh.pk, pair=pair)
        assert cover_messages._recheck_told(told) == ""


def test_who_was_told_hears_that_it_stopped(pair: Pair, anna: User, chris: User, bram: User) -> None:
    cover = stands(anna, chris, bram)
    sent()
    # This one began since, and its client was not reached yet.
    later = start_pair(worker=anna, first_name="Later", email="later@example.org")
    cover_messages.tell_of_pair(pair=later)
    actions.stop_cover(cover=cover, by=bram)
    found = sent()
    assert set(found) == {anna.email, chris.email, pair.client.email}
    assert "Chris vervangt Anna niet meer." in found[pair.client.email]
    assert sent() == {}


def test_whose_supervision_begins_meanwhile_is_told_too(
    pair: Pair, anna: User, chris: User, colleague: User, bram: User
) -> None:
    stands(anna, chris, bram)
    sent()
    other = start_pair(worker=colleague, first_name="Nieuw", email="nieuw@example.org")
    actions.hand_over(pair=other, to=anna, on=clock.today(), by=bram)
    told = Message.objects.filter(kind=cover_messages.TOLD, state=State.NEW)
    assert [message.pair.supervision_id for message in told] == [other.supervision_id]


def test_nothing_to_clients_of_a_team_whose_messages_are_off(pair: Pair, anna: User, chris: User, bram: User) -> None:
    pair.team.invitations_since = None
    pair.team.save()
    stands(anna, chris, bram)
    assert {message.recipient_id for message in Message.objects.all()} == {anna.pk, chris.pk}


def test_a_cover_of_nobody_opens_an_empty_block(browse: Browse, anna: User, chris: User, bram: User) -> None:
    stands(anna, chris, bram)
    assert "Er is nu niemand voor wie je waarneemt." in browse(chris).get("/").content.decode()
    assert not Event.objects.filter(what="cover list").exists()


def test_open_measurement_is_shown_without_sides(browse: Browse, covered: Cover, pair: Pair, chris: User) -> None:
    open_measurement(pair)
    states = browse(chris).get(url("portal:pair", pair.pk)).context["monitor"].states
    assert [row.tag_text for row in states][:1] == ["open"]
