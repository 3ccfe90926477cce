"""What is typed about a contact is kept on the server until it is saved."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from audit.tests.at_once import at_once
from caseload.models import Pair
from caseload.tests.factories import start_pair
from remote_contact.actions import AlreadyLogged, drafts
from remote_contact.actions.drafts import save_draft
from remote_contact.models import Contact, ContactDraft
from remote_contact.tasks import remove_old_drafts
from remote_contact.tests.factories import logged
from remote_contact.tests.test_log import filled, url
from remote_contact.views.drafts import mark_of

Browse = Callable[[User | None], Browser]


def kept(pair: Pair, note: str = "Half af", **values: Any) -> ContactDraft:
    fields: dict[str, Any] = {"page": uuid.uuid4(), "form_id": uuid.uuid4(), "by": pair.worker} | values
    return save_draft(pair=pair, typed={"note": note, "day": "gisteren", "time": "9.30"}, **fields)


def typed(user: User, pair: Pair, **fields: Any) -> dict[str, Any]:
    return filled(page=str(uuid.uuid4()), mark=mark_of(user, pair.pk)) | fields


def post(browser: Browser, pair: Pair, data: dict[str, Any]) -> Any:
    return browser.post(reverse("remote_contact:draft", args=[pair.pk]), data, headers={"Accept": "application/json"})


def test_the_page_keeps_what_is_typed_and_says_when(browse: Browse, pair: Pair, anna: User) -> None:
    data = typed(anna, pair, note="Half ", time="25:70", method="")
    answer = post(browse(anna), pair, data)
    assert answer.json()["saved"] == "13:00"
    assert answer.json()["seconds"] > 60
    post(browse(anna), pair, data | {"note": "Half af"})
    draft = ContactDraft.objects.get()
    assert (draft.user, draft.typed["note"], draft.typed["time"]) == (anna, "Half af", "25:70")
    assert not Contact.objects.exists()
    # No page, so no reading; and not a line of the record every few seconds.
    assert not Event.objects.filter(what__startswith="contact").exists()


def test_the_only_draft_is_gone_on_with(browse: Browse, pair: Pair, anna: User) -> None:
    draft = kept(pair)
    html = browse(anna).get(url(pair)).content.decode()
    assert "Je gaat verder met wat je typte, opgeslagen vandaag om 13:00." in html
    assert "Half af</textarea>" in html
    assert f'name="form_id" value="{draft.form_id}"' in html
    assert 'value="gisteren"' in html
    empty = browse(anna).get(f"{url(pair)}?empty=1").content.decode()
    assert "Half af</textarea>" not in empty
    assert "Je was bezig, opgeslagen vandaag om 13:00." in empty
    assert str(draft.form_id) not in empty


def test_of_several_the_writer_chooses(browse: Browse, pair: Pair, anna: User) -> None:
    first, _second = kept(pair, "Eerste"), kept(pair, "Tweede")
    html = browse(anna).get(url(pair)).content.decode()
    assert html.count("Je was bezig") == 2
    assert "</textarea>" in html
    assert "Eerste</textarea>" not in html
    chosen = browse(anna).get(f"{url(pair)}?draft={first.pk}").content.decode()
    assert "Eerste</textarea>" in chosen
    assert chosen.count("Je was bezig") == 1


def test_yesterday_of_a_draft_stays_that_day(browse: Browse, pair: Pair, anna: User) -> None:
    kept(pair)
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert 'value="22 nov. 2026"' in browse(anna).get(url(pair)).content.decode()


def test_later_without_script_keeps_it_and_leaves(browse: Browse, pair: Pair, anna: User) -> None:
    response = browse(anna).post(url(pair), typed(anna, pair, note="Later", time="", do="later"))
    assert (response.status_code, response["Location"]) == (302, f"/pair/{pair.pk}/")
    assert ContactDraft.objects.get().typed["note"] == "Later"
    assert "Later</textarea>" in browse(anna).get(url(pair)).content.decode()


def test_saving_takes_the_draft_away(browse: Browse, pair: Pair, anna: User) -> None:
    data = typed(anna, pair)
    post(browse(anna), pair, data)
    browse(anna).post(url(pair), data)
    assert not ContactDraft.objects.exists()
    # What comes after it says that it was saved, and keeps nothing.
    late = post(browse(anna), pair, data | {"note": "Later"}).json()
    assert (late["saved"], ContactDraft.objects.count()) == ("", 0)
    assert "is al vastgelegd" in late["words"]


def test_two_tabs_have_a_draft_each(pair: Pair) -> None:
    kept(pair, "Een")
    kept(pair, "Twee")
    assert ContactDraft.objects.of(pair.worker, pair).count() == 2


def test_who_goes_on_takes_the_draft_over_unless_it_is_typed_in_elsewhere(pair: Pair) -> None:
    first = kept(pair, "Een")
    follows = (first.pk, first.saved_at)
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        kept(pair, "Een en twee", form_id=first.form_id, follows=follows)
    assert [d.typed["note"] for d in ContactDraft.objects.all()] == ["Een en twee"]
    live = ContactDraft.objects.get()
    seen = (live.pk, live.saved_at)
    with clock.at(clock.now() + dt.timedelta(minutes=2)):
        kept(pair, "Hier verder", page=live.pk, form_id=first.form_id)
        kept(pair, "Daar verder", form_id=first.form_id, follows=seen)
    assert {d.typed["note"] for d in ContactDraft.objects.all()} == {"Hier verder", "Daar verder"}
    logged(pair, form_id=first.form_id)
    assert not ContactDraft.objects.exists()


def test_another_person_or_form_keeps_nothing(browse: Browse, pair: Pair, anna: User, colleague: User) -> None:
    other = start_pair(worker=anna)
    assert post(browse(anna), pair, typed(colleague, pair)).json() == {"stopped": "other"}
    assert post(browse(anna), pair, typed(anna, other)).status_code == 409
    draft = kept(other)
    assert post(browse(anna), pair, typed(anna, pair, page=str(draft.pk))).status_code == 400
    with pytest.raises(ValidationError):
        kept(pair, page=draft.pk)
    draft.refresh_from_db()
    assert (draft.pair, ContactDraft.objects.count()) == (other, 1)


@pytest.mark.parametrize("wrong", [{"page": "nee"}, {"form_id": ""}, {"note": "\0"}, {"note": "x" * 60_001}])
def test_what_cannot_be_kept_is_said(browse: Browse, pair: Pair, anna: User, wrong: dict[str, str]) -> None:
    answer = post(browse(anna), pair, typed(anna, pair, **wrong))
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not ContactDraft.objects.exists()


def test_a_fresh_key_for_who_came_in_anew(browse: Browse, pair: Pair, anna: User) -> None:
    answer = browse(anna).get(reverse("remote_contact:draft", args=[pair.pk])).json()
    assert len(answer["csrf"]) == 64


def test_strangers_and_other_roles(browse: Browse, pair: Pair, colleague: User, bram: User, cas: User) -> None:
    assert post(browse(colleague), pair, typed(colleague, pair)).status_code == 404
    for user in (bram, cas):
        assert post(browse(user), pair, typed(user, pair)).status_code == 403
    assert post(browse(None), pair, {}).status_code == 302
    assert not ContactDraft.objects.exists()


def test_a_draft_is_thrown_away_by_its_writer(browse: Browse, pair: Pair, anna: User, colleague: User) -> None:
    draft, theirs = kept(pair), kept(pair, by=colleague)
    discard = reverse("remote_contact:discard_draft", args=[pair.pk])
    for name in (str(theirs.pk), "nonsense", ""):
        assert browse(anna).post(discard, {"page": name}).status_code == 404
    assert browse(anna).post(discard, {"page": str(draft.pk)})["Location"] == url(pair)
    assert list(ContactDraft.objects.all()) == [theirs]
    assert "Half af" not in browse(anna).get(url(pair)).content.decode()


def test_drafts_that_nobody_touched_for_a_week_go(pair: Pair) -> None:
    old = kept(pair, "Oud")
    with clock.at(clock.now() + dt.timedelta(days=1)):
        kept(pair, "Nieuw")
    with clock.at(clock.now() + dt.timedelta(days=7)):
        remove_old_drafts()
        assert ContactDraft.objects.filter(pk=old.pk).exists()
    with clock.at(clock.now() + dt.timedelta(days=7, seconds=1)):
        remove_old_drafts()
        remove_old_drafts()
    assert [d.typed["note"] for d in ContactDraft.objects.all()] == ["Nieuw"]


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_races_with_saving_is_not_offered_again(pair: Pair) -> None:
    form_id, page = uuid.uuid4(), uuid.uuid4()
    calls = [lambda: logged(pair, form_id=form_id), *[lambda: kept(pair, form_id=form_id, page=page)] * 5]
    at_once(*calls, may_raise=(AlreadyLogged,))
    assert Contact.objects.count() == 1
    assert not ContactDraft.objects.of(pair.worker, pair).exists()


def test_who_comes_just_after_the_saving_is_told_that_it_was_saved(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two savings of one page the second waited for the first, which was gone with the contact by then."""
    form_id = uuid.uuid4()
    logged(pair, form_id=form_id)
    looked = iter((lambda *_: None, drafts._refuse_logged))
    monkeypatch.setattr(drafts, "_refuse_logged", lambda *asked: next(looked)(*asked))

    def taken(**_values: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(ContactDraft.objects, "create", taken)
    with pytest.raises(AlreadyLogged):
        kept(pair, form_id=form_id)
