"""What a worker typed about a contact and has not saved: where they go on, and what else there is to go on with."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from caseload import days
from caseload.models import Pair
from remote_contact.models import ContactDraft

MOST = 10
FIRST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft in a line: "Je was bezig op 23 nov. om 14:03", and the first words of its note."""

    id: uuid.UUID
    when: str
    words: str


def drafts_of(user: User, pair: Pair) -> list[ContactDraft]:
    return list(ContactDraft.objects.of(user, pair)[:MOST])


def going_on(drafts: list[ContactDraft], *, asked: str, empty: bool, appointment: str) -> ContactDraft | None:
    """The draft to go on with: the one asked for, that of this appointment, or the only one there is."""
    if asked:
        return next((draft for draft in drafts if str(draft.pk) == asked), None)
    if appointment:
        return next((draft for draft in drafts if draft.typed.get("appointment") == appointment), None)
    return drafts[0] if len(drafts) == 1 and not empty else None


def offer(draft: ContactDraft) -> Offer:
    words = Truncator(" ".join(str(draft.typed.get("note", "")).split())).chars(FIRST_WORDS)
    return Offer(draft.pk, when(draft.saved_at), words)


def when(moment: dt.datetime) -> str:
    """ "vandaag om 14:03", "23 nov. om 14:03"."""
    day, today = timezone.localdate(moment), clock.today()
    words = {"day": days.near(day, today), "time": days.clock_time(moment)}
    return (_("vandaag om %(time)s") if day == today else _("%(day)s om %(time)s")) % words
