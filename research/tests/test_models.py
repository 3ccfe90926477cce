"""Who sees which study, who sees which choice, and counts that hide small numbers."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from audit.models import Event
from caseload.fewest import FEWEST
from caseload.models import Pair
from conftest import NOON, TODAY
from research.actions import choose_study, make_study
from research.models import Study, StudyConsent


def test_one_row_for_one_person(study: Study, anna: User, pair: Pair) -> None:
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        StudyConsent.objects.create(study=study, worker=anna, given_at=NOON)
    for people in ({}, {"worker": anna, "client": pair.client}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StudyConsent.objects.create(study=study, given_at=NOON, **people)


def test_a_choice_is_ones_own_and_nobody_elses(
    study: Study, anna: User, bram: User, cas: User, pair: Pair, evi: User, colleague: User, admin: User, pim: User
) -> None:
    choose_study(study=study, person=pair.client, taking_part=True, by=cas)
    assert StudyConsent.objects.of(cas).count() == 1
    for person in (anna, bram, evi, colleague, admin, pim):
        assert not StudyConsent.objects.of(person).exists(), person


def test_no_is_the_default_and_a_yes_is_taken_back(study: Study, anna: User) -> None:
    def standing() -> int:
        return StudyConsent.objects.of(anna).standing().count()

    choose_study(study=study, person=anna, taking_part=False, by=anna)
    assert not StudyConsent.objects.exists()
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    assert standing() == 1
    choose_study(study=study, person=anna, taking_part=False, by=anna)
    assert standing() == 0
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    assert standing() == StudyConsent.objects.count() == 1
    # Three changes, each in the same words whatever was chosen.
    events = Event.objects.filter(what="study consent", object_id=study.pk)
    assert set(events.values_list("action", "purpose")) == {("changed", "own")}
    assert events.count() == 3


def test_after_the_end_only_a_no_is_taken(study: Study, anna: User, colleague: User) -> None:
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    with clock.at(NOON + dt.timedelta(days=400)):
        with pytest.raises(ValidationError):
            choose_study(study=study, person=colleague, taking_part=True, by=colleague)
        choose_study(study=study, person=anna, taking_part=False, by=anna)
    assert not StudyConsent.objects.standing().exists()


@pytest.mark.parametrize(("n", "shown"), [(FEWEST - 1, None), (FEWEST, FEWEST)])
def test_counts_of_few_are_not_told(study: Study, anna: User, n: int, shown: int | None) -> None:
    for _each in range(n):
        worker = UserFactory(role=Role.WORKER, team=anna.team)
        choose_study(study=study, person=worker, taking_part=True, by=worker)
    taken_back = UserFactory(role=Role.WORKER, team=anna.team)
    choose_study(study=study, person=taken_back, taking_part=True, by=taken_back)
    choose_study(study=study, person=taken_back, taking_part=False, by=taken_back)
    taking = StudyConsent.objects.taking_part(study.organisation)[study.pk]
    assert (taking.clients, taking.workers) == (None, shown)


def test_who_sees_a_study(study: Study, evi: User, anna: User, cas: User, olaf: User, bram: User, admin: User) -> None:
    for person in (evi, anna, cas):
        assert list(Study.objects.visible_to(person)) == [study]
    for person in (olaf, bram, admin):
        assert not Study.objects.visible_to(person).exists()
    anna.is_active = False
    assert not Study.objects.visible_to(anna).exists()


def test_a_study_cannot_end_before_it_begins(evi: User) -> None:
    with pytest.raises(ValidationError, match="vóór het begin"):
        make_study(
            organisation=evi.organisation,
            name="Oud",
            purpose="Iets",
            ends_on=TODAY - dt.timedelta(days=1),
            owner=evi,
            by=evi,
        )
