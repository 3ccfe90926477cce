"""Contacts in words: the last one, and lines of the timeline."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from audit import clock
from caseload import days
from caseload.models import Pair
from caseload.timeline import Entry, Look
from remote_contact.lists import Lists
from remote_contact.models import Contact, FollowUp

SHORT_NOTE = 180


@dataclass(frozen=True, slots=True)
class LastContact:
    when: str
    note: str


def last_contact(pair: Pair, words: Lists) -> LastContact | None:
    """The latest contact of the supervision: the present worker reads on where the last one stopped."""
    contact = _newest(pair).first()
    if contact is None:
        return None
    day = days.near(timezone.localtime(contact.at).date(), clock.today())
    return LastContact(f"{day}, {_title(contact, words).lower()}", contact.note)


def _newest(pair: Pair) -> QuerySet[Contact]:
    """Of contacts at the same minute the one logged last comes first."""
    return Contact.objects.of_supervision_of(pair).order_by("-at", "-logged_at")


def last_method(pair: Pair) -> str:
    """The way of contact that this pair used last, "" before their first."""
    return (
        Contact.objects.standing()
        .filter(pair=pair)
        .order_by("-at", "-logged_at")
        .values_list("method", flat=True)
        .first()
        or ""
    )


def contact_line(contact: Contact, words: Lists) -> Entry:
    """One line of the timeline; a long note is shortened in `why`, whole in `note`. Of what did not take place also why
    not, and what is done about it."""
    at = timezone.localtime(contact.at)
    short = Truncator(contact.note).chars(SHORT_NOTE)
    after = "" if contact.took_place else _after(contact)
    return Entry(
        day=at.date(),
        title=_title(contact, words),
        why=f"{short} {after}".strip(),
        note=f"{contact.note}\n\n{after}".strip() if short != contact.note else "",
        look=Look.PLAIN if contact.took_place else Look.MISSED,
        order=at.time(),
        time=days.clock_time(contact.at),
        id=contact.pk,
    )


def _after(contact: Contact) -> str:
    told = [_("Reden: %(reason)s.") % {"reason": contact.get_reason_display()}] if contact.reason else []
    step: FollowUp | None = getattr(contact, "follow_up", None)
    if step is not None:
        told.append(
            _("Gepland: %(plan)s, vóór %(due)s.") % {"plan": step.what.rstrip("."), "due": days.weekday_long(step.due)}
        )
    if step is not None and step.came_of_it:
        told.append(_("Afgesloten: %(came)s") % {"came": step.came_of_it})
    return " ".join(told)


def _title(contact: Contact, words: Lists) -> str:
    """ "Telefoon, 25 minuten", "Telefoon, niet bereikt", and of a sensitive one that it is."""
    title = _plain_title(contact, words)
    return _("%(title)s, gevoelig") % {"title": title} if contact.sensitive else title


def _plain_title(contact: Contact, words: Lists) -> str:
    method = words.method(contact.method)
    if not contact.took_place:
        return _("%(method)s, %(outcome)s") % {
            "method": method,
            "outcome": words.outcome(contact.outcome).lower(),
        }
    if contact.minutes is None:
        return method
    return _("%(method)s, %(minutes)s minuten") % {"method": method, "minutes": contact.minutes}
