"""The sheet for a team's meeting."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Team, User
from alliance.models import Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from audit.models import Event
from caseload.models import Pair
from dashboards.published import Rate
from dashboards.tests.factories import half_year, publish
from dashboards.tests.reading import Figures

Browse = Callable[[User | None], Browser]


def sheet(browse: Browse, user: User, team: Team) -> str:
    response = browse(user).get(reverse("dashboards:digest", args=[team.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_states_reasons_and_shares_stand_on_it_and_nobodys_name(
    browse: Browse, bram: User, team: Team, pair: Pair
) -> None:
    reveal(open_measurement(pair))
    publish(team.organisation, {team: half_year(), None: half_year(80)})
    with clock.at(clock.now() + dt.timedelta(days=40)):
        text = sheet(browse, bram, team)
    tables = Figures(text).tables
    assert tables["states"][-1] == ["Intake", "0", "0", "1", "0"]
    assert ["Intake: besproken", "65 %", "82 %"] in tables["talks"]
    # A bar of 200 and a line where the organisation lies, beside their own words.
    assert text.count('class="l-whole"') > 4
    for row in text.partition('id="t-talks"')[2].partition("</table>")[0].split("<tr>")[2:]:
        drawn = [float(n) / 2 for n in re.findall(r'(?:bar-fill"[^>]* width|l-whole" x1)="([^"]*)"', row)]
        printed = [int(n) for n in re.findall(r">(\d+) %<", row)]
        assert drawn == pytest.approx(printed, abs=0.51)
    told = dict(re.findall(r"<dt>([^<]*)</dt><dd[^>]*>(.*?)</dd>", text))
    # Of one pair, colleagues around the table would know which.
    assert "minder dan vijf" in told["Meting nog niet besproken"]
    for name in (pair.client.first_name, pair.client.last_name, pair.worker.first_name, pair.client.number):
        assert name not in text
    assert not Event.objects.filter(actor_id=bram.pk, action="listed").exists()


def test_it_does_not_tell_the_team_that_one_side_is_in(browse: Browse, bram: User, team: Team, pair: Pair) -> None:
    """With one pair at a moment its worker would read that the client answered, before they did themselves."""
    measurement = open_measurement(pair)
    before = Figures(sheet(browse, bram, team)).tables["states"]
    answer(measurement, Rater.CLIENT)
    assert Figures(sheet(browse, bram, team)).tables["states"] == before
    assert before[-1] == ["Intake", "0", "1", "0", "0"]


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ((30, 40), "Koppels met een hapering: 8 %, dat is minder dan het halfjaar ervoor (75 %)."),
        ((0, 400), "Koppels met een hapering: 8 %, dat is meer dan het halfjaar ervoor (0 %)."),
        ((4, 40), "Koppels met een hapering: 8 %, was 10 %."),
        ((None, None), "Koppels met een hapering: 8 %. Hiervan was er het halfjaar ervoor geen cijfer."),
    ],
)
def test_what_is_new_is_said_in_words(
    browse: Browse, bram: User, team: Team, then: tuple[int | None, int | None], said: str
) -> None:
    now = half_year()
    before = replace(now, rates=(Rate("hitch", *then), *now.rates[1:]))
    publish(team.organisation, {team: now})
    publish(team.organisation, {team: before}, dt.date(2025, 7, 1))
    assert said in sheet(browse, bram, team)


def test_a_half_year_in_between_that_is_lacking_is_not_skipped(browse: Browse, bram: User, team: Team) -> None:
    publish(team.organisation, {team: half_year()})
    publish(team.organisation, {team: half_year(33)}, dt.date(2025, 1, 1))
    assert "Er is nog geen eerder halfjaar om mee te vergelijken." in sheet(browse, bram, team)


def test_before_anything_was_published(browse: Browse, bram: User, team: Team) -> None:
    text = sheet(browse, bram, team)
    assert "Dit team heeft nog geen metingen." in text
    assert "De eerste cijfers komen op 8 januari 2027" in text
    assert "Nu geen enkel koppel." in text
