"""Matches, ready to print: of a client never more than the first name and, for staff, the number."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from audit import clock
from volunteers.models import Match


@dataclass(frozen=True)
class MatchRow:
    """One running match as the co-ordinator sees it."""

    id: uuid.UUID
    client: str
    number: str
    worker: str
    task: str
    since: dt.date


@dataclass(frozen=True)
class OwnMatch:
    """One running match as the volunteer sees it: first names only."""

    client: str
    task: str
    since: dt.date
    has_begun: bool
    worker: str


@dataclass(frozen=True)
class MatchLine:
    """A volunteer beside a pair, for the pair's page."""

    volunteer: str
    task: str
    since: dt.date
    has_begun: bool


def match_row(match: Match) -> MatchRow:
    client = match.supervision.client
    return MatchRow(
        id=match.pk,
        client=client.first_name,
        number=client.number,
        worker=_worker(match, "full_name"),
        task=match.task,
        since=match.starts_on,
    )


def own_matches(matches: Iterable[Match]) -> list[OwnMatch]:
    """Rows for matches that were fetched `with_people()`."""
    return [
        OwnMatch(
            client=match.supervision.client.first_name,
            task=match.task,
            since=match.starts_on,
            has_begun=match.starts_on <= clock.today(),
            worker=_worker(match, "first_name"),
        )
        for match in matches
    ]


def match_lines(supervision_id: uuid.UUID) -> list[MatchLine]:
    """Who stands beside the pair of this supervision now: volunteers by first name. One query."""
    running = Match.objects.running().filter(supervision=supervision_id).select_related("volunteer")
    return [
        MatchLine(match.volunteer.first_name, match.task, match.starts_on, match.starts_on <= clock.today())
        for match in running
    ]


def _worker(match: Match, name: str) -> str:
    """The present worker's name; empty while there is none."""
    return next((getattr(pair.worker, name) for pair in match.supervision.pairs.all()), "")
