"""Which papers a project asks of a volunteer, and how theirs stand on a day: lacking, expired, expiring or good. Pure.

A paper is good up to and including its last day. That is the earlier of the day written on it and, where the project
gives a term, so many months after the paper's own day. A project that asks for no paper finds nothing.
"""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Renewing a VOG takes weeks, so the co-ordinator hears of it in time.
WEEKS_AHEAD = 8
VOG, TRAINING, INTERVIEW = "vog", "training", "interview"


class Standing(StrEnum):
    """How a paper stands, the worst first."""

    LACKING = "lacking"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    GOOD = "good"


@dataclass(frozen=True)
class Rules:
    """What a project asks. Months: how long a paper is good; 0: it does not expire by the project's rule."""

    vog: bool = True
    interview: bool = True
    training: bool = True
    vog_months: int = 36
    training_months: int = 0

    def asked(self) -> list[tuple[str, int]]:
        """The kinds of paper that are asked for, each with its term in months."""
        every = (
            (VOG, self.vog, self.vog_months),
            (INTERVIEW, self.interview, 0),
            (TRAINING, self.training, self.training_months),
        )
        return [(kind, months) for kind, is_asked, months in every if is_asked]


@dataclass(frozen=True)
class Held:
    """A paper that somebody has. `key` is the caller's own, to find it back."""

    kind: str
    on: dt.date
    valid_until: dt.date | None = None
    key: object = None


@dataclass(frozen=True)
class Finding:
    """How one kind of paper stands; `until` is its last day (None: it does not expire), `key` that of the paper."""

    kind: str
    standing: Standing
    until: dt.date | None = None
    key: object = None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(paper: Held, months: int) -> dt.date | None:
    """The last day on which this paper is good under a term of so many months; None when it does not expire."""
    by_rule = months_later(paper.on, months) if months else None
    known = [day for day in (by_rule, paper.valid_until) if day is not None]
    return min(known) if known else None


def check(rules: Rules, held: Iterable[Held], today: dt.date, *, weeks: int = WEEKS_AHEAD) -> list[Finding]:
    """One finding for each kind the project asks for, good ones too, in the order in which they are asked."""
    held = [paper for paper in held if paper.on <= today]
    return [_finding(kind, months, held, today, weeks) for kind, months in rules.asked()]


def _finding(kind: str, months: int, held: list[Held], today: dt.date, weeks: int) -> Finding:
    of_kind = [(last_day(paper, months), paper) for paper in held if paper.kind == kind]
    if not of_kind:
        return Finding(kind, Standing.LACKING)
    # The one that lasts longest; of two that last as long the newer.
    until, paper = max(of_kind, key=lambda each: (each[0] or dt.date.max, each[1].on))
    if until is None:
        standing = Standing.GOOD
    elif until < today:
        standing = Standing.EXPIRED
    elif until <= today + dt.timedelta(weeks=weeks):
        standing = Standing.EXPIRING
    else:
        standing = Standing.GOOD
    return Finding(kind, standing, until, paper.key)


def may_begin(findings: Iterable[Finding]) -> bool:
    """Nothing is lacking and nothing has expired; what will expire does not stand in the way yet."""
    return all(finding.standing in (Standing.GOOD, Standing.EXPIRING) for finding in findings)


def worst(findings: Iterable[Finding]) -> list[Finding]:
    """Of each kind the worst finding, over several projects: the earliest day counts."""
    order = list(Standing)
    found: dict[str, Finding] = {}
    for finding in findings:
        other = found.get(finding.kind)
        if other is None or _badness(finding, order) < _badness(other, order):
            found[finding.kind] = finding
    return list(found.values())


def _badness(finding: Finding, order: list[Standing]) -> tuple[int, dt.date]:
    return order.index(finding.standing), finding.until or dt.date.max
