"""The organisation's own words for methods and outcomes."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit import clock
from caseload.models import Fact, FactKind, Pair
from remote_contact.lists import SHIPPED, lists_of
from remote_contact.models import Contact, ListEntry, ListKind, Method, Outcome, Way
from remote_contact.tests.factories import logged


def entry(pair: Pair, code: str, kind: str = ListKind.OUTCOME, **fields: Any) -> ListEntry:
    organisation = pair.team.organisation
    return ListEntry.objects.create(organisation=organisation, kind=kind, code=code, label=code.title(), **fields)


def test_an_organisation_without_own_words_uses_the_shipped_ones(pair: Pair) -> None:
    words = lists_of(pair.team.organisation_id)
    assert list(words.methods) == list(Method.values)
    assert list(words.outcomes) == list(Outcome.values)
    assert [e.code for e in SHIPPED[ListKind.OUTCOME] if e.took_place] == ["took_place", "partly", "late"]
    assert [e.code for e in SHIPPED[ListKind.OUTCOME] if e.is_hitch] == ["no_show"]


def test_what_an_outcome_means_comes_from_its_two_facts(pair: Pair) -> None:
    entry(pair, "handed_letter", took_place=True)
    entry(pair, "walked_out", took_place=True, is_hitch=True)
    kept, left = logged(pair, outcome="handed_letter", minutes=5), logged(pair, outcome="walked_out")
    assert (kept.took_place, kept.is_hitch, kept.minutes) == (True, False, 5)
    assert (left.took_place, left.is_hitch) == (True, True)
    with pytest.raises(ValidationError) as error:
        logged(pair, outcome=Outcome.TOOK_PLACE)
    assert list(error.value.message_dict) == ["outcome"]


def test_a_retired_word_is_not_offered_and_keeps_its_contacts(browse: Any, pair: Pair, anna: User) -> None:
    entry(pair, "pager", kind=ListKind.METHOD, way=Way.WRITTEN)
    kept = logged(pair, method="pager")
    entry(pair, "phone", kind=ListKind.METHOD, way=Way.REMOTE_TALK, order=1)
    ListEntry.objects.filter(code="pager").update(retired_at=clock.now())
    browser: Browser = browse(anna)
    form = browser.get(reverse("remote_contact:log", args=[pair.pk])).content.decode()
    assert 'name="method" value="pager"' not in form
    assert 'name="method" value="phone"' in form
    assert "Pager" in browser.get(reverse("portal:pair", args=[pair.pk])).content.decode()
    with pytest.raises(ValidationError):
        logged(pair, method="pager")
    assert Contact.objects.get() == kept


def test_a_contact_keeps_what_its_word_meant(pair: Pair) -> None:
    row = entry(pair, "partly", took_place=True)
    contact = logged(pair, outcome="partly")
    ListEntry.objects.filter(pk=row.pk).update(took_place=False)
    contact.refresh_from_db()
    assert contact.took_place


def test_a_contact_keeps_the_phase_of_its_day(pair: Pair) -> None:
    def phase(value: str, since: Any, until: Any) -> None:
        Fact.objects.create(supervision=pair.supervision, kind=FactKind.PHASE, value=value, since=since, until=until)

    Fact.objects.filter(supervision=pair.supervision, kind=FactKind.PHASE).delete()
    assert logged(pair).phase == ""
    phase("start", pair.starts_on, clock.today())
    phase("execution", clock.today(), None)
    assert logged(pair, ago=dt.timedelta(days=2)).phase == "start"
    assert logged(pair).phase == "execution"


def test_another_organisations_words_are_its_own(pair: Pair, olaf: User) -> None:
    assert olaf.organisation_id is not None
    fields = {"kind": ListKind.METHOD, "code": "pigeon", "label": "Duif", "way": Way.WRITTEN}
    ListEntry.objects.create(organisation_id=olaf.organisation_id, **fields)
    assert "Duif" not in [str(e.label) for e in lists_of(pair.team.organisation_id).methods.values()]
