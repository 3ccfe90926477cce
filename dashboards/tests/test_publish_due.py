"""Closed periods become public by themselves: once, and not before they are settled."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Team
from accounts.tests.factories import TeamFactory
from alliance.tests.factories import open_measurement, reveal
from audit.models import Event
from dashboards import actions
from dashboards.models import PublishedFigures, PublishedPeriod
from dashboards.tasks import publish_figures
from dashboards.tests.published_world import BEGIN, MARCH, SPRING, begun, on, public


def made(organisation: Organisation) -> set[str]:
    return {str(one) for one in PublishedPeriod.objects.filter(organisation=organisation)}


def test_every_settled_period_since_the_first_pair(team: Team, other_team: Team, olaf: object) -> None:
    begun(team, 1)
    assert actions.publish_due(today=dt.date(2026, 4, 7)) == 0
    assert actions.publish_due(today=dt.date(2026, 4, 8)) == 1
    assert made(team.organisation) == {"month 2026-03-01"}
    # Another day passes, and later months with the half-year follow; what stands is not made again.
    assert actions.publish_due(today=dt.date(2026, 7, 8)) == 4
    expected = {f"month 2026-{month:02}-01" for month in range(3, 7)} | {"half_year 2026-01-01"}
    assert made(team.organisation) == expected
    assert actions.publish_due(today=dt.date(2026, 7, 8)) == 0
    rows = PublishedFigures.objects.filter(period__kind="half_year")
    assert {row.team for row in rows} == {None, team, other_team}
    # Nobody is in supervision there.
    assert PublishedPeriod.objects.exclude(organisation=team.organisation).count() == 0


def test_at_most_five_years_back(team: Team) -> None:
    [pair] = begun(team, 1)
    pair.starts_on = dt.date(2010, 5, 1)
    pair.save(update_fields=["starts_on"])
    actions.publish_due(today=dt.date(2026, 7, 8))
    assert min(PublishedPeriod.objects.values_list("starts_on", flat=True)) == dt.date(2021, 7, 1)


def test_what_comes_in_late_changes_nothing(team: Team) -> None:
    pairs = begun(team, 6)
    with on(BEGIN):
        measurements = [open_measurement(pair) for pair in pairs]
        for measurement in measurements[:5]:
            reveal(measurement)
    before = public(SPRING, team.organisation, team)
    with on(BEGIN):
        reveal(measurements[5])
    events = Event.objects.count()
    assert not actions.publish(organisation=team.organisation, period=SPRING)
    publish_figures()
    assert public(SPRING, team.organisation, team) == before
    assert before.funnels[0].counts["both"] == 5
    # Nobody acts and no file is opened: there is nothing to record of it.
    assert Event.objects.count() == events


def test_as_many_queries_for_many_as_for_few(team: Team, other_team: Team) -> None:
    counts = []
    for number in (5, 12):
        with on(BEGIN):
            for pair in begun(team, number):
                reveal(open_measurement(pair))
        PublishedPeriod.objects.all().delete()
        for period in (SPRING, MARCH):
            with CaptureQueriesContext(connection) as queries:
                actions.publish(organisation=team.organisation, period=period)
            counts.append(len(queries))
        TeamFactory(organisation=team.organisation)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 21


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_row(team: Team) -> None:
    begun(team, 6)
    gate, results = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            results.append(actions.publish(organisation=team.organisation, period=MARCH))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    assert PublishedPeriod.objects.count() == 1
    assert PublishedFigures.objects.count() == 2
