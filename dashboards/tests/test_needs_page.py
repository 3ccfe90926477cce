"""The list on the team page: ten shown, the rest asked for, everyone shown recorded in the page's one event."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from audit import clock
from audit.models import Event
from caseload.models import Pair
from caseload.putting_aside import put_needs_aside
from caseload.tests.factories import start_pair
from dashboards.presenters.needs import needs_of

Browse = Callable[[User | None], Browser]
DAY = dt.timedelta(days=1)


def silent(worker: User, many: int) -> list[Pair]:
    """Never spoken to; the first of them for longest, and last by name."""
    return [
        start_pair(
            worker=worker, starts_on=clock.today() - (400 - n) * DAY, first_name="Stil", last_name=f"Naam-{90 - n}"
        )
        for n in range(many)
    ]


def page(browse: Browse, user: User, team: Team, query: str = "") -> str:
    return browse(user).get(reverse("dashboards:team", args=[team.pk]) + query).content.decode()


def of_needs(html: str) -> str:
    return html.partition('id="nodig"')[2].partition('id="koppels"')[0]


@pytest.mark.parametrize(("many", "shown", "more"), [(1, 1, False), (10, 10, False), (11, 10, True)])
def test_ten_are_shown_and_the_rest_is_asked_for(
    browse: Browse, bram: User, team: Team, anna: User, many: int, shown: int, more: bool
) -> None:
    silent(anna, many)
    html = page(browse, bram, team)
    assert of_needs(html).count("Stil Naam-") == 2 * shown
    assert ("needs=all" in html) is more
    assert f"Wie heeft mij nodig? {many} koppel" in html
    every = page(browse, bram, team, "?needs=all")
    assert of_needs(every).count("Stil Naam-") == 2 * many
    assert "Alle " not in of_needs(every)


def test_in_the_order_in_which_they_stand_and_no_other_is_offered(
    browse: Browse, bram: User, team: Team, anna: User
) -> None:
    silent(anna, 3)
    html = of_needs(page(browse, bram, team))
    assert html.index("Naam-90") < html.index("Naam-89") < html.index("Naam-88")
    assert "sort" not in html


def test_one_event_names_who_is_listed_and_who_is_put_aside(browse: Browse, bram: User, team: Team, anna: User) -> None:
    """Of forty pairs: 25 on the first page of all, ten that ask, of which some stand on both, and one put aside."""
    pairs = silent(anna, 40)
    put_needs_aside(
        pair=pairs[30], causes=[f"silent:{pairs[30].starts_on}"], reason="x", until=clock.today() + DAY, by=bram
    )
    page(browse, bram, team)
    assert Event.objects.get(what="team page").subjects.count() == 25 + 10
    by_name = {pair.client.pk for pair in sorted(pairs, key=lambda pair: pair.client.last_name)[:25]}
    needs = needs_of(team, bram, clock.today())
    assert len(by_name | needs.clients) == 35


def test_nobody_asks(browse: Browse, bram: User, team: Team) -> None:
    assert "Niemand, op dit moment" in of_needs(page(browse, bram, team))


def test_what_is_put_aside_stands_under_the_list(browse: Browse, bram: User, team: Team, anna: User) -> None:
    [pair] = silent(anna, 1)
    cause = f"silent:{pair.starts_on}"
    put_needs_aside(pair=pair, causes=[cause], reason="Op vakantie.", until=clock.today() + 7 * DAY, by=bram)
    html = of_needs(page(browse, bram, team))
    assert "Opzij gelegd: 1" in html
    assert "Op vakantie." in html
    assert "30 nov." in html


def test_as_many_queries_with_ten_as_with_one(browse: Browse, bram: User, team: Team, anna: User) -> None:
    browser, counts = browse(bram), []
    for many in (1, 9):
        silent(anna, many)
        browser.get(reverse("dashboards:team", args=[team.pk]))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("dashboards:team", args=[team.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
