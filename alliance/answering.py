"""The answering session in the browser: which measurement someone without an account may answer here, and until when.

The ticket in `request.session` only says who was let in; at every page the database is asked anew whether that still
holds. Whoever signs in has no ticket: on a shared tablet the worker must not come upon the client's questions.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from accounts.models import Organisation
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
    LEFT = "left"
    NOT_ME = "not_me"
    OTHER = "other"


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
    """`notice_version`: of the "wie ziet wat ik invul?" that was read here; empty before "Beginnen".

    `language`: of the questions, if another was chosen here. `asked` and `told`: whether the question about company
    was answered here, and whether the words about what to talk about are of this visit and so may be shown in it.
    """

    measurement: Measurement
    draft: Draft | None
    credential: str
    way: Way
    notice_version: str
    open_until: dt.datetime
    language: str = ""
    asked: bool = False
    told: bool = False

    @property
    def seconds(self) -> int:
        """How long the session lasts if nothing more is heard."""
        return max(int((self.open_until - clock.now()).total_seconds()), 0)

    @property
    def worker(self) -> str:
        return str(self.measurement.pair.worker.first_name)


def let_in(request: HttpRequest, *, measurement: Measurement, credential: uuid.UUID, way: Way) -> None:
    """Begin a new session that holds nothing but this ticket; whoever was signed in here no longer is.

    What was still to be told to them is not for the client's eyes.
    """
    list(get_messages(request))
    request.session.flush()
    rotate_token(request)
    request.session[TICKET] = {
        "measurement": str(measurement.pk),
        "credential": str(credential),
        "way": str(way),
        "notice": "",
        "language": "",
        "asked": False,
        "told": False,
        "seen": clock.now().isoformat(),
    }


def organisation(request: HttpRequest) -> Organisation | None:
    """Whose client was let in here; None without a ticket."""
    kept = request.session.get(TICKET) if hasattr(request, "session") else None
    return Organisation.objects.filter(teams__pairs__measurements=kept["measurement"]).first() if kept else None


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
    return Ticket(
        measurement,
        draft,
        kept["credential"],
        way,
        kept["notice"],
        dt.datetime.fromisoformat(kept["seen"]) + IDLE,
        kept["language"],
        kept["asked"],
        kept["told"],
    )


def _pin_stands(measurement: Measurement, credential: str) -> bool:
    return ClientPin.objects.filter(client=measurement.pair.supervision.client_id, credential=credential).exists()


def refused(refusal: Refusal, way: Way) -> Stopped:
    return Stopped(Why.ALREADY if refusal is Refusal.ALREADY else Why.CLOSED, way)


def stay(request: HttpRequest) -> dt.datetime:
    """Someone is here: the twenty minutes begin again; until when. By the minute, so that not every answer writes."""
    seen, now = dt.datetime.fromisoformat(request.session[TICKET]["seen"]), clock.now()
    if now - seen > dt.timedelta(minutes=1):
        seen = now
        note(request, seen=now.isoformat())
    return seen + IDLE


def note(request: HttpRequest, **facts: str | bool) -> None:
    """Keep with the ticket what happened in this visit."""
    request.session[TICKET] = request.session[TICKET] | facts


def leave(request: HttpRequest) -> bool:
    """ "Snel weg": end the session, so that going back shows nothing; True if this is the worker's tablet.

    Drafts stay. Whoever signed in, or has no session here, is left alone.
    """
    if request.user.is_authenticated:
        return False
    kept = request.session.get(TICKET) or request.session.get(STOPPED)
    if not kept:
        return False
    way = str(kept["way"])
    request.session.flush()
    request.session[STOPPED] = {"why": str(Why.LEFT), "way": way, "last_day": ""}
    return way == Way.OFFICE


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
