"""The matches that run, ready to print for the co-ordinator."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from volunteers.models import Match
from volunteers.presenters.coordinator import heard_words
from volunteers.presenters.matches import MatchRow, match_row


@dataclass(frozen=True)
class RunningRow:
    volunteer_id: uuid.UUID
    volunteer: str
    project: str
    heard: list[str]
    match: MatchRow


def running_rows(matches: Iterable[Match], today: dt.date) -> list[RunningRow]:
    """Rows for matches that were fetched `with_people()`, `with_last_heard` and with their project."""
    return [
        RunningRow(
            volunteer_id=match.volunteer_id,
            volunteer=str(match.volunteer),
            project=match.project.name if match.project else "",
            heard=list(heard_words(match, today)),
            match=match_row(match),
        )
        for match in matches
    ]
