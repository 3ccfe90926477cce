"""Worked cases of the advice on the mix: facts in, rules that hold and the way they lean out. Pure.

The tests check every one; `docs/blended.md` prints them.
"""

from dataclasses import dataclass

from remote_contact.suitability import Facts, Lean


@dataclass(frozen=True, slots=True)
class Case:
    """`said` tells the case in a few words; `rules` are all that hold."""

    said: str
    facts: Facts
    rules: frozenset[str]
    lean: Lean


def _case(said: str, lean: Lean, rules: str, **facts: object) -> Case:
    return Case(said, Facts(**facts), frozenset(rules.split()), lean)  # type: ignore[arg-type]


REMOTE, MIXED, TOGETHER, NONE = Lean.MORE_REMOTE, Lean.MIXED, Lean.MORE_FACE_TO_FACE, Lean.NO_ADVICE
FEW, HEAVY = frozenset({"work"}), frozenset({"substance"})
MANY = frozenset({"work", "housing", "finances"})

CASES: tuple[Case, ...] = (
    _case("nothing known", NONE, ""),
    _case(
        "only what points nowhere",
        NONE,
        "risk_medium phase_execution wish_mixed",
        risk="medium",
        phase="execution",
        wish="mixed",
    ),
    _case("low risk and nothing else", REMOTE, "risk_low", risk="low"),
    _case(
        "the case the research had in mind: late, low risk, few problems, a basis",
        REMOTE,
        "risk_low phase_late few_problems basis_laid intake_talked",
        risk="low",
        phase="completion",
        problem_areas=FEW,
        basis_laid=True,
        intake_talked_through=True,
    ),
    _case(
        "just begun, no basis yet",
        TOGETHER,
        "phase_start no_basis",
        phase="start",
        basis_laid=False,
        weeks_without_face_to_face=1,
    ),
    _case("just begun, wants it at a distance", MIXED, "phase_start wish_remote", phase="start", wish="remote"),
    _case("high risk alone", TOGETHER, "risk_high", risk="high"),
    _case(
        "high risk, but everything else speaks for a distance",
        TOGETHER,
        "risk_high phase_late few_problems basis_laid intake_talked wish_remote",
        risk="high",
        phase="completion",
        problem_areas=FEW,
        basis_laid=True,
        intake_talked_through=True,
        wish="remote",
    ),
    _case(
        "low risk, but no basis",
        TOGETHER,
        "risk_low no_basis wish_remote",
        risk="low",
        basis_laid=False,
        wish="remote",
    ),
    _case(
        "low risk and a basis, but apart for long",
        TOGETHER,
        "risk_low basis_laid long_apart",
        risk="low",
        basis_laid=True,
        weeks_without_face_to_face=8,
    ),
    _case(
        "a week short of long",
        REMOTE,
        "risk_low basis_laid",
        risk="low",
        basis_laid=True,
        weeks_without_face_to_face=7,
    ),
    _case(
        "low risk, and using substances",
        MIXED,
        "risk_low heavy_problems",
        risk="low",
        problem_areas=HEAVY,
    ),
    _case("one heavy area", TOGETHER, "heavy_problems", problem_areas=HEAVY),
    _case("two areas, none heavy: points nowhere", NONE, "", problem_areas=frozenset({"work", "housing"})),
    _case("many areas, but a basis", MIXED, "many_problems basis_laid", problem_areas=MANY, basis_laid=True),
    _case(
        "a basis, the first measurement not talked through",
        MIXED,
        "basis_laid intake_not_talked",
        basis_laid=True,
        intake_talked_through=False,
    ),
    _case(
        "the client wants to meet, the case suits a distance",
        MIXED,
        "risk_low phase_late wish_face_to_face",
        risk="low",
        phase="completion",
        wish="face_to_face",
    ),
    _case("the client wants to meet", TOGETHER, "wish_face_to_face", wish="face_to_face"),
    _case(
        "wants it at a distance, but calling does not work",
        MIXED,
        "wish_remote technique",
        wish="remote",
        technique_hard=True,
    ),
    _case(
        "low risk, three times not reached",
        MIXED,
        "risk_low not_reached",
        risk="low",
        failed_attempts=3,
    ),
    _case("twice not reached: no reason yet", REMOTE, "risk_low", risk="low", failed_attempts=2),
    _case(
        "an offence the organisation sees face to face, low risk",
        MIXED,
        "risk_low offence",
        risk="low",
        offence_face_to_face_first=True,
    ),
    _case(
        "an offence without a word on it",
        REMOTE,
        "risk_low",
        risk="low",
        offence_face_to_face_first=False,
    ),
)
