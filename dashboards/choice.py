"""Which published figures a page shows: of one half-year and the months before its end, of a team and beside it the
whole organisation. There is no other choice of days, and no choice of people."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation, Team, User
from alliance.actions.instruments import instrument_for
from alliance.instruments import Instrument
from alliance.models import Instrument as InstrumentRow
from dashboards import published
from dashboards.models import PeriodKind, PublishedFigures, PublishedPeriod
from dashboards.periods import HALF_YEAR, MONTH, Period, next_public_on
from dashboards.published import HalfYear, Month
from remote_contact.mixing import MONTHS, first_of_month


@dataclass(frozen=True)
class Half:
    """A half-year: what stands of the team and of the whole organisation; None where nothing was published of it."""

    period: Period
    own: HalfYear | None
    whole: HalfYear | None


@dataclass(frozen=True)
class OneMonth:
    starts_on: dt.date
    own: Month | None
    whole: Month | None


@dataclass(frozen=True)
class Choice:
    """`halves` is the chosen half-year and the one before it, as far as they were published. Of both kinds of period
    the day on which the next comes."""

    periods: tuple[Period, ...]
    halves: tuple[Half, ...]
    months: tuple[OneMonth, ...]
    next_on: dt.date
    next_month_on: dt.date

    @property
    def half(self) -> Half | None:
        return self.halves[0] if self.halves else None

    @property
    def before(self) -> Half | None:
        """The half-year right before the chosen one."""
        return self.halves[1] if len(self.halves) > 1 else None


def published_half_years(organisation: Organisation) -> tuple[Period, ...]:
    """The newest first."""
    found = PublishedPeriod.objects.filter(organisation=organisation, kind=PeriodKind.HALF_YEAR)
    return tuple(Period(HALF_YEAR, first) for first in found.order_by("-starts_on").values_list("starts_on", flat=True))


def choose(*, user: User, team: Team, periods: tuple[Period, ...], chosen: Period | None, today: dt.date) -> Choice:
    """The figures of the chosen half-year and of the months before its end; with the newest, of the newest months."""
    until = chosen.ends_on if chosen and chosen != periods[0] else today
    first = first_of_month(until, back=MONTHS)
    before = Period.of(HALF_YEAR, chosen.starts_on - dt.timedelta(days=1)) if chosen else None
    wanted = [one.starts_on for one in (chosen, before) if one and one in periods]
    rows = PublishedFigures.objects.visible_to(user).filter(Q(team=team) | Q(team__isnull=True))
    half = _by_day(rows.filter(period__kind=PeriodKind.HALF_YEAR, period__starts_on__in=wanted))
    month = _by_day(rows.filter(period__kind=PeriodKind.MONTH, period__starts_on__range=(first, until)))
    return Choice(
        periods=periods,
        halves=tuple(_half(day, half.get(day, {})) for day in wanted),
        months=tuple(_month(day, month[day]) for day in sorted(month) if day < until),
        next_on=next_public_on(HALF_YEAR, today),
        next_month_on=next_public_on(MONTH, today),
    )


def instrument_of(choice: Choice, organisation: Organisation) -> Instrument:
    """The questionnaire whose scales stand in the chosen half-year, which need not be the one in use today."""
    figures = [one for one in (choice.half.own, choice.half.whole) if one and one.instrument] if choice.half else []
    return instrument_named(figures[0].instrument if figures else "", organisation)


def instrument_named(name: str, organisation: Organisation) -> Instrument:
    """As figures name it; the one in use where they name none that is here."""
    key, _space, version = name.rpartition(" ")
    row = InstrumentRow.objects.filter(key=key, version=version).first() if key else None
    return (row or instrument_for(organisation)).parsed


# Of a day: the figures of the team (True) and of the organisation (False).
_Figures = dict[bool, dict[str, Any]]


def _by_day(rows: QuerySet[PublishedFigures]) -> dict[dt.date, _Figures]:
    found: dict[dt.date, _Figures] = {}
    for day, team, figures in rows.values_list("period__starts_on", "team", "figures"):
        found.setdefault(day, {})[team is not None] = figures
    return found


def _half(day: dt.date, figures: _Figures) -> Half:
    own, whole = (published.half_year(figures[one]) if one in figures else None for one in (True, False))
    return Half(Period(HALF_YEAR, day), own, whole)


def _month(day: dt.date, figures: _Figures) -> OneMonth:
    own, whole = (published.month(figures[one]) if one in figures else None for one in (True, False))
    return OneMonth(day, own, whole)
