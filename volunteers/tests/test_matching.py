"""Worked cases of matching: the same table stands in `docs/matching.md`. And what must hold for every input."""

import datetime as dt
import re
import uuid
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation_portal.tests.test_architecture import ROOT
from volunteers.matching import Asked, Candidate, Offered, Rules, Stop, rank, stops

TODAY = dt.date(2026, 11, 23)
ID = {name: uuid.UUID(int=place) for place, name in enumerate(("koken", "geld", "Vera", "Wim", "Nel"), start=1)}
NAME = {pk: name for name, pk in ID.items()}
KOKEN, GELD, VERA = ID["koken"], ID["geld"], ID["Vera"]

# What differs from a volunteer without a fault for a request without a wish: asked, project, volunteer, what stops.
STOPPED: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ({}, {}, {}, ""),
    ({}, {}, {"stage": "left"}, "left"),
    ({}, {}, {"stage": "turned_down"}, "left"),
    ({}, {}, {"stage": "applied"}, "not_ready"),
    ({}, {}, {"stage": "training"}, "not_ready"),
    ({}, {}, {"stage": "resting"}, "resting"),
    ({}, {}, {"resting_until": dt.date(2026, 11, 24)}, "resting"),
    ({}, {}, {"resting_until": TODAY}, ""),
    ({}, {}, {"in_project": False}, "not_in_project"),
    ({}, {}, {"lacks": {"vog"}}, "vog"),
    ({}, {}, {"lacks": {"training", "interview"}}, "interview training"),
    ({}, {}, {"matches": 1}, "full"),
    ({}, {"matches_at_once": 2}, {"matches": 1}, ""),
    ({}, {"matches_at_once": 2}, {"matches": 3}, "full"),
    ({}, {"matches_at_once": 2}, {"matches": 1, "with_client": True}, "with_client"),
    ({"not_these": {VERA}}, {}, {}, "not_this_one"),
    ({"not_these": {ID["Wim"]}}, {}, {}, ""),
    ({"experienced_only": True}, {}, {}, "not_experienced"),
    ({"experienced_only": True}, {}, {"experienced": True}, ""),
    ({"not_from_neighbourhood": True, "postcode": "3511"}, {}, {"postcode": "3511"}, "neighbour"),
    ({"not_from_neighbourhood": True, "postcode": "3511"}, {}, {"postcode": "3512"}, ""),
    ({"not_from_neighbourhood": True, "postcode": "3511"}, {}, {}, "place_unknown"),
    ({"not_from_neighbourhood": True}, {}, {"postcode": "3511"}, "place_unknown"),
    ({"not_alone": True}, {}, {}, "not_alone"),
    ({"not_alone": True}, {"is_circle": True}, {}, ""),
    ({"languages": {"tr"}}, {}, {"languages": {"nl"}}, "no_language"),
    ({"languages": {"tr"}}, {}, {}, "no_language"),
    ({"languages": {"tr", "nl"}}, {}, {"languages": {"nl"}}, ""),
    ({"experienced_only": True}, {}, {"stage": "resting", "lacks": {"vog"}, "matches": 1},
     "resting vog full not_experienced"),
]  # fmt: skip
# Who comes before whom, and by which criterion: asked, the first, the second.
ORDERED: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("more of what is asked", {"kinds": {KOKEN, GELD}}, {"skills": {KOKEN, GELD}}, {"skills": {KOKEN}}),
    ("goes as far as this", {"postcode": "3511"}, {"postcode": "3581"},
     {"postcode": "3512", "reach": "neighbourhood"}),
    ("nearer", {"postcode": "3511"}, {"postcode": "3511"}, {"postcode": "3512"}),
    ("nearer", {"postcode": "3511"}, {"postcode": "1012", "reach": "anywhere"}, {}),
    ("more of the time that is asked", {"free_at": {"evening", "weekend"}}, {"free_at": {"weekend"}},
     {"free_at": {"weekday"}}),
    ("less on their hands", {}, {}, {"asked_elsewhere": 1}),
    ("experience", {}, {"experienced": True}, {}),
    ("waits longest", {}, {"waiting_since": dt.date(2026, 5, 1)}, {"waiting_since": dt.date(2026, 6, 1)}),
    ("what is asked goes before nearness", {"kinds": {KOKEN}, "postcode": "3511"},
     {"skills": {KOKEN}, "postcode": "3599"}, {"postcode": "3511"}),
]  # fmt: skip


def asked(changes: dict[str, Any]) -> Asked:
    return Asked(**{name: frozenset(v) if isinstance(v, set) else v for name, v in changes.items()})


def offered(changes: dict[str, Any], who: str = "Vera") -> Offered:
    given_ = {name: frozenset(v) if isinstance(v, set) else v for name, v in changes.items()}
    usual: dict[str, Any] = {"stage": "available", "waiting_since": dt.date(2026, 10, 1)}
    return Offered(id=ID[who], **usual | given_)


@pytest.mark.parametrize(("wish", "project", "volunteer", "stopped_by"), STOPPED)
def test_what_stops_somebody(
    wish: dict[str, Any], project: dict[str, Any], volunteer: dict[str, Any], stopped_by: str
) -> None:
    assert " ".join(stops(asked(wish), Rules(**project), offered(volunteer), TODAY)) == stopped_by


@pytest.mark.parametrize(("by", "wish", "first", "second"), ORDERED)
def test_who_comes_first(by: str, wish: dict[str, Any], first: dict[str, Any], second: dict[str, Any]) -> None:
    # Wim's id is the higher one: nothing but the criterion puts him first.
    better, worse = offered(first, "Wim"), offered(second, "Vera")
    assert [one.id for one in rank(asked(wish), Rules(), [worse, better], TODAY).free] == [better.id, worse.id]


def told(candidate: Candidate) -> list[tuple[str, str]]:
    return [(reason.about, reason.how) for reason in candidate.reasons]


def test_reasons_stand_in_the_order_of_the_criteria() -> None:
    wish = asked({"kinds": {KOKEN, GELD}, "languages": {"nl"}, "free_at": {"evening"}, "postcode": "3511"})
    one = offered({"skills": {KOKEN}, "languages": {"nl", "tr"}, "postcode": "3512", "experienced": True})
    found = rank(wish, Rules(), [replace(one, asked_elsewhere=2)], TODAY).free[0]
    assert told(found) == [
        ("skills", "some"),
        ("language", "common"),
        ("distance", "region"),
        ("free_at", "none"),
        ("load", "free"),
        ("load", "asked_elsewhere"),
        ("experience", "experienced"),
    ]
    assert (found.reasons[0].among, found.reasons[1].among) == ((str(KOKEN),), ("nl",))


def test_farther_than_somebody_wants_is_said() -> None:
    one = offered({"postcode": "1012", "reach": "region"})
    assert told(rank(asked({"postcode": "3511"}), Rules(), [one], TODAY).free[0])[0] == ("distance", "too_far")


# ---------- for every input ----------

CODES = st.frozensets(st.sampled_from(["nl", "tr", "ar"]))
PLACES = st.sampled_from(["", "3511", "3512", "1012"])
KINDS = st.frozensets(st.sampled_from([KOKEN, GELD]))
WISHES = st.builds(
    Asked,
    kinds=KINDS,
    languages=CODES,
    free_at=st.frozensets(st.sampled_from(["weekday", "evening"])),
    postcode=PLACES,
    experienced_only=st.booleans(),
    not_from_neighbourhood=st.booleans(),
    not_alone=st.booleans(),
    not_these=st.frozensets(st.sampled_from([VERA, ID["Wim"]])),
)
PROJECTS = st.builds(Rules, is_circle=st.booleans(), matches_at_once=st.integers(1, 3))
PEOPLE = st.builds(
    Offered,
    id=st.uuids(),
    stage=st.sampled_from(["available", "available", "resting", "left", "screening"]),
    waiting_since=st.dates(dt.date(2026, 1, 1), TODAY),
    resting_until=st.none() | st.dates(dt.date(2026, 11, 20), dt.date(2026, 11, 26)),
    in_project=st.booleans(),
    skills=KINDS,
    languages=CODES,
    free_at=st.frozensets(st.sampled_from(["weekday", "evening"])),
    postcode=PLACES,
    reach=st.sampled_from(["neighbourhood", "region", "anywhere"]),
    experienced=st.booleans(),
    lacks=st.frozensets(st.sampled_from(["vog", "training", "interview"]), max_size=1),
    matches=st.integers(0, 3),
    asked_elsewhere=st.integers(0, 2),
    with_client=st.booleans(),
)
GROUPS = st.lists(PEOPLE, max_size=6, unique_by=lambda one: one.id)


@given(WISHES, PROJECTS, GROUPS, st.randoms())
def test_the_order_in_which_they_come_changes_nothing(
    wish: Asked, project: Rules, people: list[Offered], random: Random
) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)
    found = rank(wish, project, people, TODAY)
    assert found == rank(wish, project, shuffled, TODAY)
    assert sorted(one.id for one in (*found.free, *found.stopped)) == sorted(one.id for one in people)


@given(WISHES, PROJECTS, GROUPS)
def test_whoever_is_stopped_is_never_among_those_who_can_be_proposed(
    wish: Asked, project: Rules, people: list[Offered]
) -> None:
    found = rank(wish, project, people, TODAY)
    by_id = {one.id: one for one in people}
    assert all(not stops(wish, project, by_id[one.id], TODAY) for one in found.free)
    assert all(one.stops for one in found.stopped)


@given(WISHES, PROJECTS, PEOPLE)
def test_no_good_reason_takes_a_stop_away(wish: Asked, project: Rules, one: Offered) -> None:
    before = stops(wish, project, one, TODAY)
    best = replace(one, skills=wish.kinds, free_at=wish.free_at, reach="anywhere", asked_elsewhere=0)
    longest = replace(best, waiting_since=dt.date(2020, 1, 1))
    assert stops(wish, project, longest, TODAY) == before


@given(WISHES, PROJECTS, PEOPLE, st.sampled_from(sorted(["vog", "training", "interview"])))
def test_each_fault_stops_whatever_else_is_so(wish: Asked, project: Rules, one: Offered, paper: str) -> None:
    assert Stop(paper) in stops(wish, project, replace(one, lacks=frozenset({paper})), TODAY)
    assert Stop.LEFT in stops(wish, project, replace(one, stage="left"), TODAY)
    assert Stop.FULL in stops(wish, project, replace(one, matches=project.matches_at_once), TODAY)
    assert Stop.NOT_THIS_ONE in stops(replace(wish, not_these=frozenset({one.id})), project, one, TODAY)


# ---------- the page ----------


def said(changes: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in changes.items()) or "–"


def _value(value: Any) -> str:
    if isinstance(value, set):
        return " ".join(sorted(NAME.get(one, str(one)) for one in value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def tables() -> str:
    rows = ["| asked | project | volunteer | stopped by |", "| --- | --- | --- | --- |"]
    for wish, project, volunteer, by in STOPPED:
        rows.append(f"| {said(wish)} | {said(project)} | {said(volunteer)} | {by.replace('_', ' ') or '–'} |")
    rows += ["", "| asked | first | second | by |", "| --- | --- | --- | --- |"]
    rows += [f"| {said(wish)} | {said(one)} | {said(other)} | {by} |" for by, wish, one, other in ORDERED]
    return "\n".join(rows)


def test_the_page_shows_these_cases() -> None:
    written = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- cases -->\n\n(.*)\n\n<!-- end of cases -->", written, re.DOTALL)
    assert shown
    assert shown[1] == tables(), "put the tables of this test on the page"
