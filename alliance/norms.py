"""Whose norms apply: those an organisation accepted go before the instrument file's; section 4 of docs/scoring.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from alliance.change import criterion
from alliance.instruments import Instrument, Scale

MIN_CASES = 50
# Below this a scale of a questionnaire is usually called not reliable enough to stand alone.
RELIABLE_FROM = Decimal("0.70")


@dataclass(frozen=True, slots=True)
class NormUsed:
    """The norm of one side and scale; `source` is the file's own text, None for norms of the organisation itself."""

    sd: Decimal
    reliability: Decimal
    n: int
    source: str | None

    @property
    def is_own(self) -> bool:
        return self.source is None

    @property
    def criterion(self) -> Decimal:
        """The smallest change that counts is just above this."""
        return criterion(self.sd, self.reliability)


# (rater, scale) -> the norm that an organisation accepted for one version of one instrument.
OwnNorms = Mapping[tuple[str, str], NormUsed]


def norm_for(instrument: Instrument, rater: str, scale: str, own: OwnNorms) -> NormUsed | None:
    """The norm that applies; None where neither the organisation nor the file has one."""
    accepted = own.get((rater, scale))
    if accepted is not None:
        return accepted
    shipped = instrument.norm(rater, scale)
    if shipped is None:
        return None
    return NormUsed(shipped.sd, shipped.reliability, shipped.n, shipped.source)


def why_not(n: int, sd: Decimal | None, alpha: Decimal | None) -> str | None:
    """Why figures make no norm, as a word of the code; None when they do."""
    if n < MIN_CASES:
        return "too few"
    if not sd:
        return "no spread"
    if alpha is None:
        return "no alpha"
    return None if 0 < alpha < 1 else "alpha out of range"


def is_rough(scale: Scale, norms: Mapping[str, NormUsed | None]) -> bool:
    """Whether a scale measures too roughly to stand alone: friction, or a norm that says so for either side."""
    return not scale.parallel or any(norm is not None and norm.reliability < RELIABLE_FROM for norm in norms.values())
