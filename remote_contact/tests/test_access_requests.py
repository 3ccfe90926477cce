"""An access request: every sensitive contact is given or withheld by a person, and only then there is a file."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from caseload.models import Pair
from caseload.versions import StaleRecord
from probation_portal.actions import hand_over
from remote_contact.actions.access_requests import AlreadyClosed, close_request, decide, open_request
from remote_contact.actions.changing import change_contact
from remote_contact.models import Contact, SensitiveDecision, SubjectAccessRequest
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
TODAY = dt.date(2026, 11, 23)
GROUND = "Een ander zou gevaar lopen."


@pytest.fixture
def plain(pair: Pair) -> Contact:
    return logged(pair, ago=dt.timedelta(days=2), note="Gewoon verhaal", worry="Slaapt slecht", impression="tense")


@pytest.fixture
def secret(pair: Pair) -> Contact:
    return logged(pair, ago=dt.timedelta(days=1), note="De buurman belde", sensitive=True)


@pytest.fixture
def asked(pair: Pair, plain: Contact, secret: Contact, anna: User) -> SubjectAccessRequest:
    return open_request(pair=pair, asked_on=TODAY, by=anna)


def decided(asked: SubjectAccessRequest, contact: Contact, by: User, **told: Any) -> SensitiveDecision:
    values = {"given": False, "ground": GROUND, "version": 0, "contact_version": contact.version}
    return decide(request=asked, contact=contact, by=by, **values | told)


def changed(contact: Contact, by: User, **said: Any) -> Contact:
    as_it_was = {"method": contact.method, "at": contact.at, "outcome": contact.outcome, "note": contact.note}
    return change_contact(contact=contact, version=contact.version, by=by, **as_it_was | said)


def url(name: str, asked: SubjectAccessRequest, *more: Any) -> str:
    return reverse(f"remote_contact:{name}", args=[asked.pair_id, asked.pk, *more])


def text(response: Any) -> str:
    assert response["Content-Type"] == "application/pdf"
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(response.content)).pages).split())


# ---------- what is decided ----------


def test_withholding_needs_a_ground_and_giving_leaves_none(
    asked: SubjectAccessRequest, secret: Contact, anna: User
) -> None:
    with pytest.raises(ValidationError, match="grond"):
        decided(asked, secret, anna, ground="")
    assert decided(asked, secret, anna).ground == GROUND
    assert decided(asked, secret, anna, given=True, version=1).ground == ""


def test_nothing_is_closed_while_a_sensitive_contact_waits(
    asked: SubjectAccessRequest, secret: Contact, anna: User
) -> None:
    with pytest.raises(ValidationError):
        close_request(request=asked, by=anna)
    decided(asked, secret, anna)
    assert close_request(request=asked, by=anna).closed_at == clock.now()
    with pytest.raises(AlreadyClosed):
        close_request(request=asked, by=anna)
    with pytest.raises(AlreadyClosed):
        decided(asked, secret, anna, given=True, version=1)


def test_what_became_sensitive_after_the_opening_waits_too(
    asked: SubjectAccessRequest, plain: Contact, secret: Contact, anna: User
) -> None:
    decided(asked, secret, anna)
    assert not asked.undecided().exists()
    now = changed(plain, anna, sensitive=True)
    assert [contact.pk for contact in asked.undecided()] == [plain.pk]
    decided(asked, now, anna, given=True)
    assert not asked.undecided().exists()


def test_a_text_that_changed_is_decided_on_again(asked: SubjectAccessRequest, secret: Contact, anna: User) -> None:
    decided(asked, secret, anna, given=True)
    now = changed(secret, anna, note="De buurman belde twee keer", sensitive=True)
    assert [contact.pk for contact in asked.undecided()] == [secret.pk]
    with pytest.raises(ValidationError, match="gewijzigd"):
        decided(asked, secret, anna, version=1, contact_version=1)
    decided(asked, now, anna, version=1)
    assert not asked.undecided().exists()


def test_of_two_who_decide_the_second_is_shown_both(
    asked: SubjectAccessRequest, secret: Contact, anna: User, colleague: User
) -> None:
    decided(asked, secret, anna)
    for version in (0, 7):
        with pytest.raises(StaleRecord):
            decided(asked, secret, colleague, given=True, version=version)
    assert SensitiveDecision.objects.get().given is False


def test_one_request_of_a_pair_at_a_time(asked: SubjectAccessRequest, pair: Pair, secret: Contact, anna: User) -> None:
    with pytest.raises(ValidationError, match="loopt al"):
        open_request(pair=pair, asked_on=TODAY, by=anna)
    decided(asked, secret, anna)
    close_request(request=asked, by=anna)
    assert open_request(pair=pair, asked_on=TODAY, by=anna).pk != asked.pk


def test_every_step_is_in_the_record(asked: SubjectAccessRequest, secret: Contact, anna: User) -> None:
    decided(asked, secret, anna)
    decided(asked, secret, anna, given=True, version=1)
    close_request(request=asked, by=anna)
    found = Event.objects.filter(what__in=["access request", "sensitive decision"]).order_by("pk")
    assert [event.action for event in found] == [Action.CREATED, Action.CREATED, Action.CHANGED, Action.ENDED]
    assert {event.actor_id for event in found} == {anna.pk}


# ---------- the pages ----------


def test_from_the_opening_to_the_file(browse: Browse, pair: Pair, plain: Contact, secret: Contact, anna: User) -> None:
    browser = browse(anna)
    opened = browser.post(reverse("remote_contact:access_requests", args=[pair.pk]), {"asked_on": "20-11-2026"})
    asked = SubjectAccessRequest.objects.get()
    assert opened["Location"] == url("access_request", asked)
    page = browser.get(opened["Location"]).content.decode()
    assert "1 wacht op een besluit" in page
    assert "De buurman" not in page
    assert "Gewoon verhaal" not in page
    assert browser.get(url("access_request_file", asked)).status_code == 302

    decide_page = url("decide_sensitive", asked, secret.pk)
    assert "De buurman belde" in browser.get(decide_page).content.decode()
    refused = browser.post(decide_page, {"given": "False", "version": 0, "contact_version": 1})
    assert "Schrijf op welke grond" in refused.content.decode()
    assert not SensitiveDecision.objects.exists()
    answer = {"given": "False", "ground": GROUND, "version": 0, "contact_version": 1}
    assert browser.post(decide_page, answer).status_code == 302
    assert GROUND in browser.get(url("access_request", asked)).content.decode()

    assert browser.post(url("close_access_request", asked)).status_code == 302
    made = browser.get(url("access_request_file", asked))
    assert made["Content-Disposition"] == 'attachment; filename="overzicht-2026-11-23.pdf"'
    words = text(made)
    for said in ("Gewoon verhaal", "Zorg van de werker: Slaapt slecht", "gespannen", f"Grond: {GROUND}", "22 november"):
        assert said in words
    assert "De buurman" not in words
    assert "2 contacten, het oudste eerst. Niet gegeven: 1." in words
    event = Event.objects.filter(what="access request file").order_by("pk").last()
    assert event is not None
    assert event.actor_id == anna.pk


def test_a_sensitive_contact_that_is_given_is_given_whole(
    browse: Browse, asked: SubjectAccessRequest, secret: Contact, anna: User
) -> None:
    decided(asked, secret, anna, given=True)
    close_request(request=asked, by=anna)
    assert "De buurman belde" in text(browse(anna).get(url("access_request_file", asked)))


def test_a_file_that_was_closed_holds_nothing_on_which_nobody_decided(
    browse: Browse, asked: SubjectAccessRequest, plain: Contact, secret: Contact, pair: Pair, anna: User
) -> None:
    decided(asked, secret, anna)
    close_request(request=asked, by=anna)
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        logged(pair, note="Pas later vastgelegd")
    assert "Pas later" not in text(browse(anna).get(url("access_request_file", asked)))
    changed(plain, anna, sensitive=True)
    assert browse(anna).get(url("access_request_file", asked)).status_code == 302
    assert "kan niet meer worden gemaakt" in browse(anna).get(url("access_request", asked)).content.decode()


def test_what_changed_while_it_was_read_is_shown_again(
    browse: Browse, asked: SubjectAccessRequest, secret: Contact, anna: User
) -> None:
    changed(secret, anna, note="Nu staat er iets anders", sensitive=True)
    page, old = url("decide_sensitive", asked, secret.pk), {"given": "True", "version": 0, "contact_version": 1}
    answer = browse(anna).post(page, old).content.decode()
    assert "intussen gewijzigd" in answer
    assert "Nu staat er iets anders" in answer
    assert 'name="contact_version" value="2"' in answer
    assert not SensitiveDecision.objects.exists()


def test_somebody_else_s_decision_is_shown_beside_one_s_own(
    browse: Browse, asked: SubjectAccessRequest, secret: Contact, anna: User
) -> None:
    decided(asked, secret, anna)
    page = browse(anna).post(
        url("decide_sensitive", asked, secret.pk), {"given": "True", "version": 0, "contact_version": 1}
    )
    assert "Iemand anders heeft dit intussen gewijzigd" in page.content.decode()
    assert GROUND in page.content.decode()
    assert SensitiveDecision.objects.get().given is False


def test_a_wrong_day_is_said_and_stays(browse: Browse, pair: Pair, anna: User) -> None:
    page = browse(anna).post(reverse("remote_contact:access_requests", args=[pair.pk]), {"asked_on": "1-1-2031"})
    assert "Deze dag moet nog komen" in page.content.decode()
    assert 'value="1-1-2031"' in page.content.decode()
    assert not SubjectAccessRequest.objects.exists()


def test_it_is_for_the_worker_of_the_pair(
    browse: Browse, asked: SubjectAccessRequest, secret: Contact, bram: User, chris: User, cas: User, colleague: User
) -> None:
    for name, more in (("access_request", ()), ("decide_sensitive", (secret.pk,)), ("access_request_file", ())):
        assert browse(bram).get(url(name, asked, *more)).status_code == 403
        assert browse(cas).get(url(name, asked, *more)).status_code == 403
        assert browse(chris).get(url(name, asked, *more)).status_code == 404
        assert browse(colleague).get(url(name, asked, *more)).status_code == 404


def test_a_request_outlives_a_change_of_worker(
    browse: Browse, asked: SubjectAccessRequest, secret: Contact, pair: Pair, colleague: User
) -> None:
    new = hand_over(pair=pair, to=colleague, on=TODAY, by=None)
    page = browse(colleague).get(reverse("remote_contact:access_request", args=[new.pk, asked.pk]))
    assert "1 wacht op een besluit" in page.content.decode()


def test_a_plain_contact_has_no_such_page(
    browse: Browse, asked: SubjectAccessRequest, plain: Contact, anna: User
) -> None:
    assert browse(anna).get(url("decide_sensitive", asked, plain.pk)).status_code == 404


def test_the_page_takes_as_many_queries_for_many(
    browse: Browse, asked: SubjectAccessRequest, pair: Pair, anna: User
) -> None:
    browser = browse(anna)
    browser.get(url("access_request", asked))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url("access_request", asked)).status_code == 200
        return len(captured)

    few = queries()
    for hours in range(12):
        decided(asked, logged(pair, ago=dt.timedelta(hours=hours), sensitive=True), anna)
    assert queries() == few <= 16
