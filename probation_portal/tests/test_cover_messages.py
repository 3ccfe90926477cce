"""Who is told of cover, once, discreetly, and only while it is so."""

from django.core import mail
from django.db import transaction

from accounts.models import User
from audit import clock
from caseload import shielding
from caseload.models import Cover, Pair
from caseload.tests.factories import start_pair
from messaging.delivery import deliver_due
from messaging.models import Message, State
from probation_portal import actions, cover_messages
from probation_portal.tests.covering import stands


def sent() -> dict[str, str]:
    mail.outbox.clear()
    deliver_due()
    return {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}


def test_everybody_is_told_once_and_discreetly(pair: Pair, anna: User, chris: User, bram: User) -> None:
    stands(anna, chris, bram)
    assert Message.objects.filter(kind=cover_messages.TOLD).count() == 3
    found = sent()
    assert set(found) == {anna.email, chris.email, pair.client.email}
    told = found[pair.client.email]
    assert "Van 23 november tot en met 4 december helpt Chris je." in told
    for text in found.values():
        for never in ("eclasser", "toezicht", "Verhoeven", anna.last_name, chris.last_name, "ziek", "verlof"):
            assert never not in text
    assert sent() == {}


def test_looked_at_again_as_it_leaves(pair: Pair, anna: User, chris: User, bram: User, colleague: User) -> None:
    cover = stands(anna, chris, bram)
    actions.stop_cover(cover=cover, by=bram)
    assert sent() == {}
    assert set(Message.objects.values_list("state", flat=True)) == {State.CANCELLED}
    # Each reason by itself, as the message leaves.
    for change in (
        lambda: Cover.objects.update(stopped_at=clock.now(), stopped_by=bram),
        lambda: User.objects.filter(pk=chris.pk).update(is_active=False),
        lambda: shielding.shield(pair=pair, reason="een buurman", by=bram),
        lambda: actions.hand_over(pair=pair, to=colleague, on=clock.today(), by=bram),
        lambda: type(pair.team).objects.update(invitations_since=None),
    ):
        with transaction.atomic():
            fresh = stands(anna, chris, bram)
            told = Message.objects.get(kind=cover_messages.TOLD, subject_id=fresh.pk, pair=pair)
            change()
            told = Message.objects.with_people().get(pk=told.pk)
            assert cover_messages._recheck_told(told) != ""
            transaction.set_rollback(True)
    with transaction.atomic():
        fresh = stands(anna, chris, bram)
        told = Message.objects.with_people().get(kind=cover_messages.TOLD, subject_id=fresh.pk, pair=pair)
        assert cover_messages._recheck_told(told) == ""


def test_who_was_told_hears_that_it_stopped(pair: Pair, anna: User, chris: User, bram: User) -> None:
    cover = stands(anna, chris, bram)
    sent()
    # This one began since, and its client was not reached yet.
    later = start_pair(worker=anna, first_name="Later", email="later@example.org")
    cover_messages.tell_of_pair(pair=later)
    actions.stop_cover(cover=cover, by=bram)
    found = sent()
    assert set(found) == {anna.email, chris.email, pair.client.email}
    assert "Chris vervangt Anna niet meer." in found[pair.client.email]
    assert sent() == {}


def test_whose_supervision_begins_meanwhile_is_told_too(
    pair: Pair, anna: User, chris: User, colleague: User, bram: User
) -> None:
    stands(anna, chris, bram)
    sent()
    other = start_pair(worker=colleague, first_name="Nieuw", email="nieuw@example.org")
    actions.hand_over(pair=other, to=anna, on=clock.today(), by=bram)
    told = Message.objects.filter(kind=cover_messages.TOLD, state=State.NEW)
    assert [message.pair.supervision_id for message in told] == [other.supervision_id]


def test_nothing_to_clients_of_a_team_whose_messages_are_off(pair: Pair, anna: User, chris: User, bram: User) -> None:
    pair.team.invitations_since = None
    pair.team.save()
    stands(anna, chris, bram)
    assert {message.recipient_id for message in Message.objects.all()} == {anna.pk, chris.pk}
