from hypothesis import given
from hypothesis import strategies as st

from research.sampling import Drawn, draw

NAMES = {"improving": [f"i{n}" for n in range(30)], "stable": ["s1", "s2"], "deteriorating": []}


def test_so_many_of_each_with_reserves_and_fewer_where_fewer_are() -> None:
    drawn = draw(NAMES, per_pattern=15, reserve=5, seed=7)
    improving = [one for one in drawn if one.pattern == "improving"]
    assert [one.number for one in improving] == list(range(1, 21))
    assert [one.is_reserve for one in improving] == [False] * 15 + [True] * 5
    assert {one.name for one in drawn if one.pattern == "stable"} == {"s1", "s2"}
    assert not [one for one in drawn if one.pattern == "deteriorating"]


def test_the_seed_repeats_it_and_the_order_of_the_names_does_not_matter() -> None:
    backwards = {pattern: names[::-1] for pattern, names in NAMES.items()}
    assert draw(NAMES, per_pattern=3, reserve=1, seed=7) == draw(backwards, per_pattern=3, reserve=1, seed=7)
    assert draw(NAMES, per_pattern=3, reserve=1, seed=7) != draw(NAMES, per_pattern=3, reserve=1, seed=8)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.text(max_size=3), max_size=12)), st.integers(0, 9))
def test_nobody_is_drawn_twice_for_a_pattern_nor_from_another(names: dict[str, list[str]], seed: int) -> None:
    drawn = draw(names, per_pattern=2, reserve=2, seed=seed)
    assert len({(one.pattern, one.name) for one in drawn}) == len(drawn)
    assert all(one.name in names[one.pattern] for one in drawn)
    without = {pattern: rest for pattern, rest in names.items() if pattern != "a"}
    kept: list[Drawn] = [one for one in drawn if one.pattern != "a"]
    assert draw(without, per_pattern=2, reserve=2, seed=seed) == kept


def test_everybody_is_drawn_about_as_often() -> None:
    """Of thirty, fifteen are drawn: half of the seeds hold any one of them."""
    often = dict.fromkeys(NAMES["improving"], 0)
    for seed in range(400):
        for one in draw({"improving": NAMES["improving"]}, per_pattern=15, reserve=0, seed=seed):
            often[one.name] += 1
    assert min(often.values()) > 150
    assert max(often.values()) < 250
