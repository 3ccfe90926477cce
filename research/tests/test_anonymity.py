from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from research.anonymity import HIDDEN, Known, protect

COLUMNS = ("risk", "level", "language")


def rows(*values: tuple[str, str, str]) -> list[Known]:
    return [Known(f"p{n}", dict(zip(COLUMNS, one, strict=True))) for n, one in enumerate(values)]


def test_what_five_share_is_shown_whole() -> None:
    same = rows(*[("low", "1", "nl")] * 5)
    assert protect(same, COLUMNS, 5) == [dict(one.values) for one in same]


def test_the_last_column_is_hidden_first() -> None:
    found = protect(rows(*[("low", "1", "nl")] * 3, *[("low", "1", "pl")] * 3), COLUMNS, 5)
    assert found == [{"risk": "low", "level": "1", "language": HIDDEN}] * 6


def test_one_who_stands_alone_takes_a_class_along() -> None:
    found = protect(rows(*[("low", "1", "nl")] * 5, ("high", "3", "pl")), COLUMNS, 5)
    assert found == [dict.fromkeys(COLUMNS, HIDDEN)] * 6


def test_fewer_than_k_persons_are_not_shown_at_all() -> None:
    assert protect(rows(*[("low", "1", "nl")] * 4), COLUMNS, 5) == [None] * 4


def test_ten_records_of_one_person_are_one_person() -> None:
    records = [Known("p1", dict(zip(COLUMNS, ("low", "1", "nl"), strict=True)))] * 10
    assert protect(records, COLUMNS, 5) == [None] * 10


VALUES = st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.sampled_from("xy"))


@given(st.lists(st.tuples(st.integers(0, 12), VALUES), max_size=60), st.integers(2, 6))
def test_whoever_knows_everything_finds_k_or_none(drawn: list[tuple[int, tuple[str, str, str]]], k: int) -> None:
    """Joined with a table of everybody's true values, no record belongs to fewer than k persons."""
    records = [Known(f"p{n}", dict(zip(COLUMNS, values, strict=True))) for n, values in drawn]
    shown = protect(records, COLUMNS, k)
    persons = defaultdict(set)
    for record, values in zip(records, shown, strict=True):
        if values is not None:
            persons[tuple(values.items())].add(record.person)
            assert all(value in (HIDDEN, record.values[name]) for name, value in values.items())
    assert all(len(found) >= k for found in persons.values())
    for known in records:
        fits = {
            record.person
            for record, values in zip(records, shown, strict=True)
            if values is not None and all(value in (HIDDEN, known.values[name]) for name, value in values.items())
        }
        assert len(fits) == 0 or len(fits) >= k
