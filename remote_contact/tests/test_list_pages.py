"""The administrator's lists of methods, outcomes and kinds of offence."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from audit.tests.at_once import at_once
from caseload.models import Pair
from caseload.versions import StaleRecord
from remote_contact.actions import lists as actions
from remote_contact.lists import lists_of
from remote_contact.models import Contact, ListEntry, ListKind, Method, Outcome
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
METHOD, OUTCOME, OFFENCE = ListKind.METHOD, ListKind.OUTCOME, ListKind.OFFENCE


def url(name: str, *args: str) -> str:
    return reverse(f"remote_contact:{name}", args=args)


def place(browser: Browser, kind: str, code: str, do: str, version: int = 0) -> str:
    response = browser.post(url("place_entry", kind, code), {"do": do, "version": version}, follow=True)
    return response.content.decode()


def labels(user: User, kind: ListKind) -> list[str]:
    return [label for _code, label in lists_of(user.organisation_id).choices(kind)]


def test_the_shipped_words_stand_there_with_what_they_mean(browse: Browse, admin: User) -> None:
    html = browse(admin).get(url("lists")).content.decode()
    for word in ("Op kantoor", "Gesprek op afstand", "Niet gekomen", "Ging niet door, telt als hapering"):
        assert word in html
    assert "Leeg: het portaal vraagt er niet naar." in html
    assert not ListEntry.objects.exists()


def test_a_word_is_added_at_the_end_and_can_be_chosen(browse: Browse, admin: User, pair: Pair, anna: User) -> None:
    browse(admin).post(url("add_entry", METHOD), {"label": "Vergaderen", "way": "face_to_face", "version": 0})
    assert labels(admin, METHOD) == [*(str(label) for label in Method.labels), "Vergaderen"]
    contact = logged(pair, method="vergaderen")
    assert contact.way == "face_to_face"
    assert Event.objects.get(what="contact list").action == "created"
    assert "Vergaderen" in browse(anna).get(url("log", str(pair.pk))).content.decode()
    browse(admin).post(
        url("add_entry", OFFENCE), {"label": "Huiselijk geweld", "face_to_face_first": "on", "version": 0}
    )
    assert lists_of(admin.organisation_id).offences["huiselijk_geweld"].face_to_face_first


def test_a_word_may_be_spelled_otherwise_and_history_reads_it(
    browse: Browse, admin: User, pair: Pair, anna: User
) -> None:
    contact = logged(pair, outcome=Outcome.LATE)
    html = browse(admin).get(url("entry", OUTCOME, "late")).content.decode()
    assert "Dit woord is gebruikt. Wat het betekent, staat vast." in html
    assert 'name="took_place"' not in html
    browse(admin).post(url("entry", OUTCOME, "late"), {"label": "Te laat, wel gekomen", "version": 0, "is_hitch": "on"})
    entry = lists_of(admin.organisation_id).outcomes["late"]
    assert (str(entry.label), entry.took_place, entry.is_hitch) == ("Te laat, wel gekomen", True, False)
    contact.refresh_from_db()
    assert (contact.outcome, contact.took_place, contact.is_hitch) == ("late", True, False)


def test_what_a_used_word_means_is_fixed(admin: User, pair: Pair) -> None:
    logged(pair, method=Method.WALK)
    with pytest.raises(ValidationError):
        actions.change_entry(kind=METHOD, code="walk", version=0, label="Wandelen", way="written", by=admin)
    actions.change_entry(kind=METHOD, code="letter", version=0, label="Brief", way="remote_talk", by=admin)
    assert lists_of(admin.organisation_id).methods["letter"].way == "remote_talk"
    assert Contact.objects.get().way == "face_to_face"


def test_a_retired_word_comes_back_and_history_keeps_its_word(
    browse: Browse, admin: User, pair: Pair, anna: User
) -> None:
    logged(pair, method=Method.LETTER)
    assert "1 woord niet meer in gebruik" in place(browse(admin), METHOD, "letter", "retire")
    assert "Brief" not in labels(admin, METHOD)
    assert "Brief" in browse(anna).get(f"/pair/{pair.pk}/").content.decode()
    place(browse(admin), METHOD, "letter", "bring_back", version=1)
    assert "Brief" in labels(admin, METHOD)


def test_the_order_is_the_organisations(browse: Browse, admin: User) -> None:
    place(browse(admin), METHOD, "phone", "up")
    place(browse(admin), METHOD, "office", "up")
    place(browse(admin), METHOD, "letter", "down")
    assert list(lists_of(admin.organisation_id).methods)[:5] == ["office", "home_visit", "elsewhere", "phone", "walk"]


def test_something_to_choose_is_always_left(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    for code in (Outcome.TOOK_PLACE, Outcome.PARTLY):
        place(browser, OUTCOME, code, "retire")
    assert "Dit is de laatste uitkomst die doorging." in place(browser, OUTCOME, Outcome.LATE, "retire")
    for code in Method.values[:-1]:
        place(browser, METHOD, code, "retire")
    assert "Dit is de laatste vorm." in place(browser, METHOD, Method.LETTER, "retire")
    assert labels(admin, METHOD) == ["Brief"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"label": "", "way": "written"}, "Woord: Vul een woord in."),
        ({"label": "telefoon", "way": "written"}, "Woord: Dit woord staat er al. Kies een ander woord."),
        ({"label": "Duif"}, "Wat is het? Kies wat het is."),
        ({"label": "Duif", "way": "by_air"}, "Wat is het?"),
    ],
)
def test_bad_input_is_said_and_writes_nothing(browse: Browse, admin: User, data: dict[str, str], message: str) -> None:
    html = browse(admin).post(url("add_entry", METHOD), data | {"version": "0"}).content.decode()
    assert message in html
    assert "<title>Fout:" in html
    assert not ListEntry.objects.exists()


def test_of_two_administrators_the_second_sees_both(browse: Browse, admin: User) -> None:
    actions.change_entry(kind=METHOD, code="walk", version=0, label="Buiten wandelen", by=admin)
    html = browse(admin).post(url("entry", METHOD, "walk"), {"label": "Rondje", "way": "face_to_face", "version": 0})
    assert "Twee versies" in html.content.decode()
    assert "Buiten wandelen" in html.content.decode()
    assert "intussen gewijzigd" in place(browse(admin), METHOD, "walk", "retire")
    with pytest.raises(StaleRecord):
        actions.retire_entry(kind=METHOD, code="walk", version=0, by=admin)


def test_codes_never_collide(admin: User) -> None:
    first = actions.add_entry(kind=OFFENCE, label="Duif!", by=admin)
    actions.retire_entry(kind=OFFENCE, code=first.code, version=1, by=admin)
    second = actions.add_entry(kind=OFFENCE, label="Duif?", by=admin)
    third = actions.add_entry(kind=OFFENCE, label="!!!", by=admin)
    assert [one.code for one in (first, second, third)] == ["duif", "duif_2", "woord"]


def test_what_is_no_list_is_not_found(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    for name, args in (("add_entry", ["nothing"]), ("entry", [METHOD, "nothing"]), ("entry", ["nothing", "walk"])):
        assert browser.get(url(name, *args)).status_code == 404
    assert browser.post(url("place_entry", METHOD, "nothing"), {"do": "up", "version": 0}).status_code == 404
    assert browser.get(url("place_entry", METHOD, "walk")).status_code == 405
    place(browser, METHOD, "walk", "explode")
    assert not ListEntry.objects.exists()


def test_other_roles_may_not(browse: Browse, anna: User, bram: User, pim: User, cas: User) -> None:
    for user in (anna, bram, pim, cas):
        assert browse(user).get(url("lists")).status_code == 403
        assert browse(user).post(url("place_entry", METHOD, "walk"), {"do": "retire", "version": 0}).status_code == 403
    assert not ListEntry.objects.exists()


def test_another_organisations_list_stays_its_own(admin: User, olaf: User) -> None:
    actions.retire_entry(kind=METHOD, code="phone", version=0, by=admin)
    assert "Telefoon" not in labels(admin, METHOD)
    assert "Telefoon" in labels(olaf, METHOD)


def test_the_number_of_queries_does_not_grow(browse: Browse, admin: User) -> None:
    browser = browse(admin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(url("lists"))
        return len(captured)

    actions.add_entry(kind=OFFENCE, label="Een", by=admin)
    queries()
    few = queries()
    for number in range(10):
        actions.add_entry(kind=OFFENCE, label=f"Soort {number}", by=admin)
    assert queries() == few <= 8


@pytest.mark.django_db(transaction=True)
def test_the_shipped_words_become_own_ones_once(admin: User) -> None:
    def add(label: str) -> Any:
        return actions.add_entry(kind=METHOD, label=label, way="written", by=User.objects.get(pk=admin.pk))

    words = [uuid.uuid4().hex[:8] for _ in range(6)]
    at_once(*[lambda word=word: add(word) for word in words])
    assert len(ListEntry.objects.filter(kind=METHOD)) == len(Method.values) + 6
    assert sorted(labels(admin, METHOD)[-6:]) == sorted(words)
