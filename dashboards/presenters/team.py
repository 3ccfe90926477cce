"""The team page: all its figures in the order of the questions, ready to print, and the tables they stand in."""

from dataclasses import dataclass

from alliance.instruments import Instrument
from dashboards import figures
from dashboards.charts.shares import BarTable
from dashboards.choice import Choice, Half
from dashboards.figures import Moment
from dashboards.presenters import rates, talks
from dashboards.presenters.contact import Contact, contact
from dashboards.presenters.movement import Movement, movement
from dashboards.tables import Table


@dataclass(frozen=True)
class HalfYearFigures:
    funnels: list[BarTable]
    reasons: Table
    on_paper: BarTable
    movement: Movement
    goes_wrong: BarTable
    volunteers: BarTable


@dataclass(frozen=True)
class TeamFigures:
    """`half` is None until a half-year was published, `contact` until a month was."""

    states: Table
    half: HalfYearFigures | None
    contact: Contact | None

    @property
    def tables(self) -> list[Table]:
        """In the order of the page."""
        found = [self.states] if self.states.rows else []
        if self.half:
            found += [one.table for one in self.half.funnels]
            found += [self.half.reasons, self.half.on_paper.table]
            found += [self.half.movement.spreads, self.half.movement.courses]
        if self.contact:
            found += self.contact.tables
        if self.half:
            found += [self.half.goes_wrong.table, self.half.volunteers.table]
        return found


def team_figures(
    states: dict[Moment, figures.States], choice: Choice, instrument: Instrument, *, beside: bool
) -> TeamFigures:
    half = _half_year(choice.half, instrument, beside=beside) if choice.half else None
    by_month = contact(choice.months, beside=beside) if choice.months else None
    return TeamFigures(talks.states_table(states), half, by_month)


def _half_year(half: Half, instrument: Instrument, *, beside: bool) -> HalfYearFigures:
    return HalfYearFigures(
        talks.funnel_tables(half, beside=beside),
        talks.reason_table(half, beside=beside),
        rates.on_paper(half, beside=beside),
        movement(half, instrument, beside=beside),
        rates.goes_wrong(half, beside=beside),
        rates.volunteers(half, beside=beside),
    )
