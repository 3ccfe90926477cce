"""Contacts and appointments as lines of a pair's timeline."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import clock
from caseload import days
from caseload.lines import Source, any_of
from caseload.models import Pair
from caseload.timeline import Entry, Kind, Look
from remote_contact.lists import Entry as Word
from remote_contact.lists import Lists, lists_of
from remote_contact.models import Appointment, AppointmentState, Contact
from remote_contact.presenters.contacts import contact_line


def _contacts(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    words = lists_of(pair.team.organisation_id)
    for contact in Contact.objects.filter(pk__in=pks).select_related("follow_up"):
        yield contact_line(contact, words)


def _contact_words(pair: Pair, word: str) -> Q:
    """A word of the note or of what follows, or of what the organisation calls the method or the outcome."""
    lists = lists_of(pair.team.organisation_id)
    by_method, by_outcome = _codes(lists.methods, word), _codes(lists.outcomes, word)
    missed = Q(took_place=False, outcome__in=by_outcome)
    return any_of(word, "note", "follow_up__what", "follow_up__came_of_it") | Q(method__in=by_method) | missed


def _codes(entries: Mapping[str, Word], word: str) -> list[str]:
    return [code for code, entry in entries.items() if word.casefold() in str(entry.label).casefold()]


def _appointments(pair: Pair) -> "QuerySet[Appointment]":
    return Appointment.objects.of_supervision_of(pair)


def _planned(pair: Pair, ahead: bool) -> "QuerySet[Appointment]":
    """Those that stand. Of which came a contact is told by the contact; what is yet to come only on request."""
    found = _appointments(pair).filter(state__in=[AppointmentState.PLANNED, AppointmentState.DONE], contact=None)
    return found if ahead else found.filter(starts_at__lte=clock.now())


def _changed(pair: Pair, ahead: bool) -> "QuerySet[Appointment]":
    """Moved and called off, on the day when that was done."""
    found = _appointments(pair).filter(changed_at__isnull=False)
    return found.filter(state__in=[AppointmentState.MOVED, AppointmentState.CANCELLED])


def _planned_lines(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    lists = lists_of(pair.team.organisation_id)
    for one in Appointment.objects.filter(pk__in=pks):
        at = timezone.localtime(one.starts_at)
        title = _("Gepland: %(method)s") % {"method": _method(lists, one)}
        over = _("Nog niet vastgelegd wat ervan kwam.") if one.starts_at < clock.now() else ""
        why = ". ".join(filter(None, (one.place.rstrip("."), over)))
        yield Entry(at.date(), title, why=why, order=at.time(), time=days.clock_time(at), id=one.pk)


def _changed_lines(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    lists = lists_of(pair.team.organisation_id)
    for one in Appointment.objects.filter(pk__in=pks).select_related("moved_to"):
        assert one.changed_at is not None
        at = timezone.localtime(one.changed_at)
        words = {"method": _method(lists, one).lower(), "day": days.moment(one.starts_at)}
        if one.state == AppointmentState.MOVED:
            title = _("Verzet: %(method)s van %(day)s") % words
        else:
            title = _("Afgezegd: %(method)s van %(day)s") % words
        entry = Entry(at.date(), title, why=_why(one), look=Look.MISSED, order=at.time(), id=one.pk)
        yield entry


def _why(one: Appointment) -> str:
    """Where it went, who asked, and why."""
    new = getattr(one, "moved_to", None)
    to = _("Nu %(day)s.") % {"day": days.moment(new.starts_at)} if new else ""
    asked = _("Gevraagd door: %(who)s.") % {"who": one.get_asked_by_display()} if one.asked_by else ""
    reason = _("Reden: %(reason)s.") % {"reason": one.get_reason_display()} if one.reason else ""
    return " ".join(filter(None, (to, asked, reason)))


def _method(lists: Lists, one: Appointment) -> str:
    return lists.method(one.method) if one.method in lists.methods else one.method


def _planned_words(pair: Pair, word: str) -> Q:
    methods = _codes(lists_of(pair.team.organisation_id).methods, word)
    return any_of(word, "place", title=_("Gepland: %(method)s") % {"method": ""}) | Q(method__in=methods)


def _changed_words(pair: Pair, word: str) -> Q:
    methods = _codes(lists_of(pair.team.organisation_id).methods, word)
    moved = any_of(word, title=_("Verzet: %(method)s van %(day)s") % {"method": "", "day": ""})
    cancelled = any_of(word, title=_("Afgezegd: %(method)s van %(day)s") % {"method": "", "day": ""})
    by_state = (Q(state=AppointmentState.MOVED) & moved) | (Q(state=AppointmentState.CANCELLED) & cancelled)
    return by_state | Q(method__in=methods)


SOURCES = (
    Source(
        Kind.CONTACT,
        lambda pair, ahead: Contact.objects.of_supervision_of(pair),
        "at",
        _contact_words,
        _contacts,
        made="logged_at",
    ),
    Source(Kind.APPOINTMENT, _planned, "starts_at", _planned_words, _planned_lines, made="made_at"),
    Source(Kind.APPOINTMENT, _changed, "changed_at", _changed_words, _changed_lines, made="made_at"),
)
