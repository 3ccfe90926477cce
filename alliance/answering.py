"""The answering session in the browser: which measurement someone without an account may answer here, and until when.

The ticket in `request.session` only says who was let in; at every page the database is asked anew whether that still
holds. Whoever signs in has no ticket: on a shared tablet the worker must not come upon the client's questions.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from alliance.actions import Refusal, own_side
from alliance.models import ClientPin, Draft, Measurement, Rater, Way
from audit import clock

IDLE = dt.timedelta(minutes=20)
TICKET = "alliance_ticket"
STOPPED = "alliance_stopped"


class Why(StrEnum):
    """Why there is nothing (more) to fill in here."""

    EXPIRED = "expired"
    RENEWED = "renewed"
    CLOSED = "closed"
    ALREADY = "already"
    DONE = "done"
    NOT_NOW = "not_now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Stopped:
    why: Why
    way: Way = Way.LINK
    last_day: dt.date | None = None

    @property
    def on_tablet(self) -> bool:
        return self.way == Way.OFFICE


@dataclass(frozen=True, slots=True)
class Ticket:
    """`notice_version`: of the "wie ziet wat ik invul?" that was read here; empty before "Beginnen"."""

    measurement: Measurement
    draft: Draft | None
    credential: str
    way: Way
    notice_version: str

    @property
    def worker(self) -> str:
        return str(self.measurement.pair.worker.first_name)


def let_in(request: HttpRequest, *, measurement: Measurement, credential: uuid.UUID, way: Way) -> None:
    """Begin a new session that holds nothing but this ticket; whoever was signed in here no longer is."""
    request.session.flush()
    rotate_token(request)
    request.session[TICKET] = {
        "measurement": str(measurement.pk),
        "credential": str(credential),
        "way": str(way),
        "notice": "",
        "seen": clock.now().isoformat(),
    }


def entry(request: HttpRequest) -> Ticket | Stopped:
    """The ticket, if it still opens the questions, or why it does not. Reads only."""
    if request.user.is_authenticated:
        return Stopped(Why.EXPIRED)
    if stopped := request.session.get(STOPPED):
        day = stopped["last_day"]
        return Stopped(Why(stopped["why"]), Way(stopped["way"]), dt.date.fromisoformat(day) if day else None)
    kept = request.session.get(TICKET)
    if not kept:
        return Stopped(Why.EXPIRED)
    way = Way(kept["way"])
    measurement = Measurement.objects.with_people().filter(pk=kept["measurement"]).first()
    if measurement is None or clock.now() - dt.datetime.fromisoformat(kept["seen"]) > IDLE:
        return Stopped(Why.EXPIRED, way)
    if way == Way.LINK and not _pin_stands(measurement, kept["credential"]):
        return Stopped(Why.RENEWED, way)
    draft, refusal = own_side(measurement=measurement, rater=Rater.CLIENT)
    if refusal is not None:
        return refused(refusal, way)
    return Ticket(measurement, draft, kept["credential"], way, kept["notice"])


def _pin_stands(measurement: Measurement, credential: str) -> bool:
    return ClientPin.objects.filter(client=measurement.pair.supervision.client_id, credential=credential).exists()


def refused(refusal: Refusal, way: Way) -> Stopped:
    return Stopped(Why.ALREADY if refusal is Refusal.ALREADY else Why.CLOSED, way)


def stay(request: HttpRequest) -> None:
    """Someone is here: the twenty minutes begin again. Kept by the minute, so that not every answer writes it."""
    kept = request.session[TICKET]
    now = clock.now()
    if now - dt.datetime.fromisoformat(kept["seen"]) > dt.timedelta(minutes=1):
        request.session[TICKET] = kept | {"seen": now.isoformat()}


def has_read(request: HttpRequest, notice_version: str) -> None:
    request.session[TICKET] = request.session[TICKET] | {"notice": notice_version}


def stop(request: HttpRequest, ticket: Ticket, why: Why) -> None:
    """End the session; what is left knows only how it ended, so that the page can be shown again."""
    if why is Why.DONE:
        # The same session goes on without a ticket, so that a second tab still learns that it was sent. Should an
        # answer on its way write the ticket back, then it opens nothing: the response is in.
        request.session.pop(TICKET, None)
    else:
        request.session.flush()
    last_day = ticket.measurement.last_day if why in (Why.NOT_NOW, Why.LATER) else None
    request.session[STOPPED] = {
        "why": str(why),
        "way": str(ticket.way),
        "last_day": last_day.isoformat() if last_day else "",
    }
