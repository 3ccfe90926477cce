"""Ticking off agreements beside another form: what changed in between is refused in words, never lost."""

import uuid

import pytest

from accounts.models import User
from caseload.actions import Closing, close_agreement, close_agreements, make_agreement
from caseload.closing import ClosingForm
from caseload.models import Agreement, Pair
from caseload.presenters import open_agreements
from caseload.versions import StaleRecord


@pytest.fixture
def agreement(pair: Pair, anna: User) -> Agreement:
    return make_agreement(pair=pair, text="Bellen", who="worker", by=anna)


def form(pair: Pair, data: dict[str, str], *, may_drop: bool = False) -> ClosingForm:
    return ClosingForm(data, pair=pair, rows=open_agreements(pair), may_drop=may_drop)


def ticked(agreement: Agreement, state: str = "on", version: int = 1) -> dict[str, str]:
    return {f"agreement_{agreement.pk.hex}": state, f"version_{agreement.pk.hex}": str(version)}


def test_a_tick_is_done_and_a_choice_is_what_it_says(pair: Pair, agreement: Agreement) -> None:
    done = form(pair, ticked(agreement))
    assert done.is_valid()
    assert done.closings() == [Closing(agreement.pk, "done", 1)]
    dropped = form(pair, ticked(agreement, "dropped"), may_drop=True)
    assert dropped.is_valid()
    assert dropped.closings() == [Closing(agreement.pk, "dropped", 1)]


@pytest.mark.parametrize("data", [{}, {"agreement_x": "on"}])
def test_nothing_ticked_closes_nothing(data: dict[str, str], pair: Pair, agreement: Agreement) -> None:
    found = form(pair, data)
    assert found.is_valid()
    assert found.closings() == []


def test_runs_still_closes_nothing(pair: Pair, agreement: Agreement) -> None:
    found = form(pair, ticked(agreement, "open"), may_drop=True)
    assert found.is_valid()
    assert found.closings() == []


def test_another_version_than_was_on_the_screen_is_refused(pair: Pair, agreement: Agreement) -> None:
    found = form(pair, ticked(agreement, version=2))
    assert not found.is_valid()
    assert "intussen veranderd" in str(found.errors)


def test_what_became_something_else_is_told_and_what_became_the_same_is_no_matter(
    pair: Pair, agreement: Agreement, anna: User
) -> None:
    close_agreement(agreement=agreement, state="dropped", version=1, by=anna)
    other = form(pair, ticked(agreement))
    assert not other.is_valid()
    assert "Er staat nu: vervallen." in str(other.errors)
    same = form(pair, ticked(agreement, "dropped"), may_drop=True)
    assert same.is_valid()
    assert same.closings() == []


def test_an_agreement_of_somebody_else_is_not_touched(pair: Pair, agreement: Agreement) -> None:
    found = form(pair, {f"agreement_{uuid.uuid4().hex}": "on"})
    assert found.is_valid()
    assert found.closings() == []


def test_all_are_closed_or_none(pair: Pair, agreement: Agreement, anna: User) -> None:
    second = make_agreement(pair=pair, text="Sturen", who="client", by=anna)
    with pytest.raises(StaleRecord):
        close_agreements(pair=pair, closings=[Closing(agreement.pk, "done", 1), Closing(second.pk, "done", 9)], by=anna)
    assert set(Agreement.objects.values_list("state", flat=True)) == {"open"}
    close_agreements(pair=pair, closings=[Closing(agreement.pk, "done", 1)], by=anna)
    assert Agreement.objects.get(pk=agreement.pk).state == "done"
