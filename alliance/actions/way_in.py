"""The client's way in: PIN, personal link, the tablet at the office, and the address the link goes to."""

import secrets
import uuid
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from accounts.models import User
from alliance.actions.answering import CannotAnswer, Refusal, own_side, read_sides
from alliance.actions.not_me import said_since_pin
from alliance.actions.planning import queue_invitations
from alliance.models import ClientLink, ClientPin, HandedOverBy, Measurement, Rater, Response
from audit import clock
from audit.models import Action, Purpose, Reason
from audit.record import first_this_minute, record
from caseload import actions as caseload_actions
from caseload.models import Client, FormerAddress, Pair
from messaging import actions as outbox
from messaging.models import Channel, Side
from messaging.reach import has_address

MAX_WRONG_TRIES = 5
PIN_RENEWED = "alliance.pin_renewed"
PIN_FROZEN = "alliance.pin_frozen"
ADDRESS_CHANGED = "alliance.address_changed"


@transaction.atomic
def give_pin(*, pair: Pair, handed_over_by: HandedOverBy | str, by: User) -> str:
    """Make the client's PIN, or a new one in its place, and return it: this is the only time that it is known.

    A new PIN opens a frozen way in again, shows out whoever came in with the old one, and is told to the client. The
    client is invited to what is open.
    """
    client = pair.supervision.client
    pin = f"{secrets.randbelow(1_000_000):06d}"
    now = clock.now()
    stamp = now.isoformat(timespec="seconds")
    first_link_went_astray = said_since_pin(client.pk).exists()
    _row, made = ClientPin.objects.update_or_create(
        client=client,
        defaults={
            "pin_hash": make_password(pin),
            "credential": uuid.uuid4(),
            "made_at": now,
            "made_by": by,
            "handed_over_by": handed_over_by,
            "wrong_tries": 0,
            "frozen_at": None,
        },
    )
    record(Action.CREDENTIAL, by=by, what="pin", subjects=[client.pk], object_id=pair.pk)
    if not made and has_address(client, Channel):
        outbox.queue(
            [outbox.message(kind=PIN_RENEWED, subject_id=client.pk, side=Side.CLIENT, pair=pair, moment=stamp)]
        )
    if pair.team.invitations_since is not None:
        today = clock.today()
        asked = Measurement.objects.open_on(today).not_paused(today).filter(pair=pair).with_people()
        queue_invitations(asked, again=stamp if first_link_went_astray else "")
    return pin


@transaction.atomic
def new_link(*, measurement: Measurement, message_id: uuid.UUID | None = None) -> str:
    """Make a personal link at the moment of sending and return its token; only the hash stays here.

    One link per message: what an earlier try of the same message made never left, or nobody has opened it.
    """
    if message_id is not None:
        ClientLink.objects.filter(message_id=message_id, opened_at__isnull=True, revoked_at__isnull=True).delete()
    token = ClientLink.new_token()
    ClientLink.objects.create(
        token_hash=ClientLink.hash_of(token), measurement=measurement, message_id=message_id, made_at=clock.now()
    )
    return token


class PinOutcome(Enum):
    IN = "in"
    WRONG = "wrong"
    FROZEN = "frozen"
    DEAD = "dead"


@dataclass(frozen=True)
class PinResult:
    outcome: PinOutcome
    measurement: Measurement | None = None
    credential: uuid.UUID | None = None
    tries_left: int = 0


def live_measurement(token: str) -> Measurement | None:
    """The measurement behind a link, if its client may still answer it. Never changes anything."""
    link = (
        ClientLink.objects.filter(token_hash=ClientLink.hash_of(token), revoked_at__isnull=True)
        .select_related(
            "measurement__pair__supervision__client", "measurement__pair__worker", "measurement__instrument"
        )
        .first()
    )
    if link is None:
        # As many questions as a link that was made costs: how long it takes tells nobody which ones ever were.
        read_sides(uuid.uuid4(), Rater.CLIENT)
        return None
    return link.measurement if client_may_answer(link.measurement) else None


def client_may_answer(measurement: Measurement) -> bool:
    return own_side(measurement=measurement, rater=Rater.CLIENT)[1] is None


def try_pin(*, token: str, pin: str) -> PinResult:
    """Try a PIN on a link. Every try is counted, and stays counted whatever happens to the page around it."""
    measurement = live_measurement(token)
    row = ClientPin.objects.filter(client=measurement.pair.supervision.client_id).first() if measurement else None
    if measurement is None or row is None:
        return PinResult(PinOutcome.DEAD)
    # The try is taken before the PIN is compared: eight tries at once are eight tries.
    taken = ClientPin.objects.filter(pk=row.pk, frozen_at__isnull=True, wrong_tries__lt=MAX_WRONG_TRIES).update(
        wrong_tries=F("wrong_tries") + 1
    )
    if not taken:
        _freeze_if_spent(row, measurement.pair)
        if first_this_minute(f"pin:{row.pk}"):
            _failed(row, measurement.pair, Reason.THROTTLED)
        return PinResult(PinOutcome.FROZEN)
    if check_password(pin, row.pin_hash):
        return _let_in(measurement, row, token)
    _failed(row, measurement.pair, Reason.WRONG)
    row.refresh_from_db()
    left = max(MAX_WRONG_TRIES - row.wrong_tries, 0)
    if left == 0:
        _freeze(row, measurement.pair)
        return PinResult(PinOutcome.FROZEN)
    return PinResult(PinOutcome.WRONG, tries_left=left)


@transaction.atomic
def _let_in(measurement: Measurement, row: ClientPin, token: str) -> PinResult:
    # Only if this very PIN still stands: a renewal in between shuts it out.
    if not ClientPin.objects.filter(pk=row.pk, credential=row.credential, frozen_at__isnull=True).update(wrong_tries=0):
        return PinResult(PinOutcome.FROZEN)
    ClientLink.objects.filter(token_hash=ClientLink.hash_of(token), opened_at__isnull=True).update(
        opened_at=clock.now()
    )
    record(
        Action.SIGN_IN,
        by=None,
        role="client",
        what="personal link",
        subjects=[measurement.pair.supervision.client_id],
        object_id=measurement.pk,
        purpose=Purpose.OWN,
        organisation_id=measurement.pair.team.organisation_id,
    )
    return PinResult(PinOutcome.IN, measurement, row.credential)


def _failed(row: ClientPin, pair: Pair, reason: Reason) -> None:
    """Somebody with the link, perhaps not the client, got no further."""
    record(
        Action.SIGN_IN_FAILED,
        by=None,
        role="unknown",
        what="pin",
        subjects=[row.client_id],
        object_id=pair.pk,
        purpose=Purpose.OWN,
        organisation_id=pair.team.organisation_id,
        reason=reason,
    )


def _freeze_if_spent(row: ClientPin, pair: Pair) -> None:
    """A fifth try that was taken and never judged (the process died) locks the client out: then the worker is told too.

    Only when nobody can still be judging it: the PIN was used up at the moment this try began.
    """
    if row.wrong_tries >= MAX_WRONG_TRIES:
        _freeze(row, pair)


@transaction.atomic
def _freeze(row: ClientPin, pair: Pair) -> None:
    if not ClientPin.objects.filter(pk=row.pk, frozen_at__isnull=True).update(frozen_at=clock.now()):
        return
    record(
        Action.REFUSED,
        by=None,
        role="client",
        what="pin frozen",
        subjects=[row.client_id],
        object_id=pair.pk,
        purpose=Purpose.OWN,
        organisation_id=pair.team.organisation_id,
    )
    stamp = clock.now().isoformat(timespec="seconds")
    outbox.queue([outbox.message(kind=PIN_FROZEN, subject_id=row.client_id, side=Side.WORKER, pair=pair, moment=stamp)])


@transaction.atomic
def hand_over_tablet(*, measurement: Measurement, by: User) -> uuid.UUID:
    """The client answers on the worker's tablet: returns the credential of this visit. Earlier answers stay hidden.

    Only once the worker's own side is in: the tablet asks for no PIN, so a worker who has not submitted could open it
    alone and see from "al verstuurd" that the client has. Raises CannotAnswer.
    """
    if not Response.objects.standing().filter(measurement=measurement, rater=Rater.WORKER).exists():
        raise CannotAnswer(Refusal.OWN_SIDE_FIRST)
    _draft, refusal = own_side(measurement=measurement, rater=Rater.CLIENT)
    if refusal is not None:
        raise CannotAnswer(refusal)
    client_id = measurement.pair.supervision.client_id
    record(Action.CREDENTIAL, by=by, what="tablet at the office", subjects=[client_id], object_id=measurement.pk)
    return uuid.uuid4()


@transaction.atomic
def change_contact_details(*, pair: Pair, version: int, by: User, **fields: str) -> Client:
    """Change how a client is reached; a replaced address is told so, once, at that old address."""
    old = pair.supervision.client.email
    client = caseload_actions.change_client(client=pair.supervision.client, version=version, by=by, **fields)
    if old and old != client.email:
        # Only one that was replaced here and now: what an import replaced long ago is told nothing.
        former = FormerAddress.objects.filter(client=client, email=old).latest("replaced_at")
        outbox.queue([outbox.message(kind=ADDRESS_CHANGED, subject_id=former.pk, side=Side.CLIENT, pair=pair)])
    return client
