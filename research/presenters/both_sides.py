"""Both sides in one model, in words: per scale what came afterwards, and the course."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from alliance.instruments import Instrument, Scale
from alliance.models import Rater
from caseload.models.supervision import EndReason
from research.anonymity import HIDDEN
from research.both_sides import (
    CLIENT,
    FEWEST_EVENTS,
    FEWEST_PAIRS,
    FEWEST_WORKERS,
    INTAKE,
    LATER,
    WORKER,
    Fitted,
    Followed,
    Score,
    Why,
    afterwards,
    course,
)
from research.fitting import CHANGE, MORE, SIDES, fit_afterwards, fit_course
from research.gathering import Gathered
from research.presenters.grouping import scale_title
from research.rows import PairRow

# How often it happened in a pair since this week.
Times = Callable[[PairRow, int], int]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """`effects`: what it is of and the figure with its interval; without any, `why` says so in a sentence."""

    scale: str
    outcome: str
    n: str
    effects: list[tuple[str, str]]
    why: str


def afterwards_rows(gathered: Gathered, instrument: Instrument) -> list[ModelRow]:
    """Drop-out and hitches for each week after the intake, by the scores of both sides at intake."""
    last = {row.supervision: row.pair for row in sorted(gathered.pairs, key=lambda row: row.weeks_from)}

    def dropped(row: PairRow, since: int) -> int:
        return int(row.quasi["ending"] == EndReason.NEGATIVE_DROPOUT and last[row.supervision] == row.pair)

    def hitched(row: PairRow, since: int) -> int:
        return sum(1 for week in row.hitch_weeks if week >= since)

    ending_known = [row for row in gathered.pairs if row.quasi["ending"] != HIDDEN]
    things: tuple[tuple[str, Sequence[PairRow], Times], ...] = (
        (_("Negatieve voortijdige uitval"), ending_known, dropped),
        (_("Haperingen"), gathered.pairs, hitched),
    )
    scores = list(_scores(gathered))
    return [
        _afterwards(scale, instrument, words, afterwards(list(_followed(pairs, scores, scale, times)), fit_afterwards))
        for words, pairs, times in things
        for scale in instrument.scales
    ]


def course_rows(gathered: Gathered, instrument: Instrument) -> list[ModelRow]:
    scores = list(_scores(gathered))
    return [
        _course(
            scale,
            instrument,
            course([row for key, row, _w in scores if key == scale.key], parallel=scale.parallel, fit=fit_course),
        )
        for scale in instrument.scales
    ]


def _scores(gathered: Gathered) -> Iterator[tuple[str, Score, int]]:
    """By scale the scores at intake and after six months of pairs whose worker takes part, with their week."""
    workers = {row.pair: row.worker for row in gathered.pairs if row.worker}
    for response in gathered.responses:
        if response.moment in (INTAKE, LATER) and response.pair in workers:
            for scale, (found, _answered) in response.scores.items():
                if found is not None:
                    worker = workers[response.pair]
                    score = Score(worker, response.pair, response.rater, response.moment, float(found))
                    yield scale, score, response.weeks


def _followed(
    pairs: Sequence[PairRow], scores: Sequence[tuple[str, Score, int]], scale: Scale, times: Times
) -> Iterator[Followed]:
    """Pairs of which both sides had a score at intake, from the later of the two on."""
    at_intake: dict[tuple[str, str], tuple[float, int]] = {
        (row.pair, row.rater): (row.score, week)
        for key, row, week in scores
        if key == scale.key and row.moment == INTAKE
    }
    for pair in pairs:
        client, own = at_intake.get((pair.pair, CLIENT)), at_intake.get((pair.pair, WORKER))
        if client is not None and own is not None:
            since = max(client[1], own[1])
            weeks = max(1, pair.weeks_from + pair.weeks - since)
            yield Followed(pair.worker, client[0], own[0], times(pair, since), weeks)


# ---------- in words ----------


def _afterwards(scale: Scale, instrument: Instrument, outcome: str, found: Fitted) -> ModelRow:
    sides = {CLIENT: Rater.CLIENT.label, WORKER: Rater.WORKER.label}
    effects = [
        (
            _("per punt van de %(side)s") % {"side": sides[one.name]},
            _("keer %(value)s (%(low)s tot %(high)s)")
            % {"value": two_places(one.value), "low": two_places(one.low), "high": two_places(one.high)},
        )
        for one in found.effects
    ]
    return ModelRow(scale_title(instrument, scale.key), outcome, _n(found), effects, _why(found))


def _course(scale: Scale, instrument: Instrument, found: Fitted) -> ModelRow:
    names = {
        SIDES: _("werker min cliënt bij de intake"),
        CHANGE: _("verandering van de cliënt in zes maanden"),
        MORE: _("hoeveel de werker daarvan afwijkt"),
        CLIENT: _("verandering van de cliënt in zes maanden"),
        WORKER: _("verandering van de werker in zes maanden"),
    }
    effects = [
        (
            names[one.name],
            _("%(mean)s (%(low)s tot %(high)s)")
            % {"mean": two_places(one.value), "low": two_places(one.low), "high": two_places(one.high)},
        )
        for one in found.effects
    ]
    return ModelRow(scale_title(instrument, scale.key), "", _n(found), effects, _why(found))


def _n(found: Fitted) -> str:
    """Hidden with the rest: of few pairs not even the number of workers is told."""
    if found.why in (Why.FEW_PAIRS, Why.FEW_WORKERS):
        return ""
    return _("%(pairs)s koppels, %(workers)s werkers") % {"pairs": found.pairs, "workers": found.workers}


def _why(found: Fitted) -> str:
    words = {
        Why.FEW_PAIRS: _("Te weinig: er zijn %(n)s koppels met scores van beide kanten nodig.") % {"n": FEWEST_PAIRS},
        Why.FEW_WORKERS: _("Te weinig: er zijn %(n)s werkers met twee of meer koppels nodig.") % {"n": FEWEST_WORKERS},
        Why.FEW_EVENTS: _("Te weinig: het moet bij %(n)s koppels zijn gebeurd.") % {"n": FEWEST_EVENTS},
        Why.NO_FIT: _("Niet te schatten uit deze gegevens."),
    }
    return words[found.why] if found.why else ""


def two_places(value: float) -> str:
    """0,83; on an English page 0.83."""
    return number_format(f"{value:.2f}").replace("-", "\N{MINUS SIGN}")
