"""A pair's attention points in words, for the pair's own worker; made from what the data layer hands that worker."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import attention, patterns
from alliance.attention import Kind, Point, Seen
from alliance.instruments import Item
from alliance.models import Measurement, Rater, Response
from alliance.patterns import Scores
from caseload import days
from caseload.models import AttentionAside, Pair

SHOWN = 4


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: its cause in one sentence, and the key under which it is put aside."""

    title: str
    why: str
    cause: str


@dataclass(frozen=True, slots=True)
class AsideLine:
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Attention:
    """`shown` are the first few, `more` the others, `aside` those that the worker put aside and whose cause stands."""

    shown: tuple[PointLine, ...]
    more: tuple[PointLine, ...]
    aside: tuple[AsideLine, ...]

    def find(self, cause: str) -> PointLine | None:
        return next((line for line in (*self.shown, *self.more) if line.cause == cause), None)


def attention_of(
    user: User,
    pair: Pair,
    measurements: Sequence[Measurement],
    scores: Scores,
    own: Mapping[UUID, Response],
    today: dt.date,
    *,
    paused: bool = False,
) -> Attention:
    """`own` are the worker's own responses by measurement: without one of those a moment says nothing.

    In a pause nobody stayed away yet: a window that passed moves when the pause ends.
    """
    revealed = [m for m in measurements if m.is_revealed and m.instrument is not None]
    unanswered = [] if paused else _unanswered(measurements, own, today)
    if not revealed and not unanswered:
        return Attention((), (), ())
    present = _present(revealed)
    answers = _answers(user, present)
    seen = [_seen(moment, revealed, scores, answers.get(moment.pk, {})) for moment in present]
    found = attention.points(seen, [m.pk for m in unanswered])
    reasons = dict(AttentionAside.objects.filter(pair=pair).values_list("cause", "reason"))
    words = _Words(pair, {m.pk: m for m in measurements}, {each.moment: each for each in seen}, scores)
    lines = [words.line(point) for point in attention.standing(found, reasons)]
    aside = [AsideLine(words.line(point).title, reasons[point.cause]) for point in found if point.cause in reasons]
    return Attention(tuple(lines[:SHOWN]), tuple(lines[SHOWN:]), tuple(aside))


def _present(revealed: Sequence[Measurement]) -> list[Measurement]:
    """The newest moment of the fixed row, and an extra one after it: that stands beside it, not in its place."""
    fixed = [m for m in revealed if m.is_scheduled][-1:]
    extra = [m for m in revealed if not m.is_scheduled][-1:]
    if fixed and extra and extra[0].opens_on < fixed[0].opens_on:
        return fixed
    return [*extra, *fixed]


def _unanswered(measurements: Sequence[Measurement], own: Mapping[UUID, Response], today: dt.date) -> list[Measurement]:
    """The last moment, when it closed with only the worker's side in; a moment opened or revealed since ends it."""
    begun = [m for m in measurements if m.opened_at is not None]
    return [m for m in begun[-1:] if not m.is_revealed and today >= m.closes_on and m.pk in own]


def _answers(user: User, present: Iterable[Measurement]) -> dict[UUID, dict[str, Mapping[str, int]]]:
    found: dict[UUID, dict[str, Mapping[str, int]]] = {}
    seen = Response.objects.visible_to(user).standing().filter(measurement__in=present)
    for measurement, rater, answers in seen.values_list("measurement_id", "rater", "answers"):
        found.setdefault(measurement, {})[rater] = answers
    return found


def _seen(
    moment: Measurement, revealed: Sequence[Measurement], scores: Scores, answers: Mapping[str, Mapping[str, int]]
) -> Seen:
    instrument = patterns.parsed(moment)
    earlier = [m for m in revealed if m.opens_on <= moment.opens_on and m.pk != moment.pk]
    # As in the profile: an extra moment with another questionnaire stands beside the row, and is no base of a change.
    upto = [*(m for m in earlier if m.is_scheduled or patterns.parsed(m).key == instrument.key), moment]
    accepted = patterns.accepted_norms(moment.pair_id) if len(upto) > 1 else {}
    found = {
        (rater, scale.key): change.found.pattern
        for scale in instrument.scales
        for rater in Rater
        if (change := patterns.change(upto, scores, rater, scale, accepted))
    }
    own = {(rater, scale): score for (measurement, rater, scale), score in scores.items() if measurement == moment.pk}
    return Seen(moment.pk, instrument, own, {(str(r), s): p for (r, s), p in found.items()}, answers)


class _Words:
    def __init__(
        self, pair: Pair, moments: Mapping[UUID, Measurement], seen: Mapping[UUID, Seen], scores: Scores
    ) -> None:
        self.client, self.worker = pair.client.first_name, pair.worker.first_name
        self.moments, self.seen, self.scores = moments, seen, scores
        self.language = get_language() or "nl"

    def line(self, point: Point) -> PointLine:
        title, why = {
            Kind.FALLING: self.falling,
            Kind.GAP: self.gap,
            Kind.ITEMS: self.items,
            Kind.NO_ANSWER: self.no_answer,
        }[point.kind](point)
        return PointLine(title, why, point.cause)

    def scale(self, point: Point) -> str:
        scale = self.seen[point.moment].instrument.scale(point.about)
        assert scale is not None
        return (scale.title_for(point.rater) if point.rater else scale.title).get(self.language)

    def falling(self, point: Point) -> tuple[str, str]:
        words = {
            "scale": self.scale(point),
            "who": self.client if point.rater == Rater.CLIENT else _("jou"),
            "moment": self.moments[point.moment].label,
        }
        scale = self.seen[point.moment].instrument.scale(point.about)
        if scale is not None and scale.better == "lower":
            title = _("%(scale)s neemt toe") % words
            return title, _("%(moment)s: voor %(who)s meer dan bij het eerste moment (eigen rekenregel).") % words
        why = _("%(moment)s: voor %(who)s lager dan bij het eerste moment, voorbij de band (eigen rekenregel).")
        return _("%(scale)s daalt") % words, why % words

    def gap(self, point: Point) -> tuple[str, str]:
        key = point.about
        client = self.scores.get((point.moment, Rater.CLIENT, key)) or Decimal(0)
        worker = self.scores.get((point.moment, Rater.WORKER, key)) or Decimal(0)
        words = {
            "scale": self.scale(point),
            "size": _one_place(point.size),
            "from": _one_place(self.wide_gap(point)),
            "client": self.client,
            "moment": self.moments[point.moment].label,
        }
        if client > worker:
            why = _("%(moment)s: %(client)s geeft %(size)s meer dan jij (eigen regel: vanaf %(from)s).")
        else:
            why = _("%(moment)s: jij geeft %(size)s meer dan %(client)s (eigen regel: vanaf %(from)s).")
        return _("%(scale)s loopt uiteen") % words, why % words

    def wide_gap(self, point: Point) -> Decimal:
        values = self.seen[point.moment].instrument.values
        least = attention.WIDE_GAP * (values[-1] - values[0])
        return Decimal(least.numerator) / Decimal(least.denominator)

    def items(self, point: Point) -> tuple[str, str]:
        seen = self.seen[point.moment]
        item = seen.instrument.item(point.about)
        assert item is not None
        other = seen.instrument.item(item.same_as or "")
        assert other is not None
        words = {
            "question": item.text.get(self.language),
            "client": self.client,
            "one": self.answer(seen, Rater.CLIENT, item),
            "two": self.answer(seen, Rater.WORKER, other),
        }
        why = _("%(client)s antwoordde ‘%(one)s’, jij ‘%(two)s’; %(client)s vindt goed dat je dit ziet.") % words
        return _("‘%(question)s’") % words, why

    def answer(self, seen: Seen, rater: Rater, item: Item) -> str:
        value = seen.answers[rater][item.key]
        return next((label.text.get(self.language) for label in seen.instrument.labels if label.value == value), "")

    def no_answer(self, point: Point) -> tuple[str, str]:
        moment = self.moments[point.moment]
        words = {"client": self.client, "moment": moment.label, "day": days.day(moment.last_day)}
        why = _("%(moment)s kon t/m %(day)s; alleen jouw kant kwam binnen.") % words
        return _("%(client)s vulde niet in") % words, why


def _one_place(size: Decimal) -> str:
    return number_format(size.quantize(Decimal("0.1"), ROUND_HALF_UP), decimal_pos=1, use_l10n=True)
