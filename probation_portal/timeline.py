"""One timeline out of what the apps hand over: newest first, by day, a page at a time.

The tables are merged, sorted and cut by the database. The moments of the alliance are few, and their lines are made of
the state of each, so they are made whole and put between.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from alliance import moments, window_lines
from alliance.models import Measurement
from audit import clock
from caseload import days
from caseload import lines as caseload
from caseload.access import may
from caseload.lines import Asked, Source, keys
from caseload.models import Pair, Pause
from caseload.timeline import Entry, Kind
from remote_contact.presenters import lines as contacts
from volunteers.presenters import lines as volunteers

PAGE_SIZE = 25
# Read whole at a time when a file is made.
AT_ONCE = 500
# In this order lines of the same moment stand; contacts come first.
SOURCES = (*contacts.SOURCES, *volunteers.SOURCES, *caseload.SOURCES)


class Key(NamedTuple):
    day: dt.date
    time: dt.time
    source: int
    made: dt.datetime | None
    pk: UUID


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """`older` and `newer` are the numbers of the pages beside this one, None where there is none."""

    days: tuple[Day, ...]
    total: int
    older: int | None
    newer: int | None


class Lines:
    """The lines of a pair's supervision that this person may see and asks for.

    `measurements` and `pause` (the one that runs): where the page has them already.
    """

    def __init__(
        self,
        pair: Pair,
        user: User,
        asked: Asked | None = None,
        *,
        measurements: Sequence[Measurement] | None = None,
        pause: Pause | None = None,
    ) -> None:
        self.pair, self.user, self.asked = pair, user, asked or Asked()
        self.measurements, self.pause = measurements, pause

    @cached_property
    def keys(self) -> "QuerySet[Any, Any]":
        """Of all tables together; none of them when only moments are asked for."""
        chosen = [
            keys(source, number, self.pair, self.asked)
            for number, source in enumerate(SOURCES)
            if source.kind in self.asked.kinds and self._may(source)
        ]
        if not chosen:
            return Pair.objects.none().values_list("pk")
        # One SELECT beside the others, so that a single one is sorted by the same names.
        found = chosen[0].union(*chosen[1:], all=True)
        return found.order_by("-line_day", "-line_time", "line_source", "-line_made", "pk")

    def _may(self, source: Source) -> bool:
        return source.needs is None or may(self.user, source.needs, self.pair)

    @cached_property
    def in_tables(self) -> int:
        return int(self.keys.count())

    @cached_property
    def moments(self) -> list[Entry]:
        """The alliance's lines: state and days only; a talk only for those who see the pair's scores."""
        if Kind.MEASUREMENT not in self.asked.kinds:
            return []
        pair, today = self.pair, clock.today()
        found, pause = self.measurements, self.pause
        if found is None:
            found = moments.measurements_of(pair)
            pause = Pause.objects.running_on(today).filter(supervision=pair.supervision_id).first()
        talks = moments.talks(found) if may(self.user, Permission.SEE_SCORES, self.pair) else []
        made = [
            *moments.timeline(found, today, paused_since=pause.since if pause else None),
            *talks,
            *window_lines.timeline(pair, today),
        ]
        kept = [replace(entry, kind=Kind.MEASUREMENT) for entry in made if self.asked.fits(entry)]
        return sorted(kept, key=_moment, reverse=True)

    @property
    def total(self) -> int:
        return self.in_tables + len(self.moments)

    def between(self, first: int, last: int) -> list[Entry]:
        """The lines from number `first` up to, not including, `last`; 0 is the newest."""
        begin = max(0, min(first - len(self.moments), self.in_tables - 1))
        found = [Key(*row) for row in self.keys[begin:last]] if last > begin and self.in_tables else []
        # The moments before the first row that was read stand before it in the whole timeline too.
        before = sum(_moment(one) > found[0][:2] for one in self.moments) if begin and found else 0
        skipped = begin + before
        # Sorting keeps the order of what is equal, also in reverse: rows of tables first.
        merged = sorted([*self._whole(found), *self.moments[before:]], key=_moment, reverse=True)
        return merged[first - skipped : last - skipped]

    def _whole(self, found: Sequence[Key]) -> list[Entry]:
        """The lines of these keys, in their order; one that was taken away since is left out."""
        entries: dict[tuple[int, UUID | None], Entry] = {}
        for number in sorted({key.source for key in found}):
            source, pks = SOURCES[number], [key.pk for key in found if key.source == number]
            entries |= {
                (number, entry.id): replace(entry, kind=source.kind) for entry in source.entries(self.pair, pks)
            }
        return [entries[key.source, key.pk] for key in found if (key.source, key.pk) in entries]

    def all(self) -> Iterator[Entry]:
        """Every line, so many at a time."""
        for first in range(0, self.total, AT_ONCE):
            yield from self.between(first, first + AT_ONCE)

    def page(self, number: int, size: int = PAGE_SIZE) -> Timeline:
        """Page `number` (from 1; beyond the last one it is empty)."""
        shown = self.between((number - 1) * size, number * size)
        return Timeline(
            days=by_day(shown, clock.today()),
            total=self.total,
            older=number + 1 if number * size < self.total else None,
            newer=number - 1 if number > 1 else None,
        )


def by_day(entries: Iterable[Entry], today: dt.date) -> tuple[Day, ...]:
    grouped = groupby(entries, key=lambda entry: entry.day)
    return tuple(Day(days.near(day, today), tuple(of_day)) for day, of_day in grouped)


def _moment(entry: Entry) -> tuple[dt.date, dt.time]:
    return entry.day, entry.order
