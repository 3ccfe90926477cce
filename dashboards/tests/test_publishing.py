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


def test_a_rate_shows_where_both_halves_are_enough_and_the_organisations_is_their_sum() -> None:
    def pairs(team: str, counting: int, others: int, workers: int = 3) -> list[Record]:
        return [
            Part(Who(team, (team, n), (team, n % workers)), "hitch", n < counting) for n in range(counting + others)
        ]

    def rates(*records: list[Record]) -> dict[object, tuple[int | None, int | None]]:
        found = publishing.half_year([one for some in records for one in some], FRAME)
        return {whose: (one.rates[0].count, one.rates[0].of) for whose, one in found.items()}

    both = {None: (14, 25), "a": (9, 15), "b": (5, 10)}
    assert rates(pairs("a", 9, 6), pairs("b", 5, 5)) == both
    of_a, nothing = (9, 15), (None, None)
    for few in (pairs("b", 4, 30), pairs("b", 30, 4), pairs("b", 0, 40), pairs("b", 20, 20, workers=2)):
        assert rates(pairs("a", 9, 6), few) == {None: of_a, "a": of_a, "b": nothing}


def test_what_pairs_do_with_a_volunteer_shows_only_where_it_shows_how_many_have_one() -> None:
    """Of twenty of whom two have none, `of` would tell the two to whoever knows that there are twenty."""

    def shown(without: int) -> list[tuple[int | None, int | None]]:
        records: list[Record] = []
        for n in range(18 + without):
            who = Who("a", n, n % 3)
            records.append(Part(who, "volunteer", n < 18))
            if n < 18:
                records += [Part(who, "activity", n < 9), Part(who, "tuned", n < 6)]
        rates = {one.key: (one.count, one.of) for one in publishing.half_year(records, FRAME)["a"].rates}
        return [rates[key] for key in ("volunteer", "activity", "tuned")]

    assert shown(8) == [(18, 26), (9, 18), (6, 18)]
    assert shown(2) == [(None, None)] * 3


def test_both_sides_in_and_talked_about_are_rates_too() -> None:
    records: list[Record] = []
    for n in range(24):
        reached = (Reached.ONE_SIDE, Reached.BOTH, Reached.TALKED, Reached.TALKED)[n // 6]
        records.append(Asked(Who("a", n, n % 3), INTAKE, reached, True, n >= 6))
    by_key = {one.key: (one.count, one.of) for one in publishing.half_year(records, FRAME)["a"].rates}
    assert (by_key["both"], by_key["talked"]) == ((18, 24), (12, 18))


def test_what_was_made_public_is_read_as_it_was_made() -> None:
    world = by_chance(1)
    for figures in publishing.half_year(world.half_year, world.frame).values():
        assert isinstance(figures, HalfYear)
        assert half_year(to_json(figures)) == figures
    assert all(isinstance(one, Month) for one in publishing.month(world.month, world.frame).values())
