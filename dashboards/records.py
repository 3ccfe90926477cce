"""What one closed period holds of each pair, between the tables and the figures of many. Pure.

Only ever counted: nothing of a single record leaves the making of the figures.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from alliance.funnel import Reached
from dashboards.published import MomentKey
from dashboards.suppression import Insiders, Team


class Who(NamedTuple):
    """The team, the pair and the worker that something counts for."""

    team: Team
    pair: Hashable
    worker: Hashable


class Asked(NamedTuple):
    """A measurement whose window closed in the period, how far it came and which sides are in."""

    who: Who
    moment: MomentKey
    reached: Reached
    client: bool
    worker: bool


class NotAnswered(NamedTuple):
    who: Who
    rater: str
    reason: str


class Score(NamedTuple):
    """One side's score on one scale; of a pair one at a moment."""

    who: Who
    scale: str
    rater: str
    moment: MomentKey
    score: Decimal


class Moved(NamedTuple):
    """What one scale of one side did between the first moment of a pair and the last one in the period."""

    who: Who
    scale: str
    rater: str
    course: str


class Part(NamedTuple):
    """One pair, contact or supervision that the rate `key` is of, and whether it counts in it."""

    who: Who
    key: str
    counts: bool


class Held(NamedTuple):
    """A contact that took place."""

    who: Who
    way: str


Record = Asked | NotAnswered | Score | Moved | Part | Held


@dataclass(frozen=True, slots=True)
class Frame:
    """The groups and the categories that figures are made of; `led` are the sets of teams that one person leads."""

    teams: tuple[Team, ...]
    led: Insiders
    ways: tuple[str, ...]
    reasons: tuple[str, ...]
    raters: tuple[str, ...]
    # The scales of the period's questionnaire, in its order.
    scales: tuple[str, ...] = ()
    instrument: str = ""
