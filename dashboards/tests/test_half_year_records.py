"""What single measurements are read as, before any figure is made of them."""

import datetime as dt

from accounts.models import Team
from alliance import actions as alliance
from alliance.funnel import Reached
from alliance.models import Rater
from alliance.tests.factories import answer, open_measurement
from dashboards.gathering import half_year_records
from dashboards.records import Asked, NotAnswered
from dashboards.tests.published_world import SPRING, begun, on


def test_a_link_that_its_own_pin_opened_counts_as_opened(team: Team) -> None:
    def reached() -> list[Reached]:
        found = half_year_records(team.organisation, SPRING)
        return [record.reached for record in found if isinstance(record, Asked)]

    [pair] = begun(team, 1)
    with on(dt.date(2026, 3, 3)):
        measurement = open_measurement(pair)
        pin = alliance.give_pin(pair=pair, handed_over_by="phone", by=pair.worker)
        token = alliance.new_link(measurement=measurement)
        before = reached()
        alliance.try_pin(token=token, pin=pin)
    assert [*before, *reached()] == [Reached.DUE, Reached.OPENED]


def test_a_side_that_came_in_after_all_has_no_reason(team: Team) -> None:
    def reasons() -> list[str]:
        found = half_year_records(team.organisation, SPRING)
        return [record.rater for record in found if isinstance(record, NotAnswered)]

    [pair] = begun(team, 1)
    with on(dt.date(2026, 3, 3)):
        measurement = open_measurement(pair)
    with on(dt.date(2026, 4, 25)):
        alliance.record_non_response(measurement=measurement, rater=Rater.WORKER, reason="forgotten", by=pair.worker)
        before = reasons()
        alliance.allow_late(measurement=measurement, reason="other", by=pair.worker)
        answer(measurement, Rater.WORKER)
    assert (before, reasons()) == ([Rater.WORKER], [])
