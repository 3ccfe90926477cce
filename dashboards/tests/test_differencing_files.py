"""The solver once more, with nothing but what stands in the files: of every team, at every question."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Organisation, Team, User
from accounts.tests.factories import TeamFactory
from dashboards import actions
from dashboards.models import PublishedFigures
from dashboards.periods import HALF_YEAR, MONTH, Period
from dashboards.presenters import words
from dashboards.published import COURSES, Counts, HalfYear, Month, Rate, half_year, month
from dashboards.records import NotAnswered, Record
from dashboards.tests.reading import Read, tables_of_file
from dashboards.tests.solver import traceable
from dashboards.tests.test_differencing import people, world
from dashboards.tests.worlds import REASONS, WAYS, World, of_half_year, of_month

FIRST = dt.date(2026, 1, 1)
HIDDEN = "afgeschermd"
# What can be asked of the page of a team, and what cannot.
OF_TEAM: list[dict[str, str]] = [
    {},
    {"naast": "organisatie"},
    {"periode": "2026-1", "naast": "organisatie"},
    {"periode": "2025-2", "from": "2026-02-01", "until": "2026-02-10"},
    {"worker": "1", "sort": "score", "needs": "all", "naast": "x"},
]
OF_ORGANISATION: list[dict[str, str]] = [{}, {"regio": "Oost"}, {"regio": "West", "periode": "2026-1"}, {"team": "1"}]
# Of the four teams the last shows nothing; of the first one course and one way are few, of the second a reason.
COURSES_OF = {"a": (20, 20, 20, 3), "b": (20, 30, 20, 20), "c": (25, 19, 16, 12), "d": (1, 1, 1, 1)}
WAYS_OF = {"a": (40, 12, 3), "b": (30, 20, 20), "c": (25, 19, 19), "d": (1, 0, 1)}
REASONS_OF = {"a": (12, 14, 20, 16), "b": (12, 2, 20, 16), "c": (30, 14, 14, 25), "d": (0, 1, 0, 0)}


@pytest.fixture
def teams(noord: Organisation, bram: User) -> dict[str, Team]:
    found = {name: TeamFactory(organisation=noord, name=f"Team {name}") for name in COURSES_OF}
    for name, team in found.items():
        team.region = "Oost" if name in "ab" else "West"
        team.save()
        team.supervisors.add(bram)
    return found


@pytest.fixture
def public(noord: Organisation, teams: dict[str, Team], monkeypatch: pytest.MonkeyPatch) -> World:
    """Made public from records that stand in no table, so that a page has nowhere else to look."""
    plain = world(COURSES_OF, ways=WAYS_OF)
    keys = {name: team.pk for name, team in teams.items()}
    stayed = [NotAnswered(who, "client", reason) for who, reason in people(REASONS_OF, REASONS, 5)]

    def at(records: Iterable[Record]) -> list[Record]:
        return [one._replace(who=one.who._replace(team=keys[str(one.who.team)])) for one in records]

    made = World(replace(plain.frame, teams=tuple(keys.values())), at([*plain.half_year, *stayed]), at(plain.month))
    monkeypatch.setattr(actions, "frame_of", lambda *_: made.frame)
    monkeypatch.setattr(actions, "half_year_records", lambda *_: made.half_year)
    monkeypatch.setattr(actions, "month_records", lambda *_: made.month)
    for kind in (HALF_YEAR, MONTH):
        assert actions.publish(organisation=noord, period=Period(kind, FIRST))
    return made


def test_nothing_is_traceable_in_all_files_together(
    browse: Callable[[User], Browser], bram: User, teams: dict[str, Team], public: World
) -> None:
    browser = browse(bram)
    halves: dict[object, HalfYear] = {}
    months: dict[object, Month] = {}
    for team in teams.values():
        files = [_tables(browser, reverse("dashboards:team_csv", args=[team.pk]), asked) for asked in OF_TEAM]
        # Whatever was asked, the same figures of the team, and at most the same ones of the organisation beside them.
        assert len({str(_half_year(file)) + str(_month(file)) for file in files}) == 1
        assert len({str(_half_year(file, whole=True)) for file in files[1:3]}) == 1
        halves[team.pk], months[team.pk] = _half_year(files[1]), _month(files[1])
        halves[None], months[None] = _half_year(files[1], whole=True), _month(files[1], whole=True)
    # Nothing else and nothing less than what was made public: what is hidden there is hidden here.
    for row in PublishedFigures.objects.visible_to(bram).select_related("period"):
        if row.period.kind == HALF_YEAR:
            kept = half_year(row.figures)
            assert [one.counts for one in halves[row.team_id].reasons] == [one.counts for one in kept.reasons]
            # The files tell no sums of reasons, and of the organisation shares: the solver is given more than they say.
            halves[row.team_id] = replace(halves[row.team_id], reasons=kept.reasons)
            if row.team_id is not None:
                assert halves[row.team_id].courses == kept.courses
            else:
                halves[None] = replace(halves[None], courses=kept.courses, rates=kept.rates)
        else:
            published = month(row.figures)
            assert months[row.team_id].ways == published.ways
            if row.team_id is None:
                months[None] = replace(months[None], rates=published.rates)
    counts = [count for one in halves.values() for row in (*one.reasons, *one.courses) for count in row.counts.values()]
    assert len([one for one in counts if one is None]) > 5
    assert len([one for one in counts if one is not None]) > 15
    assert traceable([*of_half_year(public, halves), *of_month(public, months)]) == []


def test_the_files_of_the_organisation_tell_no_more(
    browse: Callable[[User], Browser], bram: User, teams: dict[str, Team], public: World
) -> None:
    """Each course by team is the published one at every question, and a region is the sum of what is shown of it."""
    kept = {
        row.team_id: half_year(row.figures).courses[0].counts
        for row in PublishedFigures.objects.visible_to(bram).filter(period__kind=HALF_YEAR)
    }
    for asked in OF_ORGANISATION:
        file = _tables(browse(bram), reverse("dashboards:organisation_csv"), asked)
        for course in ("improving", "deteriorating"):
            rows = _cells(file, f"Vertrouwen, cliënt: {words.course(course).lower()}", heads=2)
            told = {name: _told(cells["Aantal"]) for (name, _region), cells in rows.items()}
            wanted = [team for team in teams.values() if asked.get("regio", team.region) == team.region]
            shown = {team.name: kept[team.pk][course] for team in wanted}
            assert {name: told[f"{name} (jouw team)"] for name in shown} == shown
            assert told.pop("Hele organisatie") == kept[None][course]
            for (name, region), cells in rows.items():
                if name.startswith("Som van"):
                    of_region = [shown[team.name] for team in wanted if team.region == region]
                    told_of = [n for n in of_region if n is not None]
                    assert _told(cells["Aantal"]) == (sum(told_of) if told_of else None)


# ---------- reading ----------


def _tables(browser: Browser, address: str, asked: dict[str, str]) -> list[Read]:
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return tables_of_file(answer.content.decode())


def _cells(tables: list[Read], title: str, heads: int = 1) -> dict[tuple[str, ...], dict[str, str]]:
    """By the words of the row, then of the column; nothing of a table that tells nothing."""
    [table] = [one for one in tables if one[0] == [title]]
    if table[1] == [HIDDEN]:
        return {}
    labels, *rows = table[1:]
    return {tuple(row[:heads]): dict(zip(labels[heads:], row[heads:], strict=True)) for row in rows}


def _told(text: str) -> int | None:
    return None if text == HIDDEN else int(text)


def _half_year(tables: list[Read], *, whole: bool = False) -> HalfYear:
    rows = _cells(tables, "Waarom niet ingevuld")
    column = "Cliënt, organisatie" if whole else "Kant van de cliënt"
    reasons = {one: _told(rows.get((words.reason(one),), {}).get(column, HIDDEN)) for one in REASONS}
    moved = _cells(tables, "Verloop per schaal en kant", heads=3)
    courses = {one: moved.get(("Vertrouwen", "Cliënt", words.course(one)), {}) for one in COURSES}
    n = _told(next(iter(courses.values())).get("Van", HIDDEN))
    counts = {one: _told(cells.get("Koppels", HIDDEN)) for one, cells in courses.items()}
    wrong = _cells(tables, "Wat gaat er mis?").get((words.rate("hitch"),), {})
    return HalfYear(
        reasons=(Counts("client", None, reasons),),
        courses=() if whole else (Counts("trust:client", n, counts),),
        rates=(_rate("hitch", wrong),),
    )


def _month(tables: list[Read], *, whole: bool = False) -> Month:
    title = "Vorm van contact: hele organisatie" if whole else "Vorm van contact: dit team"
    [cells] = _cells(tables, title).values() or [{}]
    ways = Counts(
        "ways", _told(cells.get("Samen", HIDDEN)), {way: _told(cells.get(words.way(way), HIDDEN)) for way in WAYS}
    )
    rates = {key: [*_cells(tables, words.rate(key)).values(), {}][0] for key in ("remote", "failed")}
    return Month(ways=ways, rates=tuple(_rate(key, found) for key, found in rates.items()))


def _rate(key: str, cells: dict[str, str]) -> Rate:
    return Rate(key, _told(cells.get("Aantal", HIDDEN)), _told(cells.get("Van", HIDDEN)))
