"""Signals at a distance: worked cases of the pure rule, and what stands on the worker's home."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.actions import hand_over
from caseload.models import AttentionAside, Pair
from caseload.tests.factories import start_pair
from remote_contact.models import Impression, Method, Outcome
from remote_contact.presenters.signals import case_of, signals_of
from remote_contact.signals import Kind, Seen, Worry, signals
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
TODAY = dt.date(2026, 11, 23)
WEEKS = 8


def weeks_ago(weeks: float) -> dt.date:
    return TODAY - dt.timedelta(days=int(weeks * 7))


@pytest.mark.parametrize(
    ("together", "talks", "aside", "causes"),
    [
        # Together lately, or nobody spoke at all: no matter of distance.
        (weeks_ago(7), 5, (), []),
        (weeks_ago(20), 0, (), []),
        # From the day on which the weeks are full.
        (weeks_ago(8) + dt.timedelta(days=1), 3, (), []),
        (weeks_ago(8), 3, (), [f"remote.apart:{weeks_ago(8)}:1"]),
        # Put aside once, it comes back when as many weeks have passed again, and after another time together.
        (weeks_ago(15), 3, (f"remote.apart:{weeks_ago(15)}:1",), []),
        (weeks_ago(16), 3, (f"remote.apart:{weeks_ago(16)}:1",), [f"remote.apart:{weeks_ago(16)}:2"]),
        (weeks_ago(9), 3, (f"remote.apart:{weeks_ago(30)}:1",), [f"remote.apart:{weeks_ago(9)}:1"]),
    ],
)
def test_a_stretch_without_sitting_together(
    together: dt.date, talks: int, aside: tuple[str, ...], causes: list[str]
) -> None:
    found = signals(Seen(together, talks), today=TODAY, weeks=WEEKS, aside=aside)
    assert [signal.cause for signal in found] == causes


def test_each_worry_is_a_signal_until_it_is_put_aside() -> None:
    worries = [Worry("b", weeks_ago(1), "drinkt weer"), Worry("a", weeks_ago(3), "huur")]
    found = signals(Seen(TODAY, worries=worries), today=TODAY, weeks=WEEKS, aside={"remote.worry:b"})
    assert [(signal.kind, signal.text, signal.since) for signal in found] == [(Kind.WORRY, "huur", weeks_ago(3))]


def apart(worker: User, name: str = "Ver") -> Pair:
    """Ten weeks of talks at a distance only, and a worry."""
    pair = start_pair(worker=worker, starts_on=weeks_ago(10), first_name=name)
    for weeks in (9, 5, 1):
        logged(pair, ago=dt.timedelta(weeks=weeks))
    logged(pair, ago=dt.timedelta(days=2), worry="Slaapt slecht.", impression=Impression.LOW)
    return pair


def test_the_home_names_the_reason_and_the_way_to_put_it_aside(browse: Browse, anna: User) -> None:
    pair = apart(anna)
    html = browse(anna).get("/").content.decode()
    assert "Nog nooit bij elkaar gezeten in 8 weken of langer, wel 4 gesprekken op afstand" in html
    assert "Zorg van 21 nov.: Slaapt slecht." in html
    assert html.count(reverse("remote_contact:put_aside", args=[pair.pk])) == 2


def test_sitting_together_ends_it_and_what_was_not_held_does_not(anna: User) -> None:
    pair = apart(anna)
    logged(pair, method=Method.OFFICE, outcome=Outcome.NO_SHOW)

    def kinds() -> list[Kind]:
        return [line.kind for line in signals_of([case_of(pair)], today=clock.today())[pair.pk]]

    assert kinds() == [Kind.WORRY, Kind.APART]
    logged(pair, method=Method.WALK)
    assert kinds() == [Kind.WORRY]


def test_the_threshold_is_a_setting(anna: User, settings: object) -> None:
    pair = apart(anna)
    settings.REMOTE_STRETCH_WEEKS = 11  # type: ignore[attr-defined]
    assert [line.kind for line in signals_of([case_of(pair)], today=clock.today())[pair.pk]] == [Kind.WORRY]


def test_put_aside_with_a_reason_it_is_gone_and_the_next_worker_sees_it_again(
    browse: Browse, anna: User, colleague: User
) -> None:
    pair = apart(anna)
    url = reverse("remote_contact:put_aside", args=[pair.pk])
    (worry,) = (line for line in signals_of([case_of(pair)], today=TODAY)[pair.pk] if line.kind is Kind.WORRY)
    assert "Slaapt slecht." in browse(anna).get(url, {"cause": worry.cause}).content.decode()
    refused = browse(anna).post(url, {"cause": worry.cause, "reason": ""}).content.decode()
    assert "Schrijf in een paar woorden waarom." in refused
    assert not AttentionAside.objects.exists()
    done = browse(anna).post(url, {"cause": worry.cause, "reason": "Besproken."})
    assert done.status_code == 302
    assert AttentionAside.objects.get().reason == "Besproken."
    assert Event.objects.filter(what="attention aside").exists()
    assert "Slaapt slecht." not in browse(anna).get("/").content.decode()
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert "Slaapt slecht." in browse(colleague).get("/").content.decode()


def test_what_no_longer_stands_needs_no_reason(browse: Browse, pair: Pair, anna: User) -> None:
    url = reverse("remote_contact:put_aside", args=[pair.pk])
    assert browse(anna).get(url, {"cause": "remote.worry:x"}).status_code == 302
    assert browse(anna).post(url, {"cause": "remote.worry:x", "reason": "Weg."}).status_code == 302
    assert not AttentionAside.objects.exists()


def test_nobody_else_puts_it_aside(browse: Browse, pair: Pair, chris: User, bram: User) -> None:
    url = reverse("remote_contact:put_aside", args=[pair.pk])
    assert browse(chris).get(url).status_code == 404
    assert browse(bram).get(url).status_code == 403


def test_the_home_asks_as_many_questions_for_many_pairs(browse: Browse, anna: User) -> None:
    def queries() -> int:
        browser = browse(anna)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/")
        return len(asked)

    apart(anna)
    few = queries()
    for number in range(19):
        pair = start_pair(worker=anna, starts_on=weeks_ago(10), first_name=f"V{number}")
        logged(pair, worry="Iets.")
    assert queries() == few
