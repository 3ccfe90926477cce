"""Cover: who arranges it, what it opens and when it is over."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role, Team, User
from accounts.tests.factories import TeamFactory, UserFactory
from audit import clock
from audit.models import Event
from caseload import actions, shielding
from caseload.covering import AHEAD, LONGEST, absentees, arrange_cover, colleagues, covered_pairs, stop_cover
from caseload.models import Agreement, Client, Cover, Pair
from caseload.tests.factories import start_pair

DAY = dt.timedelta(days=1)


def arranged(absent: User, colleague: User, by: User, *, starts: int = 0, days: int = 14) -> Cover:
    first = clock.today() + starts * DAY
    return arrange_cover(
        absent=absent, colleague=colleague, reason="leave", starts_on=first, ends_on=first + days * DAY, by=by
    )


def reaches(user: User, pair: Pair) -> bool:
    fresh = User.objects.get(pk=user.pk)
    return Pair.objects.within_reach_of(fresh).filter(pk=pair.pk).exists()


def on(days: int) -> Any:
    return clock.at(clock.now() + dt.timedelta(days=days))


# ---------- arranging ----------


def test_arranged_and_recorded(anna: User, chris: User, bram: User, pair: Pair, one_event: Callable[..., None]) -> None:
    cover = arranged(anna, chris, bram)
    one_event("created", "cover", bram, cover.pk)
    assert Event.objects.get(what="cover").purpose == "team"
    assert covered_pairs(cover) == [pair]


def test_whom_one_can_choose(anna: User, colleague: User, chris: User, bram: User, olaf: User, vera: User) -> None:
    off = UserFactory(role=Role.WORKER, team=anna.team, organisation=anna.organisation, is_active=False)
    assert set(absentees(bram)) == {anna, colleague, off}
    # Those of one's own team first, whatever their name.
    assert [user.pk for user in colleagues(bram)][2:] == [chris.pk]
    assert set(colleagues(bram)) == {anna, colleague, chris}
    for nobody in (anna, olaf, vera):
        assert not absentees(nobody).exists()


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"absent": "chris"}, "absent"),
        ({"absent": "olaf"}, "absent"),
        ({"colleague": "anna"}, "colleague"),
        ({"colleague": "olaf"}, "colleague"),
        ({"colleague": "off"}, "colleague"),
        ({"colleague": "dewi"}, "colleague"),
        ({"by": "anna"}, "absent"),
        ({"by": "admin"}, "absent"),
        ({"starts": -1}, "starts_on"),
        ({"starts": AHEAD.days + 1}, "starts_on"),
        ({"days": 0}, "ends_on"),
        ({"days": LONGEST.days + 1}, "ends_on"),
        ({"reason": "whatever"}, "reason"),
    ],
)
def test_refused(
    request: pytest.FixtureRequest, anna: User, unchanged: Callable[[], Any], change: dict[str, Any], at: str
) -> None:
    off = UserFactory(role=Role.WORKER, team=anna.team, organisation=anna.organisation, is_active=False)
    names = {"absent": "anna", "colleague": "chris", "by": "bram"} | {
        key: value for key, value in change.items() if key in ("absent", "colleague", "by")
    }
    people = {key: off if name == "off" else request.getfixturevalue(name) for key, name in names.items()}
    first = clock.today() + change.get("starts", 0) * DAY
    before = unchanged()
    with pytest.raises(ValidationError) as refused:
        arrange_cover(
            **people,
            reason=change.get("reason", "illness"),
            starts_on=first,
            ends_on=first + change.get("days", 7) * DAY,
        )
    assert list(refused.value.message_dict) == [at]
    assert not Cover.objects.exists()
    assert unchanged() == before


def test_at_most_six_weeks_and_four_weeks_ahead_are_meant_as_they_are_said(
    anna: User, chris: User, bram: User, pair: Pair
) -> None:
    assert arranged(anna, chris, bram, starts=AHEAD.days, days=LONGEST.days).pk


@pytest.mark.parametrize(("starts", "days", "fits"), [(0, 14, False), (13, 1, False), (5, 3, False), (14, 7, True)])
def test_not_twice_at_once(
    anna: User, chris: User, colleague: User, bram: User, pair: Pair, starts: int, days: int, fits: bool
) -> None:
    arranged(anna, chris, bram, days=14)
    if fits:
        assert arranged(anna, chris, bram, starts=starts, days=days).pk
        return
    with pytest.raises(ValidationError) as refused:
        arranged(anna, chris, bram, starts=starts, days=days)
    assert "colleague" in refused.value.message_dict
    # Another colleague may, and so may the same one once the first was stopped.
    arranged(anna, colleague, bram, starts=starts, days=days)
    stop_cover(cover=Cover.objects.get(by=chris), by=bram)
    arranged(anna, chris, bram, starts=starts, days=days)


# ---------- what it opens ----------


def test_before_during_and_after(anna: User, chris: User, bram: User, pair: Pair) -> None:
    assert not reaches(chris, pair)
    arranged(anna, chris, bram, starts=3, days=7)
    for days, seen in ((0, False), (2, False), (3, True), (9, True), (10, False), (40, False)):
        with on(days):
            assert reaches(chris, pair) is seen, days
            # Nobody else, the other way round neither.
            assert not reaches(bram, start_pair(worker=chris))
            assert not reaches(anna, start_pair(worker=chris))


def test_stopped_is_over_at_once(anna: User, chris: User, bram: User, pair: Pair) -> None:
    cover = arranged(anna, chris, bram)
    assert reaches(chris, pair)
    assert stop_cover(cover=cover, by=bram)
    assert not reaches(chris, pair)
    assert (cover.stopped_by, Event.objects.filter(what="cover", action="ended").count()) == (bram, 1)
    assert not stop_cover(cover=cover, by=bram)
    assert Event.objects.filter(what="cover").count() == 2


def test_one_that_is_over_is_not_stopped(anna: User, chris: User, bram: User, pair: Pair) -> None:
    cover = arranged(anna, chris, bram)
    with on(14):
        assert not stop_cover(cover=cover, by=bram)
    assert Cover.objects.get().stopped_at is None


def test_a_colleague_who_leaves_has_lost_it(
    anna: User, chris: User, bram: User, olaf: User, pair: Pair, team: Team
) -> None:
    arranged(anna, chris, bram)
    for change in (
        {"is_active": False},
        {"role": Role.COORDINATOR},
        {"role": Role.VOLUNTEER},
        {"organisation": olaf.organisation},
    ):
        before = {name: getattr(chris, name) for name in change}
        User.objects.filter(pk=chris.pk).update(**change)
        assert not reaches(chris, pair), change
        assert not Cover.objects.standing().exists()
        User.objects.filter(pk=chris.pk).update(**before)
        assert reaches(chris, pair)
    # And whose account object is older than the table.
    chris.organisation = olaf.organisation
    assert not Pair.objects.within_reach_of(chris).filter(pk=pair.pk).exists()


def test_only_running_pairs_of_the_absent_worker(
    anna: User, chris: User, colleague: User, bram: User, pair: Pair
) -> None:
    today = clock.today()
    ended, given = start_pair(worker=anna, starts_on=today), start_pair(worker=anna, starts_on=today)
    actions.end_supervision(pair=ended, on=today, reason="completed", by=anna)
    to_colleague = actions.hand_over(pair=given, to=colleague, on=today, by=anna)
    arranged(anna, chris, bram)
    begun_since = start_pair(worker=anna, starts_on=today)
    found = Pair.objects.within_reach_of(chris)
    assert set(found) == {pair, begun_since}
    assert not found.filter(pk__in=[ended.pk, given.pk, to_colleague.pk]).exists()


def test_only_pairs_of_the_team_that_the_supervisor_leads(
    anna: User, chris: User, bram: User, pair: Pair, other_team: Team
) -> None:
    """A pair that stayed behind in another team is not this supervisor's to open."""
    cover = arranged(anna, chris, bram)
    for team in (other_team, TeamFactory()):
        Pair.objects.filter(pk=pair.pk).update(team=team)
        assert not reaches(chris, pair)
        assert covered_pairs(cover) == []
        assert not Cover.objects.standing().reaching(Pair.objects.get(pk=pair.pk)).exists()
    # Gone to another organisation with everything: nothing crosses over.
    elsewhere = TeamFactory()
    User.objects.filter(pk=anna.pk).update(team=elsewhere, organisation=elsewhere.organisation)
    Pair.objects.filter(pk=pair.pk).update(team=elsewhere)
    assert not reaches(chris, pair)


def test_cover_is_not_handed_on(anna: User, chris: User, colleague: User, bram: User, pair: Pair) -> None:
    """Who stands in for the one who stands in reaches that one's own pairs, and no more."""
    arranged(anna, colleague, bram)
    arranged(colleague, chris, bram)
    assert reaches(colleague, pair)
    assert not reaches(chris, pair)


def test_shielded_unless_named(anna: User, chris: User, bram: User, pair: Pair) -> None:
    cover = arranged(anna, chris, bram)
    shielding.shield(pair=pair, reason="een buurman", by=bram)
    assert not reaches(chris, pair)
    assert covered_pairs(cover) == []
    assert not Cover.objects.standing().reaching(pair).exists()
    shielding.name_on_shield(pair=pair, user=chris, reason="neemt waar", by=bram)
    assert reaches(chris, pair)
    assert Cover.objects.standing().reaching(pair).get() == cover
    stop_cover(cover=cover, by=bram)
    assert not reaches(chris, pair)


def test_the_record_of_a_supervisor_names_nobody_whom_they_may_not_know(
    anna: User, colleague: User, bram: User, pair: Pair
) -> None:
    other = UserFactory(role=Role.SUPERVISOR, organisation=bram.organisation)
    assert anna.team is not None
    anna.team.supervisors.add(other)
    shielding.shield(pair=pair, reason="een buurman", by=other)
    shielding.name_on_shield(pair=pair, user=colleague, reason="neemt waar", by=other)
    cover = arranged(anna, colleague, bram)
    assert covered_pairs(cover) == [pair]
    assert not Event.objects.get(what="cover").subjects.exists()
    stop_cover(cover=cover, by=other)
    assert Event.objects.get(what="cover", action="ended").subjects.count() == 1


def test_lists_and_counts_stay_ones_own(anna: User, chris: User, bram: User, pair: Pair) -> None:
    arranged(anna, chris, bram)
    actions.make_agreement(pair=pair, text="Bellen", who="client", by=None)
    assert reaches(chris, pair)
    for table in (Pair, Client, Agreement):
        assert not table.objects.visible_to(chris).exists()  # type: ignore[attr-defined]


def test_who_reaches_nothing_reaches_nothing(anna: User, chris: User, bram: User, pair: Pair) -> None:
    assert not Pair.objects.within_reach_of(chris).exists()
    arranged(anna, chris, bram)
    assert not Pair.objects.within_reach_of(chris).filter(pk=uuid.uuid4()).exists()
