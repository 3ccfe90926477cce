"""Samples: drawn from those who both said yes, without showing a person; the worker is asked, once."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit.models import Event
from caseload.models import Pair
from conftest import TODAY
from messaging.delivery import deliver_due
from messaging.models import Message, State
from probation_portal.actions import hand_over
from research.actions import DRAWN, choose_study, draw_sample, write_to_workers
from research.models import Sample, SampleMember, Study
from research.tests.world import lived

WISH = {"scale": "trust", "rater": "client", "per_pattern": 2, "reserve": 1, "seed": 7}


@pytest.fixture
def pairs(study: Study, anna: User) -> list[Pair]:
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    return lived(anna, study, 10)


def url(name: str, study: Study, *more: Any) -> str:
    return reverse(f"research:{name}", args=[study.pk, *more])


def test_the_researcher_draws_and_sees_numbers_only(browse: Any, evi: User, study: Study, pairs: list[Pair]) -> None:
    browser = browse(evi)
    assert browser.post(url("draw", study), WISH | {"per_pattern": 4, "reserve": 2}).status_code == 302
    page = browser.get(url("draw", study)).content.decode()
    assert "startgetal 7" in page
    assert "Kanarie" not in page
    assert not any(str(pair.pk) in page or pair.client.number in page for pair in pairs)
    assert SampleMember.objects.exists()
    assert {m.pattern for m in SampleMember.objects.all()} <= {"improving", "stable", "deteriorating"}
    assert Event.objects.filter(what="sample", actor_id=evi.pk).count() == 1


def test_the_seed_draws_the_same_pairs_again(study: Study, pairs: list[Pair], evi: User) -> None:
    one, two = (draw_sample(study=study, by=evi, **WISH) for _n in range(2))
    names = [list(sample.members.values_list("pair", "pattern", "number")) for sample in (one, two)]
    assert names[0] == names[1]


def test_a_worker_who_did_not_say_yes_is_not_drawn(study: Study, pairs: list[Pair], anna: User, evi: User) -> None:
    choose_study(study=study, person=anna, taking_part=False, by=anna)
    assert not draw_sample(study=study, by=evi, **WISH).members.exists()


def test_the_worker_is_asked_once_and_told_nothing_of_the_pattern(
    browse: Any, study: Study, pairs: list[Pair], anna: User, evi: User, cas: User
) -> None:
    sample = draw_sample(study=study, by=evi, **WISH)
    assert "Er is nu niets gevraagd" in browse(anna).get(reverse("research:drawn")).content.decode()
    browser = browse(evi)
    for _n in range(2):
        browser.post(url("letters", study, sample.pk))
    assert Message.objects.filter(kind=DRAWN).count() == 1
    deliver_due()
    assert [one.to for one in mail.outbox] == [[anna.email]]
    text = mail.outbox[0].subject + str(mail.outbox[0].body)
    assert reverse("research:drawn") in text
    page = browse(anna).get(reverse("research:drawn")).content.decode()
    for member in sample.members.filter(is_reserve=False):
        assert reverse("portal:pair", args=[member.pair_id]) in page
    for word in ("verbeterend", "verslechterend", "Kanarie"):
        assert word not in text
    assert "verslechterend" not in page
    assert Event.objects.filter(what="drawn pairs", actor_id=anna.pk).count() == 1


def test_handed_over_before_it_left_the_letter_does_not_leave(
    study: Study, pairs: list[Pair], anna: User, colleague: User, evi: User
) -> None:
    sample = draw_sample(study=study, by=evi, **WISH)
    write_to_workers(sample=sample, by=evi)
    for member in sample.members.select_related("pair"):
        hand_over(pair=member.pair, to=colleague, on=TODAY, by=None)
    deliver_due()
    assert [one for one in mail.outbox if one.to == [anna.email]] == []
    assert Message.objects.get(kind=DRAWN).state == State.CANCELLED


@pytest.mark.parametrize("who", ["clients", "worker"])
def test_a_yes_taken_back_before_the_letter_leaves_asks_nobody(
    browse: Any, study: Study, pairs: list[Pair], anna: User, evi: User, who: str
) -> None:
    sample = draw_sample(study=study, by=evi, **WISH)
    write_to_workers(sample=sample, by=evi)
    for person in [anna] if who == "worker" else [pair.client for pair in pairs]:
        choose_study(study=study, person=person, taking_part=False, by=None)
    deliver_due()
    assert mail.outbox == []
    assert "Er is nu niets gevraagd" in browse(anna).get(reverse("research:drawn")).content.decode()


def test_anothers_sample_is_not_there(browse: Any, study: Study, pairs: list[Pair], evi: User) -> None:
    other = UserFactory(role=Role.RESEARCHER, organisation=evi.organisation)
    sample = draw_sample(study=study, by=evi, **WISH)
    assert browse(other).get(url("draw", study)).status_code == 404
    assert browse(other).post(url("letters", study, sample.pk)).status_code == 404
    assert Sample.objects.get().letters_at is None


@pytest.mark.parametrize(("field", "value"), [("per_pattern", "0"), ("seed", "-1"), ("scale", "geen"), ("rater", "x")])
def test_a_bad_wish_says_why_and_draws_nothing(browse: Any, evi: User, study: Study, field: str, value: str) -> None:
    page = browse(evi).post(url("draw", study), WISH | {field: value})
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert not Sample.objects.exists()


def test_only_researchers_draw_and_only_workers_are_asked(browse: Any, study: Study, anna: User, evi: User) -> None:
    assert browse(anna).get(url("draw", study)).status_code == 403
    assert browse(evi).get(reverse("research:drawn")).status_code == 403
