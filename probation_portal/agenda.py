"""A worker's appointments on the home page, and what waits about contacts: what is to be recorded, next steps that are
open, and who was tried and not reached."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from audit import clock
from caseload import days
from caseload.presenters import due_tag
from messaging.working_time import DAY, start_of
from probation_portal.todo import Todo
from probation_portal.worker_list import Row
from remote_contact.lists import Lists
from remote_contact.presenters import appointments
from remote_contact.presenters.appointments import Line
from remote_contact.presenters.attempts import tried_in_vain

DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Meeting:
    """One appointment of the caseload."""

    row: Row
    line: Line

    @property
    def pair_url(self) -> str:
        return reverse("portal:pair", args=[self.row.pair_id])


@dataclass(frozen=True, slots=True)
class Agenda:
    today: tuple[Meeting, ...]
    later: tuple[Meeting, ...]
    # Of any day: nobody said yet what came of it.
    over: tuple[Meeting, ...]

    @property
    def client_ids(self) -> set[UUID]:
        return {meeting.row.client_id for meeting in (*self.today, *self.later)}


def agenda(rows: Sequence[Row], words: Lists) -> Agenda:
    """Today, the week from it, and what is to be recorded."""
    today = clock.today()
    by_supervision = {row.supervision_id: row for row in rows}
    pairs = {row.supervision_id: row.pair_id for row in rows}
    found = appointments.lines_until(pairs, words, clock.now(), start_of(today + DAYS_AHEAD * DAY))
    meetings = [Meeting(by_supervision[supervision], line) for supervision, line in found]
    return Agenda(
        tuple(one for one in meetings if one.line.day == today),
        tuple(one for one in meetings if one.line.day > today),
        tuple(one for one in meetings if one.line.over),
    )


def waits(rows: Sequence[Row], meetings: Agenda) -> Iterator[Todo]:
    """What the worker still has to write down or decide about contacts."""
    today = clock.today()
    by_supervision = {row.supervision_id: row for row in rows}
    for meeting in meetings.over:
        yield _record(meeting.row, meeting.line, today)
    for step in appointments.open_follow_ups(by_supervision):
        row = by_supervision[step.contact.pair.supervision_id]
        why = _("Volgende stap: %(what)s") % {"what": step.what}
        url = reverse("remote_contact:follow_up", args=[row.pair_id, step.contact_id])
        yield _todo(row, why, _("Afsluiten"), url, due_tag(step.due, today), step.due)
    # While a supervision stands still nobody is to be reached; a next step that was written down waits by itself.
    running = [supervision for supervision, row in by_supervision.items() if not row.paused_since]
    for supervision, tried in tried_in_vain(running).items():
        if not tried.next_step:
            row = by_supervision[supervision]
            tag = _("sinds %(day)s") % {"day": days.near(tried.last_on, today)}
            url = tried.url(row.pair_id)
            yield _todo(row, tried.text, tried.action, url, (tag, "notice"), tried.last_on)


def _record(row: Row, line: Line, today: dt.date) -> Todo:
    why = _("Afspraak van %(when)s: ging het door?") % {"when": line.when}
    return _todo(row, why, _("Vul in of het doorging"), line.log_url, due_tag(line.day, today), line.day)


def _todo(row: Row, why: str, action: str, url: str, tag: tuple[str, str], since: dt.date) -> Todo:
    text, kind = tag
    pair_url = reverse("portal:pair", args=[row.pair_id])
    return Todo(row.client_id, row.name, pair_url, why, action, url, text, kind, since)
