"""The course of a supervision: which two moments it takes, of each side, and when there is none."""

from decimal import Decimal

import pytest

from alliance.instruments import CLIENT, WORKER, parse_instrument
from research.courses import Answered, courses
from research.tests.traced import ROOT

DEMO = parse_instrument(ROOT.read_text(encoding="utf-8"))


def at(moment: str, pair: str) -> Answered:
    return Answered(moment, 0, pair, DEMO, {scale.key: Decimal(3) for scale in DEMO.scales})


@pytest.mark.parametrize(
    ("rater", "moments", "taken"),
    [
        (CLIENT, ["intake a", "m6 a", "m12 a"], "intake a > m6 a"),
        (CLIENT, ["intake a", "handover b", "m6 b"], "intake a > handover b"),
        (CLIENT, ["intake a"], None),
        (WORKER, ["intake a", "m6 a", "m12 a"], "intake a > m6 a"),
        # Two workers' scores are two people's.
        (WORKER, ["intake a", "handover b", "m6 b"], "handover b > m6 b"),
        (WORKER, ["intake a", "m6 a", "handover b"], "intake a > m6 a"),
        (WORKER, ["intake a", "m6 a", "handover b", "m12 b"], "handover b > m12 b"),
        (WORKER, ["intake a", "handover b"], None),
        (WORKER, [], None),
    ],
)
def test_first_and_second_moment(rater: str, moments: list[str], taken: str | None) -> None:
    answered = [at(*moment.split()) for moment in moments]
    found = list(courses(answered, rater, lambda *_: None))
    assert {course.scale for course in found} == ({scale.key for scale in DEMO.scales} if taken else set())
    for course in found:
        assert f"{course.first.moment} {course.first.pair} > {course.second.moment} {course.second.pair}" == taken
        assert rater == CLIENT or not course.worker_changed
