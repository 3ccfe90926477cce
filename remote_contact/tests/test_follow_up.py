"""What comes after an absence: written down, settled, a hitch only if the worker says so; attempts in vain."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Action, Event
from caseload.actions import add_default_hitch_kinds
from caseload.models import Hitch, HitchKind, Pair
from caseload.tests.factories import start_pair
from caseload.versions import StaleRecord
from remote_contact.actions.follow_ups import plan_follow_up, settle_follow_up
from remote_contact.models import Contact, FollowUp, Method, Outcome
from remote_contact.presenters.attempts import tried_in_vain
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]
FRIDAY = dt.date(2026, 11, 27)


@pytest.fixture
def absence(pair: Pair) -> Contact:
    return logged(pair, outcome=Outcome.NO_SHOW, method=Method.OFFICE)


@pytest.fixture
def kind(pair: Pair) -> HitchKind:
    add_default_hitch_kinds(organisation=pair.team.organisation)
    return HitchKind.objects.get(name="Niet verschenen zonder bericht")


@pytest.fixture
def url(pair: Pair, absence: Contact) -> str:
    return reverse("remote_contact:follow_up", args=[pair.pk, absence.pk])


def test_what_will_be_done_and_by_when(browse: Browse, anna: User, pair: Pair, absence: Contact, url: str) -> None:
    response = browse(anna).post(url, {"what": "Brief sturen", "due": "vr", "hitch_kind": ""})
    assert response.url == reverse("portal:pair", args=[pair.pk])  # type: ignore[attr-defined]
    made = FollowUp.objects.get()
    assert (made.contact, made.what, made.due, made.hitch) == (absence, "Brief sturen", FRIDAY, None)
    assert Event.objects.filter(what="follow-up", action=Action.CREATED, object_id=made.pk).exists()
    assert not Hitch.objects.exists()


def test_a_hitch_only_when_the_worker_chooses_one(browse: Browse, anna: User, kind: HitchKind, url: str) -> None:
    browse(anna).post(url, {"what": "Bellen", "due": "morgen", "hitch_kind": str(kind.pk)})
    hitch = Hitch.objects.get()
    assert (FollowUp.objects.get().hitch, hitch.kind, hitch.on) == (hitch, kind, clock.today())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"what": ""}, "Schrijf op wat je gaat doen."),
        ({"due": ""}, "Vul een dag in zoals 27 nov."),
        ({"due": "ooit"}, "Vul een dag in zoals 27 nov."),
        ({"due": "20-11-2026"}, "Deze dag is al geweest."),
        ({"due": "20-11-2029"}, "Klopt het jaar?"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    browse: Browse, anna: User, url: str, changes: dict[str, str], problem: str
) -> None:
    response = browse(anna).post(url, {"what": "Bellen", "due": "vr", "hitch_kind": ""} | changes)
    page = response.content.decode()
    assert response.status_code == 200
    assert problem in page
    assert "Bellen" in page or "what" in changes
    assert not FollowUp.objects.exists()


def test_what_came_of_it(browse: Browse, anna: User, absence: Contact, url: str) -> None:
    made = plan_follow_up(contact=absence, what="Bellen", due=FRIDAY, by=anna)
    page = browse(anna).get(url).content.decode()
    assert "Gepland: Bellen, vóór vrijdag 27 november." in page
    browse(anna).post(url, {"version": 1, "came_of_it": "Gesproken, was ziek"})
    made.refresh_from_db()
    assert (made.done_on, made.came_of_it) == (clock.today(), "Gesproken, was ziek")
    assert "Gesproken, was ziek" in browse(anna).get(url).content.decode()
    assert not FollowUp.objects.open().exists()


def test_two_people_who_settle_it(anna: User, absence: Contact, browse: Browse, url: str) -> None:
    made = plan_follow_up(contact=absence, what="Bellen", due=FRIDAY, by=anna)
    settle_follow_up(follow_up=made, version=1, came_of_it="Gesproken", by=anna)
    with pytest.raises(StaleRecord):
        settle_follow_up(follow_up=made, version=1, came_of_it="Niet gesproken", by=anna)
    page = browse(anna).post(url, {"version": 1, "came_of_it": "Niet gesproken"}).content.decode()
    assert "Gesproken" in page
    assert FollowUp.objects.get().came_of_it == "Gesproken"


def test_one_for_each_contact_and_none_for_one_that_took_place(anna: User, pair: Pair, absence: Contact) -> None:
    plan_follow_up(contact=absence, what="Bellen", due=FRIDAY, by=anna)
    for contact in (absence, logged(pair)):
        with pytest.raises(ValidationError):
            plan_follow_up(contact=contact, what="Bellen", due=FRIDAY, by=anna)
    assert FollowUp.objects.count() == 1


def test_a_stranger_finds_nothing(browse: Browse, chris: User, bram: User, url: str) -> None:
    assert browse(chris).get(url).status_code == 404
    assert browse(bram).get(url).status_code == 403


def call(pair: Pair, days: int, **fields: Any) -> Contact:
    return logged(pair, ago=dt.timedelta(days=days), **{"outcome": Outcome.NOT_REACHED} | fields)


def unplanned(*contacts: Contact) -> None:
    Contact.objects.filter(pk__in=[one.pk for one in contacts]).update(planned=False)


def test_three_attempts_in_vain_are_a_state(pair: Pair, anna: User) -> None:
    supervision = pair.supervision_id
    call(pair, 5, outcome=Outcome.TOOK_PLACE)
    unplanned(call(pair, 4), call(pair, 3))
    assert tried_in_vain([supervision]) == {}
    last = call(pair, 2)
    # An absence from an appointment at the office is no attempt.
    call(pair, 1, method=Method.OFFICE, outcome=Outcome.NO_SHOW)
    found = tried_in_vain([supervision])[supervision]
    assert (found.count, found.last_id, found.next_step) == (3, last.pk, "")
    plan_follow_up(contact=last, what="Langsgaan", due=FRIDAY, by=anna)
    assert tried_in_vain([supervision])[supervision].next_step == "Langsgaan"
    logged(pair)
    assert tried_in_vain([supervision]) == {}


def test_the_state_leads_to_what_can_be_done_next(browse: Browse, pair: Pair, anna: User) -> None:
    attempts = [call(pair, 4), call(pair, 3), call(pair, 2)]
    unplanned(*attempts)
    addresses = [reverse("remote_contact:follow_up", args=[pair.pk, one.pk]) for one in attempts]

    def link() -> tuple[str, str]:
        found = tried_in_vain([pair.supervision_id])[pair.supervision_id]
        assert f'href="{found.url(pair.pk)}"' in browse(anna).get(f"/pair/{pair.pk}/").content.decode()
        return found.url(pair.pk), found.action

    assert link() == (addresses[2], "Volgende stap kiezen")
    # The step stands with the second attempt, and is closed there.
    second = plan_follow_up(contact=attempts[1], what="Brief sturen", due=FRIDAY, by=anna)
    assert link() == (addresses[1], "Volgende stap afsluiten")
    settle_follow_up(follow_up=second, version=1, came_of_it="Verstuurd", by=anna)
    assert link() == (addresses[2], "Volgende stap kiezen")
    # The last one has had its step: there is nothing more to fill in, only to try again.
    third = plan_follow_up(contact=attempts[2], what="Langsgaan", due=FRIDAY, by=anna)
    settle_follow_up(follow_up=third, version=1, came_of_it="Niet thuis", by=anna)
    assert link() == (reverse("remote_contact:log", args=[pair.pk]), "Contact vastleggen")
    unplanned(call(pair, 1))
    assert link()[1] == "Volgende stap kiezen"


def test_the_timeline_tells_why_not_and_what_was_done(browse: Browse, pair: Pair, anna: User) -> None:
    missed = logged(pair, outcome=Outcome.NO_SHOW_REASON, reason="health", note="Belde af.")
    page = f"/pair/{pair.pk}/timeline/"
    assert "Belde af. Reden: ziekte of afspraak bij een arts." in browse(anna).get(page).content.decode()
    step = plan_follow_up(contact=missed, what="Bellen over morgen.", due=FRIDAY, by=anna)
    settle_follow_up(follow_up=step, version=1, came_of_it="Gesproken", by=anna)
    told = "Gepland: Bellen over morgen, vóór vrijdag 27 november. Afgesloten: Gesproken"
    assert told in browse(anna).get(f"{page}?q=gesproken").content.decode()
    assert told not in browse(anna).get(f"{page}?q=zwemmen").content.decode()


def test_what_was_taken_back_or_is_older_than_the_last_talk_does_not_count(pair: Pair) -> None:
    taken_back = call(pair, 1)
    unplanned(call(pair, 3), call(pair, 2), taken_back)
    Contact.objects.filter(pk=taken_back.pk).update(undone_at=clock.now())
    assert tried_in_vain([pair.supervision_id]) == {}


def test_a_whole_caseload_asks_two_queries(pair: Pair, anna: User, django_assert_num_queries: Any) -> None:
    pairs = [pair, *(start_pair(worker=anna, starts_on=dt.date(2026, 11, 1)) for _n in range(8))]
    for one in pairs:
        unplanned(*(call(one, days) for days in (1, 2, 3)))
    with django_assert_num_queries(2):
        assert len(tried_in_vain([one.supervision_id for one in pairs])) == 9
