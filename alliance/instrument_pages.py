"""What the administrator reads about questionnaires and norms. No persons: counts of one organisation, and texts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from alliance import instruments, tongues
from alliance.actions.instruments import instrument_for
from alliance.change import may_compare
from alliance.models import Instrument, Measurement, OwnNorm, Rater
from alliance.norms import NormUsed, norm_for
from caseload.fewest import FEWEST


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """`n` counts the organisation's measurements that both sides filled in; None when too few to show."""

    id: UUID
    title: str
    version: str
    is_demonstration: bool
    source: str
    loaded_on: dt.date
    n: int | None
    in_use: bool


def instrument_rows(organisation: Organisation) -> list[InstrumentRow]:
    """Every version that is loaded."""
    used = instrument_for(organisation)
    return [_row(instrument, instrument.n, in_use=instrument == used) for instrument in counted(organisation)]


def counted(organisation: Organisation) -> QuerySet[Any]:
    """Every version that is loaded, with `n`: how many measurements of the organisation both sides filled in."""
    own = Q(responses__measurement__pair__team__organisation=organisation)
    revealed = Q(responses__measurement__revealed_at__isnull=False)
    return Instrument.objects.annotate(n=Count("responses__measurement", filter=own & revealed, distinct=True))


def _row(instrument: Instrument, n: int, *, in_use: bool) -> InstrumentRow:
    parsed = instrument.parsed
    return InstrumentRow(
        id=instrument.pk,
        title=parsed.title.get(get_language() or "nl"),
        version=f"{instrument.key} {instrument.version}",
        is_demonstration=parsed.is_demonstration,
        source=parsed.source,
        loaded_on=timezone.localtime(instrument.loaded_at).date(),
        n=n if n >= FEWEST or not n else None,
        in_use=in_use,
    )


# ---------- preview ----------


@dataclass(frozen=True, slots=True)
class Choice:
    """A side or a language that can be looked at; `query` leads to it."""

    label: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The questions of one side in one language, as they are asked."""

    language: str
    direction: str
    title: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    sides: tuple[Choice, ...]
    languages: tuple[Choice, ...]


def preview(parsed: instruments.Instrument, *, side: str, language: str) -> Preview:
    """An unknown side or language is answered with the first one."""
    side = side if side in Rater.values else Rater.CLIENT
    language = language if language in parsed.languages else parsed.languages[0]

    def choice(label: str, other_side: str, other_language: str) -> Choice:
        chosen = (other_side, other_language) == (side, language)
        return Choice(label, f"?kant={other_side}&taal={other_language}", chosen)

    return Preview(
        language=language,
        direction=tongues.direction(language),
        title=parsed.title.get(language),
        questions=tuple(item.text.get(language) for item in parsed.items_for(side)),
        answers=tuple(label.text.get(language) for label in parsed.labels),
        sides=tuple(choice(str(rater.label).capitalize(), rater.value, language) for rater in Rater),
        languages=tuple(choice(tongues.own_name(each), side, each) for each in parsed.languages),
    )


@dataclass(frozen=True, slots=True)
class Switch:
    """What choosing this instrument would do in supervisions that run now."""

    comparable: bool
    running: int


def switch(instrument: Instrument, organisation: Organisation) -> Switch:
    used = instrument_for(organisation)
    pairs = Measurement.objects.running().filter(
        pair__team__organisation=organisation, opened_at__isnull=False, instrument=used
    )
    return Switch(may_compare(used.parsed, instrument.parsed), pairs.values("pair").distinct().count())


# ---------- norms ----------


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one norm, ready to print; `counts_above` is the change that must be passed."""

    sd: Decimal
    alpha: Decimal
    n: int
    counts_above: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class NormRow:
    """One side of one scale: the norm that applies now, and what is offered beside it."""

    place: str
    present: Figures | None
    offer: Figures | None
    offer_id: UUID | None
    computed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class NormTable:
    title: str
    version: str
    in_use: bool
    rows: tuple[NormRow, ...]
    offers: int


def norm_tables(user: User) -> list[NormTable]:
    """Of the instrument in use, and of every other one that has norms of this organisation."""
    used = instrument_for(user.organisation)
    found = list(OwnNorm.objects.visible_to(user).in_force()), list(OwnNorm.objects.visible_to(user).offered())
    others = {norm.instrument_id for norms in found for norm in norms} - {used.pk}
    loaded = [used, *Instrument.objects.filter(pk__in=others)]
    return [_norm_table(each, *found, in_use=each == used) for each in loaded]


def _norm_table(instrument: Instrument, force: list[OwnNorm], offered: list[OwnNorm], *, in_use: bool) -> NormTable:
    accepted = {(n.rater, n.scale): n for n in force if n.instrument_id == instrument.pk}
    offers = {(n.rater, n.scale): n for n in offered if n.instrument_id == instrument.pk}
    return NormTable(
        title=instrument.parsed.title.get(get_language() or "nl"),
        version=str(instrument),
        in_use=in_use,
        rows=tuple(_norm_rows(instrument.parsed, accepted, offers)),
        offers=len(offers),
    )


def _norm_rows(
    parsed: instruments.Instrument,
    accepted: dict[tuple[str, str], OwnNorm],
    offers: dict[tuple[str, str], OwnNorm],
) -> Iterator[NormRow]:
    own = {place: _used(norm) for place, norm in accepted.items()}
    for scale in parsed.scales:
        for rater in Rater:
            offer = offers.get((rater, scale.key))
            name = scale.title_for(rater).get(get_language() or "nl")
            yield NormRow(
                place=_("%(scale)s, kant van de %(side)s") % {"scale": name, "side": rater.label},
                present=_figures(norm_for(parsed, rater, scale.key, own)),
                offer=_figures(_used(offer)) if offer else None,
                offer_id=offer.pk if offer else None,
                computed_on=offer.computed_on if offer else None,
            )


def _used(norm: OwnNorm) -> NormUsed:
    return NormUsed(norm.sd, norm.alpha, norm.n, None)


def _figures(norm: NormUsed | None) -> Figures | None:
    if norm is None:
        return None
    source = _("normen van deze organisatie") if norm.source is None else norm.source
    return Figures(norm.sd, norm.reliability, norm.n, norm.criterion, source)
