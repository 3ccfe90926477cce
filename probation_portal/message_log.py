"""The messages of a pair as its worker or supervisor may see them, and what is unsure; ready to print."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Role, User
from alliance.message_log import shown_to
from caseload.access import pair_scope
from caseload.models import Pair
from messaging import states
from messaging.models import Channel, Message, MessageQuerySet, Side, State
from probation_portal import message_words

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class LogLine:
    """One message. `at`: when it left, or when it is or was to leave."""

    at: dt.datetime
    what: str
    to: str
    role: str
    channel: str
    tag_text: str
    tag_kind: str
    why: str
    settle_url: str = ""


def log_page(user: User, pair: Pair, number: str | None) -> "Page[Any]":
    """The newest first, so many at a time; `lines` makes them words."""
    at = Coalesce("left_at", "not_before")
    found = shown_to(user, Message.objects.filter(pair=pair)).annotate(at=at)
    return Paginator(found.order_by("-at", "kind", "side", "number", "pk"), PER_PAGE).get_page(number)


def lines(user: User, pair: Pair, messages: "Page[Any]") -> list[LogLine]:
    unsure = set(unsure_for(user).filter(pk__in=[m.pk for m in messages]).values_list("pk", flat=True))
    return [_line(pair, message, may_settle=message.pk in unsure) for message in messages]


def _line(pair: Pair, message: Message, *, may_settle: bool) -> LogLine:
    tag_text, tag_kind = message_words.outcome(message)
    left = message.left_at if message.state not in (State.NEW, State.CANCELLED) else None
    person = pair.worker if message.side == Side.WORKER else pair.client
    return LogLine(
        at=left or message.not_before,
        what=message_words.title(message),
        to=person.first_name,
        role=str(Side(message.side).label),
        channel=str(Channel(message.channel).label),
        tag_text=tag_text,
        tag_kind=tag_kind,
        why=message_words.reason(message),
        settle_url=settle_url(message.pk) if may_settle else "",
    )


def settle_url(pk: uuid.UUID) -> str:
    return reverse("portal:settle_message", args=[pk])


def messages_for(user: User) -> MessageQuerySet:
    """The messages that this person may settle: a worker's own and their clients', as far as they may know of them;
    an administrator's whole organisation, which they see without a person."""
    found = Message.objects.all()
    if not user.is_active:
        return found.none()
    if user.role == Role.WORKER:
        return shown_to(user, found.filter(pair_scope(user, "pair") | Q(user=user)))
    if user.role == Role.ADMINISTRATOR:
        return of_organisation(user.organisation_id)
    return found.none()


def of_organisation(organisation_id: uuid.UUID) -> MessageQuerySet:
    return Message.objects.filter(Q(pair__team__organisation=organisation_id) | Q(user__organisation=organisation_id))


def unsure_for(user: User) -> MessageQuerySet:
    """Those of which nobody knows whether they left, the oldest first."""
    unsure = messages_for(user) & states.unsure()
    return unsure.select_related("pair__supervision__client", "pair__worker").order_by("state_at", "pk")
