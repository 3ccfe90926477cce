"""What who stands in sees and does, and what cover never opens."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alliance.models import Measurement, Rater, Response, ScaleScore, topics
from alliance.tests.factories import answer, fill_in, open_measurement, reveal
from audit import clock
from audit.models import Event, Purpose
from caseload import actions as caseload_actions
from caseload import shielding
from caseload.models import Agreement, Cover, Hitch, HitchKind, Pair
from caseload.tests.factories import start_pair
from messaging.models import Message
from probation_portal import cover_messages
from probation_portal.tests.covering import DAY, on, said, stands, url
from remote_contact.actions.appointments import plan_appointment
from remote_contact.models import Appointment, Contact

Browse = Callable[..., Browser]
NEW_EVERY_TIME = re.compile(r'name="(?:csrfmiddlewaretoken|form_id|page)" value="[^"]+"')


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


def test_open_measurement_is_shown_without_sides(browse: Browse, covered: Cover, pair: Pair, chris: User) -> None:
    open_measurement(pair)
    states = browse(chris).get(url("portal:pair", pair.pk)).context["monitor"].states
    assert [row.tag_text for row in states][:1] == ["open"]
