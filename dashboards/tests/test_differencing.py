"""What is withheld of a period cannot be computed back from all that is public of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, Team, User
from accounts.tests.factories import TeamFactory
from dashboards import actions, complementary, publishing
from dashboards.complementary import Cells, Shown, protect
from dashboards.models import PublishedFigures
from dashboards.periods import HALF_YEAR, MONTH, Period
from dashboards.published import COURSES, half_year, month
from dashboards.records import Frame, Held, Moved, Record, Who
from dashboards.suppression import Insiders, together
from dashboards.tests.solver import Found, Publication, traceable
from dashboards.tests.worlds import REASONS, WAYS, World, by_chance, of_half_year, of_month, publications

Counts = Sequence[int]


def found_in(tables: Sequence[Publication], frame: Frame) -> list[Found]:
    content = [table for table in tables if len(table.shown[None][1]) > 1]
    return [*traceable(tables, frame.led), *traceable(content, frame.led, with_sizes=True)]


def world(
    rows: Mapping[str, Counts], *, ways: Mapping[str, Counts] | None = None, workers: int = 5, led: Sequence[str] = ()
) -> World:
    """Of each team how many pairs took each course, and how many contacts of as many pairs went each way."""
    frame = Frame(tuple(rows), frozenset([frozenset(led)] if led else []), WAYS, REASONS, ("client",), ("trust",))
    moved: list[Record] = [Moved(who, "trust", "client", course) for who, course in people(rows, COURSES, workers)]
    held: list[Record] = [Held(who, way) for who, way in people(ways or {}, WAYS, workers)]
    return World(frame, moved, held)


def people(rows: Mapping[str, Counts], categories: Sequence[str], workers: int) -> list[tuple[Who, str]]:
    return [
        (Who(team, (team, category, n), (team, n % workers)), category)
        for team, counts in rows.items()
        for category, count in zip(categories, counts, strict=True)
        for n in range(count)
    ]


NASTY = {
    "two teams, each knows itself": world({"a": (9, 12, 2, 1), "b": (10, 9, 6, 7)}),
    "one small cell in all": world({"a": (20, 20, 20, 3), "b": (20, 20, 20, 20), "c": (20, 20, 20, 20)}),
    "a zero": world({"a": (20, 20, 20, 0), "b": (20, 20, 20, 20), "c": (20, 20, 20, 20)}),
    "all in one category": world(dict.fromkeys("abcd", (0, 40, 0, 0))),
    "one small team": world({"a": (12, 15, 9, 8), "b": (12, 15, 9, 8), "c": (1, 1, 1, 1)}),
    "small teams only": world(dict.fromkeys("abcdefgh", (1, 1, 1, 1))),
    "one large among small": world({"a": (30, 2, 0, 0), **dict.fromkeys("bcdef", (1, 2, 0, 1))}),
    "few workers": world({"a": (20, 20, 20, 20), "b": (9, 9, 9, 9)}, workers=2),
    "one person leads all but one": world(dict.fromkeys("abcd", (9, 12, 3, 2)), led="abc"),
    "one person leads the small ones": world({"a": (12, 15, 9, 8), **dict.fromkeys("bcdefg", (1, 2, 1, 0))}, led="bcd"),
    "one person leads all but an empty one": world(
        {**dict.fromkeys("abcdefg", (3, 2, 1, 1)), "h": (0, 0, 0, 0)}, workers=2, led="abcdefg"
    ),
    "eight and no more": world({"a": (4, 4, 10, 10), "b": (4, 4, 10, 10), "c": (10, 10, 10, 10)}),
    "seven": world({"a": (3, 4, 0, 0), "b": (3, 4, 0, 0), "c": (20, 20, 20, 20)}),
    "ways": world(dict.fromkeys("abc", (0, 0, 0, 0)), ways={"a": (40, 12, 3), "b": (30, 20, 0), "c": (25, 9, 9)}),
}


@pytest.mark.parametrize("name", NASTY)
def test_nothing_is_traceable_in_nasty_worlds(name: str) -> None:
    made = NASTY[name]
    assert found_in(publications(made), made.frame) == []


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_nothing_is_traceable_in_any_world(seed: int) -> None:
    made = by_chance(seed)
    assert found_in(publications(made), made.frame) == []


# ---------- the solver finds what is planted ----------

PLAIN = world({"a": (20, 20, 20, 3), "b": (20, 20, 20, 20), "c": (20, 20, 20, 20)})


def test_it_finds_a_cell_hidden_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complementary._Table, "_keeps_open", lambda *_: True)
    monkeypatch.setattr(complementary._Table, "_closed", lambda _: iter(()))
    [found] = [one for one in traceable(publications(PLAIN)) if not one.known]
    assert (found.whose, found.category, found.low, found.high) == ("a", "unclassified", 3, 3)


def test_it_finds_a_column_that_gives_a_row_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Withheld within its row only, the organisation's sums tell the rest."""
    monkeypatch.setattr(complementary._Table, "_closed", lambda _: iter(()))
    assert {one.whose for one in traceable(publications(PLAIN)) if not one.known} == {"a"}


def test_it_finds_a_total_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A total over everybody, and not over those that show theirs, is the team that shows nothing."""

    def with_everybody(cells: Cells, categories: Sequence[str], led: Insiders) -> Shown:
        whole = {category: together(row[category] for row in cells.values()) for category in categories}
        return Shown(protect(cells, categories, led).teams, complementary._Table._row(whole, ()))

    monkeypatch.setattr(publishing, "protect", with_everybody)
    made = world({"a": (12, 15, 9, 8), "b": (12, 15, 9, 8), "c": (1, 1, 1, 1)})
    assert {one.whose for one in traceable(publications(made)) if not one.known} == {"c"}


def test_it_finds_periods_that_overlap() -> None:
    """Two months together, and the last one apart: what is left is the first, in which there were few."""
    first, last = (held(rows) for rows in ({"a": (1, 2, 1), "b": (2, 1, 2)}, {"a": (20, 20, 20), "b": (20, 20, 20)}))
    whole = World(first.frame, (), [*first.month, *last.month])
    truth = _ways(first, "first").truth | _ways(last, "last").truth
    both = replace(_ways(whole, "both"), slots=("first", "last"), truth=truth)
    assert traceable([_ways(first, "first"), _ways(last, "last")]) == []
    found = {(one.whose, one.category, one.low, one.high) for one in traceable([both, _ways(last, "last")])}
    assert {("a", "written", 1, 1), ("b", "face_to_face", 2, 2)} <= found


def held(rows: Mapping[str, Counts]) -> World:
    return world(dict.fromkeys(rows, (0, 0, 0, 0)), ways=rows)


def _ways(made: World, slot: str) -> Publication:
    [ways, *_] = of_month(made, publishing.month(made.month, made.frame))
    truth = {(slot, team, category): count for (_slot, team, category), count in ways.truth.items()}
    return replace(ways, slots=(slot,), truth=truth)


# ---------- as a supervisor gets it ----------


def test_nothing_is_traceable_in_what_a_supervisor_can_read(
    noord: Organisation, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the database: every row of every period that a supervisor may read."""
    for number, kind in enumerate((HALF_YEAR, MONTH)):
        made = by_chance(number)
        teams = {name: TeamFactory(organisation=noord, name=f"{kind} {name}").pk for name in made.frame.teams}
        here = World(
            replace(made.frame, teams=tuple(teams.values()), led=frozenset()),
            [_at(record, teams) for record in made.half_year],
            [_at(record, teams) for record in made.month],
        )
        monkeypatch.setattr(actions, "frame_of", lambda *_, frame=here.frame: frame)
        monkeypatch.setattr(actions, "half_year_records", lambda *_, records=here.half_year: records)
        monkeypatch.setattr(actions, "month_records", lambda *_, records=here.month: records)
        assert actions.publish(organisation=noord, period=Period(kind, dt.date(2026, 1, 1)))
        rows = PublishedFigures.objects.visible_to(bram).filter(period__kind=kind)
        if kind == HALF_YEAR:
            tables = list(of_half_year(here, {row.team_id: half_year(row.figures) for row in rows}))
        else:
            tables = list(of_month(here, {row.team_id: month(row.figures) for row in rows}))
        assert tables
        assert found_in(tables, here.frame) == []


def _at(record: Record, teams: Mapping[object, object]) -> Record:
    return record._replace(who=record.who._replace(team=teams[record.who.team]))


def test_another_organisations_figures_are_not_to_be_read(team: Team, bram: User, olaf: User, anna: User) -> None:
    elsewhere = Period(MONTH, dt.date(2026, 1, 1))
    for organisation in (team.organisation, olaf.organisation):
        actions.publish(organisation=organisation, period=elsewhere)
    seen = {row.period.organisation for row in PublishedFigures.objects.visible_to(bram)}
    assert seen == {team.organisation}
    assert not PublishedFigures.objects.visible_to(anna).exists()
