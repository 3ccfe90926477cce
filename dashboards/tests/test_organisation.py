"""The organisation page: every team beside each other, of what was made public, and nobody ranked."""

import csv
import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Role, Team, User
from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
from alliance.actions.instruments import short_form
from audit.models import Event
from dashboards.control_limits import limits
from dashboards.models import PublishedFigures
from dashboards.presenters.organisation import Section
from dashboards.published import Counts, Funnel, HalfYear, Rate
from dashboards.tables import Table
from dashboards.tests.factories import INTAKE, SIX, half_year, publish, publish_all

Browse = Callable[[User | None], Browser]
URL, FILE = "/team/organisation/", "/team/organisation/figures.csv"
# Of the page, whatever the number of teams.
QUERIES = 9


def text(response: Any) -> str:
    assert response.status_code == 200
    found: str = html.unescape(response.content.decode())
    return found


def tables_of(response: Any) -> dict[str, Table]:
    shown: list[Section] = response.context["sections"]
    return {figure.table.key: figure.table for one in shown for group in one.groups for figure in group.figures}


def figures(response: Any) -> list[Any]:
    return [figure for one in response.context["sections"] for group in one.groups for figure in group.figures]


def cells(table: Table, name: str) -> list[str]:
    [row] = [row for row in table.rows if row.heads[0] == name]
    return [cell.text for cell in row.cells]


@pytest.fixture
def teams(noord: Organisation, team: Team, other_team: Team) -> list[Team]:
    """Six with figures, of which the first is Bram's."""
    more = [TeamFactory(organisation=noord, name=f"Zuid-{n}", region="Zuid") for n in range(1, 5)]
    Team.objects.filter(pk__in=[team.pk, other_team.pk]).update(region="Noord")
    found = [team, other_team, *more]
    publish_all(noord, found)
    return found


def test_every_team_stands_in_every_table_in_alphabetical_order(browse: Browse, bram: User, teams: list[Team]) -> None:
    response = browse(bram).get(URL)
    expected = ["Noord-1 (jouw team)", "Noord-2", "Zuid-1", "Zuid-2", "Zuid-3", "Zuid-4"]
    for table in tables_of(response).values():
        assert [row.heads[0] for row in table.rows if row.key[0] == "team"] == expected
    page = text(response)
    assert "Dit is geen ranglijst" in page
    assert "afgeschermd" in page


def test_figures_are_of_the_chosen_half_year_and_its_months(browse: Browse, bram: User, teams: list[Team]) -> None:
    tables = tables_of(browse(bram).get(URL))
    counts = {rate.key: rate.count or 0 for rate in half_year(40).rates}
    for key in ("both", "talked"):
        assert cells(tables[key], "Noord-2") == [str(counts[key]), "40", f"{round(100 * counts[key] / 40)} %"]
    # Six months of 40 contacts and a few more; of each month five were at a distance.
    assert cells(tables["remote"], "Noord-2") == ["30", "258", "12 %"]
    # Of the same months as its six teams, whatever is hidden of the organisation.
    assert cells(tables["remote"], "Hele organisatie") == ["180", "1548", "12 %"]
    assert cells(tables["hitch"], "Noord-2") == ["3", "40", "8 %"]
    assert cells(tables["trust-client-improving"], "Noord-2") == ["13", "40", "32 %"]
    assert cells(tables["trust-client-deteriorating"], "Noord-2") == ["afgeschermd"] * 3


def test_each_chart_holds_what_its_table_holds(browse: Browse, bram: User, teams: list[Team]) -> None:
    response = browse(bram).get(URL)
    for figure in figures(response):
        shown = [
            (row.heads[0].removesuffix(" (jouw team)"), row.cells[0].value, row.cells[1].value)
            for row in figure.table.rows
            if row.key[0] == "team" and not row.cells[0].is_hidden
        ]
        drawn = figure.plot.points if figure.plot else ()
        assert [(point.team.name, point.team.count, point.team.of) for point in drawn] == (shown if drawn else [])
        assert bool(drawn) == (len(shown) > 1)


def test_the_file_holds_what_the_tables_hold(browse: Browse, bram: User, teams: list[Team]) -> None:
    for query in ("", "?regio=Zuid", "?periode=2026-1&regio=Noord"):
        page, file = browse(bram).get(URL + query), browse(bram).get(FILE + query)
        lines = list(csv.reader(file.content.decode().splitlines()))
        for table in tables_of(page).values():
            at = lines.index([table.title])
            if table.is_hidden:
                continue
            expected = [[*row.heads, *(cell.text for cell in row.cells)] for row in table.rows]
            assert lines[at + 2 : at + 2 + len(expected)] == expected
    assert Event.objects.filter(what="organisation figures file").count() == 3


def test_the_page_prints_its_tables(browse: Browse, bram: User, teams: list[Team]) -> None:
    response = browse(bram).get(URL)
    for key, table in tables_of(response).items():
        printed = text(response).partition(f'id="t-{key}"')[2].partition("</table>")[0]
        found = [re.findall(r"<t[hd][^>]*>(?:<span[^>]*>)?([^<]*)", row) for row in printed.split("<tr>")[2:]]
        expected = [[*row.heads, *(cell.text for cell in row.cells)] for row in table.rows]
        assert found == ([] if table.is_hidden else expected)


def test_one_region_shows_its_teams_and_the_sum_of_what_is_shown(
    browse: Browse, bram: User, noord: Organisation, team: Team, other_team: Team
) -> None:
    Team.objects.filter(organisation=noord).update(region="Noord")
    third = TeamFactory(organisation=noord, name="Zuid-1", region="Zuid")
    hidden = TeamFactory(organisation=noord, name="Noord-3", region="Noord")
    rates = {
        team: Rate("hitch", 6, 30),
        other_team: Rate("hitch", 9, 20),
        hidden: Rate("hitch", None, None),
        third: Rate("hitch", 2, 40),
        None: Rate("hitch", 17, 90),
    }
    publish(noord, {of: HalfYear(rates=(rate,)) for of, rate in rates.items()})
    table = tables_of(browse(bram).get(f"{URL}?regio=Noord"))["hitch"]
    assert [(row.heads, [cell.text for cell in row.cells]) for row in table.rows] == [
        (("Noord-1 (jouw team)", "Noord"), ["6", "30", "20 %"]),
        (("Noord-2", "Noord"), ["9", "20", "45 %"]),
        (("Noord-3", "Noord"), ["afgeschermd"] * 3),
        (("Som van 2 getoonde teams", "Noord"), ["15", "50", "30 %"]),
        (("Hele organisatie", ""), ["17", "90", "19 %"]),
    ]
    assert "Een totaal van een regio is de som van wat er van de teams te zien is" in text(browse(bram).get(URL))
    # Of a region of which no team is shown there is no sum of nothing.
    Team.objects.filter(pk=hidden.pk).update(region="Oost")
    heads = [row.heads[0] for row in tables_of(browse(bram).get(URL))["hitch"].rows]
    assert [head for head in heads if head.startswith("Som van")] == [
        "Som van 2 getoonde teams",
        "Som van 1 getoond team",
    ]


def test_who_lies_outside_the_limits_is_named_with_a_question(
    browse: Browse, bram: User, noord: Organisation, team: Team, other_team: Team
) -> None:
    third = TeamFactory(organisation=noord, name="Zuid-1")
    rates = {team: (20, 100), other_team: (80, 100), third: (25, 100), None: (90, 400)}
    publish(noord, {of: HalfYear(rates=(Rate("hitch", *rate),)) for of, rate in rates.items()})
    assert limits(100, 0.225).outer_high < 0.8
    [figure] = [one for one in figures(browse(bram).get(URL)) if one.table.key == "hitch"]
    assert figure.beyond == "Noord-2 (80 %) ligt buiten wat toeval verwacht; vraag wat daar anders is."
    assert figure.beyond in text(browse(bram).get(URL))


def test_what_is_hidden_is_nowhere(
    browse: Browse, bram: User, noord: Organisation, team: Team, other_team: Team
) -> None:
    """Neither as a point, nor in a sum: of the others the figures stand."""
    courses = {"improving": None, "stable": 9, "deteriorating": None, "unclassified": 0}
    shown = HalfYear(
        funnels=(Funnel(INTAKE, None), Funnel(SIX, None)),
        courses=(Counts("trust:client", 31, courses),),
        rates=(Rate("dropout", None, None),),
    )
    publish(noord, {team: shown, other_team: shown, None: half_year(80)})
    response = browse(bram).get(URL)
    for figure in figures(response):
        assert figure.plot is None, figure.title
        for row in figure.table.rows:
            if row.key[0] == "team":
                assert row.cells[0].is_hidden or row.cells[0].text == "–"


def test_scales_are_those_of_the_questionnaire_that_was_published(
    browse: Browse, bram: User, noord: Organisation, team: Team, other_team: Team
) -> None:
    short = short_form()
    figures = replace(half_year(), instrument=str(short))
    publish(noord, {team: figures, other_team: figures, None: figures})
    section = next(one for one in browse(bram).get(URL).context["sections"] if one.key == "samenwerking")
    assert [group.title for group in section.groups] == [scale.title.get("nl") for scale in short.parsed.scales]


def test_without_figures_it_says_when_they_come(browse: Browse, bram: User, team: Team) -> None:
    page = text(browse(bram).get(URL))
    assert "De eerste cijfers komen op 8 januari 2027" in page
    assert '<svg class="chart" viewBox="0 0 400' not in page
    assert "nog geen halfjaar" in browse(bram).get(FILE).content.decode()


def test_with_one_team_there_is_nothing_beside_it(browse: Browse, bram: User, noord: Organisation, team: Team) -> None:
    publish_all(noord, [team])
    response = browse(bram).get(URL)
    assert "Niets om naast elkaar te zetten" in text(response)
    assert response.context["sections"] == []


@pytest.mark.parametrize("query", ["?periode=2020-1", "?periode=x", "?regio=Oost", "?regio=Zuid&regio=%00"])
def test_what_is_not_there_becomes_the_newest_half_year_and_all_regions(
    browse: Browse, bram: User, teams: list[Team], query: str
) -> None:
    response = browse(bram).get(URL + query)
    assert "Die periode of regio is er niet." in text(response)
    assert [row.key for row in tables_of(response)["both"].rows] == [
        row.key for row in tables_of(browse(bram).get(URL))["both"].rows
    ]


def test_nothing_of_another_organisation(browse: Browse, bram: User, teams: list[Team]) -> None:
    strange = OrganisationFactory(name="Ander")
    publish_all(strange, [TeamFactory(organisation=strange, name=f"Vreemd-{n}", region="Verweg") for n in range(3)])
    for query in ("", "?regio=Verweg"):
        for url in (URL, FILE):
            assert "Vreemd" not in text(browse(bram).get(url + query))
    other = UserFactory(role=Role.SUPERVISOR, organisation=strange)
    page = text(browse(other).get(URL))
    assert "Vreemd-1" in page
    assert "Noord-1" not in page


def test_a_supervisor_without_a_team_reads_it_too(browse: Browse, noord: Organisation, teams: list[Team]) -> None:
    someone = UserFactory(role=Role.SUPERVISOR, organisation=noord)
    assert "jouw team)" not in text(browse(someone).get(URL))


@pytest.mark.parametrize("url", [URL, FILE])
def test_nobody_else_may(browse: Browse, anna: User, dewi: User, evi: User, admin: User, url: str) -> None:
    for user in (anna, dewi, evi, admin):
        assert browse(user).get(url).status_code == 403


def test_it_is_in_the_menu_and_at_the_head_of_the_team_page(browse: Browse, bram: User, team: Team) -> None:
    page = text(browse(bram).get(reverse("dashboards:team", args=[team.pk])))
    assert f'<a href="{URL}">Organisatie</a>' in page
    assert 'aria-current="page">Organisatie' in text(browse(bram).get(URL))


def test_same_number_of_queries_at_any_size(browse: Browse, bram: User, noord: Organisation, team: Team) -> None:
    browser, counts = browse(bram), []
    publish_all(noord, [team, TeamFactory(organisation=noord)])
    for n in (0, 25):
        if n:
            more = [TeamFactory(organisation=noord, region=f"Regio {k % 5}") for k in range(n)]
            rows = list(PublishedFigures.objects.filter(team=team))
            PublishedFigures.objects.bulk_create(
                PublishedFigures(period_id=row.period_id, team=one, figures=row.figures) for row in rows for one in more
            )
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        counts.append(len(queries))
    assert counts == [QUERIES, QUERIES]
