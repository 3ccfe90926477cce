"""Nobody is found in a study's files by what a colleague knows: attacked with every table that one could own."""

import copy
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.anonymity import HIDDEN
from research.blending import Shape, Trace, blend, shapes
from research.rows import K, OutcomeRow, in_time
from research.tests.traced import TABLES, Facts, attack, facts_of, study
from research.traces import Safe, safe

PERSONS = 160


@pytest.fixture(scope="module")
def truth() -> dict[str, Facts]:
    return facts_of(study(PERSONS))


@pytest.fixture(scope="module")
def files() -> Safe:
    return safe(*study(PERSONS), K)


@pytest.mark.parametrize("words", TABLES)
def test_no_table_finds_anybody(words: str, truth: dict[str, Facts], files: Safe) -> None:
    found = attack(truth, facts_of(files), TABLES[words])
    assert found.unique == 0
    assert found.fewest >= K


def test_the_attack_works_on_files_that_were_left_as_they_are(truth: dict[str, Facts]) -> None:
    """Or 0 would say nothing: as they are, weeks alone find most, and everything finds everybody."""
    assert attack(truth, truth, TABLES["all of it"]).unique == PERSONS
    assert attack(truth, truth, TABLES["weeks of begin and end"]).unique > PERSONS / 4


def test_every_whole_trace_is_that_of_k_persons(files: Safe) -> None:
    known = (tuple(sorted((n, v) for n, v in f.items() if TABLES["all of it"](n))) for f in facts_of(files).values())
    assert min(Counter(known).values()) >= K


def test_what_is_left_is_true_or_hidden_or_of_somebody_alike(truth: dict[str, Facts], files: Safe) -> None:
    shown = facts_of(files)
    assert len(shown) + files.left_out == PERSONS
    assert files.left_out <= PERSONS * 0.05
    for person, facts in shown.items():
        for name, value in facts.items():
            # Of an earlier supervision the words are hidden, and the place of the newest is nought.
            if isinstance(value, str) and value != HIDDEN:
                assert truth[person][name] == value
    weeks = [
        abs(int(value) - int(truth[person][name]))
        for person, facts in shown.items()
        for name, value in facts.items()
        if name.endswith("client week")
    ]
    assert sorted(weeks)[len(weeks) // 2] <= 2
    for row in files.outcomes:
        assert row.weeks % 13 == 0


def test_what_is_left_out_is_counted(files: Safe) -> None:
    rows = study(PERSONS)
    there = {row.person for row in files.pairs}
    assert files.responses_left_out == sum(row.person in there for row in rows[1]) - len(files.responses)
    assert {row.pair for row in files.responses} <= {row.pair for row in files.pairs}


def test_what_was_looked_at_in_fewer_than_k_is_left_out() -> None:
    pairs, responses, _outcomes = study(40)
    people = sorted({row.person for row in safe(pairs, responses, [], K).pairs})
    outcomes = [OutcomeRow(name, "work", True, 30) for name in people[:K]]
    few = [OutcomeRow(name, "house", True, 30) for name in people[: K - 1]]
    found = safe(pairs, responses, [*outcomes, *few], K)
    assert [row.name for row in found.outcomes] == ["work"] * K


def test_the_rows_given_are_not_touched() -> None:
    rows = study(20)
    before = copy.deepcopy(rows)
    safe(*rows, K)
    assert rows == before


def test_in_time_a_persons_newest_supervision_comes_last() -> None:
    pairs, responses, _outcomes = study(PERSONS)
    begun = {row.pair: (row.started, row.weeks_from) for row in pairs}
    found: dict[str, list[tuple[int, int]]] = {}
    for row in in_time(pairs, sorted(responses, key=lambda row: row.id, reverse=True)):
        found.setdefault(row.person, []).append(begun[row.pair])
    assert all(several == sorted(several) for several in found.values())
    assert any(several[0][0] < several[-1][0] for several in found.values())


CELLS = st.sampled_from([frozenset(one) for one in ("", "a", "ab", "abc", "abcd", "acd", "bd", "d")])
FRAMES = st.sampled_from(("one pair", "two pairs"))


@given(st.lists(st.tuples(FRAMES, CELLS), max_size=40), st.integers(2, 5))
def test_a_shape_is_that_of_k_and_within_ones_own(drawn: list[tuple[str, frozenset[str]]], k: int) -> None:
    ladders = {
        str(n): [Shape(frame, frozenset(cells)), Shape("one pair", frozenset(cells - {"d"}))]
        for n, (frame, cells) in enumerate(drawn)
    }
    found = shapes(ladders, k)
    assert all(size >= k for size in Counter(found.values()).values())
    for person, shape in found.items():
        assert any(shape.frame == one.frame and shape.cells <= one.cells for one in ladders[person])
    if len(drawn) >= k:
        assert found


@given(
    st.lists(
        st.tuples(st.sampled_from("xy"), st.sampled_from("ab"), st.integers(0, 60), st.integers(-1, 9)), max_size=60
    ),
    st.integers(2, 6),
)
def test_a_group_is_of_k_and_its_numbers_are_somebodys(drawn: list[tuple[str, str, int, int]], k: int) -> None:
    traces = [
        Trace(str(n), Shape(frame, frozenset()), {"word": word}, (first, second), (1.0, 0.5))
        for n, (frame, word, first, second) in enumerate(drawn)
    ]
    found = blend(traces, {"word": 1.0}, k)
    frames = {trace.person: trace.shape.frame for trace in traces}
    alike = Counter((frames[person], tuple(shown.values.items()), shown.numbers) for person, shown in found.items())
    assert all(size >= k for size in alike.values())
    sizes = Counter(frames.values())
    assert {frames[person] for person in frames if person not in found} == {f for f, n in sizes.items() if n < k}
    for trace in traces:
        if trace.person in found:
            shown = found[trace.person]
            assert shown.values["word"] in (HIDDEN, trace.values["word"])
            for place, number in enumerate(shown.numbers):
                assert number in {other.numbers[place] for other in traces if other.shape == trace.shape}
