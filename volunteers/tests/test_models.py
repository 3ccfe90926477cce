"""Who sees which volunteer and which match; and the lines that the pair's page prints."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from caseload.actions import end_supervision, hand_over
from caseload.models import EndReason, Pair
from volunteers.models import Match, Volunteer
from volunteers.presenters.matches import MatchLine, match_lines
from volunteers.tests.factories import VolunteerFactory, start_match


@pytest.fixture
def match(vera: User, pair: Pair) -> Match:
    return start_match(VolunteerFactory(account=vera), pair)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("vera", True),
        ("dewi", True),
        ("anna", True),
        ("bram", True),
        ("cas", True),
        ("colleague", False),
        ("chris", False),
        ("olaf", False),
        ("evi", False),
        ("pim", False),
        ("admin", False),
    ],
)
def test_who_sees_a_running_match(who: str, sees: bool, match: Match, request: Any) -> None:
    user = request.getfixturevalue(who)
    assert list(Match.objects.visible_to(user)) == ([match] if sees else [])


def test_another_volunteer_and_another_co_ordinator_see_nothing(match: Match, noord: Any, midden: Any) -> None:
    other = VolunteerFactory(account=UserFactory(role=Role.VOLUNTEER, organisation=noord)).account
    elsewhere = UserFactory(role=Role.COORDINATOR, organisation=midden)
    assert not Match.objects.visible_to(other).exists()
    assert not Match.objects.visible_to(elsewhere).exists()
    assert not Volunteer.objects.visible_to(elsewhere).exists()


@pytest.mark.parametrize("change", ["ended", "left", "account off", "supervision ended"])
def test_a_volunteer_sees_nothing_any_more_once(change: str, match: Match, vera: User, pair: Pair) -> None:
    today = clock.today()
    if change == "ended":
        Match.objects.filter(pk=match.pk).update(ends_on=today)
    elif change == "left":
        Volunteer.objects.update(left_on=today, stage="left")
    elif change == "account off":
        vera.is_active = False
    else:
        end_supervision(pair=pair, on=today, reason=EndReason.COMPLETED, by=None)
    assert not Match.objects.visible_to(vera).exists()


def test_a_change_of_worker_keeps_the_match_and_moves_who_sees_it(match: Match, pair: Pair, colleague: User) -> None:
    hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert list(Match.objects.visible_to(colleague)) == [match]
    assert not Match.objects.visible_to(pair.worker).exists()


def test_only_a_co_ordinator_sees_volunteers(match: Match, dewi: User, anna: User, vera: User, admin: User) -> None:
    assert list(Volunteer.objects.visible_to(dewi)) == [match.volunteer]
    for other in (anna, vera, admin):
        assert not Volunteer.objects.visible_to(other).exists()


def test_one_running_match_of_the_same_two(match: Match) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.create(
            volunteer=match.volunteer, supervision=match.supervision, task="x", starts_on=match.starts_on
        )


def test_a_match_counts_from_its_first_day_up_to_its_end(match: Match) -> None:
    day = dt.timedelta(days=1)
    Match.objects.filter(pk=match.pk).update(ends_on=match.starts_on + 2 * day)
    shown = [Match.objects.running_on(match.starts_on + n * day).exists() for n in (-1, 0, 1, 2)]
    assert shown == [False, True, True, False]


def test_the_pair_page_gets_first_names_in_one_query(match: Match, pair: Pair, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        lines = match_lines(pair.supervision_id)
    url = f"/volunteers/match/{match.pk}/"
    assert lines == [MatchLine(url=url, volunteer="Vera", task="Sporten", since=clock.today(), has_begun=True)]
