"""What speaks for contact at a distance and what for meeting, in one case: rules over plain facts. Pure.

It advises and a person decides. No score of the monitor comes in, only whether the first measurement was answered by
both sides and was talked about. Sentences and sources: `advice_words.py`. Worked cases: `worked_cases.py`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

# From here on a stretch apart counts by itself, whatever else is so.
LONG_STRETCH_WEEKS = 8
FAILED_IN_A_ROW = 3
MANY_AREAS = 3
# With these, seeing somebody tells what a telephone does not.
HEAVY_AREAS = frozenset({"substance", "mental_health"})

Values = Mapping[str, int | tuple[str, ...]]


class Side(StrEnum):
    REMOTE = "remote"
    FACE_TO_FACE = "face_to_face"
    NEUTRAL = "neutral"


class Lean(StrEnum):
    MORE_REMOTE = "more_remote"
    MIXED = "mixed"
    MORE_FACE_TO_FACE = "more_face_to_face"
    NO_ADVICE = "no_advice"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case; None or "" for what is not. `failed_attempts`: in a row, since the last that was held.

    `basis_laid`: both sides answered the first measurement of this pair; None when its time went by without.
    `offence_face_to_face_first`: what the organisation says of this kind of offence, None where it records none.
    `weeks_without_face_to_face`: whole weeks since they met, or since the supervision began.
    """

    phase: str = ""
    basis_laid: bool | None = None
    intake_talked_through: bool | None = None
    risk: str = ""
    problem_areas: frozenset[str] = frozenset()
    offence_face_to_face_first: bool | None = None
    technique_hard: bool = False
    failed_attempts: int = 0
    weeks_without_face_to_face: int | None = None
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule looks at one fact: `holds` gives what its sentence names, or None when it does not apply.

    `decisive`: holds it, then the advice is its side, whatever speaks for the other.
    """

    code: str
    side: Side
    holds: Callable[[Facts], Values | None]
    decisive: bool = False


def _when(condition: bool) -> Values | None:
    return {} if condition else None


def _few(facts: Facts) -> Values | None:
    return _when(len(facts.problem_areas) == 1 and not facts.problem_areas & HEAVY_AREAS)


def _heavy(facts: Facts) -> Values | None:
    found = facts.problem_areas & HEAVY_AREAS
    return {"leefgebieden": tuple(sorted(found))} if found else None


def _many(facts: Facts) -> Values | None:
    number = len(facts.problem_areas)
    return {"aantal": number} if number >= MANY_AREAS else None


def _not_reached(facts: Facts) -> Values | None:
    return {"keer": facts.failed_attempts} if facts.failed_attempts >= FAILED_IN_A_ROW else None


def _apart(facts: Facts) -> Values | None:
    weeks = facts.weeks_without_face_to_face
    return {"weken": weeks} if weeks is not None and weeks >= LONG_STRETCH_WEEKS else None


RULES: tuple[Rule, ...] = (
    Rule("risk_high", Side.FACE_TO_FACE, lambda f: _when(f.risk == "high"), decisive=True),
    Rule("no_basis", Side.FACE_TO_FACE, lambda f: _when(f.basis_laid is False), decisive=True),
    Rule("long_apart", Side.FACE_TO_FACE, _apart, decisive=True),
    Rule("phase_start", Side.FACE_TO_FACE, lambda f: _when(f.phase == "start")),
    Rule("intake_not_talked", Side.FACE_TO_FACE, lambda f: _when(f.intake_talked_through is False)),
    Rule("heavy_problems", Side.FACE_TO_FACE, _heavy),
    Rule("many_problems", Side.FACE_TO_FACE, _many),
    Rule("offence", Side.FACE_TO_FACE, lambda f: _when(f.offence_face_to_face_first is True)),
    Rule("technique", Side.FACE_TO_FACE, lambda f: _when(f.technique_hard)),
    Rule("not_reached", Side.FACE_TO_FACE, _not_reached),
    Rule("wish_face_to_face", Side.FACE_TO_FACE, lambda f: _when(f.wish == "face_to_face")),
    Rule("risk_low", Side.REMOTE, lambda f: _when(f.risk == "low")),
    Rule("basis_laid", Side.REMOTE, lambda f: _when(f.basis_laid is True)),
    Rule("intake_talked", Side.REMOTE, lambda f: _when(f.intake_talked_through is True)),
    Rule("phase_late", Side.REMOTE, lambda f: _when(f.phase == "completion")),
    Rule("few_problems", Side.REMOTE, _few),
    Rule("wish_remote", Side.REMOTE, lambda f: _when(f.wish == "remote")),
    Rule("risk_medium", Side.NEUTRAL, lambda f: _when(f.risk == "medium")),
    Rule("phase_execution", Side.NEUTRAL, lambda f: _when(f.phase == "execution")),
    Rule("wish_mixed", Side.NEUTRAL, lambda f: _when(f.wish == "mixed")),
)
CODES = tuple(rule.code for rule in RULES)


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str
    side: Side
    decisive: bool
    values: Values


@dataclass(frozen=True, slots=True)
class Advice:
    """Every rule that holds, on whichever side, and which way they lean together. `unknown` names what is not known."""

    reasons: tuple[Reason, ...]
    lean: Lean
    unknown: tuple[str, ...]

    def on(self, side: Side) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.side == side)


def advise(facts: Facts, *, out_of_use: Collection[str] = (), rules: Collection[Rule] = RULES) -> Advice:
    """The advice by the rules that the organisation uses; what is out of use neither shows nor counts."""
    found = []
    for rule in rules:
        values = rule.holds(facts)
        if values is not None and rule.code not in out_of_use:
            found.append(Reason(rule.code, rule.side, rule.decisive, values))
    return Advice(tuple(found), _lean(found), _unknown(facts))


def _lean(reasons: Collection[Reason]) -> Lean:
    """One after the other: a decisive reason; reasons on one side only; reasons on both; none."""
    if any(reason.decisive for reason in reasons):
        return Lean.MORE_FACE_TO_FACE
    sides = {reason.side for reason in reasons} - {Side.NEUTRAL}
    if sides == {Side.REMOTE}:
        return Lean.MORE_REMOTE
    if sides == {Side.FACE_TO_FACE}:
        return Lean.MORE_FACE_TO_FACE
    return Lean.MIXED if sides else Lean.NO_ADVICE


def _unknown(facts: Facts) -> tuple[str, ...]:
    lacking = {
        "phase": not facts.phase,
        "basis_laid": facts.basis_laid is None,
        "risk": not facts.risk,
        "problem_areas": not facts.problem_areas,
        "wish": not facts.wish,
    }
    return tuple(name for name, lacks in lacking.items() if lacks)


def follows(lean: Lean, *, per_month: int, remote_part: int) -> bool:
    """Whether a plan goes the way the advice leans; a plan that does not asks for a reason, and is as good.

    More at a distance: at least half of it, and not all (once a month is too little to divide). More face to face: at
    most half at a distance. Mixed: some of each.
    """
    together = per_month - remote_part
    divided = per_month < 2 or together > 0
    if lean == Lean.MORE_REMOTE:
        return remote_part >= together and divided
    if lean == Lean.MORE_FACE_TO_FACE:
        return remote_part <= together
    if lean == Lean.MIXED:
        return per_month < 2 or (remote_part > 0 and together > 0)
    return True
