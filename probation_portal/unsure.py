"""Messages of which nobody knows whether they left: what is shown of one, and what somebody can say about it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from messaging.channels.mail import message_id
from messaging.models import Channel, Message, Side
from probation_portal import message_words
from probation_portal.message_log import settle_url, unsure_for


def _said(value: Any) -> bool:
    return value == "yes"


class SettleForm(forms.Form):
    arrived = forms.TypedChoiceField(
        label=gettext_lazy("Is het bericht aangekomen?"),
        choices=[
            ("yes", gettext_lazy("Ja, het is aangekomen")),
            ("no", gettext_lazy("Nee, verstuur het opnieuw")),
        ],
        coerce=_said,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies of het bericht is aangekomen.")},
    )


@dataclass(frozen=True, slots=True)
class Unsure:
    """`who` is empty for whoever may see no person; `reference` is what the mail server's log has of it."""

    what: str
    who: str
    channel: str
    at: dt.datetime
    why: str
    reference: str
    url: str
    back: str
    client_ids: frozenset[uuid.UUID]


def card(user: User, message: Message) -> Unsure:
    is_admin = user.role == Role.ADMINISTRATOR
    pair = None if is_admin else message.pair
    to_client = pair is not None and message.side == Side.CLIENT
    return Unsure(
        what=message_words.title(message),
        who="" if is_admin else pair.client.first_name if pair and to_client else _("jou"),
        channel=str(Channel(message.channel).label),
        at=message.left_at or message.not_before,
        why=message_words.reason(message),
        reference=message_id(message.pk) if message.channel == Channel.EMAIL else str(message.pk),
        url=settle_url(message.pk),
        back=_back(is_admin, message),
        client_ids=frozenset({pair.supervision.client_id}) if pair else frozenset(),
    )


def _back(is_admin: bool, message: Message) -> str:
    if is_admin:
        return reverse("portal:operations")
    return reverse("portal:message_log", args=[message.pair_id]) if message.pair_id else reverse("portal:home")


def cards(user: User, *, at_most: int | None = None) -> list[Unsure]:
    """The oldest first."""
    return [card(user, message) for message in unsure_for(user)[:at_most]]
