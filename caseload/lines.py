"""The lines of a supervision's timeline: how an app offers its rows, and the caseload's own.

A `Source` hands over the keys of its lines as a query, so that the database sorts, filters and pages those of all apps
together; only the lines of one page are read whole.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, IntegerField, Q, QuerySet, TimeField, Value
from django.db.models.functions import Cast, TruncDate, TruncTime
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from caseload import days
from caseload.models import Agreement, AgreementState, Hitch, Pair, Pause, PauseReason, Shield
from caseload.presenters import by_when, whose_turn
from caseload.timeline import Entry, Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the timeline is asked for; `until` is the last day. `ahead`: also what is only planned."""

    kinds: frozenset[Kind] = frozenset(Kind)
    since: dt.date | None = None
    until: dt.date | None = None
    words: tuple[str, ...] = ()
    ahead: bool = False

    def fits(self, entry: Entry) -> bool:
        """For lines that stand in no table as such."""
        if (self.since and entry.day < self.since) or (self.until and entry.day > self.until):
            return False
        text = f"{entry.title} {entry.why}".casefold()
        return all(word.casefold() in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Source:
    """One sort of line out of one table.

    `rows`: those of the supervision, also what is planned or not; `day`: the field that says when; `words`: the rows in
    whose line a word stands; `entries`: the lines of these keys, each with its id; `made`: the field that puts those of
    one moment in order; `needs`: the right without which nobody reads such lines.
    """

    kind: Kind
    rows: Callable[[Pair, bool], "QuerySet[Any]"]
    day: str
    words: Callable[[Pair, str], Q]
    entries: Callable[[Pair, Collection[UUID]], Iterator[Entry]]
    made: str = ""
    needs: Permission | None = None


def keys(source: Source, number: int, pair: Pair, asked: Asked) -> "QuerySet[Any, Any]":
    """(day, time, number, made, pk) of each line that is asked for; `number` names the source."""
    rows = source.rows(pair, asked.ahead)
    day: Any = F(source.day)
    time: Any = Cast(Value(dt.time.min), TimeField())
    first, last = asked.since, asked.until and asked.until + dt.timedelta(days=1)
    if isinstance(rows.model._meta.get_field(source.day), DateTimeField):
        day, time = TruncDate(source.day), TruncTime(source.day)
        first, last = first and _midnight(first), last and _midnight(last)
    if first:
        rows = rows.filter(**{f"{source.day}__gte": first})
    if last:
        rows = rows.filter(**{f"{source.day}__lt": last})
    for word in asked.words:
        rows = rows.filter(source.words(pair, word))
    made: Any = F(source.made) if source.made else Cast(Value(None), DateTimeField())
    named = rows.order_by().annotate(
        line_day=day, line_time=time, line_source=Value(number, IntegerField()), line_made=made
    )
    return named.values_list("line_day", "line_time", "line_source", "line_made", "pk")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def any_of(word: str, *fields: str, title: str = "") -> Q:
    """This word in one of these fields or in the fixed title, in capitals or not.

    SQLite folds the letters of plain ASCII only, so that a word with others is asked for in each way of writing it.
    """
    if word.casefold() in title.casefold():
        return Q(pk__isnull=False)
    ways = [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.capitalize()})
    return reduce(or_, (Q(**{f"{field}__icontains": way}) for field in fields for way in ways), Q(pk__in=[]))


# ---------- the caseload's own ----------


def _pairs(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    previous = None
    for one in Pair.objects.filter(supervision=pair.supervision_id).select_related("worker").order_by("starts_on"):
        if one.pk in pks and previous is None:
            worker = _("Werker: %(name)s.") % {"name": one.worker.full_name}
            yield Entry(one.starts_on, _("Toezicht begonnen"), why=worker, id=one.pk)
        elif one.pk in pks and previous is not None:
            names = {"from": previous.worker.full_name, "to": one.worker.full_name}
            yield Entry(one.starts_on, _("Overgedragen"), why=_("Van %(from)s aan %(to)s.") % names, id=one.pk)
        previous = one


def _pair_words(pair: Pair, word: str) -> Q:
    begun, over = any_of(word, title=_("Toezicht begonnen")), any_of(word, title=_("Overgedragen"))
    by_name = any_of(word, "worker__first_name", "worker__last_name")
    return (Q(is_first=True) & begun) | (Q(is_first=False) & over) | by_name


def _hitches(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for hitch in Hitch.objects.filter(pk__in=pks).select_related("kind"):
        yield Entry(hitch.on, _("Hapering: %(kind)s") % {"kind": hitch.kind.name}, why=hitch.note, id=hitch.pk)


def _resolved(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for hitch in Hitch.objects.filter(pk__in=pks).select_related("kind"):
        since = _("%(kind)s, van %(day)s") % {"kind": hitch.kind.name, "day": days.day(hitch.on)}
        assert hitch.resolved_on is not None
        yield Entry(hitch.resolved_on, _("Hapering opgelost"), why=since, id=hitch.pk)


def _agreements(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for agreement in Agreement.objects.filter(pk__in=pks).select_related("pair__worker"):
        # The client is the same all through; only the worker may have changed.
        who = whose_turn(agreement.who, pair.client, agreement.pair.worker)
        text = f"{agreement.text.rstrip('.')}. {by_when(who, agreement.due, agreement.made_on)}"
        yield Entry(agreement.made_on, _("Afspraak gemaakt"), why=text, id=agreement.pk)


def _closed(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for agreement in Agreement.objects.filter(pk__in=pks):
        done = agreement.state == AgreementState.DONE
        title = _("Afspraak gedaan") if done else _("Afspraak vervallen")
        assert agreement.closed_on is not None
        yield Entry(agreement.closed_on, title, why=agreement.text, id=agreement.pk)


def _closed_words(pair: Pair, word: str) -> Q:
    done, dropped = any_of(word, title=_("Afspraak gedaan")), any_of(word, title=_("Afspraak vervallen"))
    by_state = (Q(state=AgreementState.DONE) & done) | (Q(state=AgreementState.DROPPED) & dropped)
    return by_state | any_of(word, "text")


def _paused(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for pause in Pause.objects.filter(pk__in=pks):
        reason = str(pause.get_reason_display()).capitalize()
        yield Entry(pause.since, _("Toezicht gepauzeerd"), why=reason, id=pause.pk)


def _pause_words(pair: Pair, word: str) -> Q:
    reasons = [value for value, label in PauseReason.choices if word.casefold() in str(label).casefold()]
    return any_of(word, title=_("Toezicht gepauzeerd")) | Q(reason__in=reasons)


def _goes_on(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for pause in Pause.objects.filter(pk__in=pks):
        assert pause.until is not None
        why = _("%(n)s dagen stilgestaan") % {"n": (pause.until - pause.since).days}
        yield Entry(pause.until, _("Toezicht loopt weer"), why=why, id=pause.pk)


def _shielded(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    """That it is so: why, and who is on the list, stands on its own page."""
    for shield in Shield.objects.filter(pk__in=pks):
        at = timezone.localtime(shield.placed_at)
        title = _("Dossier afgeschermd")
        yield Entry(at.date(), title, order=at.time(), time=days.clock_time(at), id=shield.pk)


def _lifted(pair: Pair, pks: Collection[UUID]) -> Iterator[Entry]:
    for shield in Shield.objects.filter(pk__in=pks):
        assert shield.lifted_at is not None
        at = timezone.localtime(shield.lifted_at)
        title = _("Afscherming opgeheven")
        yield Entry(at.date(), title, order=at.time(), time=days.clock_time(at), id=shield.pk)


def _shields_of(pair: Pair) -> "QuerySet[Shield]":
    """A shield is the client's: of those since this supervision began."""
    return Shield.objects.filter(
        client=pair.supervision.client_id, placed_at__gte=_midnight(pair.supervision.starts_on)
    )


SOURCES = (
    Source(
        Kind.CASE,
        lambda pair, ahead: Pair.objects.filter(supervision=pair.supervision_id),
        "starts_on",
        _pair_words,
        _pairs,
    ),
    Source(
        Kind.HITCH,
        lambda pair, ahead: Hitch.objects.of_supervision_of(pair),
        "on",
        lambda pair, word: any_of(word, "kind__name", "note", title=_("Hapering: %(kind)s") % {"kind": ""}),
        _hitches,
    ),
    Source(
        Kind.HITCH,
        lambda pair, ahead: Hitch.objects.of_supervision_of(pair).filter(resolved_on__isnull=False),
        "resolved_on",
        lambda pair, word: any_of(word, "kind__name", title=_("Hapering opgelost")),
        _resolved,
    ),
    Source(
        Kind.AGREEMENT,
        lambda pair, ahead: Agreement.objects.of_supervision_of(pair),
        "made_on",
        lambda pair, word: any_of(word, "text", title=_("Afspraak gemaakt")),
        _agreements,
    ),
    Source(
        Kind.AGREEMENT,
        lambda pair, ahead: Agreement.objects.of_supervision_of(pair).filter(closed_on__isnull=False),
        "closed_on",
        _closed_words,
        _closed,
    ),
    Source(
        Kind.CASE,
        lambda pair, ahead: Pause.objects.filter(supervision=pair.supervision_id),
        "since",
        _pause_words,
        _paused,
    ),
    Source(
        Kind.CASE,
        lambda pair, ahead: Pause.objects.filter(supervision=pair.supervision_id, until__isnull=False),
        "until",
        lambda pair, word: any_of(word, title=_("Toezicht loopt weer")),
        _goes_on,
    ),
    Source(
        Kind.CASE,
        lambda pair, ahead: _shields_of(pair),
        "placed_at",
        lambda pair, word: any_of(word, title=_("Dossier afgeschermd")),
        _shielded,
    ),
    Source(
        Kind.CASE,
        lambda pair, ahead: _shields_of(pair).filter(lifted_at__isnull=False),
        "lifted_at",
        lambda pair, word: any_of(word, title=_("Afscherming opgeheven")),
        _lifted,
    ),
)
