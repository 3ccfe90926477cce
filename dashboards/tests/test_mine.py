"""A worker's own picture: their own running pairs, nobody else's, and for nobody else."""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from alliance import actions
from alliance.models import Measurement, Rater
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from audit.models import Event
from audit.record import subject_keys
from caseload.models import Pair
from caseload.tests.factories import start_pair
from dashboards.charts.dots import AXIS_LEFT, AXIS_RIGHT
from dashboards.presenters.own import OwnPage
from remote_contact.models import Method, Outcome
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
URL = "/team/mine/"
QUERIES = 17


def shown(browse: Browse, user: User) -> tuple[OwnPage, str]:
    response: Any = browse(user).get(URL)
    assert response.status_code == 200
    return response.context["page"], html.unescape(response.content.decode())


def states(page: OwnPage) -> dict[str, int]:
    """Of the intake."""
    [row] = [row for row in page.states.rows if row.key[0] == "intake"]
    return {column.key: int(cell.text) for column, cell in zip(page.states.columns, row.cells, strict=True)}


def six_months_on(pair: Pair, *, client: int, worker: int) -> Measurement:
    measurement = Measurement.objects.get(pair=pair, kind="regular", months=6)
    with clock.at(dt.datetime.combine(measurement.opens_on, dt.time(12), dt.UTC)):
        actions.open_due(today=clock.today())
        measurement.refresh_from_db()
        reveal(measurement, client=client, worker=worker)
    return measurement


def test_where_each_moment_stands_for_the_worker(browse: Browse, anna: User) -> None:
    today = clock.today()
    open_, own_in, done, late = (start_pair(worker=anna, starts_on=today - dt.timedelta(days=n)) for n in (0, 0, 0, 41))
    open_measurement(open_)
    answer(open_measurement(own_in), Rater.WORKER)
    reveal(open_measurement(done))
    open_measurement(late)
    with clock.at(clock.now() + dt.timedelta(days=2)):
        page, _text = shown(browse, anna)
    assert states(page) == {"fill_in": 1, "wait": 1, "both": 1, "talked": 0, "closed": 1}


def test_until_the_own_side_is_in_nothing_shows_whether_the_client_answered(browse: Browse, anna: User) -> None:
    pair = start_pair(worker=anna, starts_on=clock.today())
    measurement = open_measurement(pair)
    before = shown(browse, anna)[1]
    with CaptureQueriesContext(connection) as without:
        browse(anna).get(URL)
    answer(measurement, Rater.CLIENT, value=5)
    with CaptureQueriesContext(connection) as with_:
        browse(anna).get(URL)
    after = shown(browse, anna)[1]
    tokens = re.compile(r'value="[^"]{32,}"')
    assert tokens.sub("", after) == tokens.sub("", before)
    assert len(with_) == len(without)


def test_every_revealed_score_is_a_mark_and_a_cell(browse: Browse, anna: User) -> None:
    for client, worker in ((5, 2), (3, 3), (5, 4)):
        reveal(open_measurement(start_pair(worker=anna)), client=client, worker=worker)
    answer(open_measurement(start_pair(worker=anna)), Rater.WORKER, value=1)
    page, text = shown(browse, anna)
    assert len(page.scores.rows) == 3
    for number, scale in enumerate(page.scales):
        [intake] = scale.chart.groups
        for side, strip in enumerate(intake.strips):
            cells = sorted(float(str(row.cells[2 * number + side].value)) for row in page.scores.rows)
            drawn = [1 + 4 * (dot.x - AXIS_LEFT) / (AXIS_RIGHT - AXIS_LEFT) for dot in strip.dots]
            assert drawn == pytest.approx(cells, abs=0.06)
    printed = text.partition('id="t-own-scores"')[2].partition("</table>")[0]
    for row in page.scores.rows:
        assert row.heads[0] in printed
    assert [re.findall(r'<td class="num">([^<]*)', line) for line in printed.split("<tr>")[2:]] == [
        [cell.text for cell in row.cells] for row in page.scores.rows
    ]


def test_pairs_stand_by_name_and_no_name_stands_in_a_chart(browse: Browse, anna: User) -> None:
    for score in (5, 1, 3):
        reveal(open_measurement(start_pair(worker=anna)), client=score, worker=score)
    page, text = shown(browse, anna)
    names = [row.heads[0] for row in page.scores.rows]
    assert names == sorted(names, key=str.casefold)
    charts = "".join(re.findall(r"<svg class=\"chart\".*?</svg>", text, re.DOTALL))
    assert "Hoger" not in charts
    assert not [name for name in names if name.split(",")[0] in charts]


def test_courses_count_pairs_from_their_first_moment_to_their_last(browse: Browse, anna: User) -> None:
    pairs = [start_pair(worker=anna, starts_on=clock.today() - dt.timedelta(days=200)) for _ in range(3)]
    for pair, (first, last) in zip(pairs, [(2, 5), (5, 1), (3, 3)], strict=True):
        with clock.at(clock.now() - dt.timedelta(days=198)):
            reveal(open_measurement(pair), client=first, worker=3)
        six_months_on(pair, client=last, worker=3)
    page, _text = shown(browse, anna)
    rows = {row.key: [cell.text for cell in row.cells] for row in page.courses.rows}
    assert rows["trust", "client"] == ["1", "1", "1", "0"]
    assert rows["trust", "worker"] == ["0", "3", "0", "0"]
    # Of this scale lower is better.
    assert rows["friction", "client"] == ["1", "1", "1", "0"]


def test_contacts_of_own_pairs_by_month(browse: Browse, anna: User, colleague: User) -> None:
    pair, strange = start_pair(worker=anna), start_pair(worker=colleague)
    logged(pair)
    logged(pair)
    logged(strange)
    page, text = shown(browse, anna)
    assert page.mix is not None
    assert [(month.talks, month.failed) for month in page.months][-1] == (2, 0)
    assert "afgesproken aantal gesprekken" not in text


def test_columns_of_contacts_are_those_of_the_table_under_them(browse: Browse, anna: User) -> None:
    pair = start_pair(worker=anna)
    for method in (Method.OFFICE, Method.HOME_VISIT, Method.PHONE, Method.LETTER):
        logged(pair, method=method)
    logged(pair, outcome=Outcome.NOT_REACHED)
    page, text = shown(browse, anna)
    printed = text.partition('aria-label="Contacten per maand in een tabel"')[2].partition("</table>")[0]
    cells = [[int(n) for n in re.findall(r'<td class="num">(\d+)', row)] for row in printed.split("<tr>")[2:]]
    assert page.mix is not None
    [(_zero, base), (_one, unit), *_] = page.mix.ticks
    drawn = [{part.way: part.height for part in column.parts} for column in page.mix.columns]
    for of_month, row in zip(drawn, cells, strict=True):
        ways = [of_month.get(way, 0) / (base - unit) for way in ("face_to_face", "remote_talk", "written")]
        assert ways == pytest.approx(row[:3], abs=0.01)
        assert ("failed" in of_month) == (row[3] > 0)
    assert cells[-1] == [2, 1, 1, 1]


def test_only_own_running_pairs(browse: Browse, anna: User, colleague: User, chris: User) -> None:
    """Not a colleague's, and not one's own of before."""
    for worker in (colleague, chris):
        reveal(open_measurement(start_pair(worker=worker)), client=4, worker=4)
    ended = start_pair(worker=anna)
    reveal(open_measurement(ended), client=4, worker=4)
    Pair.objects.filter(pk=ended.pk).update(ends_on=clock.today(), end_kind="handed_over")
    page, text = shown(browse, anna)
    assert (page.states.rows, page.scores.rows, page.mix) == ((), (), None)
    assert "Nog geen koppels" in text


def test_it_says_whose_it_is_and_is_recorded(browse: Browse, anna: User, pair: Pair) -> None:
    reveal(open_measurement(pair))
    _page, text = shown(browse, anna)
    assert "Dit is van jou alleen" in text
    client = pair.supervision.client_id
    event = Event.objects.filter(what="own picture").get()
    assert [one.subject_key for one in event.subjects.all()] == [subject_keys({client})[client]]


def test_without_scores_nobody_is_recorded_as_shown(browse: Browse, anna: User, pair: Pair) -> None:
    _page, text = shown(browse, anna)
    assert "Nog geen meting is aan beide kanten ingevuld" in text
    assert not Event.objects.filter(what="own picture").exists()


def test_nobody_else_may(browse: Browse, bram: User, dewi: User, evi: User, admin: User, vera: User) -> None:
    for user in (bram, dewi, evi, admin, vera):
        assert browse(user).get(URL).status_code == 403


def test_no_parameter_names_another(browse: Browse, anna: User, colleague: User) -> None:
    reveal(open_measurement(start_pair(worker=colleague)), client=4, worker=4)
    for query in (f"?worker={colleague.pk}", f"?user={colleague.pk}", f"?id={colleague.pk}"):
        assert browse(anna).get(URL + query).context["pairs"] == 0
    assert browse(anna).get(f"{URL}{colleague.pk}/").status_code == 404


def test_it_is_in_the_menu(browse: Browse, anna: User, team: Team) -> None:
    assert 'aria-current="page">Mijn beeld' in shown(browse, anna)[1]


def test_same_number_of_queries_at_any_size(browse: Browse, anna: User) -> None:
    browser, counts = browse(anna), []
    for n in (2, 6):
        for _ in range(n):
            pair = start_pair(worker=anna)
            reveal(open_measurement(pair))
            logged(pair)
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        counts.append(len(queries))
    assert counts == [QUERIES, QUERIES]
