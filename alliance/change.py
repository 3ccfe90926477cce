"""Change between two moments and its pattern: the reliable change index; section 4 of docs/scoring.md.

Formula: Jacobson & Truax (1991), J. Consult. Clin. Psychol. 59(1), 12-19. The published alliance studies name the same
three patterns but not their rule, so this is the portal's own rule and is called so wherever it shows.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from alliance.exact import four_places, root_four_places
from alliance.instruments import Instrument

RULE_VERSION = "rci-1"

_Z = Fraction(196, 100)


class Pattern(StrEnum):
    IMPROVING = "improving"
    DETERIORATING = "deteriorating"
    STABLE = "stable"
    UNCLASSIFIED = "unclassified"


class Reason(StrEnum):
    """Why a change was not classified."""

    OTHER_PAIR = "other_pair"
    OTHER_VERSION = "other_version"
    BLANK_FIRST = "blank_first"
    BLANK_SECOND = "blank_second"
    NO_NORMS = "no_norms"


class Spread(Protocol):
    """Norms of one rater and scale: an instrument's `Norm`, or those an organisation accepted."""

    @property
    def sd(self) -> Decimal: ...

    @property
    def reliability(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Classification:
    """`change` and `criterion` have 4 decimals; `reason` is set exactly when `pattern` is unclassified."""

    change: Decimal | None
    criterion: Decimal | None
    pattern: Pattern
    reason: Reason | None
    sd: Decimal | None
    reliability: Decimal | None
    rule_version: str = RULE_VERSION


def classify(
    *,
    first: Decimal | None,
    second: Decimal | None,
    better: str,
    norm: Spread | None,
    same_pair: bool = True,
    same_version: bool = True,
) -> Classification:
    """Classify the change from `first` to `second`, two 4-decimal scores of one rater on one scale.

    `better` is the scale's direction, "higher" or "lower". Pass `same_pair=False` across a change of worker and
    `same_version=False` when the two instrument versions may not be compared (see `may_compare`); no change is then
    computed. Raises ValueError when the norm is out of range.
    """
    if better not in ("higher", "lower"):
        raise ValueError(f"better is higher or lower, not {better!r}")
    reason = _reason(first, second, norm, same_pair=same_pair, same_version=same_version)
    change = None
    if first is not None and second is not None and same_pair and same_version:
        change = four_places(Fraction(second) - Fraction(first))
    if change is None or norm is None:
        pattern = Pattern.UNCLASSIFIED
    elif Fraction(change) ** 2 <= criterion_squared(norm.sd, norm.reliability):
        pattern = Pattern.STABLE
    else:
        pattern = Pattern.IMPROVING if (change > 0) == (better == "higher") else Pattern.DETERIORATING
    return Classification(
        change=change,
        criterion=criterion(norm.sd, norm.reliability) if norm is not None else None,
        pattern=pattern,
        reason=reason,
        sd=norm.sd if norm is not None else None,
        reliability=norm.reliability if norm is not None else None,
    )


@lru_cache(maxsize=256)
def criterion(sd: Decimal, reliability: Decimal) -> Decimal:
    """1.96 x sd x sqrt(2) x sqrt(1 - reliability), rounded to 4 decimals: for the eye, not for the comparison."""
    return root_four_places(criterion_squared(sd, reliability))


@lru_cache(maxsize=256)
def criterion_squared(sd: Decimal, reliability: Decimal) -> Fraction:
    """The square of the criterion: rational, so that a change equal to the criterion compares as equal."""
    if sd <= 0 or not 0 < reliability < 1:
        raise ValueError(f"sd {sd} or reliability {reliability} is out of range")
    return _Z**2 * Fraction(sd) ** 2 * 2 * (1 - Fraction(reliability))


def may_compare(one: Instrument, other: Instrument) -> bool:
    """Whether scores of these two may be compared: the same version, or either lists the other's.

    Demonstration questions and licensed ones are never compared, whatever their files say.
    """
    if (one.key, one.status) != (other.key, other.status):
        return False
    return one.version == other.version or one.version in other.comparable_with or other.version in one.comparable_with


def _reason(
    first: Decimal | None, second: Decimal | None, norm: Spread | None, *, same_pair: bool, same_version: bool
) -> Reason | None:
    if not same_pair:
        return Reason.OTHER_PAIR
    if not same_version:
        return Reason.OTHER_VERSION
    if first is None:
        return Reason.BLANK_FIRST
    if second is None:
        return Reason.BLANK_SECOND
    return Reason.NO_NORMS if norm is None else None
