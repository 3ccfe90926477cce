"""What of a table of teams by category may be public; that it cannot be computed back is in test_differencing."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.complementary import Cells, Shown, protect
from dashboards.suppression import WIDTH, Counted, together

KINDS = ("up", "same", "down")


def cells(rows: Mapping[str, Sequence[int]], workers: int = 4) -> Cells:
    """Of each team how many pairs are of each kind."""
    made: dict[str, dict[str, Counted]] = {}
    for team, counts in rows.items():
        made[team] = {kind: Counted() for kind in KINDS}
        for kind, count in zip(KINDS, counts, strict=True):
            for n in range(count):
                made[team][kind].add((team, kind, n), (team, n % workers))
    return made


def shown(rows: Mapping[str, Sequence[int]]) -> Shown:
    return protect(cells(rows), KINDS, [])


def counts(found: Shown, team: str | None = None) -> list[int | None] | None:
    row = found.organisation if team is None else found.teams.get(team)
    return None if row is None else [row.counts[kind] for kind in KINDS]


def test_with_enough_in_every_cell_all_is_shown() -> None:
    found = shown({"a": (5, 9, 7), "b": (8, 8, 8)})
    assert (counts(found, "a"), counts(found, "b"), counts(found)) == ([5, 9, 7], [8, 8, 8], [13, 17, 15])
    assert (found.teams["a"].n, found.organisation and found.organisation.n) == (21, 45)


def test_a_small_cell_takes_three_others_with_it() -> None:
    """A rectangle for who knows nothing, and one more row for who knows one of the two."""
    found = shown({"a": (20, 20, 3), "b": (20, 20, 20), "c": (20, 20, 20), "d": (20, 20, 20)})
    assert counts(found) == [80, 80, 63]
    assert counts(found, "a") == [20, None, None]
    assert sum(counts(found, team) == [20, None, None] for team in "bcd") == 2
    assert sum(counts(found, team) == [20, 20, 20] for team in "bcd") == 1


def test_without_another_row_the_sums_are_withheld() -> None:
    found = shown({"a": (20, 20, 3)})
    assert counts(found, "a") == [20, None, None]
    assert counts(found) == [20, None, None]


def test_beside_small_teams_a_large_one_keeps_its_row_and_there_is_no_sum() -> None:
    """Else all of its own would be withheld for one count of the organisation."""
    found = shown({"large": (25, 30, 3), "b": (6, 9, 4), "c": (3, 5, 2)})
    assert counts(found, "large") == [None, 30, None]
    assert found.organisation is None


def test_a_row_of_too_few_to_hide_in_is_withheld_with_its_n() -> None:
    found = shown({"a": (5, 2, 0), "b": (20, 20, 20), "c": (20, 20, 20)})
    assert "a" not in found.teams
    # It is in no sum either.
    assert counts(found) == [40, 40, 40]


def test_small_teams_together_are_in_the_sums() -> None:
    small = dict.fromkeys("cdefghij", (2, 2, 0))
    found = shown({"a": (20, 20, 20), "b": (20, 20, 20), **small})
    assert set(found.teams) == {"a", "b"}
    assert found.organisation is not None
    assert found.organisation.n == 120 + 8 * 4
    # Of the third kind there is nobody among them, which no sum may tell.
    assert found.organisation.counts["down"] is None


def test_nothing_of_nobody() -> None:
    assert shown({}) == Shown({}, None)
    assert shown({"a": (0, 0, 0)}) == Shown({}, None)


@pytest.mark.parametrize("few_workers", [1, 2])
def test_many_pairs_of_few_workers_are_few(few_workers: int) -> None:
    found = protect(cells({"a": (20, 20, 20)}, few_workers), KINDS, [])
    assert found == Shown({}, None)


@given(st.integers(0, 10**6))
def test_what_shows_is_true_and_of_enough_and_no_cell_hides_alone(seed: int) -> None:
    chance = random.Random(seed)
    usual = chance.choice([2, 6, 15, 40])
    rows = {f"t{n}": [int(chance.expovariate(1 / usual)) for _ in KINDS] for n in range(chance.randint(1, 7))}
    made = cells(rows)
    found = protect(made, KINDS, [])
    for team, row in found.teams.items():
        assert row.n == sum(rows[str(team)])
        hidden = [kind for kind, count in row.counts.items() if count is None]
        assert not hidden or (len(hidden) > 1 and sum(made[team][kind].count for kind in hidden) >= WIDTH)
        for kind, count in row.counts.items():
            assert count is None or (count == made[team][kind].count and made[team][kind].is_enough)
    if found.organisation is not None:
        among = [rows[str(team)] for team in found.teams]
        if found.organisation.n != sum(map(sum, among)):
            among = list(rows.values())
        assert found.organisation.n == sum(map(sum, among))
        for column, kind in enumerate(KINDS):
            assert found.organisation.counts[kind] in (None, sum(row[column] for row in among))


def test_many_contacts_of_few_pairs_are_not_told_by_subtracting() -> None:
    """Two teams with twenty contacts of two pairs each: a sum without the others would be of four people."""
    made = cells({"a": (30, 30, 0), "b": (30, 30, 0), "c": (30, 30, 30), "d": (30, 30, 30), "e": (30, 30, 30)})
    for team in "ab":
        for n in range(20):
            made[team]["down"].add((team, n % 2), (team, n % 2))
    found = protect(made, KINDS, [])
    hidden = [team for team in "abcde" if found.teams[team].counts["down"] is None]
    assert {"a", "b"} < set(hidden)
    for known in hidden:
        left = together(made[team]["down"] for team in hidden if team != known)
        assert left.is_enough
