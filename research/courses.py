"""What became of each scale: the pattern of a pair, and the course of a supervision. Pure.

The pattern is the one of the person's page: within one pair, from the first moment with a score to the last. The
course takes the client's first and second moment whoever the worker was, and says so; section 4 of docs/scoring.md. It
stands in research files and organisation tables only. Of the worker's side there is a course within one pair only, for
the tables of a study.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alliance.change import Classification, Spread, classify, may_compare
from alliance.instruments import WORKER, Instrument

# Of an instrument's rater and scale: the norm that applies, or None.
NormOf = Callable[[Instrument, str, str], Spread | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """One side's scores at one moment; `scores` by scale, None for a blank one. `week` since the supervision began."""

    moment: str
    week: int
    pair: str
    instrument: Instrument
    scores: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Course:
    """From `first` to `second`, with the scores of both and what the rule says of the change."""

    scale: str
    first: Answered
    second: Answered
    found: Classification

    @property
    def worker_changed(self) -> bool:
        return self.first.pair != self.second.pair


def patterns(moments: Sequence[Answered], rater: str, norm_of: NormOf) -> Iterator[Course]:
    """Per scale of one pair and side; `moments` in their order, all of that pair. None with fewer than two."""
    if len(moments) < 2:
        return
    present = moments[-1]
    for scale in present.instrument.scales:
        earlier = [one for one in moments[:-1] if scale.key in one.scores]
        if not earlier:
            continue
        first = next((one for one in earlier if one.scores[scale.key] is not None), earlier[0])
        yield _course(scale.key, first, present, rater, norm_of)


def courses(moments: Sequence[Answered], rater: str, norm_of: NormOf) -> Iterator[Course]:
    """Per scale of one supervision and side: its first two moments, of the client's across a change of worker too.

    Two workers' scores are two people's: on the worker's side both are of one pair, the last that has two.
    """
    if rater == WORKER:
        moments = _last_with_two(moments)
    if len(moments) < 2:
        return
    first, second = moments[:2]
    for scale in first.instrument.scales:
        if scale.key in second.scores:
            yield _course(scale.key, first, second, rater, norm_of)


def _last_with_two(moments: Sequence[Answered]) -> Sequence[Answered]:
    of_pair: dict[str, list[Answered]] = {}
    for one in moments:
        of_pair.setdefault(one.pair, []).append(one)
    return next((several for several in reversed(of_pair.values()) if len(several) > 1), ())


def _course(scale: str, first: Answered, second: Answered, rater: str, norm_of: NormOf) -> Course:
    found = classify(
        first=first.scores[scale],
        second=second.scores[scale],
        better=next(one.better for one in first.instrument.scales if one.key == scale),
        norm=norm_of(first.instrument, rater, scale),
        same_version=may_compare(first.instrument, second.instrument),
    )
    return Course(scale, first, second, found)
