"""Windows in words: a moment's days, what the worker may change about them, and what was changed.

What is offered depends on the moment and on the worker's own side alone, so that a link tells nothing of the client.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import policies
from alliance.models import Measurement, WindowChange
from caseload import days
from caseload.models import Pair
from caseload.timeline import Entry, Look

# So long after a window closed its page still offers late answers and asks for the reason.
OFFER_FOR = dt.timedelta(days=42)


@dataclass(frozen=True, slots=True)
class WindowLink:
    label: str
    url: str
    moment: str


def span(measurement: Measurement, today: dt.date) -> str:
    """13 nov. – 24 dec, as the sentence around it sets the full stop."""
    return f"{days.near(measurement.opens_on, today)} – {days.near(measurement.last_day, today)}".rstrip(".")


def window_links(
    measurements: Sequence[Measurement], *, own: Collection[UUID], paused: bool, today: dt.date
) -> list[WindowLink]:
    """What the pair's worker may do about windows: postpone the first that is not over, and see to the last that is.

    `measurements` come from `moments.measurements_of`, `own` are those with a submitted response of the worker. In a
    pause: nothing, since whatever is due moves when it ends.
    """
    links = []
    if paused:
        return []
    waiting = [m for m in measurements if not m.is_revealed and today < m.closes_on]
    if waiting and policies.may_postpone(waiting[0], own_begun=_own_begun(waiting[0], own), today=today):
        links.append(_link(_("Uitstellen"), "alliance:postpone", waiting[0]))
    closed = [m for m in measurements if m.opened_at and policies.closed_half(m, today=today)]
    if closed and today < closed[-1].closes_on + OFFER_FOR:
        last = closed[-1]
        links.append(_link(_("Later laten invullen"), "alliance:allow_late", last))
        if policies.side_without_answer(last, own_in=last.pk in own, today=today):
            links.append(_link(_("Waarom niet ingevuld?"), "alliance:non_response", last))
    return links


def _own_begun(measurement: Measurement, own: Collection[UUID]) -> bool:
    return measurement.pk in own or bool(getattr(measurement, "worker_began", False))


def _link(label: str, name: str, measurement: Measurement) -> WindowLink:
    return WindowLink(label, reverse(name, args=[measurement.pk]), measurement.label)


def timeline(pair: Pair, today: dt.date) -> list[Entry]:
    """What was moved, as process: which moment, the new last day and the reason."""
    changes = WindowChange.objects.filter(measurement__pair=pair).select_related("measurement").order_by("changed_at")
    return [_entry(change, new, today) for change, new in _with_new_days(list(changes))]


def _with_new_days(changes: list[WindowChange]) -> Iterable[tuple[WindowChange, tuple[dt.date, dt.date]]]:
    """Each change with the days it led to: the old days of the next change of that moment, or the present ones."""
    present = {c.measurement_id: (c.measurement.opens_on, c.measurement.closes_on) for c in changes}
    for change in reversed(changes):
        yield change, present[change.measurement_id]
        present[change.measurement_id] = (change.old_opens_on, change.old_closes_on)


def _entry(change: WindowChange, new: tuple[dt.date, dt.date], today: dt.date) -> Entry:
    titles = {
        WindowChange.Kind.POSTPONED: _("Meting uitgesteld: %(moment)s"),
        WindowChange.Kind.LATE: _("Later invullen kan: %(moment)s"),
        WindowChange.Kind.PAUSED: _("Meting opgeschoven: %(moment)s"),
    }
    opens_on, closes_on = new
    words = {
        "begin": days.near(opens_on, today),
        "end": days.day_long(closes_on - dt.timedelta(days=1)),
        "reason": change.get_reason_display(),
    }
    moved_opening = opens_on != change.old_opens_on
    why = _("Nu %(begin)s – %(end)s. Reden: %(reason)s.") if moved_opening else _("Nu t/m %(end)s. Reden: %(reason)s.")
    at = timezone.localtime(change.changed_at)
    title = titles[WindowChange.Kind(change.kind)] % {"moment": change.measurement.label}
    return Entry(at.date(), title, why=why % words, look=Look.ALLIANCE, order=at.time())
