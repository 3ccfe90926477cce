"""`seed_demo` and `demo_people`: invented people only, the same for the same seed and day, something of every kind."""

import io
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Organisation
from accounts.tests.factories import OrganisationFactory
from alliance import instruments
from alliance.actions.instruments import DEMONSTRATION
from alliance.models import ClientPin, Response, ScaleScore
from caseload.models import Agreement, Client, Hitch, Pair
from messaging.models import Message
from probation_portal.demo import names, scores, story
from probation_portal.demo.people import PASSWORD, PEOPLE
from remote_contact.models import Contact

pytestmark = pytest.mark.django_db


def seed(*options: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def picture() -> dict[str, Any]:
    """Everything that a seed decides, without ids."""
    return {
        "clients": sorted(Client.objects.values_list("number", "first_name", "last_name", "email")),
        "pairs": sorted(Pair.objects.values_list("worker__email", "starts_on", "is_first")),
        "scores": sorted(
            ScaleScore.objects.values_list("response__measurement__opens_on", "response__rater", "scale", "score")
        ),
        "contacts": sorted(Contact.objects.values_list("at", "method", "outcome", "note")),
        "agreements": sorted(Agreement.objects.values_list("text", "made_on", "state")),
        "hitches": sorted(Hitch.objects.values_list("on", "kind__name")),
        "pins": ClientPin.objects.count(),
        "messages": Counter(Message.objects.values_list("kind", "side")),
    }


def picture_of(*options: str) -> dict[str, Any]:
    """What this seed makes; nothing of it stays."""
    with transaction.atomic():
        seed(*options)
        made = picture()
        transaction.set_rollback(True)
    return made


def test_it_refuses_outside_demo_mode(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="only a demonstration"):
        seed("--pairs", "1")
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demo_people")
    assert not Organisation.objects.exists()


def test_it_refuses_a_database_with_other_people(db: None) -> None:
    OrganisationFactory(name="Echt", is_demo=False)
    for options in ((), ("--if-empty",)):
        with pytest.raises(CommandError, match="holds other people"):
            seed("--pairs", "1", *options)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("pairs", ["0", "-1", "x", "99999"])
def test_it_refuses_a_number_that_is_none(pairs: str) -> None:
    with pytest.raises(CommandError, match="a number from 1 to 5000"):
        seed("--pairs", pairs)


@pytest.mark.slow
def test_the_same_seed_on_the_same_day_makes_the_same() -> None:
    first = picture_of("--pairs", "6")
    assert picture_of("--pairs", "6") == first
    assert picture_of("--pairs", "6", "--seed", "2")["scores"] != first["scores"]


def test_if_empty_does_nothing_the_second_time() -> None:
    seed("--pairs", "1")
    assert seed("--pairs", "1", "--if-empty") == ""
    assert Pair.objects.count() == 1
    with pytest.raises(CommandError, match="are here already"):
        seed("--pairs", "1")


def test_a_start_that_is_broken_off_leaves_nobody_and_the_next_one_makes_all(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("probation_portal.demo.world.World.arrive", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            seed("--pairs", "1")
    assert not Organisation.objects.exists()
    seed("--pairs", "1", "--if-empty")
    assert Pair.objects.count() == 1


def test_demo_people_says_who_can_sign_in() -> None:
    seed("--pairs", "1")
    out = io.StringIO()
    call_command("demo_people", stdout=out)
    lines = out.getvalue().splitlines()
    assert PASSWORD in lines[0]
    assert "invented" in lines[0]
    assert len(lines) == 1 + len(PEOPLE)
    assert "  anna@example.org     Anna de Wit        reclasseringswerker (Noord-1)" in lines


def test_cas_has_the_scores_of_the_story() -> None:
    seed("--pairs", "1")
    of_cas = Response.objects.filter(measurement__months=6, rater="client")
    assert {row.scale: float(row.score) for row in ScaleScore.objects.filter(response__in=of_cas)} == {
        "trust": 3.8, "direction": 3.0, "bonding": 4.0, "friction": 2.6,
    }  # fmt: skip


def test_the_answers_are_plausible() -> None:
    """Alpha between 0.6 and 0.92 for every scale and side, and the sides agree a little."""
    from random import Random

    from alliance.scoring import score_response

    instrument = instruments.parse_instrument(Path(DEMONSTRATION).read_text(encoding="utf-8"))
    rng = Random(1)
    sheets = [(mind, mind.answers(instrument, "client", rng)) for mind in (scores.Minds.draw(rng) for _n in range(400))]
    for scale in ("trust", "direction", "bonding", "friction"):
        items = [item for item in instrument.items_for("client") if item.scale == scale]
        full = [
            [6 - answers[item.key] if item.reverse else answers[item.key] for item in items]
            for _mind, answers in sheets
            if all(item.key in answers for item in items)
        ]
        assert 0.6 < alpha(full) < 0.92, (scale, alpha(full))
    trust = [
        (float(a["trust"].score), float(b["trust"].score))
        for a, b in (
            (
                score_response(instrument, "client", mind.answers(instrument, "client", rng)),
                score_response(instrument, "worker", mind.answers(instrument, "worker", rng)),
            )
            for mind, _answers in sheets
        )
        if a["trust"].score is not None and b["trust"].score is not None
    ]
    assert 0.1 < correlation(trust) < 0.6


def alpha(rows: list[list[int]]) -> float:
    from statistics import variance

    items = len(rows[0])
    of_items = sum(variance(column) for column in zip(*rows, strict=True))
    return items / (items - 1) * (1 - of_items / variance([sum(row) for row in rows]))


def correlation(points: list[tuple[float, float]]) -> float:
    from statistics import correlation as pearson

    return pearson([x for x, _y in points], [y for _x, y in points])


def test_names_are_drawn_once_and_addresses_are_plain() -> None:
    from random import Random

    taken: set[str] = set()
    people = [names.draw(Random(n), taken) for n in range(300)]
    assert len(set(people)) == 300
    assert names.address("Zoë", "Yılmaz van den Berg") == "zoe.yilmazvandenberg@example.org"


def test_a_story_keeps_its_days_in_order() -> None:
    import datetime as dt
    from random import Random

    today = dt.date(2026, 11, 23)
    for plan in [*story.annas(today), *(story.draw(Random(n), today) for n in range(500))]:
        last = plan.hand_over_on or plan.ended_on or today
        assert plan.first_day < last <= today
        assert plan.planned_end is None or plan.planned_end > today
