"""Scores of a half-year, and what each scale did since a pair's first moment."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from accounts.models import Organisation
from alliance.change import Pattern, classify, may_compare
from alliance.models import Instrument, MomentKind, OwnNorm, ScaleScore
from alliance.norms import NormUsed, norm_for
from dashboards.gathering.frame import CHUNK, comparable_with, in_period
from dashboards.periods import Period
from dashboards.published import MomentKey
from dashboards.records import Moved, Score, Who

PAIR = "response__measurement__pair"


@dataclass(slots=True)
class _Answered:
    """One revealed moment of a pair: its scores by side and scale, None for a blank one."""

    key: MomentKey
    closes_on: dt.date
    instrument: UUID
    scores: dict[tuple[str, str], Decimal | None] = field(default_factory=dict)


def score_records(organisation: Organisation, period: Period, instrument: Instrument) -> Iterator[Score | Moved]:
    """Pair by pair, so that no more than one is in memory. Another questionnaire's scores are never counted in."""
    reading = _Reading(organisation, period, instrument)
    answered = in_period(organisation, period).filter(revealed_at__isnull=False)
    rows = (
        ScaleScore.objects.for_figures(organisation)
        .filter(**{f"{PAIR}__in": answered.values("pair")}, response__measurement__closes_on__lt=period.ends_on)
        .order_by(PAIR, "response__measurement__opens_on", "response__measurement")
        .values_list(
            *(PAIR, f"{PAIR}__team", f"{PAIR}__worker", "response__measurement", "response__measurement__kind"),
            *("response__measurement__months", "response__measurement__closes_on", "response__instrument"),
            *("response__rater", "scale", "score"),
        )
    )
    for (pair, team, worker), of_pair in groupby(rows.iterator(CHUNK), key=lambda row: row[:3]):
        who = Who(team, pair, worker)
        moments = [_moment(list(of_moment)) for _pk, of_moment in groupby(of_pair, key=lambda row: row[3])]
        yield from reading.scores(who, moments)
        yield from reading.courses(who, moments)


def _moment(rows: Sequence[tuple[Any, ...]]) -> _Answered:
    _pair, _team, _worker, _pk, kind, months, closes_on, instrument, *_ = rows[0]
    scores = {(rater, scale): score for *_, rater, scale, score in rows}
    return _Answered(MomentKey(kind, months), closes_on, instrument, scores)


class _Reading:
    def __init__(self, organisation: Organisation, period: Period, instrument: Instrument) -> None:
        self.period = period
        self.same: Collection[Any] = comparable_with(instrument)
        self.parsed = {one.pk: one.parsed for one in Instrument.objects.all()}
        self.own: dict[Any, dict[tuple[str, str], NormUsed]] = {}
        for row in OwnNorm.objects.in_force().filter(organisation=organisation):
            norm = NormUsed(row.sd, row.alpha, row.n, None)
            self.own.setdefault(row.instrument_id, {})[row.rater, row.scale] = norm

    def _counts(self, moment: _Answered) -> bool:
        return moment.closes_on >= self.period.starts_on and moment.instrument in self.same

    def scores(self, who: Who, moments: Sequence[_Answered]) -> Iterator[Score]:
        """Of moments at which no scale was left blank, so that all figures of a moment are of the same pairs.

        Of extra moments, which stand in one row, the last.
        """
        whole = {one.key: one for one in moments if self._counts(one) and None not in one.scores.values()}
        for moment in whole.values():
            for (rater, scale), score in moment.scores.items():
                assert score is not None
                yield Score(who, scale, rater, moment.key, score)

    def courses(self, who: Who, moments: Sequence[_Answered]) -> Iterator[Moved]:
        """From the first moment with a score to the last fixed one in the period, as on the pair's own page."""
        fixed = [one for one in moments if one.key.kind != MomentKind.EXTRA]
        if len(fixed) < 2 or not self._counts(fixed[-1]):
            return
        *earlier, present = fixed
        for rater, scale in present.scores:
            yield Moved(who, scale, rater, self._course(earlier, present, rater, scale))

    def _course(self, earlier: Sequence[_Answered], present: _Answered, rater: str, scale: str) -> str:
        place = rater, scale
        first = next((one for one in earlier if one.scores.get(place) is not None), earlier[0])
        begun, now = self.parsed[first.instrument], self.parsed[present.instrument]
        norm = norm_for(begun, rater, scale, self.own.get(first.instrument, {}))
        better = next(one.better for one in now.scales if one.key == scale)
        return _classified(first.scores.get(place), present.scores[place], better, norm, may_compare(begun, now))


@lru_cache(maxsize=20_000)
def _classified(
    first: Decimal | None, second: Decimal | None, better: str, norm: NormUsed | None, same_version: bool
) -> Pattern:
    """Few scores differ, so the same change is met many times."""
    return classify(first=first, second=second, better=better, norm=norm, same_version=same_version).pattern
