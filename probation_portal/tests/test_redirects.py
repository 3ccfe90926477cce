"""`next=` stays on the host. A part of the payloads at every run; `./portal proofs bad_input` takes all."""

import pytest

from accounts.models import User
from probation_portal.tests.bad_input.machine import sample
from probation_portal.tests.bad_input.redirects import (
    EVIL,
    PAYLOADS,
    gone_after_another_language,
    gone_after_signing_in,
    stays,
)

SOME = sample(PAYLOADS, 25, 7)


def test_there_are_enough() -> None:
    assert len(set(PAYLOADS)) >= 60
    assert not stays(f"//{EVIL}")
    assert not stays(f"/\\{EVIL}")


@pytest.mark.django_db
def test_the_way_on_after_signing_in(anna: User) -> None:
    assert gone_after_signing_in(anna, SOME) == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["set_language", "alliance:language"])
def test_the_way_back_after_another_language(route: str) -> None:
    assert gone_after_another_language(route, SOME) == []
