"""What volunteers did beside a pair, as lines of its timeline: first names and titles, never what a note says."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from caseload.lines import Source, any_of
from caseload.models import Pair
from caseload.timeline import Entry, Kind
from volunteers.models import Activity, Match


def _begun(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for match in Match.objects.filter(pk__in=pks).select_related("volunteer"):
        title = _("Vrijwilliger %(name)s begint") % {"name": match.volunteer.first_name}
        yield Entry(match.starts_on, title, why=match.task, id=match.pk)


def _ended(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for match in Match.objects.filter(pk__in=pks).select_related("volunteer"):
        title = _("Vrijwilliger %(name)s stopt") % {"name": match.volunteer.first_name}
        assert match.ends_on is not None
        yield Entry(match.ends_on, title, id=match.pk)


def _done(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for activity in Activity.objects.filter(pk__in=pks).select_related("match__volunteer"):
        words = {"name": activity.match.volunteer.first_name, "n": activity.minutes}
        # Of a private one nobody else reads more than the title.
        said = _("Met vrijwilliger %(name)s") if activity.is_private else _("Met vrijwilliger %(name)s, %(n)s minuten")
        why = said % words
        yield Entry(activity.on, activity.title, why=why, id=activity.pk)


def _matches(pair: Pair) -> "QuerySet[Match]":
    return Match.objects.filter(supervision=pair.supervision_id)


def _begun_words(pair: Pair, word: str) -> Q:
    title = _("Vrijwilliger %(name)s begint") % {"name": ""}
    return any_of(word, "volunteer__first_name", "task", title=title)


def _ended_words(pair: Pair, word: str) -> Q:
    return any_of(word, "volunteer__first_name", title=_("Vrijwilliger %(name)s stopt") % {"name": ""})


def _done_words(pair: Pair, word: str) -> Q:
    title = _("Met vrijwilliger %(name)s, %(n)s minuten") % {"name": "", "n": ""}
    return any_of(word, "title", "match__volunteer__first_name", title=title)


SOURCES = (
    Source(Kind.VOLUNTEER, lambda pair, ahead: _matches(pair), "starts_on", _begun_words, _begun),
    Source(
        Kind.VOLUNTEER,
        lambda pair, ahead: _matches(pair).filter(ends_on__isnull=False),
        "ends_on",
        _ended_words,
        _ended,
    ),
    Source(
        Kind.VOLUNTEER,
        lambda pair, ahead: Activity.objects.standing().filter(match__supervision=pair.supervision_id),
        "on",
        _done_words,
        _done,
        made="logged_at",
        # What a volunteer writes is for the three of a match: a supervisor does not read it.
        needs=Permission.SEE_MATCH,
    ),
)
