"""The client's PIN and link."""

import datetime as dt
import uuid

import pytest

from accounts.models import User
from alliance import actions
from alliance.actions import PinOutcome
from alliance.models import ClientLink, ClientPin, Measurement, Rater
from alliance.tests.factories import answer
from audit import clock
from audit.models import Action, Event, Reason
from caseload.actions import end_supervision
from caseload.models import FormerAddress, Pair
from caseload.versions import StaleRecord
from messaging import delivery
from messaging.models import Message, State


@pytest.fixture
def token(intake: Measurement) -> str:
    return actions.new_link(measurement=intake)


@pytest.fixture
def pin(pair: Pair, anna: User) -> str:
    return actions.give_pin(pair=pair, handed_over_by="face_to_face", by=anna)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_six_digits_and_only_their_hash(pair: Pair, pin: str) -> None:
    assert len(pin) == 6
    assert pin.isdigit()
    assert pin not in ClientPin.objects.get().pin_hash


def test_a_link_is_kept_hashed_and_is_long_enough(token: str) -> None:
    link = ClientLink.objects.get()
    assert token not in link.token_hash
    # 32 characters of 6 bits each: above the 128 that are asked.
    assert len(token) * 6 >= 128


def test_right_pin_lets_in_again_and_again(token: str, pin: str, intake: Measurement) -> None:
    for _ in range(3):
        result = actions.try_pin(token=token, pin=pin)
        assert (result.outcome, result.measurement) == (PinOutcome.IN, intake)


def test_five_wrong_pins_freeze_it_and_tell_the_worker_once(token: str, pin: str) -> None:
    outcomes = [actions.try_pin(token=token, pin=wrong(pin)) for _ in range(6)]
    assert [r.tries_left for r in outcomes[:4]] == [4, 3, 2, 1]
    assert [r.outcome for r in outcomes[3:]] == [PinOutcome.WRONG, PinOutcome.FROZEN, PinOutcome.FROZEN]
    assert actions.try_pin(token=token, pin=pin).outcome is PinOutcome.FROZEN
    assert Message.objects.filter(kind="alliance.pin_frozen", side="worker").count() == 1
    failed = Event.objects.filter(action=Action.SIGN_IN_FAILED, what="pin").order_by("pk")
    # The sixth and the seventh within a minute: one event.
    assert list(failed.values_list("reason", flat=True)) == [Reason.WRONG] * 5 + [Reason.THROTTLED]
    assert {event.subjects.count() for event in failed} == {1}


def test_a_right_pin_clears_the_count(token: str, pin: str) -> None:
    for _ in range(2):
        for _ in range(4):
            actions.try_pin(token=token, pin=wrong(pin))
        assert actions.try_pin(token=token, pin=pin).outcome is PinOutcome.IN


def test_a_new_pin_opens_a_frozen_way_in_and_ends_the_old_one(token: str, pin: str, pair: Pair, anna: User) -> None:
    before = actions.try_pin(token=token, pin=pin).credential
    for _ in range(5):
        actions.try_pin(token=token, pin=wrong(pin))
    new = actions.give_pin(pair=pair, handed_over_by="phone", by=anna)
    result = actions.try_pin(token=token, pin=new)
    assert result.outcome is PinOutcome.IN
    assert result.credential != before
    if new != pin:
        assert actions.try_pin(token=token, pin=pin).outcome is PinOutcome.WRONG
    assert Message.objects.filter(kind="alliance.pin_renewed", side="client").count() == 1
    assert Event.objects.filter(what="pin", action=Action.CREDENTIAL).count() == 2


def test_without_a_pin_a_link_opens_nothing(token: str) -> None:
    assert actions.try_pin(token=token, pin="000000").outcome is PinOutcome.DEAD


@pytest.mark.parametrize("how", ["answered", "closed", "ended", "revoked", "unknown"])
def test_a_dead_link_is_dead_in_one_way(how: str, token: str, pin: str, intake: Measurement, pair: Pair) -> None:
    now = clock.now()
    if how == "answered":
        answer(intake, Rater.CLIENT)
    elif how == "closed":
        now += dt.timedelta(days=60)
    elif how == "ended":
        end_supervision(pair=pair, on=clock.today(), reason="completed", by=None)
    elif how == "revoked":
        ClientLink.objects.update(revoked_at=now)
    else:
        token = ClientLink.new_token()
    with clock.at(now):
        result = actions.try_pin(token=token, pin=pin)
    assert (result.outcome, result.measurement, result.credential) == (PinOutcome.DEAD, None, None)
    assert ClientPin.objects.get().wrong_tries == 0


def test_the_invitation_carries_a_link_and_no_name_of_the_service(pair: Pair, pin: str, mailoutbox) -> None:  # noqa: ANN001
    actions.plan_measurements(today=clock.today())
    actions.open_due(today=clock.today())
    delivery.deliver_due()
    [mail] = [m for m in mailoutbox if m.to == ["cas@example.org"]]
    assert "/v/" in mail.body
    for word in ("reclassering", "toezicht", "Verhoeven", "Anna", "Noord", pin):
        assert word.lower() not in (mail.subject + mail.body).lower()


def test_a_changed_address_is_told_at_the_old_one_once(pair: Pair, anna: User, mailoutbox) -> None:  # noqa: ANN001
    client = pair.supervision.client
    for address in ("nieuw@example.org", "nieuw@example.org"):
        client = actions.change_contact_details(pair=pair, version=client.version, by=anna, email=address)
    assert FormerAddress.objects.get().email == "cas@example.org"
    delivery.deliver_due()
    assert [m.to for m in mailoutbox] == [["cas@example.org"]]
    assert "nieuw@example.org" not in mailoutbox[0].body


def test_a_stale_change_is_refused(pair: Pair, anna: User) -> None:
    actions.change_contact_details(pair=pair, version=1, by=anna, mobile="0612345678")
    with pytest.raises(StaleRecord) as refused:
        actions.change_contact_details(pair=pair, version=1, by=anna, mobile="0687654321")
    assert refused.value.current.mobile == "0612345678"


@pytest.mark.parametrize("change", ["answered", "not now", "no address", "ended"])
def test_looked_up_again_at_the_moment_of_sending(
    change: str,
    pair: Pair,
    pin: str,
    anna: User,
    mailoutbox,  # noqa: ANN001
) -> None:
    actions.plan_measurements(today=clock.today())
    actions.open_due(today=clock.today())
    measurement = Measurement.objects.get(kind="intake")
    if change == "answered":
        answer(measurement, Rater.CLIENT)
    elif change == "not now":
        actions.say_not_now(measurement=measurement, rater=Rater.CLIENT, by=None)
    elif change == "no address":
        type(pair.supervision.client).objects.update(email="")
    else:
        end_supervision(pair=pair, on=clock.today(), reason="completed", by=None)
    delivery.deliver_due()
    message = Message.objects.get(kind="alliance.invitation", side="client")
    assert message.state == State.CANCELLED
    assert message.reason
    assert not [m for m in mailoutbox if "cas" in m.to[0]]


def test_a_second_try_of_a_message_puts_its_link_in_the_place_of_the_first(intake: Measurement, pair: Pair) -> None:
    first_message, second_message = uuid.uuid4(), uuid.uuid4()
    opened = actions.new_link(measurement=intake, message_id=first_message)
    other = actions.new_link(measurement=intake, message_id=second_message)
    loose = actions.new_link(measurement=intake)
    again = [actions.new_link(measurement=intake, message_id=second_message) for _ in range(3)]
    live = [bool(actions.live_measurement(token)) for token in (opened, other, loose, *again)]
    assert live == [True, False, True, False, False, True]
