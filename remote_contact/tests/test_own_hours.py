"""A worker's own hours: for that worker alone, in every page, list, file and message of the portal."""

import ast
import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from audit.models import Event
from audit.tests.at_once import at_once
from caseload.models import Pair
from probation_portal.access_policy import every_route
from probation_portal.tests.test_architecture import imported, name, sources, tree
from remote_contact.actions.own_hours import keep_own_hours
from remote_contact.models import OwnHours
from remote_contact.own_hours import minutes_outside
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
URL = "/contact/own/hours/"
ZONE = ZoneInfo("Europe/Amsterdam")
NINE, FIVE = dt.time(9), dt.time(17)
WEEK = dict.fromkeys(range(1, 6), (NINE, FIVE))


def moment(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    """Of 2026; 23 November is a Monday."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "minutes", "outside"),
    [
        (moment(23, 10), 30, None),
        (moment(23, 9), 480, None),
        (moment(23, 16, 45), 30, 15),
        (moment(23, 8, 45), 30, 15),
        (moment(23, 8), 600, 120),
        (moment(23, 19), 45, 45),
        (moment(22, 10), 30, 30),
        (moment(23, 17), None, 0),
        (moment(23, 16, 59), None, None),
        (moment(23, 23, 30), 60, 60),
        # Over midnight into a day that begins at nine: nothing of it is inside.
        (moment(22, 23), 660, 600),
        # The night in which an hour comes twice; its Sunday is free, the length is what it is.
        (moment(25, 1, 30, month=10), 120, 120),
    ],
)
def test_what_falls_outside(start: dt.datetime, minutes: int | None, outside: int | None) -> None:
    assert minutes_outside(start, minutes, WEEK) == outside


def typed(**fields: str) -> dict[str, str]:
    return {f"{part}_{day}": "" for part in ("from", "until") for day in range(1, 8)} | fields


def test_hours_are_kept_as_they_are_typed(browse: Browse, anna: User) -> None:
    response = browse(anna).post(URL, typed(from_1="9", until_1="1730", from_2="9.30", until_2="12"))
    assert response.status_code == 302
    kept = {row.weekday: (row.starts, row.ends) for row in OwnHours.objects.filter(user=anna)}
    assert kept == {1: (NINE, dt.time(17, 30)), 2: (dt.time(9, 30), dt.time(12))}
    event = Event.objects.get(what="own hours")
    assert (event.action, event.object_id, event.subjects.count()) == ("changed", None, 0)
    browse(anna).post(URL, typed(from_5="10", until_5="15"))
    assert list(OwnHours.objects.values_list("weekday", flat=True)) == [5]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"from_1": "negen", "until_1": "17"}, "Maandag van: Vul een tijd in zoals 11:00"),
        ({"from_1": "9"}, "Maandag tot: Vul allebei de tijden in."),
        ({"until_1": "9"}, "Maandag van: Vul allebei de tijden in."),
        ({"from_1": "17", "until_1": "9"}, "Maandag tot: Kies een tijd na het begin."),
    ],
)
def test_bad_input_keeps_what_was_typed_and_writes_nothing(
    browse: Browse, anna: User, wrong: dict[str, str], message: str
) -> None:
    html = browse(anna).post(URL, typed(from_4="13", until_4="15", **wrong)).content.decode()
    assert message in html
    assert "<title>Fout:" in html
    assert 'name="from_4" value="13"' in html
    assert not OwnHours.objects.exists()


def test_contact_outside_is_told_by_month_without_a_name(browse: Browse, pair: Pair, anna: User) -> None:
    assert "Nog geen uren ingevuld" in browse(anna).get(URL).content.decode()
    keep_own_hours(hours=WEEK, by=anna)
    # Monday noon is 13:00; so 14 hours back lies on Sunday night.
    logged(pair, ago=dt.timedelta(hours=14), minutes=25)
    logged(pair, ago=dt.timedelta(hours=1), minutes=30)
    logged(pair, ago=dt.timedelta(days=5, hours=-5), minutes=40)
    html = " ".join(browse(anna).get(URL).content.decode().split())
    assert '<th scope="row">nov. 2026</th><td class="num">2</td><td class="num">65</td>' in html
    assert "zo 22 nov. 23:00" in html
    assert "25 minuten erbuiten" in html
    assert "Verhoeven" not in html


def test_only_what_one_logged_oneself_counts(browse: Browse, pair: Pair, anna: User, colleague: User) -> None:
    keep_own_hours(hours=WEEK, by=colleague)
    logged(pair, ago=dt.timedelta(hours=14), minutes=25)
    html = " ".join(browse(colleague).get(URL).content.decode().split())
    assert '<th scope="row">nov. 2026</th><td class="num">0</td><td class="num">0</td>' in html


@pytest.mark.django_db(transaction=True)
def test_four_tabs_that_save_at_once(anna: User) -> None:
    """On PostgreSQL they wait for each other's lock, on SQLite for the file: each is kept, the last one stands."""
    at_once(*[partial(keep_own_hours, hours=WEEK, by=anna)] * 4)
    assert list(OwnHours.objects.order_by("weekday").values_list("weekday", flat=True)) == [1, 2, 3, 4, 5]
    assert Event.objects.filter(what="own hours").count() == 4


def test_no_other_role_has_the_page_or_the_action(
    browse: Browse, cas: User, bram: User, dewi: User, vera: User, evi: User, pim: User, admin: User
) -> None:
    for user in (cas, bram, dewi, vera, evi, pim, admin):
        assert browse(user).get(URL).status_code == 403
        assert browse(user).post(URL, typed(from_1="9", until_1="17")).status_code == 403
        with pytest.raises(PermissionDenied):
            keep_own_hours(hours=WEEK, by=user)
    assert browse(None).get(URL).status_code == 302
    assert not OwnHours.objects.exists()


def test_no_address_shows_them_to_anybody_else(
    browse: Browse,
    pair: Pair,
    anna: User,
    colleague: User,
    bram: User,
    chris: User,
    cas: User,
    dewi: User,
    evi: User,
    pim: User,
    admin: User,
) -> None:
    """Every page and file, asked by everyone but Anna, for hours that exist once and the minutes outside them."""
    keep_own_hours(hours={day: (dt.time(3, 17), dt.time(3, 43)) for day in range(1, 8)}, by=anna)
    logged(pair, minutes=417)
    signs = re.compile(r"\b0?3[:.]17\b|\b0?3[:.]43\b|\d minuten erbuiten")
    assert signs.search(browse(anna).get(URL).content.decode())
    found = {route: address(route, pair, anna) for route in every_route() if route != "account_logout"}
    addresses = {route: url for route, url in found.items() if url is not None}
    asked = 0
    for user in (colleague, bram, chris, cas, dewi, evi, pim, admin):
        browser = browse(user)
        for route, url in addresses.items():
            response = browser.get(url)
            body = response.getvalue() if response.streaming else response.content
            assert not (response.status_code == 200 and signs.search(body.decode(errors="replace"))), (user, route)
            asked += response.status_code == 200
    assert asked > 60


def address(route: str, pair: Pair, anna: User) -> str | None:
    """The address without arguments, or about Anna's pair, team or account."""
    values = {"pair_id": pair.pk, "team_id": pair.team_id, "user_id": anna.pk, "client_id": pair.supervision.client_id}
    for arguments in ({}, *({key: value} for key, value in values.items())):
        try:
            return reverse(route, kwargs=arguments)
        except NoReverseMatch:
            continue
    return None


def test_nothing_but_the_page_reads_the_hours() -> None:
    """What nobody reads can stand in no list, figure, digest, message or export."""
    of_the_page = {
        "remote_contact/models/__init__.py",
        "remote_contact/models/working_life.py",
        "remote_contact/actions/own_hours.py",
        "remote_contact/forms/own_hours.py",
        "remote_contact/presenters/own_hours.py",
        "remote_contact/views/own_hours.py",
        "remote_contact/own_hours.py",
    }
    reading = {
        name(path)
        for path in sources()
        # Most files have neither word anywhere, and need not be taken apart.
        if re.search("OwnHours|own_hours", path.read_text(encoding="utf-8"))
        if any("own_hours" in module for module in imported(path)) or re.search(r"\bOwnHours\b|own_hours\.", dump(path))
    }
    # The address, and the link in the menu of a worker.
    assert reading - of_the_page <= {"remote_contact/urls.py"}


def dump(path: Path) -> str:
    """The code without its comments."""
    return ast.unparse(tree(path))


def test_the_query_count_does_not_grow(browse: Browse, pair: Pair, anna: User) -> None:
    keep_own_hours(hours=WEEK, by=anna)
    browser = browse(anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL)
        return len(captured)

    logged(pair)
    few = queries()
    for number in range(10):
        logged(pair, ago=dt.timedelta(hours=12 + number))
    assert queries() == few <= 9
