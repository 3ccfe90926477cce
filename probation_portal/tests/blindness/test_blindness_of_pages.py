"""Nothing of one side can be had by the other before its time, in any order of events (docs/blindness.md)."""

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import User
from alliance.models import Measurement, Way
from alliance.models.response import ScaleScoreQuerySet
from audit import clock
from caseload.access import pair_scope
from probation_portal.tests.blindness.machine import Blindness
from probation_portal.tests.blindness.twins import Twin, build
from probation_portal.tests.long_runs import signed_in_throughout

RUNS = int(os.environ.get("PORTAL_PROOF_RUNS", "0"))
# Of the addresses one in so many is asked after each step.
PARTS = int(os.environ.get("PORTAL_PROOF_PARTS", "16"))
STEPS = int(os.environ.get("PORTAL_PROOF_STEPS", "12"))


@pytest.fixture(scope="module")
def twins(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Twin, Twin]]:
    """Built once; every history is undone, the twins themselves at the end."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, signed_in_throughout(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_sees_the_other_side_before_its_time(twins: tuple[Twin, Twin]) -> None:
    # Pages that refuse say so in the log: thousands of them here.
    logging.disable(logging.WARNING)
    machine = type("Machine", (Blindness,), {"twins": twins, "parts": PARTS, "thorough": RUNS > 0, "counts": {}})
    how = settings(
        # What may be seen is the same on both engines; the second only looks whether its queries say so too.
        max_examples=RUNS or (6 if connection.vendor == "sqlite" else 2),
        stateful_step_count=STEPS,
        deadline=None,
        # CI asks the same histories every time; the long run asks new ones.
        derandomize=not RUNS,
        database=None,
        # A failing history is short enough to be read as it is; to shrink it takes an hour.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=how)
    finally:
        logging.disable(logging.NOTSET)
        print(machine.counts)


def _all_scores(query: ScaleScoreQuerySet, user: User) -> ScaleScoreQuerySet:
    return query.filter(pair_scope(user, "response__measurement__pair"))


def _tell_tale(measurement: Measurement) -> str:
    return "Intake." if measurement.responses.exists() else "Intake"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "name", "leak"),
    [
        (ScaleScoreQuerySet, "visible_to", _all_scores),
        (Measurement, "label", property(_tell_tale)),
    ],
)
def test_a_leak_is_found(
    twins: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch, place: type, name: str, leak: Any
) -> None:
    """Scores before the reveal are met as such; a dot that comes with the other side's answers as a difference."""
    machine = type("Machine", (Blindness,), {"twins": twins})()
    try:
        machine.begin(case="new", blind="worker", may_submit=False)
        machine.other_side_sends(where="a", which=0, whole=True, way=Way.LINK)
        with clock.at(machine.now):
            machine.look(["worker"], forms=False)
            monkeypatch.setattr(place, name, leak)
            with pytest.raises(AssertionError, match="LEAK|tells what the other did"):
                machine.look(["worker"], forms=False)
    finally:
        machine.stack.close()
