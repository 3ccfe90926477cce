"""From records to what is public: nothing is kept of what is withheld."""

from decimal import Decimal

from alliance.funnel import Reached
from dashboards import publishing
from dashboards.published import RATES_OF_HALF_YEAR, RATES_OF_MONTH, HalfYear, MomentKey, Month, half_year, to_json
from dashboards.records import Asked, Frame, Held, Moved, NotAnswered, Part, Record, Score, Who
from dashboards.tests.worlds import INTAKE, REASONS, WAYS, by_chance

LATER = MomentKey("regular", 30)
FRAME = Frame(("a", "b"), frozenset(), WAYS, REASONS, ("client", "worker"), ("trust",), "made up 1")


def of_pairs(team: str, number: int, moment: MomentKey = INTAKE) -> list[Record]:
    """One record of every kind of so many pairs, of three workers."""
    found: list[Record] = []
    for n in range(number):
        who = Who(team, (team, moment, n), (team, n % 3))
        found += [Asked(who, moment, Reached.TALKED, True, True), Score(who, "trust", "client", moment, Decimal(n))]
        found += [NotAnswered(who, "client", "other"), Moved(who, "trust", "client", "stable")]
        found += [Part(who, "hitch", True), Part(who, "failed", False), Held(who, "written")]
    return found


def numbers(value: object) -> list[object]:
    """Every number in it, how deep it may lie; the months of a moment are its name."""
    if isinstance(value, dict):
        return [number for key, one in value.items() if key != "months" for number in numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    return [value] if isinstance(value, int) else []


def test_of_four_pairs_there_is_no_number_at_all() -> None:
    records = of_pairs("a", 4)
    for figures in (publishing.half_year(records, FRAME), publishing.month(records, FRAME)):
        assert set(figures) == {None, "a", "b"}
        assert [numbers(to_json(one)) for one in figures.values()] == [[], [], []]
    assert [rate.key for rate in publishing.half_year(records, FRAME)["a"].rates] == list(RATES_OF_HALF_YEAR)
    assert [rate.key for rate in publishing.month(records, FRAME)["a"].rates] == list(RATES_OF_MONTH)


def test_a_moment_that_nobody_shows_is_not_named() -> None:
    found = publishing.half_year([*of_pairs("a", 9), *of_pairs("b", 1, LATER)], FRAME)
    assert [funnel.moment for funnel in found["b"].funnels] == [INTAKE]
    assert {spread.moment for spread in found[None].spreads} == {INTAKE}


def test_the_organisation_is_over_those_that_show_theirs() -> None:
    found = publishing.half_year([*of_pairs("a", 9), *of_pairs("b", 4)], FRAME)
    [spread] = [one for one in found[None].spreads if one.rater == "client"]
    assert (spread.n, spread.lower, spread.median, spread.upper) == (9, 2, 4, 6)
    assert found[None].funnels == found["a"].funnels
    assert found["b"].funnels[0].counts is None


def test_what_was_made_public_is_read_as_it_was_made() -> None:
    world = by_chance(1)
    for figures in publishing.half_year(world.half_year, world.frame).values():
        assert isinstance(figures, HalfYear)
        assert half_year(to_json(figures)) == figures
    assert all(isinstance(one, Month) for one in publishing.month(world.month, world.frame).values())
