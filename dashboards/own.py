"""What a worker sees of all their own running pairs at once. Only what their pairs' pages show them as well.

Until the worker's own side of a moment is in, nothing here depends on the client's; scores are of moments that both
sides answered.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from accounts.models import User
from alliance import patterns
from alliance.change import may_compare
from alliance.instruments import Instrument
from alliance.models import Measurement, Rater, Response, ScaleScore
from alliance.state import is_within
from caseload.models import Pair
from dashboards.figures import Moment
from messaging.working_time import start_of
from remote_contact import mixing
from remote_contact.models import Contact
from remote_contact.presenters.mix import as_moments

# Where a moment stands for its worker.
STATES = ("fill_in", "wait", "both", "talked", "closed")
# (scale, rater) -> the score; of one moment of one pair.
Scores = dict[tuple[str, str], Decimal]


@dataclass(frozen=True)
class ScoredMoment:
    pair: Pair
    measurement: Measurement
    scores: Scores


@dataclass(frozen=True)
class OwnPicture:
    """`pairs` by last name, and so `scored`, each with its moments in order; `courses` by (scale, rater)."""

    pairs: tuple[Pair, ...]
    states: Mapping[Moment, Counter[str]]
    scored: tuple[ScoredMoment, ...]
    courses: Mapping[tuple[str, str], Counter[str]]
    months: tuple[mixing.Month, ...]


def own_picture(*, user: User, instrument: Instrument, today: dt.date) -> OwnPicture:
    """In a fixed number of queries. Scores of another questionnaire than `instrument` are left out."""
    pairs = sorted(
        Pair.objects.visible_to(user).with_people(),
        key=lambda pair: (pair.client.last_name.casefold(), pair.client.first_name.casefold(), str(pair.pk)),
    )
    found = Measurement.objects.visible_to(user).select_related("instrument", "talk").order_by("opens_on", "number")
    measurements: dict[UUID, list[Measurement]] = defaultdict(list)
    for measurement in found:
        measurements[measurement.pair_id].append(measurement)
    scored = _scored(user, pairs, measurements, instrument)
    return OwnPicture(
        pairs=tuple(pairs),
        states=_states(user, [one for of_pair in measurements.values() for one in of_pair], today),
        scored=tuple(scored),
        courses=_courses(scored, instrument),
        months=_months(user, today),
    )


def _states(user: User, measurements: Iterable[Measurement], today: dt.date) -> dict[Moment, Counter[str]]:
    """Of every moment that opened, where it stands."""
    own_in = set(
        Response.objects.visible_to(user).standing().filter(rater=Rater.WORKER).values_list("measurement_id", flat=True)
    )
    table: dict[Moment, Counter[str]] = defaultdict(Counter)
    for measurement in measurements:
        if measurement.opened_at is not None:
            state = _state(measurement, measurement.pk in own_in, today)
            table[Moment.of(measurement.kind, measurement.months)][state] += 1
    return dict(sorted(table.items()))


def _state(measurement: Measurement, own_in: bool, today: dt.date) -> str:
    if measurement.is_revealed:
        return "talked" if measurement.talked_on else "both"
    if not is_within(measurement, today):
        return "closed"
    return "wait" if own_in else "fill_in"


def _scored(
    user: User, pairs: Sequence[Pair], measurements: Mapping[UUID, Sequence[Measurement]], instrument: Instrument
) -> list[ScoredMoment]:
    revealed = ScaleScore.objects.visible_to(user).filter(response__measurement__revealed_at__isnull=False)
    scores: dict[UUID, Scores] = defaultdict(dict)
    for measurement, rater, scale, score in revealed.filter(score__isnull=False).values_list(
        "response__measurement_id", "response__rater", "scale", "score"
    ):
        assert score is not None
        scores[measurement][scale, rater] = score
    return [
        ScoredMoment(pair, one, scores[one.pk])
        for pair in pairs
        for one in measurements[pair.pk]
        if one.pk in scores and one.instrument and may_compare(one.instrument.parsed, instrument)
    ]


def _courses(scored: Sequence[ScoredMoment], instrument: Instrument) -> dict[tuple[str, str], Counter[str]]:
    """Per scale and side, how the pairs with more than one moment went from their first moment to their last."""
    by_pair: dict[UUID, list[ScoredMoment]] = defaultdict(list)
    for one in scored:
        by_pair[one.pair.pk].append(one)
    courses: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    # All pairs of one worker work by one organisation's norms.
    accepted = patterns.accepted_norms(scored[0].pair.pk) if scored else {}
    for moments in (found for found in by_pair.values() if len(found) > 1):
        known = {
            (one.measurement.pk, rater, key): score for one in moments for (key, rater), score in one.scores.items()
        }
        for scale in instrument.scales:
            for rater in Rater:
                change = patterns.change([one.measurement for one in moments], known, rater, scale, accepted)
                if change:
                    courses[scale.key, rater.value][change.found.pattern] += 1
    return courses


def _months(user: User, today: dt.date) -> tuple[mixing.Month, ...]:
    first = start_of(mixing.first_of_month(today, back=mixing.MONTHS - 1))
    return mixing.by_month(as_moments(Contact.objects.visible_to(user).filter(at__gte=first)), (), today)
