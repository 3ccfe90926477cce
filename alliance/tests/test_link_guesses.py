"""Trying links: one page for all that open nothing, waiting after ten of them, and a right one opens all the same."""

import datetime as dt
import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance import actions
from alliance.models import ClientLink, ClientPin, Measurement, Rater
from alliance.tests.factories import answer, open_measurement
from audit import clock
from boundary.models import Guess
from caseload.actions import end_supervision
from caseload.models import Pair
from caseload.tests.factories import start_pair


def url(token: str) -> str:
    return reverse("alliance:link", args=[token])


def plain(response: Any, token: str) -> bytes:
    """The page without what is new every time and what was asked for: the language switch leads back to it."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content).replace(token.encode(), b"")


@pytest.fixture
def token(intake: Measurement, pair: Pair, anna: User) -> str:
    actions.give_pin(pair=pair, handed_over_by="face_to_face", by=anna)
    return actions.new_link(measurement=intake)


def closed_links(measurement: Measurement, olaf: User) -> dict[str, str]:
    """Links that were made and are whole: of another moment, of another organisation, of a side that is in."""
    pair, elsewhere = start_pair(worker=measurement.pair.worker), start_pair(worker=olaf)
    past, foreign, used = (open_measurement(of) for of in (pair, elsewhere, start_pair(worker=pair.worker)))
    moments = {"past": past, "foreign": foreign, "used": used}
    made = {name: actions.new_link(measurement=of) for name, of in moments.items()}
    assert {Browser().get(url(one)).status_code for one in made.values()} == {200}
    for ended in (pair, elsewhere):
        end_supervision(pair=ended, on=clock.today(), reason="completed", by=None)
    answer(used, Rater.CLIENT)
    return made


def dead_links(token: str, measurement: Measurement, olaf: User) -> dict[str, str]:
    revoked = actions.new_link(measurement=measurement)
    ClientLink.objects.filter(token_hash=ClientLink.hash_of(revoked)).update(revoked_at=clock.now())
    turned = token.swapcase()
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    return {
        "never made": secrets.token_urlsafe(24),
        "revoked": revoked,
        "cut": token[:20],
        "longer": token + "A",
        "other case": turned,
        "one bit": flipped,
        "a word": "begin-niet",
        **closed_links(measurement, olaf),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_every_dead_link_has_one_page_and_changes_nothing(
    method: str, token: str, intake: Measurement, olaf: User
) -> None:
    seen = set()
    before = list(ClientLink.objects.order_by("pk").values()), list(ClientPin.objects.values())
    made = dead_links(token, intake, olaf)
    links = list(ClientLink.objects.order_by("pk").values())
    for name, dead in made.items():
        # Each is the first that is tried: the eleventh would have to wait.
        Guess.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            response = getattr(Browser(), method)(url(dead), {"pin": "123456"} if method == "post" else None)
        seen.add(
            (
                response.status_code,
                plain(response, dead),
                len(queries),
                str(sorted({**response.headers, "Content-Length": ""}.items())),
            )
        )
        assert response.status_code == 404, name
    assert len(seen) == 1
    assert list(ClientLink.objects.order_by("pk").values()) == links
    assert list(ClientPin.objects.values()) == before[1]


@pytest.mark.django_db
def test_a_used_and_a_closed_link_have_the_page_of_one_that_never_was(token: str, intake: Measurement) -> None:
    never = Browser().get(url("A" * 32))
    with clock.at(clock.now() + dt.timedelta(days=400)):
        closed = Browser().get(url(token))
    assert (closed.status_code, plain(closed, token)) == (never.status_code, plain(never, "A" * 32))


@pytest.mark.django_db
def test_after_ten_dead_links_one_waits_and_a_right_one_opens(token: str) -> None:
    answers = [Browser().get(url(secrets.token_urlsafe(24))).status_code for _n in range(14)]
    assert answers == [404] * 10 + [429] * 4
    cache.clear()
    waiting = Browser().get(url("A" * 32))
    assert waiting.status_code == 429
    assert waiting.headers["Retry-After"] == "600"
    assert "Even wachten" in waiting.content.decode()
    assert Guess.objects.count() == 10
    assert Browser().get(url(token)).status_code == 200
    assert Browser().get(url("A" * 32), REMOTE_ADDR="203.0.113.9").status_code == 404
    with clock.at(clock.now() + dt.timedelta(minutes=10, seconds=1)):
        assert Browser().get(url("A" * 32)).status_code == 404
        assert Guess.objects.count() == 1


@pytest.mark.django_db
def test_the_same_door_counts_for_not_me(token: str) -> None:
    for _n in range(10):
        Browser().get(reverse("alliance:not_me_link", args=[secrets.token_urlsafe(24)]))
    assert Browser().get(url("A" * 32)).status_code == 429


@pytest.mark.django_db
def test_looking_uses_nothing_up(token: str, browse: Callable[..., Any]) -> None:
    """Mail scanners open links: HEAD and five times GET, then the PIN is asked as the first time."""
    first = Browser().get(url(token))
    before = list(ClientLink.objects.values()), list(ClientPin.objects.values())
    Browser().head(url(token))
    for _n in range(5):
        assert Browser().get(url(token)).status_code == 200
    assert (list(ClientLink.objects.values()), list(ClientPin.objects.values())) == before
    assert first.status_code == 200
    assert Guess.objects.count() == 0


@pytest.mark.django_db
def test_a_guess_keeps_no_address_and_is_no_part_of_a_views_transaction(settings: Any) -> None:
    Browser().get(url("A" * 32), REMOTE_ADDR="203.0.113.9")
    assert "203" not in str(list(Guess.objects.values_list("address", flat=True)))[:6]
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")
