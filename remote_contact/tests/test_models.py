import datetime as dt

from accounts.models import User
from audit import clock
from caseload.actions import hand_over
from caseload.models import Pair
from caseload.tests.factories import start_pair
from remote_contact.models import Contact, Method, Outcome, Way
from remote_contact.tests.factories import logged


def test_contacts_are_seen_by_the_pairs_own_people(
    pair: Pair, anna: User, bram: User, colleague: User, chris: User, olaf: User, dewi: User, admin: User
) -> None:
    contact = logged(pair)
    assert list(Contact.objects.visible_to(anna)) == [contact]
    assert list(Contact.objects.visible_to(bram)) == [contact]
    for stranger in (colleague, chris, olaf, dewi, admin):
        assert not Contact.objects.visible_to(stranger).exists()


def test_contacts_belong_to_the_supervision(pair: Pair, anna: User, colleague: User) -> None:
    contact = logged(pair)
    logged(start_pair(worker=anna))
    later = hand_over(pair=pair, to=colleague, on=clock.today(), by=None)
    assert list(Contact.objects.of_supervision_of(later)) == [contact]


def test_the_latest_moment_comes_first(pair: Pair) -> None:
    older, newer = logged(pair, ago=dt.timedelta(days=2)), logged(pair)
    assert list(Contact.objects.all()) == [newer, older]


def test_only_what_was_held_took_place(pair: Pair) -> None:
    assert logged(pair).took_place
    assert not logged(pair, outcome=Outcome.TECHNICAL).took_place


def test_meeting_in_person_is_not_remote(pair: Pair) -> None:
    ways = {method: logged(pair, method=method).way for method in (Method.WALK, Method.VIDEO, Method.LETTER)}
    assert ways == {Method.WALK: Way.FACE_TO_FACE, Method.VIDEO: Way.REMOTE_TALK, Method.LETTER: Way.WRITTEN}
