"""The demonstration's clock: the command, and the page that exists in demo mode only."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance.models import Measurement
from audit import clock
from audit.models import Event
from caseload.models import Pair

pytestmark = pytest.mark.django_db
URL = "/demo/clock/"


@pytest.fixture(autouse=True)
def _own_file(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("demo_clock", *options, stdout=out)
    return out.getvalue()


def test_the_command_prints_and_moves() -> None:
    assert run() == "2026-11-23\n"
    run("--days", "7")
    assert clock.moved_days() == 7
    run("--reset")
    assert clock.moved_days() == 0
    run("--date", "2027-01-01")
    assert clock.moved_days() == 39


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--days", "-1"), "0 to 3650 days ahead"),
        (("--date", "2026-11-22"), "0 to 3650 days ahead"),
        (("--date", "morgen"), "not a date written as"),
        (("--days", "1", "--reset"), "not allowed with"),
    ],
)
def test_the_command_refuses(options: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(*options)
    assert clock.moved_days() == 0


def test_the_command_refuses_outside_demo_mode(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="in demo mode only"):
        run("--days", "1")


@pytest.mark.parametrize("who", ["anna", "cas", "vera", "admin"])
def test_anyone_signed_in_may_move_it(
    who: str, request: pytest.FixtureRequest, browse: Callable[[User | None], Browser]
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert "De klok van de demonstratie" in browser.get(URL).content.decode()
    answer = browser.post(URL, {"step": "7"}, follow=True)
    assert clock.moved_days() == 7
    assert "De klok staat op" in answer.content.decode()
    browser.post(URL, {"step": "30"})
    assert clock.moved_days() == 37
    browser.post(URL, {"step": "0"})
    assert clock.moved_days() == 0


def test_a_stranger_signs_in_first(browse: Callable[[User | None], Browser]) -> None:
    assert browse(None).get(URL).url.startswith(reverse("account_login"))


def test_outside_demo_mode_there_is_no_such_page(
    settings: Any, anna: User, browse: Callable[[User | None], Browser]
) -> None:
    settings.DEMO_MODE = False
    browser = browse(anna)
    assert browser.get(URL).status_code == 404
    assert browser.post(URL, {"step": "7"}).status_code == 404


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Vul een dag in, of kies een van de knoppen"),
        ({"day": "straks"}, "Vul een dag in zoals 31-12-2026"),
        ({"day": "2026-11-22"}, "De klok gaat alleen vooruit"),
        ({"day": "2099-01-01"}, "De klok gaat alleen vooruit"),
    ],
)
def test_bad_input_is_told_and_kept_and_moves_nothing(
    anna: User, browse: Callable[[User | None], Browser], data: dict[str, str], error: str
) -> None:
    page = browse(anna).post(URL, data).content.decode()
    assert error in page
    assert data.get("day", "") in page
    assert clock.moved_days() == 0


def test_a_day_may_be_typed_the_dutch_way(anna: User, browse: Callable[[User | None], Browser]) -> None:
    browse(anna).post(URL, {"day": "30-11-2026"})
    assert clock.moved_days() == 7


def test_what_is_due_then_happens_at_once(anna: User, pair: Pair, browse: Callable[[User | None], Browser]) -> None:
    browse(anna).post(URL, {"step": "1"})
    assert Measurement.objects.filter(pair=pair, opened_at__isnull=False).exists()


def test_looking_writes_nothing(
    anna: User, browse: Callable[[User | None], Browser], django_assert_num_queries: Any
) -> None:
    browser = browse(anna)
    browser.get(URL)
    before = Event.objects.count()
    with django_assert_num_queries(3):
        browser.get(URL)
    assert Event.objects.count() == before
