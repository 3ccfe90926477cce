"""A small part of `./portal proofs bad_input`, the same at every run: no 5xx, every form known, messages at fields."""

from collections.abc import Iterator
from typing import Any

import pytest

from probation_portal.tests.bad_input.machine import Fuzz, fuzzing, sample
from probation_portal.tests.bad_input.more_fields import CANARY, extras, one_of_each, set_without_being_asked
from probation_portal.tests.test_text_fields import ours


@pytest.fixture(scope="module")
def fuzz(django_db_setup: None, django_db_blocker: Any) -> Iterator[Fuzz]:
    with django_db_blocker.unblock(), fuzzing() as fuzz:
        fuzz.run(seed=7, posts=250, questions=40, paths=80)
        yield fuzz


@pytest.mark.django_db
def test_no_fault_of_the_server(fuzz: Fuzz) -> None:
    assert fuzz.tally.errors == []
    assert fuzz.tally.requests > 900


@pytest.mark.django_db
def test_messages_are_dutch_and_stand_at_their_fields_with_what_was_typed(fuzz: Fuzz) -> None:
    assert sorted(fuzz.tally.faults) == []


@pytest.mark.django_db
def test_every_form_is_reached(fuzz: Fuzz) -> None:
    """A new form needs a body in `access/requests.py`, or in `bad_input/more.py`."""
    assert fuzz.unknown_forms(ours()) == []


@pytest.mark.django_db
def test_nothing_is_set_that_a_form_does_not_name(fuzz: Fuzz) -> None:
    """The name of every column posted along with some of the forms; the proof takes all of them."""
    targets = one_of_each(fuzz.tally.targets)
    assert set_without_being_asked(fuzz, sample(targets, 8, 7)) == []
    assert len(targets) >= 50
    assert {"organisation", "team", "role", "version", "is_staff", "id"} <= set(extras(fuzz))
    assert CANARY in extras(fuzz).values()
