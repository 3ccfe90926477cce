"""Two people, one record: what comes second is refused with both versions, and nothing that was typed is lost."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from audit.tests.at_once import at_once
from caseload import actions
from caseload.models import Client, Fact, Pair
from caseload.version_forms import saved_words
from caseload.versions import Saved, StaleRecord, last_saved
from conftest import NOON, TODAY

PEOPLE, EDITS = 4, 6


@pytest.fixture
def url(pair: Pair) -> str:
    return reverse("caseload:plan", args=[pair.pk])


def level(value: str, version: int, since: str = "23-11-2026") -> dict[str, Any]:
    return {"part": "level", "level-value": value, "level-since": since, "level-version": version}


def test_a_second_level_from_the_same_screen_shows_both_and_is_saved_by_one_click(
    browse: Any, anna: User, pair: Pair, url: str
) -> None:
    browser: Browser = browse(anna)
    assert 'name="level-version" value="1"' in browser.get(url).content.decode()
    assert browser.post(url, level("1", 1)).status_code == 302
    response = browser.post(url, level("3", 1, "22-11-2026"))
    page = response.content.decode()
    assert "Twee versies" in page
    assert "Anna de Wit (reclasseringswerker) bewaarde dit vandaag om 13:00." in page
    both = response.context["posted_form"].two_versions
    assert [(row.label, row.now, row.typed, row.differs) for row in both.rows] == [
        ("Niveau", "Niveau 1", "Niveau 3", True),
        ("Vanaf", "23 november 2026", "22 november 2026", True),
    ]
    assert page.count('<details class="more" open>') == 1
    assert 'name="level-version" value="2"' in page
    assert Fact.objects.current().get(kind="level").value == "1"
    assert browser.post(url, level("3", 2)).status_code == 302
    assert Fact.objects.current().get(kind="level").value == "3"


def test_the_same_level_from_the_same_day_is_no_matter(pair: Pair, anna: User) -> None:
    values: dict[str, Any] = {"pair": pair, "kind": "level", "value": "1", "since": TODAY, "by": anna, "version": 1}
    first = actions.record_fact(**values)
    assert actions.record_fact(**values) == first
    with pytest.raises(StaleRecord):
        actions.record_fact(**values | {"since": TODAY - dt.timedelta(days=1)})


def test_another_kind_and_a_problem_area_stand_in_nobodys_way(browse: Any, anna: User, pair: Pair, url: str) -> None:
    actions.record_fact(pair=pair, kind="level", value="1", since=TODAY, by=anna, version=1)
    phase = {"part": "phase", "phase-value": "execution", "phase-since": "23-11-2026", "phase-version": 1}
    assert browse(anna).post(url, phase).status_code == 302
    area = {"part": "problem_area", "problem_area-value": "work", "problem_area-since": "23-11-2026"}
    assert browse(anna).post(url, area).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_form_without_a_version_is_refused(browse: Any, anna: User, url: str, version: str) -> None:
    assert browse(anna).post(url, level("1", 1) | {"level-version": version}).status_code == 200
    assert Fact.objects.current().get(kind="level").value != "1"


def test_a_goal_and_a_hitch_keep_the_day_of_who_came_first(pair: Pair, anna: User, colleague: User) -> None:
    goal = actions.add_goal(pair=pair, text="Werk houden", since=TODAY, by=anna)
    kind = pair.team.organisation.hitch_kinds.first()
    if kind is None:
        actions.add_default_hitch_kinds(organisation=pair.team.organisation)
        kind = pair.team.organisation.hitch_kinds.first()
    assert kind is not None
    hitch = actions.record_hitch(pair=pair, kind=kind, on=TODAY, by=anna)
    for by, day in ((anna, TODAY - dt.timedelta(days=1)), (colleague, TODAY)):
        actions.reach_goal(goal=goal, on=day, by=by)
        actions.resolve_hitch(hitch=hitch, on=day, by=by)
    goal.refresh_from_db()
    hitch.refresh_from_db()
    assert goal.reached_on == hitch.resolved_on == TODAY - dt.timedelta(days=1)


def test_a_closed_agreement_tells_both_choices_and_whose_the_first_was(
    browse: Any, anna: User, colleague: User, pair: Pair
) -> None:
    agreement = actions.make_agreement(pair=pair, text="Bellen", who="client", by=anna)
    actions.close_agreement(agreement=agreement, state="dropped", version=1, by=colleague)
    url = reverse("caseload:close_agreement", args=[pair.pk, agreement.pk])
    page = browse(anna).post(url, {"state": "done", "version": "1"}, follow=True).content.decode()
    assert "is intussen gewijzigd: vervallen." in page
    assert f"{colleague.full_name} (reclasseringswerker) bewaarde dit vandaag om 13:00." in page
    assert "Jouw keuze (gedaan) is niet bewaard." in page


# ---------- who saved it ----------


def test_who_saved_is_found_in_the_audit(pair: Pair, anna: User) -> None:
    supervisor = UserFactory(
        first_name="Bea", last_name="Bos", role=Role.SUPERVISOR, organisation=pair.team.organisation
    )
    actions.change_client(client=pair.client, version=1, by=anna, mobile="0611111111")
    actions.change_client(client=pair.client, version=2, by=supervisor, mobile="0622222222")
    with pytest.raises(StaleRecord) as caught:
        actions.change_client(client=pair.client, version=2, by=anna, mobile="0633333333")
    assert last_saved(caught.value) == Saved("Bea Bos", "unitmanager", clock.now())
    assert caught.value.version == 3
    with clock.at(NOON + dt.timedelta(days=3)):
        assert last_saved(caught.value) is None


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (None, "Iemand anders bewaarde dit kort geleden."),
        (Saved("", "", NOON), "Het systeem bewaarde dit vandaag om 13:00."),
        (
            Saved("Bea Bos", "unitmanager", NOON - dt.timedelta(days=1)),
            "Bea Bos (unitmanager) bewaarde dit op 22 november 2026 om 13:00.",
        ),
    ],
)
def test_who_saved_in_words(saved: Saved | None, words: str) -> None:
    assert saved_words(saved) == words


# ---------- all at once ----------


@pytest.mark.django_db(transaction=True)
def test_of_many_saves_at_once_each_is_kept_or_refused(pair: Pair, anna: User) -> None:
    """A small sibling of `./portal proofs lost_updates`."""
    kept, refused = list[int](), list[StaleRecord]()

    def work(person: int) -> None:
        for edit in range(EDITS):
            stands = Client.objects.get(pk=pair.client.pk)
            seen = stands.version
            try:
                actions.change_client(client=stands, version=seen, by=anna, reach_note=f"{person}.{edit}")
                kept.append(seen)
            except StaleRecord as stale:
                refused.append(stale)

    at_once(*[partial(work, person) for person in range(PEOPLE)])
    assert len(kept) + len(refused) == PEOPLE * EDITS
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert all(stale.current.reach_note for stale in refused)
    assert Client.objects.get(pk=pair.client.pk).version == len(kept) + 1
