"""Only what a form names can be set. A part of the forms at every run; `./portal proofs bad_input` takes all."""

import pytest

from probation_portal.tests.bad_input.machine import fuzzing, sample
from probation_portal.tests.bad_input.more_fields import CANARY, extras, one_of_each, set_without_being_asked


@pytest.mark.django_db
def test_nothing_is_set_that_the_form_does_not_name() -> None:
    with fuzzing() as fuzz:
        targets = one_of_each(fuzz.targets())
        assert set_without_being_asked(fuzz, sample(targets, 12, 7)) == []
        assert len(targets) >= 50
        assert {"organisation", "team", "role", "version", "is_staff", "id"} <= set(extras(fuzz))
        assert CANARY in extras(fuzz).values()
