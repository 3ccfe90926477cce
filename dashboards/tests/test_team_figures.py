"""The published figures of the team page, its file and its charts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, Team, User
from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
from alliance.actions.instruments import short_form
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from audit.models import Event
from caseload.models import Pair
from caseload.tests.factories import start_pair
from dashboards.models import PeriodKind
from dashboards.published import HalfYear, Month
from dashboards.tests.factories import full_month, half_year, publish, publish_all
from dashboards.tests.reading import Figures, tables_of_file

Browse = Callable[[User | None], Browser]
BESIDE = {"naast": "organisatie"}


def page(browse: Browse, user: User, team: Team, **asked: str) -> Any:
    response = browse(user).get(reverse("dashboards:team", args=[team.pk]), asked)
    assert response.status_code == 200
    return response


def read(response: Any) -> Figures:
    return Figures(response.content.decode())


@pytest.fixture
def published(team: Team, other_team: Team, pair: Pair) -> Team:
    open_measurement(pair)
    publish_all(team.organisation, [team, other_team])
    return team


# ---------- one table behind page, chart and file ----------


@pytest.mark.parametrize("asked", [{}, BESIDE, {"periode": "2026-1", **BESIDE}])
def test_the_file_holds_exactly_the_tables_of_the_page(
    browse: Browse, bram: User, published: Team, asked: dict[str, str]
) -> None:
    shown = read(page(browse, bram, published, **asked)).tables
    file = browse(bram).get(reverse("dashboards:team_csv", args=[published.pk]), asked).content.decode()
    assert len(shown) == 17 + bool(asked)
    *figures, _needs = tables_of_file(file)
    assert list(shown.values()) == figures


def test_the_file_holds_who_asks_as_the_page_does_by_number(browse: Browse, bram: User, team: Team, pair: Pair) -> None:
    reveal(open_measurement(pair))
    with clock.at(clock.now() + dt.timedelta(days=40)):
        shown = page(browse, bram, team).context["needs"].shown
        file = browse(bram).get(reverse("dashboards:team_csv", args=[team.pk])).content.decode()
    *_figures, needs = tables_of_file(file)
    assert [row.client for row in shown] == [pair.client.full_name]
    assert needs[2:] == [[pair.client.number, pair.worker.full_name, " ".join(shown[0].named), shown[0].since]]
    assert pair.client.last_name not in file
    event = Event.objects.get(what="team figures file")
    assert event.subjects.count() == 1


def test_every_chart_tells_what_its_table_tells(browse: Browse, bram: User, published: Team) -> None:
    found = read(page(browse, bram, published, **BESIDE))
    spreads, courses = found.tables["spreads"], found.tables["courses"]
    scales = {"Vertrouwen": "trust", "Richting en kader": "direction", "Binding": "bonding", "Stroefheid": "friction"}
    for scale, moment, side, lower, median, upper, n, *_whole in spreads[2:]:
        words = f"{moment}, {side}: mediaan {median}, middelste helft van {lower} tot {upper}, n {n}."
        hidden = f"{moment}, {side}: afgeschermd."
        assert (words if n != "afgeschermd" else hidden) in found.told[f"s-{scales[scale]}-d"]
    for scale, side, course, n, _of, share, *_rest in courses[2:]:
        words = f"{course}, {side}: {share}, n {n}." if n != "afgeschermd" else f"{course}, {side}: afgeschermd."
        assert words in found.told[f"c-{scales[scale]}-d"]
    drawn = [key.removeprefix("m-").removesuffix("-d") for key in found.told if key.startswith("m-")]
    assert len(drawn) == 8
    for key in drawn:
        _title, labels, *rows = found.tables[key]
        for month, *cells in rows:
            told = ", ".join(f"{label.lower()} {cell}" for label, cell in zip(labels[1:], cells, strict=True))
            assert f"{month}: {told}." in found.told[f"m-{key}-d"]


def test_bars_are_as_long_as_the_shares_beside_them(browse: Browse, bram: User, published: Team) -> None:
    half = page(browse, bram, published, **BESIDE).context["figures"].half
    for figure in (*half.funnels, half.on_paper, half.goes_wrong, half.volunteers):
        for row, bar in figure.rows:
            share, whole = figure.table.cell(row, "share"), figure.table.cell(row, "whole_share")
            assert (share.is_hidden, whole.is_hidden) == (bar.width is None, bar.mark is None)
            if bar.width is not None:
                assert share.text == f"{round(bar.width / 2)} %"


# ---------- which figures ----------


def test_only_what_was_published_and_only_of_the_own_organisation(
    browse: Browse, bram: User, team: Team, published: Team
) -> None:
    other = TeamFactory(organisation=OrganisationFactory(name="Ander"))
    publish(other.organisation, {other: half_year(77), None: half_year(77)}, dt.date(2025, 7, 1))
    response = page(browse, bram, team)
    assert [value for value, _words in response.context["form"].fields["periode"].choices] == ["2026-1"]
    assert read(response).tables["funnel-intake-0"][2] == ["Aan de beurt", "40", "100 %"]


def test_another_period_is_the_newest_and_the_page_says_so(browse: Browse, bram: User, published: Team) -> None:
    said = "Van de periode die je vroeg, staan hier geen cijfers."
    for wrong in ("2025-2", "2026-01", "\x00"):
        text = page(browse, bram, published, periode=wrong).content.decode()
        assert said in text
        assert "januari tot en met juni 2026" in text
    assert said not in page(browse, bram, published, periode="2026-1").content.decode()


def test_scales_are_those_of_the_questionnaire_that_was_published(browse: Browse, bram: User, team: Team) -> None:
    short = short_form()
    publish(team.organisation, {team: replace(half_year(), instrument=str(short))})
    shown = read(page(browse, bram, team)).tables["spreads"]
    assert {row[0] for row in shown[2:]} == {scale.title.get("nl") for scale in short.parsed.scales}


def test_the_organisation_stands_beside_it_only_when_asked(browse: Browse, bram: User, published: Team) -> None:
    alone, beside = read(page(browse, bram, published)), read(page(browse, bram, published, **BESIDE))
    assert alone.tables["funnel-intake-0"][1] == ["Stap", "Metingen", "Deel"]
    assert beside.tables["funnel-intake-0"][9] == ["Besproken", "26", "65 %", "82 %"]
    assert "mix_whole" in beside.tables
    assert "mix_whole" not in alone.tables


def test_months_run_to_the_end_of_an_older_half_year_and_to_the_newest_of_the_newest(
    browse: Browse, bram: User, published: Team
) -> None:
    organisation = published.organisation
    publish(organisation, {published: half_year(33)}, dt.date(2025, 7, 1))
    for day in (dt.date(2025, 6, 1), dt.date(2025, 10, 1), dt.date(2026, 9, 1)):
        publish(organisation, {published: full_month()}, day, PeriodKind.MONTH)
    months = lambda **asked: [row[0] for row in read(page(browse, bram, published, **asked)).tables["mix"][2:]]  # noqa: E731
    assert months()[0] == "jan. 2026"
    assert months()[-1] == "sep. 2026"
    assert months(periode="2025-2") == ["juni 2025", "okt. 2025"]


def test_what_is_hidden_is_one_word_and_never_how_few(browse: Browse, bram: User, published: Team) -> None:
    tables = read(page(browse, bram, published)).tables
    assert tables["funnel-handover-0"] == [["Na overdracht"], ["afgeschermd"]]
    assert tables["spreads"][-1] == ["Stroefheid", "Intake", "Werker", *["afgeschermd"] * 4]
    [stable, deteriorating] = [row for row in tables["courses"] if row[:2] == ["Vertrouwen", "Cliënt"]][1:3]
    assert stable == ["Vertrouwen", "Cliënt", "Stabiel", "10", "40", "25 %", "14 %", "40 %"]
    assert deteriorating == ["Vertrouwen", "Cliënt", "Verslechterend", "afgeschermd", "40", *["afgeschermd"] * 3]
    assert [row for row in tables["mix"] if row[0] == "mrt. 2026"] == [
        ["mrt. 2026", "20", "afgeschermd", "afgeschermd", "40"]
    ]


@pytest.mark.parametrize("of_team", [{}, {"half": HalfYear(), "month": Month()}])
def test_a_team_of_which_nothing_may_be_shown(
    browse: Browse, bram: User, team: Team, of_team: dict[str, HalfYear | Month]
) -> None:
    organisation = team.organisation
    publish(organisation, {None: half_year(), **({team: of_team["half"]} if of_team else {})})
    month = {None: full_month(), **({team: of_team["month"]} if of_team else {})}
    publish(organisation, month, dt.date(2026, 1, 1), PeriodKind.MONTH)
    assert read(page(browse, bram, team, **BESIDE)).tables["goes_wrong"][2][1:] == [*["afgeschermd"] * 3, "8 %"]
    found = read(page(browse, bram, team))
    assert found.tables["goes_wrong"] == [["Wat gaat er mis?"], ["afgeschermd"]]
    # Said once, and not drawn eight times.
    assert not [key for key in found.told if key.startswith(("s-", "c-"))]
    assert found.tables.get("spreads", [["afgeschermd"]])[-1] == ["afgeschermd"]
    file = browse(bram).get(reverse("dashboards:team_csv", args=[team.pk]))
    assert file.status_code == 200


def test_before_anything_was_published_the_page_says_when(browse: Browse, bram: User, team: Team) -> None:
    text = page(browse, bram, team).content.decode()
    assert "De eerste cijfers komen op 8 januari 2027" in text
    assert "De eerste cijfers komen op 8 december 2026" in text
    assert '<form class="filters"' not in text
    assert browse(bram).get(reverse("dashboards:team_csv", args=[team.pk])).status_code == 200


def test_the_page_says_what_is_hidden_and_why(browse: Browse, bram: User, published: Team) -> None:
    text = page(browse, bram, published).content.decode()
    assert "Over minder dan vijf koppels of drie werkers staat hier geen cijfer." in text
    assert "Er is geen overzicht per werker." in text
    assert "Bij de hele organisatie tellen teams waarvan het cijfer te tonen is." in text
    assert "Het is geen rapportcijfer" in text


# ---------- the file ----------


def test_taking_the_file_is_recorded_and_names_nobody(browse: Browse, bram: User, published: Team, pair: Pair) -> None:
    response = browse(bram).get(reverse("dashboards:team_csv", args=[published.pk]))
    [event] = Event.objects.filter(what="team figures file")
    assert (event.object_id, event.actor_id, event.subjects.count()) == (published.pk, bram.pk, 0)
    assert pair.client.last_name not in response.content.decode()
    assert response["Content-Disposition"] == 'attachment; filename="overzicht-2026-11-23.csv"'


def test_a_name_that_is_a_formula_stays_text(browse: Browse, bram: User, published: Team) -> None:
    Team.objects.filter(pk=published.pk).update(name="=1+1")
    file = browse(bram).get(reverse("dashboards:team_csv", args=[published.pk])).content.decode()
    assert "Team,'=1+1" in file.splitlines()[0]


@pytest.mark.parametrize("route", ["dashboards:team_csv", "dashboards:digest"])
def test_who_may_not(
    browse: Browse, bram: User, anna: User, evi: User, other_team: Team, team: Team, route: str
) -> None:
    strange = TeamFactory(organisation=OrganisationFactory(name="Ander"))
    for closed in (other_team, strange):
        assert browse(bram).get(reverse(route, args=[closed.pk])).status_code == 404
    for user in (anna, evi):
        assert browse(user).get(reverse(route, args=[team.pk])).status_code == 403
    assert not Event.objects.filter(what="team figures file").exists()


# ---------- a constant number of queries ----------


@pytest.mark.parametrize(
    ("route", "most"), [("dashboards:team", 34), ("dashboards:team_csv", 34), ("dashboards:digest", 22)]
)
def test_same_number_of_queries_at_any_size(browse: Browse, bram: User, team: Team, route: str, most: int) -> None:
    browser, address, counts = browse(bram), reverse(route, args=[team.pk]), []
    teams = [team]
    for round_ in range(2):
        for _again in range(3 + 3 * round_):
            worker = UserFactory(role=Role.WORKER, team=team)
            open_measurement(start_pair(worker=worker))
            teams.append(TeamFactory(organisation=team.organisation))
        if round_ == 0:
            publish_all(team.organisation, teams)
        else:
            publish(team.organisation, {team: half_year(), None: half_year()}, dt.date(2025, 7, 1))
            publish(team.organisation, {team: full_month(), None: full_month()}, dt.date(2026, 7, 1), PeriodKind.MONTH)
        browser.get(address, BESIDE)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address, BESIDE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= most
