"""The administrator's pages on invitations and reminders, ready to print: days and kinds, nobody's messages."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from alliance import schedule
from alliance.actions import newest_schedule
from alliance.models import MomentKind, Rater, ReminderSchedule
from alliance.reminders import DAY, DEFAULT, Steps, preview
from audit import clock
from caseload import days
from messaging.timing import rules_of
from messaging.working_time import day_of, next_moment, start_of


@dataclass(frozen=True)
class ScheduleRow:
    side: str
    moment_kind: str
    moment: str
    who: str
    reminders: str
    last: str
    closed: str
    since: str


@dataclass(frozen=True)
class ExampleDay:
    """`planned` by the schedule; `leaves` on the organisation's first working day from then."""

    what: str
    planned: str
    leaves: str
    moved: bool


def schedule_rows(organisation: Organisation) -> list[ScheduleRow]:
    newest: dict[tuple[str, str], ReminderSchedule] = {}
    for row in ReminderSchedule.objects.filter(organisation=organisation).order_by("version"):
        newest[row.moment_kind, row.side] = row
    return [_row(kind, side, newest.get((kind, side))) for kind in MomentKind for side in Rater]


def _row(kind: MomentKind, side: Rater, row: ReminderSchedule | None) -> ScheduleRow:
    steps, today = row.steps if row else DEFAULT, clock.today()
    return ScheduleRow(
        side=side.value,
        moment_kind=kind.value,
        moment=str(kind.label),
        who=str(side.label),
        reminders=_after(steps),
        last=_before(steps),
        closed=_("ja") if steps.tells_closed else _("nee"),
        since=_("van het portaal") if row is None else _("vanaf %(day)s") % {"day": days.near(row.holds_from, today)},
    )


def _after(steps: Steps) -> str:
    if not steps.after:
        return _("geen")
    words = {"days": ", ".join(map(str, steps.after))}
    return ngettext("na %(days)s dag", "na %(days)s dagen", steps.after[-1]) % words


def _before(steps: Steps) -> str:
    if steps.before_close is None:
        return _("geen")
    count = steps.before_close
    return ngettext("%(count)s dag voor het einde", "%(count)s dagen voor het einde", count) % {"count": count}


def steps_in_use(organisation: Organisation, side: Rater, kind: MomentKind) -> tuple[Steps, int]:
    """The last decided steps and their version, 0 for the portal's own."""
    row = newest_schedule(organisation, side, kind)
    return (row.steps, row.version) if row else (DEFAULT, 0)


def example(steps: Steps, kind: MomentKind, start: dt.date, organisation: Organisation) -> list[ExampleDay]:
    """The days of a moment that opens on `start` and that nobody answers."""
    calendar = rules_of([organisation.pk])[organisation.pk].calendar
    found = []
    for line in preview(steps, start, _closing(kind, start)):
        leaves = day_of(next_moment(start_of(line.day), calendar))
        what = WHAT[line.kind]() % {"number": line.number}
        found.append(ExampleDay(what, days.day_long(line.day), days.day_long(leaves), leaves != line.day))
    return found


def _closing(kind: MomentKind, start: dt.date) -> dt.date:
    if kind == MomentKind.REGULAR:
        return schedule.add_months(start, schedule.REGULAR_WINDOW_MONTHS)
    return start + (schedule.EXTRA_WINDOW if kind == MomentKind.EXTRA else schedule.START_WINDOW)


def shortest_window(kind: MomentKind) -> int:
    """In days; a regular moment's three months are never shorter than this."""
    return {MomentKind.REGULAR: 89 * DAY, MomentKind.EXTRA: schedule.EXTRA_WINDOW}.get(kind, schedule.START_WINDOW).days


WHAT = {
    "invitation": lambda: _("Uitnodiging"),
    "reminder": lambda: _("Herinnering %(number)s"),
    "last_reminder": lambda: _("Laatste herinnering"),
    "closed": lambda: _("Bericht dat de meting gesloten is, aan wie zelf heeft ingevuld"),
}
