"""One timeline out of what the apps hand over: newest first, by day, a page at a time. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from caseload import days
from caseload.timeline import Entry

PAGE_SIZE = 25


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


def rows_needed(page: int) -> int:
    """How many of its newest lines a source must hand over so that this page is whole."""
    return page * PAGE_SIZE


def timeline(entries: Iterable[Entry], *, total: int, page: int, today: dt.date) -> Timeline:
    """Page `page` (from 1; beyond the last one it is empty) of `total` lines."""
    # Sorting keeps the order of what is equal, also in reverse: first told, first shown.
    ordered = sorted(entries, key=lambda entry: (entry.day, entry.order), reverse=True)
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    grouped = groupby(shown, key=lambda entry: entry.day)
    return Timeline(
        days=tuple(Day(days.near(day, today), tuple(of_day)) for day, of_day in grouped),
        total=total,
        older=page + 1 if page * PAGE_SIZE < total else None,
        newer=page - 1 if page > 1 else None,
    )
