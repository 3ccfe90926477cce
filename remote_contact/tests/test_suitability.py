"""The advice on the mix: worked cases, and what must hold for every case there is."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload.models import Phase, ProblemArea, Risk
from remote_contact.advice_page import page
from remote_contact.advice_words import LEANS, PLACEHOLDERS, SHIPPED, SIDES, UNKNOWN
from remote_contact.models import ClientWish
from remote_contact.suitability import (
    CODES,
    HEAVY_AREAS,
    LONG_STRETCH_WEEKS,
    RULES,
    Advice,
    Facts,
    Lean,
    Side,
    advise,
    follows,
)
from remote_contact.worked_cases import CASES, Case

MAYBE = st.sampled_from([None, True, False])
FACTS = st.builds(
    Facts,
    phase=st.sampled_from(["", *Phase.values]),
    basis_laid=MAYBE,
    intake_talked_through=MAYBE,
    risk=st.sampled_from(["", *Risk.values]),
    problem_areas=st.frozensets(st.sampled_from(ProblemArea.values)),
    offence_face_to_face_first=MAYBE,
    technique_hard=st.booleans(),
    failed_attempts=st.integers(0, 9),
    weeks_without_face_to_face=st.none() | st.integers(0, 30),
    wish=st.sampled_from(["", *ClientWish.values]),
)
UNUSED = st.frozensets(st.sampled_from(CODES))
# Each makes one fact speak more for meeting than it did.
TOWARDS_MEETING = {
    "risk": lambda _: "high",
    "basis_laid": lambda _: False,
    "intake_talked_through": lambda _: False,
    "phase": lambda _: "start",
    "problem_areas": lambda areas: areas | HEAVY_AREAS,
    "offence_face_to_face_first": lambda _: True,
    "technique_hard": lambda _: True,
    "failed_attempts": lambda number: number + 3,
    "weeks_without_face_to_face": lambda weeks: (weeks or 0) + LONG_STRETCH_WEEKS,
    "wish": lambda _: "face_to_face",
}
# How far a lean is from "only at a distance"; without advice it says nothing, and so leans nowhere.
NEARNESS = {Lean.MORE_REMOTE: 0, Lean.NO_ADVICE: 1, Lean.MIXED: 1, Lean.MORE_FACE_TO_FACE: 2}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_worked_cases(case: Case) -> None:
    advice = advise(case.facts)
    assert (frozenset(reason.rule for reason in advice.reasons), advice.lean) == (case.rules, case.lean)


def test_every_rule_and_every_lean_has_a_worked_case() -> None:
    assert frozenset().union(*(case.rules for case in CASES)) == set(CODES)
    assert {case.lean for case in CASES} == set(Lean)
    pulling = [case for case in CASES if sides(advise(case.facts)) == {Side.REMOTE, Side.FACE_TO_FACE}]
    assert {case.lean for case in pulling} == {Lean.MIXED, Lean.MORE_FACE_TO_FACE}
    assert len(pulling) >= 8


def sides(advice: Advice) -> set[Side]:
    return {reason.side for reason in advice.reasons} - {Side.NEUTRAL}


@given(FACTS, st.sampled_from(sorted(TOWARDS_MEETING)), UNUSED)
def test_a_fact_that_speaks_for_meeting_never_moves_the_advice_to_a_distance(
    facts: Facts, name: str, unused: frozenset[str]
) -> None:
    moved = dataclasses.replace(facts, **{name: TOWARDS_MEETING[name](getattr(facts, name))})
    before, after = advise(facts, out_of_use=unused), advise(moved, out_of_use=unused)
    assert NEARNESS[after.lean] >= NEARNESS[before.lean]
    assert {r.rule for r in before.on(Side.FACE_TO_FACE)} <= {r.rule for r in after.on(Side.FACE_TO_FACE)}


@given(FACTS, UNUSED, st.permutations(RULES))
def test_the_order_of_the_rules_does_not_matter(facts: Facts, unused: frozenset[str], order: list) -> None:
    one, other = advise(facts, out_of_use=unused), advise(facts, out_of_use=unused, rules=order)
    assert one.lean == other.lean
    assert {reason.rule for reason in one.reasons} == {reason.rule for reason in other.reasons}


@given(FACTS, UNUSED)
def test_the_lean_follows_the_stated_steps(facts: Facts, unused: frozenset[str]) -> None:
    advice = advise(facts, out_of_use=unused)
    assert not {reason.rule for reason in advice.reasons} & unused
    expected = {
        frozenset(): Lean.NO_ADVICE,
        frozenset({Side.REMOTE}): Lean.MORE_REMOTE,
        frozenset({Side.FACE_TO_FACE}): Lean.MORE_FACE_TO_FACE,
    }.get(frozenset(sides(advice)), Lean.MIXED)
    if any(reason.decisive for reason in advice.reasons):
        expected = Lean.MORE_FACE_TO_FACE
    assert advice.lean == expected


@given(FACTS)
def test_without_rules_in_use_there_is_no_advice(facts: Facts) -> None:
    advice = advise(facts, out_of_use=CODES)
    assert (advice.reasons, advice.lean) == ((), Lean.NO_ADVICE)


def test_what_is_decisive_speaks_for_meeting() -> None:
    assert {rule.side for rule in RULES if rule.decisive} == {Side.FACE_TO_FACE}


def test_what_is_not_known_is_told() -> None:
    assert advise(Facts()).unknown == ("phase", "basis_laid", "risk", "problem_areas", "wish")
    known = Facts(phase="start", basis_laid=False, risk="low", problem_areas=frozenset({"work"}), wish="mixed")
    assert advise(known).unknown == ()


def test_the_facts_hold_no_score() -> None:
    """Structural: what does not come in cannot count. A new field is a decision, and stands here."""
    assert {field.name: field.type for field in dataclasses.fields(Facts)} == {
        "phase": str,
        "basis_laid": bool | None,
        "intake_talked_through": bool | None,
        "risk": str,
        "problem_areas": frozenset[str],
        "offence_face_to_face_first": bool | None,
        "technique_hard": bool,
        "failed_attempts": int,
        "weeks_without_face_to_face": int | None,
        "wish": str,
    }


def test_every_rule_has_words_and_a_source() -> None:
    assert list(SHIPPED) == list(CODES)
    assert all(str(words.sentence) and str(words.source) for words in SHIPPED.values())
    assert set(LEANS) == set(Lean)
    assert set(SIDES) == set(Side)
    assert set(UNKNOWN) == set(advise(Facts()).unknown)


@given(FACTS)
def test_a_sentence_names_only_what_its_rule_gives(facts: Facts) -> None:
    for reason in advise(facts).reasons:
        assert tuple(reason.values) == PLACEHOLDERS.get(reason.rule, ())


@pytest.mark.parametrize(
    ("lean", "plans"),
    [
        (Lean.MORE_REMOTE, {(0, 0): True, (1, 0): False, (1, 1): True, (4, 1): False, (4, 2): True, (4, 4): False}),
        (Lean.MIXED, {(1, 0): True, (1, 1): True, (4, 0): False, (4, 1): True, (4, 3): True, (4, 4): False}),
        (Lean.MORE_FACE_TO_FACE, {(1, 0): True, (1, 1): False, (4, 0): True, (4, 2): True, (4, 3): False}),
        (Lean.NO_ADVICE, {(1, 0): True, (4, 0): True, (4, 4): True}),
    ],
)
def test_which_plans_go_the_way_of_the_advice(lean: Lean, plans: dict[tuple[int, int], bool]) -> None:
    found = {plan: follows(lean, per_month=plan[0], remote_part=plan[1]) for plan in plans}
    assert found == plans


@pytest.mark.parametrize("lean", list(Lean))
def test_some_plan_goes_the_way_of_every_advice(lean: Lean) -> None:
    def any_of(per_month: int) -> Iterable[bool]:
        return (follows(lean, per_month=per_month, remote_part=part) for part in range(per_month + 1))

    assert all(any(any_of(per_month)) for per_month in range(1, 32))


def test_the_page_of_the_rules_is_what_the_code_gives() -> None:
    written = (Path(__file__).resolve().parents[2] / "docs" / "blended.md").read_text(encoding="utf-8")
    assert written == page(), "run ./portal manage advice_table --write"
