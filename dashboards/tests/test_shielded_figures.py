"""Who sees every other file of a team subtracts them: of a shielded file no published figure may hold anything."""

import datetime as dt
import uuid
from typing import Any

import pytest

from accounts.models import Team
from alliance import actions as alliance
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from caseload import actions as caseload
from caseload import shielding
from caseload.models import Hitch, HitchKind, Pair, Shield
from dashboards.models import PublishedFigures, PublishedPeriod
from dashboards.periods import Period
from dashboards.tests.published_world import MARCH, SPRING, begun, on, public
from remote_contact.models import Appointment, AppointmentState, Method, Outcome
from remote_contact.tests.factories import logged

PERIODS = (SPRING, MARCH, MARCH.next())


def everything(team: Team) -> dict[Period, Any]:
    PublishedPeriod.objects.all().delete()
    for period in PERIODS:
        public(period, team.organisation, team)
    rows = PublishedFigures.objects.values_list("period__starts_on", "period__kind", "team", "figures")
    return {tuple(key): figures for *key, figures in rows}  # type: ignore[misc]


def busy(pair: Pair, kind: HitchKind) -> None:
    """Something of all that is counted."""
    with on(dt.date(2026, 3, 3)):
        measurement = open_measurement(pair)
        reveal(measurement, client=5, worker=1)
        alliance.record_talk(measurement=measurement, held_on=clock.today(), by=pair.worker)
    Hitch.objects.create(pair=pair, kind=kind, on=dt.date(2026, 3, 5), recorded_by=pair.worker)
    for day in (dt.date(2026, 3, 6), dt.date(2026, 4, 6)):
        with on(day):
            logged(pair, method=Method.PHONE)
            contact = logged(pair, method=Method.OFFICE, outcome=Outcome.NO_SHOW)
            Appointment.objects.create(
                pair=pair,
                starts_at=clock.now(),
                method=Method.OFFICE,
                made_by=pair.worker,
                made_at=clock.now(),
                form_id=uuid.uuid4(),
                state=AppointmentState.DONE,
                contact=contact,
            )
    with on(dt.date(2026, 5, 5)):
        caseload.end_supervision(pair=pair, reason="negative_dropout", on=clock.today(), by=pair.worker)


@pytest.mark.usefixtures("nothing_is_few")
def test_nothing_of_a_shielded_file_is_in_any_figure(team: Team) -> None:
    kind = HitchKind.objects.create(organisation=team.organisation, name="Te laat")
    *others, hidden = begun(team, 7)
    for pair in others:
        busy(pair, kind)
    shielding.shield(pair=hidden, reason="een buurman", by=hidden.worker)
    without = everything(team)
    busy(hidden, kind)
    assert everything(team) == without
    # And without the shield all of that is counted.
    Shield.objects.update(lifted_at=clock.now())
    counted = everything(team)
    assert all(counted[key] != without[key] for key in without)
