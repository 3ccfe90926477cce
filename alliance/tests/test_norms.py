"""Norms: which one applies; computing them from an organisation's own first moments; deciding on what is offered."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import numpy
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Team, User
from accounts.tests.factories import UserFactory
from alliance.actions import norms as actions
from alliance.actions.instruments import instrument_for, load_instrument, use_instrument
from alliance.models import Instrument, Measurement, MomentKind, OwnNorm, Response
from alliance.norms import NormUsed, is_rough, norm_for, why_not
from alliance.tests.small import TEXT, small
from alliance.tests.test_independent_statistics import hoyt
from audit import clock
from audit.models import Event
from caseload.models import Pair
from caseload.tests.factories import start_pair

SMALL = small()
OWN = NormUsed(Decimal("0.7000"), Decimal("0.9000"), 99, None)
Browse = Callable[[User | None], Browser]


# ---------- which norm ----------


def test_an_accepted_norm_goes_before_the_files() -> None:
    shipped = norm_for(SMALL, "client", "trust", {})
    assert shipped == NormUsed(Decimal("0.60"), Decimal("0.80"), 120, "made up")
    assert norm_for(SMALL, "client", "trust", {("client", "trust"): OWN}) == OWN
    assert norm_for(SMALL, "client", "trust", {("worker", "trust"): OWN}) == shipped
    assert norm_for(SMALL, "worker", "trust", {}) is None
    assert norm_for(SMALL, "worker", "trust", {("worker", "trust"): OWN}) == OWN
    assert str(shipped.criterion) == "0.7438"


@pytest.mark.parametrize(
    ("n", "sd", "alpha", "reason"),
    [
        (50, "0.5", "0.8", None),
        (49, "0.5", "0.8", "too few"),
        (0, None, None, "too few"),
        (50, "0", None, "no spread"),
        (50, "0.5", None, "no alpha"),
        (50, "0.5", "1", "alpha out of range"),
        (50, "0.5", "0", "alpha out of range"),
        (50, "0.5", "-0.2", "alpha out of range"),
    ],
)
def test_what_makes_no_norm(n: int, sd: str | None, alpha: str | None, reason: str | None) -> None:
    numbers = [None if value is None else Decimal(value) for value in (sd, alpha)]
    assert why_not(n, *numbers) == reason


def test_friction_and_a_scale_of_low_reliability_are_rough() -> None:
    trust, friction = SMALL.scales
    assert is_rough(friction, {})
    assert not is_rough(trust, {"client": OWN, "worker": None})
    assert is_rough(trust, {"client": OWN, "worker": NormUsed(Decimal(1), Decimal("0.6999"), 80, None)})


# ---------- computing ----------


@pytest.fixture
def instrument(noord: Organisation) -> Instrument:
    loaded = load_instrument(text=TEXT, by=None)
    use_instrument(organisation=noord, instrument=loaded, by=None)
    return loaded


def measurement(pair: Pair, kind: str = MomentKind.INTAKE, months: int = 0) -> Measurement:
    start = pair.starts_on + dt.timedelta(days=30 * months)
    return Measurement.objects.create(
        pair=pair, kind=kind, months=months, opens_on=start, closes_on=start + dt.timedelta(days=42)
    )


def respond(moment: Measurement, instrument: Instrument, rater: str, answers: dict[str, int]) -> None:
    Response.objects.create(
        measurement=moment,
        rater=rater,
        instrument=instrument,
        answers=answers,
        way="paper",
        language="nl",
        notice_version="1",
        started_at=clock.now(),
        submitted_at=clock.now(),
    )


def drawn(rng: Random, rater: str) -> dict[str, int]:
    felt = rng.gauss(3, 1)
    return {
        item.key: max(1, min(5, round(rng.gauss(6 - felt if item.reverse else felt, 0.7))))
        for item in SMALL.items_for(rater)
        if rng.random() > 0.03
    }


def answered_by(worker: User, instrument: Instrument, *, pairs: int, seed: int = 1) -> list[dict[str, int]]:
    """Intakes of so many pairs, the client's side; returns their answers."""
    rng, found = Random(seed), []
    for _ in range(pairs):
        found.append(drawn(rng, "client"))
        respond(measurement(start_pair(worker=worker)), instrument, "client", found[-1])
    return found


def table(answers: list[dict[str, int]], scale: str) -> Any:
    own = SMALL.items_for("client", scale)
    complete = [row for row in answers if all(item.key in row for item in own)]
    return numpy.array([[6 - r[i.key] if i.reverse else r[i.key] for i in own] for r in complete], dtype=float)


def estimates(organisation: Organisation, instrument: Instrument) -> dict[tuple[str, str], actions.Estimate]:
    found = actions.estimate_norms(organisation=organisation, instrument=instrument, by=None)
    return {(each.figures.rater, each.figures.scale): each for each in found}


def test_the_figures_are_those_of_an_independent_package(
    noord: Organisation, anna: User, instrument: Instrument
) -> None:
    answers = answered_by(anna, instrument, pairs=70)
    found = estimates(noord, instrument)
    for scale in ("trust", "friction"):
        cases, row = table(answers, scale), found["client", scale].figures
        scores = numpy.round(cases.mean(axis=1), 4)
        assert row.n == len(cases)
        assert float(row.mean) == pytest.approx(scores.mean(), abs=0.00005)
        assert float(row.sd) == pytest.approx(numpy.std(scores, ddof=1), abs=0.00005)
        assert float(row.alpha) == pytest.approx(hoyt(cases), abs=0.00005)
        offered = OwnNorm.objects.get(scale=scale)
        assert (offered.sd, offered.alpha, offered.n) == (row.sd, row.alpha, row.n)
        assert (offered.accepted, offered.decided_at, offered.computed_on) == (False, None, clock.today())
    assert found["worker", "trust"].why_not == "too few"
    assert OwnNorm.objects.count() == 2
    event = Event.objects.get(what="norms offered")
    assert (event.actor_role, event.organisation_id, event.subjects.count()) == ("system", noord.pk, 0)


def test_fifty_complete_cases_are_needed(noord: Organisation, anna: User, instrument: Instrument) -> None:
    full = {item.key: number % 5 + 1 for number, item in enumerate(SMALL.items_for("client"))}
    for number in range(49):
        respond(measurement(start_pair(worker=anna)), instrument, "client", full | {"c1": number % 5 + 1})
    assert estimates(noord, instrument)["client", "trust"].why_not == "too few"
    assert not OwnNorm.objects.exists()


def test_only_the_first_moment_with_a_score_counts(noord: Organisation, anna: User, instrument: Instrument) -> None:
    other = load_instrument(text=TEXT.replace('version = "1.0"', 'version = "2.0"'), by=None)
    high = {item.key: 5 for item in SMALL.items_for("client")}
    pair = start_pair(worker=anna)
    # Too few answers for a score of trust; friction is scored here.
    respond(measurement(pair), instrument, "client", {"c1": 1, "c4": 2, "c5": 2, "c6": 4})
    respond(measurement(pair, MomentKind.REGULAR, 6), instrument, "client", high)
    respond(measurement(pair, MomentKind.REGULAR, 12), instrument, "client", high)
    # An extra moment is no first moment, whatever came before it.
    asked = start_pair(worker=anna)
    respond(measurement(asked, MomentKind.EXTRA), instrument, "client", high)
    # This pair's first scores are another version's.
    older = start_pair(worker=anna)
    respond(measurement(older), other, "client", high)
    respond(measurement(older, MomentKind.REGULAR, 6), instrument, "client", high)
    found = estimates(noord, instrument)
    trust, friction = found["client", "trust"].figures, found["client", "friction"].figures
    assert (trust.n, trust.mean) == (1, Decimal("3.6667"))
    assert (friction.n, friction.mean) == (1, Decimal("2.0000"))


def test_a_response_that_no_longer_stands_and_other_organisations_do_not_count(
    noord: Organisation, anna: User, olaf: User, instrument: Instrument
) -> None:
    full = {item.key: 3 for item in SMALL.items_for("client")}
    respond(measurement(start_pair(worker=olaf)), instrument, "client", full)
    respond(measurement(start_pair(worker=anna)), instrument, "client", full)
    Response.objects.filter(measurement__pair__worker=anna).update(standing=False)
    assert estimates(noord, instrument)["client", "trust"].figures.n == 0


def test_it_reads_in_one_stream(noord: Organisation, anna: User, instrument: Instrument) -> None:
    counts = []
    for pairs in (5, 15):
        answered_by(anna, instrument, pairs=pairs)
        with CaptureQueriesContext(connection) as queries:
            estimates(noord, instrument)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_newer_estimate_takes_the_place_of_one_that_nobody_decided_on(
    noord: Organisation, anna: User, admin: User, instrument: Instrument
) -> None:
    answered_by(anna, instrument, pairs=60)
    estimates(noord, instrument)
    decided = OwnNorm.objects.get(scale="trust")
    actions.decide_norm(norm_id=decided.pk, accept=True, by=admin)
    again = estimates(noord, instrument)
    assert (again["client", "trust"].why_not, again["client", "friction"].why_not) == ("decided today", None)
    with clock.at(clock.now() + dt.timedelta(days=1)):
        estimates(noord, instrument)
    assert OwnNorm.objects.offered().count() == 2
    assert OwnNorm.objects.in_force().get() == decided


def test_the_command_prints_a_table_and_accepts_nothing(
    noord: Organisation, anna: User, instrument: Instrument
) -> None:
    answered_by(anna, instrument, pairs=60)
    out = io.StringIO()
    call_command("estimate_norms", organisation="Noord", instrument=["small", "1.0"], stdout=out)
    heading, columns, *rows = out.getvalue().splitlines()
    assert heading == "Noord: small 1.0, complete first moments"
    assert columns.split() == ["rater", "scale", "n", "mean", "sd", "alpha", "result"]
    assert [row.split()[:2] for row in rows] == [
        ["client", "trust"],
        ["client", "friction"],
        ["worker", "trust"],
        ["worker", "friction"],
    ]
    assert [row.endswith("offered") for row in rows] == [True, True, False, False]
    assert rows[2].endswith("not offered: fewer than 50")
    assert not OwnNorm.objects.in_force().exists()


@pytest.mark.parametrize("options", [{"organisation": "Nergens"}, {"organisation": "Noord", "instrument": ["x", "1"]}])
def test_the_command_says_what_it_does_not_know(options: dict[str, Any], noord: Organisation) -> None:
    with pytest.raises(CommandError, match=r"there is no organisation|no instrument x 1 is loaded") as error:
        call_command("estimate_norms", **options)
    assert error.value.returncode == 2


# ---------- deciding ----------


@pytest.fixture
def offer(noord: Organisation, instrument: Instrument) -> OwnNorm:
    return OwnNorm.objects.create(
        organisation=noord,
        instrument=instrument,
        rater="client",
        scale="trust",
        sd=Decimal("0.5000"),
        alpha=Decimal("0.7500"),
        n=120,
        computed_on=clock.today(),
    )


def url(norm: OwnNorm) -> str:
    return f"/alliance/norms/{norm.pk}/"


def test_the_page_lays_the_offer_beside_the_present_norm(admin: User, browse: Browse, offer: OwnNorm) -> None:
    response = browse(admin).get("/alliance/norms/")
    page = " ".join(response.content.decode().split())
    assert "Een verandering telt boven 0,74." in page  # the file's
    assert "Een verandering telt boven 0,69." in page  # what is offered
    assert "Made up" in page
    (table,) = response.context["tables"]
    assert [(row.offer_id is not None) for row in table.rows] == [True, False, False, False]
    assert page.count("Geen norm: er is geen patroon.") == 2


@pytest.mark.parametrize(("decision", "accepted"), [("accept", True), ("decline", False)])
def test_an_offer_is_decided_on_once(
    decision: str, accepted: bool, admin: User, browse: Browse, offer: OwnNorm
) -> None:
    browser = browse(admin)
    assert browser.post(url(offer), {"decision": decision}).url == "/alliance/norms/"
    offer.refresh_from_db()
    assert (offer.accepted, offer.decided_by, offer.decided_at) == (accepted, admin, clock.now())
    other = "decline" if accepted else "accept"
    page = browser.post(url(offer), {"decision": other}, follow=True).content.decode()
    assert "al besloten" in page
    offer.refresh_from_db()
    assert offer.accepted is accepted
    (event,) = Event.objects.filter(what__startswith="norm ")
    assert (event.what, event.object_id) == (f"norm {decision}ed" if accepted else "norm declined", offer.pk)
    assert ("normen van deze organisatie" in page.lower()) is accepted


def test_neither_yes_nor_no_decides_nothing(admin: User, browse: Browse, offer: OwnNorm) -> None:
    page = browse(admin).post(url(offer), {"decision": "misschien"}, follow=True).content.decode()
    assert "Kies overnemen of niet overnemen." in page
    offer.refresh_from_db()
    assert offer.decided_at is None


def test_norms_are_the_own_organisations(midden: Organisation, admin: User, browse: Browse, offer: OwnNorm) -> None:
    stranger = UserFactory(role="admin", organisation=midden, email="beheer@example.org")
    browser = browse(stranger)
    assert browser.post(url(offer), {"decision": "accept"}).status_code == 404
    assert all(not table.offers for table in browser.get("/alliance/norms/").context["tables"])
    offer.refresh_from_db()
    assert offer.decided_at is None
    missing = OwnNorm(pk=uuid4())
    assert browse(admin).post(url(missing), {"decision": "accept"}).status_code == 404


@pytest.mark.parametrize("role", ["anna", "bram", "evi", "pim", "cas"])
def test_nobody_else_decides(role: str, request: Any, browse: Browse, offer: OwnNorm) -> None:
    browser = browse(request.getfixturevalue(role))
    assert browser.post(url(offer), {"decision": "accept"}).status_code == 403
    assert browser.get(url(offer)).status_code == 405 or browser.get(url(offer)).status_code == 403


def test_the_latest_decision_is_in_force(
    noord: Organisation, team: Team, admin: User, instrument: Instrument, offer: OwnNorm
) -> None:
    actions.decide_norm(norm_id=offer.pk, accept=True, by=admin)
    later = OwnNorm.objects.get(pk=offer.pk)
    later.pk, later.sd, later.computed_on = uuid4(), Decimal("0.9000"), clock.today() + dt.timedelta(days=30)
    later.decided_at, later.accepted = None, False
    later.save(force_insert=True)
    with clock.at(clock.now() + dt.timedelta(days=30)):
        actions.decide_norm(norm_id=later.pk, accept=True, by=admin)
    assert [norm.sd for norm in OwnNorm.objects.in_force()] == [Decimal("0.5000"), Decimal("0.9000")]
    assert instrument_for(noord) == instrument
