"""Attention points on the pair's page: few, each with its cause, put aside with a reason, gone with the cause."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from alliance.models import ItemConsent, Measurement, MomentKind, Rater, Response
from alliance.tests.factories import answer, open_measurement, reveal
from audit import clock
from audit.models import Event
from caseload import pauses
from caseload.models import AttentionAside, Pair

Browse = Callable[[User | None], Browser]


def page(browser: Browser, pair: Pair) -> str:
    return browser.get(reverse("portal:pair", args=[pair.pk])).content.decode()


def url(pair: Pair) -> str:
    return reverse("alliance:put_aside", args=[pair.pk])


def cause(measurement: Measurement, scale: str = "trust") -> str:
    return f"gap:{measurement.pk}:{scale}"


def test_a_wide_gap_is_named_to_the_worker_alone(
    browse: Browse, intake: Measurement, pair: Pair, anna: User, bram: User, cas: User
) -> None:
    reveal(intake, client=3, worker=5)
    assert "Om op te letten" in page(browse(anna), pair)
    assert "Richting en kader loopt uiteen" in page(browse(anna), pair)
    assert "Om op te letten" not in page(browse(bram), pair)
    assert "loopt uiteen" not in browse(cas).get("/").content.decode()


@pytest.mark.parametrize("side", list(Rater))
def test_before_the_reveal_nothing_is_named(
    side: Rater, browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    answer(intake, side, 1)
    before = page(browse(anna), pair)
    assert "Nu niets." in before
    assert "gap:" not in before


def test_a_side_that_stayed_away_is_named_only_to_who_submitted(
    browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    with clock.at(clock.now() + dt.timedelta(days=60)):
        assert "vulde niet in" not in page(browse(anna), pair)
    answer(intake, Rater.WORKER)
    assert "vulde niet in" not in page(browse(anna), pair)
    with clock.at(clock.now() + dt.timedelta(days=60)):
        assert "Cas vulde niet in" in page(browse(anna), pair)


def test_in_a_pause_nobody_stayed_away_yet(browse: Browse, intake: Measurement, pair: Pair, anna: User) -> None:
    answer(intake, Rater.WORKER)
    with clock.at(clock.now() + dt.timedelta(days=60)):
        pauses.start_pause(pair=pair, reason="detention", since=clock.today() - dt.timedelta(days=30), by=anna)
        assert "vulde niet in" not in page(browse(anna), pair)
        share = browse(anna).get(reverse("alliance:share", args=[intake.pk])).content.decode()
        assert 'method="post"' not in share[share.index("<main") : share.index("</main>")]


def test_items_are_named_only_with_the_clients_yes(browse: Browse, intake: Measurement, pair: Pair, anna: User) -> None:
    reveal(intake, client={"c01": 1} | {f"c{n:02}": 4 for n in range(2, 21)}, worker=4)
    words = "Cas antwoordde ‘Klopt helemaal niet’, jij ‘Klopt meestal’"
    assert words not in page(browse(anna), pair)
    response = Response.objects.get(rater=Rater.CLIENT)
    consent = ItemConsent.objects.create(response=response, given_at=clock.now())
    assert words in page(browse(anna), pair)
    consent.withdrawn_at = clock.now()
    consent.save()
    assert words not in page(browse(anna), pair)


def test_at_most_four_are_shown_and_the_rest_is_folded_away(
    browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    reveal(intake, client=1, worker=4)
    ItemConsent.objects.create(response=Response.objects.get(rater=Rater.CLIENT), given_at=clock.now())
    shown, folded = page(browse(anna), pair).split("<summary>En nog ")
    assert shown.count('name="cause"') == 4
    assert folded.count('name="cause"') > 1


def test_a_point_is_put_aside_with_a_reason_and_stays_away(
    browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    reveal(intake, client=3, worker=5)
    data = {"cause": cause(intake), "reason": "Besproken, het ligt aan het rooster"}
    response = browse(anna).post(url(pair), data)
    assert response["Location"] == reverse("portal:pair", args=[pair.pk])
    aside = AttentionAside.objects.get()
    assert (aside.cause, aside.put_aside_by) == (cause(intake), anna)
    assert Event.objects.get(what="attention aside").object_id == aside.pk
    after = page(browse(anna), pair)
    assert f'value="{cause(intake)}"' not in after
    assert f'value="{cause(intake, "bonding")}"' in after
    assert "Besproken, het ligt aan het rooster" in after
    browse(anna).post(url(pair), data | {"reason": "nog eens"})
    assert AttentionAside.objects.get().reason == "Besproken, het ligt aan het rooster"


def test_a_new_moment_is_a_new_cause_and_the_old_one_fades(
    browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    reveal(intake, client=3, worker=5)
    browse(anna).post(url(pair), {"cause": cause(intake), "reason": "Klaar"})
    with clock.at(clock.now() + dt.timedelta(days=185)):
        later = open_measurement(pair, MomentKind.REGULAR)
        reveal(later, client=3, worker=5)
        after = page(browse(anna), pair)
        assert f'value="{cause(later)}"' in after
        assert str(intake.pk) not in after.partition("Om op te letten")[2].partition("</section>")[0]


def test_a_reason_must_be_given(browse: Browse, intake: Measurement, pair: Pair, anna: User) -> None:
    reveal(intake, client=3, worker=5)
    response = browse(anna).post(url(pair), {"cause": cause(intake), "reason": " "})
    assert response.status_code == 200
    assert "Schrijf in een paar woorden waarom." in response.content.decode()
    assert not AttentionAside.objects.exists()


def test_a_cause_that_is_not_there_is_not_put_aside(
    browse: Browse, intake: Measurement, pair: Pair, anna: User
) -> None:
    reveal(intake, client=4, worker=4)
    response = browse(anna).post(url(pair), {"cause": cause(intake), "reason": "Zomaar"}, follow=True)
    assert "Dit punt staat er niet meer." in response.content.decode()
    assert not AttentionAside.objects.exists()


def test_strangers_find_nothing_and_other_roles_may_not(
    browse: Browse, intake: Measurement, pair: Pair, colleague: User, olaf: User, bram: User, cas: User, evi: User
) -> None:
    reveal(intake, client=3, worker=5)
    for user, status in ((colleague, 404), (olaf, 404), (bram, 403), (cas, 403), (evi, 403)):
        assert browse(user).post(url(pair), {"cause": cause(intake), "reason": "x"}).status_code == status
    assert not AttentionAside.objects.exists()
