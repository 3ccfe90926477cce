"""The administrator's pages on invitations and reminders."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from alliance import actions
from alliance.models import ReminderSchedule
from audit.models import Event
from messaging.models import ClosedDay

Browse = Callable[[User | None], Browser]
LIST = "/alliance/schedule/"
INTAKE = "/alliance/schedule/intake/client/"
TYPED = {"after": "2, 5", "before_close": "", "start": "23-11-2026", "version": "0"}


def text(browser: Browser, url: str = INTAKE) -> str:
    return browser.get(url).content.decode()


def test_the_portals_own_schedule_with_its_days(browse: Browse, admin: User) -> None:
    assert text(browse(admin), LIST).count("na 3, 7, 14 dagen") == 8
    page = text(browse(admin))
    assert 'value="3, 7, 14"' in page
    # The window of 42 days from Monday 23 November on; the first of January is no working day.
    for day in ("26 november", "30 november", "7 december", "1 januari"):
        assert day in page


def test_saved_for_one_side_and_kind_and_written_down(browse: Browse, admin: User, noord: Organisation) -> None:
    response = browse(admin).post(INTAKE, TYPED | {"save": "1"})
    assert response.status_code == 302
    row = ReminderSchedule.objects.get()
    assert (row.organisation, row.side, row.moment_kind, row.version) == (noord, "client", "intake", 1)
    assert (row.after, row.before_close, row.tells_closed, row.written_by) == ([2, 5], None, False, admin)
    assert Event.objects.filter(what="reminder schedule", actor_id=admin.pk).count() == 1
    page = text(browse(admin), LIST)
    assert page.count("na 2, 5 dagen") == 1
    assert page.count("na 3, 7, 14 dagen") == 7


def test_looking_at_the_days_saves_nothing(browse: Browse, admin: User, noord: Organisation) -> None:
    ClosedDay.objects.create(organisation=noord, day="2026-12-02")
    page = browse(admin).post(INTAKE, TYPED | {"start": "30-11-2026", "look": "1"}).content.decode()
    # Two days later the organisation is closed.
    assert "2 december" in page
    assert "3 december" in page
    assert 'value="2, 5"' in page
    assert not ReminderSchedule.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"after": "na drie dagen"}, "zoals 3, 7, 14"),
        ({"after": "7, 3"}, "op volgorde"),
        ({"after": "0, 3"}, "op volgorde"),
        ({"after": "3, 42"}, "al gesloten"),
        ({"after": "1,2,3,4,5,6,7,8,9"}, "hoogstens 8"),
        ({"before_close": "0"}, "1"),
        ({"before_close": "15"}, "14"),
        ({"start": "morgen"}, "23-11-2026"),
    ],
)
def test_bad_input_is_said_and_kept_and_writes_nothing(
    browse: Browse, admin: User, typed: dict[str, str], said: str
) -> None:
    response = browse(admin).post(INTAKE, TYPED | typed | {"save": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert f'value="{next(iter(typed.values()))}"' in page
    assert not ReminderSchedule.objects.exists()


def test_two_administrators_at_once(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    browser.post(INTAKE, TYPED | {"after": "4", "save": "1"})
    page = browser.post(INTAKE, TYPED | {"save": "1"}).content.decode()
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    assert ReminderSchedule.objects.get().after == [4]
    assert browser.post(INTAKE, TYPED | {"version": "1", "save": "1"}).status_code == 302


def test_an_extra_moment_is_shorter(browse: Browse, admin: User) -> None:
    url = reverse("alliance:schedule", args=["extra", "worker"])
    page = browse(admin).post(url, TYPED | {"after": "3, 21", "save": "1"}).content.decode()
    assert "Kies minder dan 21 dagen" in page


def test_nobody_else(browse: Browse, anna: User, bram: User, admin: User, olaf: User) -> None:
    for user in (anna, bram):
        assert browse(user).get(LIST).status_code == 403
        assert browse(user).post(INTAKE, TYPED | {"save": "1"}).status_code == 403
    actions.change_schedule(
        side="client", moment_kind="intake", after=[9], before_close=1, tells_closed=True, version=0, by=olaf
    )
    assert "na 9 dagen" not in text(browse(admin), LIST)
    assert browse(admin).get("/alliance/schedule/intake/nobody/").status_code == 404


def test_the_list_costs_the_same_however_many_versions(browse: Browse, admin: User) -> None:
    browser = browse(admin)
    costs = []
    for version in range(3):
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        costs.append(len(queries))
        browser.post(INTAKE, TYPED | {"version": str(version), "save": "1"})
    assert costs[0] == costs[1] == costs[2]
    assert costs[0] <= 6
