"""Matches, ready to print: of a client never more than the first name and, for staff, the number."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from accounts.models import User
from audit import clock
from volunteers.models import Match
from volunteers.policies import SHOWN_AFTER, THANKED_FOR


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
    """One running match as the volunteer sees it: first names only. `log_url`: once the three have met."""

    url: str
    log_url: str
    is_late: bool
    client: str
    task: str
    since: dt.date
    has_begun: bool
    worker: str


@dataclass(frozen=True)
class MatchLine:
    """A volunteer beside a pair, for the pair's page and the client's own."""

    url: str
    volunteer: str
    task: str
    since: dt.date
    has_begun: bool
    # The day on which it ended, in its last weeks on the page.
    until: dt.date | None = None


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


def own_matches(matches: Iterable[Match], *, late: Collection[uuid.UUID] = ()) -> list[OwnMatch]:
    """Rows for matches that were fetched `with_people()`; `late`: whose tuning is overdue."""
    return [
        OwnMatch(
            url=_url(match),
            log_url=reverse("volunteers:log_activity", args=[match.pk]) if match.met_on else "",
            is_late=match.pk in late,
            client=match.supervision.client.first_name,
            task=match.task,
            since=match.starts_on,
            has_begun=match.starts_on <= clock.today(),
            worker=_worker(match, "first_name"),
        )
        for match in matches
    ]


def thanks_for(user: User) -> list[str]:
    """The words alone, of matches that ended lately: whom they helped, they see no more."""
    return list(Match.objects.thanked(user, clock.today() - THANKED_FOR).values_list("thanks", flat=True))


def match_lines(supervision_id: uuid.UUID) -> list[MatchLine]:
    """Who stands beside the pair of this supervision, or did until lately: volunteers by first name. One query."""
    today = clock.today()
    lately = Match.objects.running() | Match.objects.filter(ends_on__gt=today - SHOWN_AFTER)
    found = lately.filter(supervision=supervision_id).select_related("volunteer")
    return [
        MatchLine(
            url=_url(match),
            volunteer=match.volunteer.first_name,
            task=match.task,
            since=match.starts_on,
            has_begun=match.starts_on <= today,
            until=match.ends_on,
        )
        for match in found.order_by(F("ends_on").desc(nulls_first=True), "-starts_on")
    ]


def _url(match: Match) -> str:
    return reverse("volunteers:match_page", args=[match.pk])


def _worker(match: Match, name: str) -> str:
    """The present worker's name; empty while there is none."""
    return next((getattr(pair.worker, name) for pair in match.supervision.pairs.all()), "")
