"""Cover in words ready to print: who stands in for whom, and until when."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from caseload import days
from caseload.models import Cover, Pair

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """Somebody stands in for the pair's worker today. `first_name`: what a client gets of a name."""

    by_id: uuid.UUID
    first_name: str
    words: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class Band:
    """On a page that somebody sees because they stand in."""

    title: str
    why: str


def standing_lines(pair: Pair) -> list[CoverLine]:
    """Of a pair that came through the gate (`with_cover`): no query while nobody stands in."""
    if not getattr(pair, "is_covered", False):
        return []
    found = Cover.objects.standing().reaching(pair).select_related("by")
    return [_line(one) for one in found.order_by("ends_on", "pk")]


def _line(cover: Cover) -> CoverLine:
    until = days.near(cover.ends_on, clock.today())
    words = _("%(name)s tot %(day)s") % {"name": cover.by.full_name, "day": until}
    return CoverLine(cover.by_id, cover.by.first_name, words, cover.ends_on)


def client_lines(pair: Pair) -> list[str]:
    """The same in plain words for the client: until which day who helps."""
    said = _("%(worker)s is er even niet. Tot en met %(day)s helpt %(colleague)s je.")
    worker = {"worker": pair.worker.first_name}
    return [
        said % (worker | {"day": days.day_long(line.until - DAY), "colleague": line.first_name})
        for line in standing_lines(pair)
    ]


def cover_band(pair: Pair, lines: list[CoverLine], user: User) -> Band:
    until = max(line.until for line in lines if line.by_id == user.pk)
    words = {"worker": pair.worker.full_name, "day": days.near(until, clock.today()), "client": pair.client.first_name}
    return Band(
        _("Je neemt tot %(day)s waar voor %(worker)s.") % words,
        _("%(client)s kan lezen dat jij keek, als vervanger.") % words,
    )
