"""Norms from an organisation's own answers: computed, offered, and decided on by an administrator."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from django.db import transaction

from accounts.models import Organisation, User
from alliance.models import Instrument, MomentKind, OwnNorm, Response
from alliance.norms import why_not
from alliance.scoring import score_response
from alliance.statistics import InstrumentStatistics, ScaleStatistics
from audit import clock
from audit.models import Action, Purpose
from audit.record import record

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Estimate:
    """Figures of one side and scale; `why_not` is the reason that they were not offered, None when they were."""

    figures: ScaleStatistics
    why_not: str | None


class AlreadyDecided(Exception):
    """Somebody else accepted or declined this offer first. Nothing was written."""


def estimate_norms(*, organisation: Organisation, instrument: Instrument, by: User | None) -> list[Estimate]:
    """Compute sd and alpha per side and scale, and offer what can be a norm; nothing is accepted by itself."""
    # Read outside the transaction: it may take long, and on SQLite nobody else could write.
    statistics = InstrumentStatistics(instrument.parsed)
    for rater, answers in _first_moments(organisation, instrument):
        statistics.add(rater, answers)
    found = [Estimate(row, why_not(row.n, row.sd, row.alpha)) for row in statistics.scales()]
    decided = _offer(organisation, instrument, found, by)
    return [replace(each, why_not=each.why_not or decided.get(_place(each))) for each in found]


def _place(estimate: Estimate) -> tuple[str, str]:
    return estimate.figures.rater, estimate.figures.scale


def _first_moments(organisation: Organisation, instrument: Instrument) -> Iterator[tuple[str, dict[str, int]]]:
    """Of each pair and side the answers, given to this version, that made a scale's first score.

    Streamed, a chunk in memory. Extra moments do not count: they are asked for because something is the matter. Where
    a first score came from another version, that pair does not count for that scale.
    """
    responses = (
        Response.objects.standing()
        .filter(measurement__pair__team__organisation=organisation)
        .exclude(measurement__kind=MomentKind.EXTRA)
        .order_by("measurement__pair_id", "rater", "measurement__opens_on", "pk")
        .values_list("measurement__pair_id", "rater", "instrument_id", "answers")
    )
    # Parsed once per version, not once per row.
    parsed = {each.pk: each.parsed for each in Instrument.objects.filter(responses__isnull=False).distinct()}
    for (_pair, rater), rows in groupby(responses.iterator(chunk_size=CHUNK), key=itemgetter(0, 1)):
        waiting = {scale.key for scale in instrument.parsed.scales}
        for *_side, version, answers in rows:
            if not waiting:
                continue
            scores = score_response(parsed[version], rater, answers).items()
            scored = {key for key, score in scores if score.score is not None and key in waiting}
            waiting -= scored
            if version == instrument.pk:
                keys = {item.key for item in instrument.parsed.items_for(rater) if item.scale in scored}
                yield rater, {key: value for key, value in answers.items() if key in keys}


@transaction.atomic
def _offer(
    organisation: Organisation, instrument: Instrument, found: Iterable[Estimate], by: User | None
) -> dict[tuple[str, str], str]:
    """Offer what can be a norm and was not decided on today; returns what was, with the word for it."""
    own = OwnNorm.objects.filter(organisation=organisation, instrument=instrument)
    today = clock.today()
    settled = own.filter(computed_on=today, decided_at__isnull=False).values_list("rater", "scale")
    decided = dict.fromkeys(settled, "decided today")
    rows = [
        OwnNorm(
            organisation=organisation,
            instrument=instrument,
            rater=row.rater,
            scale=row.scale,
            sd=row.sd,
            alpha=row.alpha,
            n=row.n,
            computed_on=today,
        )
        for each in found
        if each.why_not is None and _place(each) not in decided
        # `why_not` says so too, but not to a checker of types.
        if (row := each.figures).sd is not None and row.alpha is not None
    ]
    # An offer that nobody decided on has no meaning beside a newer one.
    own.filter(decided_at__isnull=True).delete()
    OwnNorm.objects.bulk_create(rows)
    if rows:
        record(
            Action.CREATED,
            by=by,
            what="norms offered",
            object_id=instrument.pk,
            purpose=Purpose.ADMINISTRATION,
            organisation_id=organisation.pk,
        )
    return decided


@transaction.atomic
def decide_norm(*, norm_id: uuid.UUID, accept: bool, by: User) -> OwnNorm:
    """Accept or decline an offer of one's own organisation, once; raises OwnNorm.DoesNotExist or AlreadyDecided."""
    norm = OwnNorm.objects.visible_to(by).select_for_update(of=("self",)).get(pk=norm_id)
    if norm.decided_at is not None:
        raise AlreadyDecided
    norm.decided_at, norm.decided_by, norm.accepted = clock.now(), by, accept
    norm.save(update_fields=["decided_at", "decided_by", "accepted"])
    record(
        Action.CHANGED,
        by=by,
        what="norm accepted" if accept else "norm declined",
        object_id=norm.pk,
        purpose=Purpose.ADMINISTRATION,
    )
    return norm
