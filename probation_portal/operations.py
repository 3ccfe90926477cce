"""Whether messages leave as they should: counts of one organisation by day and kind, and what stands still.

No person stands here. What the schedule asked for is reckoned once a day by a task: it takes hundreds of queries, and
of a day that is over it does not change. The cache keeps it; without it the page says so and shows the rest.
"""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from alliance import expected
from alliance.coming import coming
from alliance.expected import Line
from audit import clock
from caseload import days
from caseload.models import Pair
from messaging import states
from messaging.models import Channel, ChannelPause, Heartbeat, Side, State
from messaging.working_time import DAY
from probation_portal import message_words
from probation_portal.health import SILENT_AFTER
from probation_portal.message_log import of_organisation
from probation_portal.unsure import cards

BACK, AHEAD = 14 * DAY, 7 * DAY
# A worker that dies over it is not asked again at once.
AGAIN_AFTER, KEPT_FOR = 6 * 3600, 3 * 24 * 3600
UNSURE_SHOWN = 25


@dataclass(frozen=True)
class Reckoned:
    """Of one organisation: what lacked and was too much on past days, and what comes, by day and kind."""

    at: dt.datetime
    differences: dict[tuple[dt.date, str], tuple[int, int]]
    coming: dict[tuple[dt.date, str], int]


def _key(organisation_id: uuid.UUID) -> str:
    return f"operations:{organisation_id}"


def reckoned(organisation_id: uuid.UUID) -> Reckoned | None:
    kept: Reckoned | None = cache.get(_key(organisation_id))
    return kept


def reckon(*, today: dt.date) -> int:
    """For every organisation that lacks today's; returns for how many. Safe to run twice, and by two at once."""
    waiting = [
        organisation
        for organisation in Organisation.objects.order_by("pk")
        if cache.add(f"{_key(organisation.pk)}:{today}", 1, AGAIN_AFTER) and not _is_of(organisation, today)
    ]
    if waiting:
        ahead = _coming_by_organisation(today)
        for organisation in waiting:
            found = Reckoned(clock.now(), _differences(organisation, today), dict(ahead.get(organisation.pk, {})))
            cache.set(_key(organisation.pk), found, KEPT_FOR)
    return len(waiting)


def _is_of(organisation: Organisation, today: dt.date) -> bool:
    kept = reckoned(organisation.pk)
    return kept is not None and timezone.localdate(kept.at) == today


def _differences(organisation: Organisation, today: dt.date) -> dict[tuple[dt.date, str], tuple[int, int]]:
    found = expected.lines(today - BACK, today - DAY, organisation=organisation)
    return {(line.day, line.kind): (line.lacking, line.surplus) for line in found if line.lacking or line.surplus}


def _coming_by_organisation(today: dt.date) -> dict[uuid.UUID, Counter[tuple[dt.date, str]]]:
    found: dict[uuid.UUID, Counter[tuple[dt.date, str]]] = {}
    rows = coming(today, today + AHEAD)
    while batch := list(islice(rows, 500)):
        pairs = Pair.objects.filter(pk__in={one.pair_id for one in batch if one.pair_id})
        whose = dict(pairs.values_list("pk", "team__organisation"))
        for one in batch:
            if one.pair_id in whose:
                found.setdefault(whose[one.pair_id], Counter())[one.day, one.kind] += 1
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One kind on one day. `is_known`: what was expected is reckoned."""

    day: str
    what: str
    counts: tuple[int, ...]
    differs: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class Beat:
    name: str
    words: str
    is_silent: bool


def page(user: User) -> dict[str, Any]:
    """Everything on the page, in a number of queries that does not grow."""
    organisation, today = user.organisation, clock.today()
    kept = reckoned(organisation.pk)
    unsure = cards(user, at_most=UNSURE_SHOWN)
    return {
        "beats": beats(),
        "resting": [(str(Channel(row.channel).label), row.until) for row in _resting()],
        "oldest": _oldest_unsent(organisation.pk),
        "rows": _rows(organisation, today, kept),
        "coming": _coming_rows(kept),
        "reckoned_at": kept.at if kept else None,
        "unsure": unsure,
        "unsure_more": len(unsure) == UNSURE_SHOWN,
    }


def beats() -> list[Beat]:
    """Scheduler and worker, by when they were last heard. Real time."""
    heard = dict(Heartbeat.objects.values_list("name", "at"))
    names = {"beat": _("Planner"), "worker": _("Verzender")}
    return [_beat(words, heard.get(name)) for name, words in names.items()]


def _beat(name: str, at: dt.datetime | None) -> Beat:
    if at is None:
        return Beat(name, _("nog nooit gehoord"), True)
    silent = states.real_now() - at >= SILENT_AFTER
    words = _("stil sinds %(moment)s") if silent else _("gehoord om %(moment)s")
    return Beat(name, words % {"moment": days.moment(at) if silent else days.clock_time(at)}, silent)


def _resting() -> list[ChannelPause]:
    return list(ChannelPause.objects.filter(until__gt=states.real_now()).order_by("channel"))


def _oldest_unsent(organisation_id: uuid.UUID) -> dt.datetime | None:
    waiting = of_organisation(organisation_id).filter(state__in=[State.NEW, State.CLAIMED], not_before__lte=clock.now())
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


def _rows(organisation: Organisation, today: dt.date, kept: Reckoned | None) -> list[Row]:
    lines = {(line.day, line.kind): line for line in expected.prepared(today - BACK, today, organisation=organisation)}
    for key, (lacking, surplus) in (kept.differences if kept else {}).items():
        if today - BACK <= key[0] <= today:
            lines[key] = replace(lines.get(key) or Line(*key), lacking=lacking, surplus=surplus)
    known = kept is not None and timezone.localdate(kept.at) == today
    newest_first = sorted(lines.values(), key=lambda line: (-line.day.toordinal(), line.kind))
    return [_row(line, days.near(line.day, today), known) for line in newest_first]


def _row(line: Line, day: str, known: bool) -> Row:
    counts = (line.prepared, line.sent, line.waiting, line.overdue, line.cancelled, line.failed, line.unsure)
    return Row(day, _title(line.kind), (line.expected, *counts), line.differs, known)


def _title(kind: str) -> str:
    """The words of one side: both are about the same."""
    found = (message_words.title_of(kind, side) for side in Side.values)
    return next((words for words in found if words != kind), kind)


def _coming_rows(kept: Reckoned | None) -> list[tuple[str, str, int]]:
    today = clock.today()
    found = sorted(kept.coming.items()) if kept else []
    return [(days.near(day, today), _title(kind), count) for (day, kind), count in found if day >= today]
