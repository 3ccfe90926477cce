"""What goes with what in one study, ready to print: tables by group, and what happened afterwards."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alliance.actions.instruments import instrument_for
from alliance.change import Pattern
from alliance.models import Rater
from alliance.patterns import pattern_words
from audit import clock
from research.associations import Case, Mean, Scored, Share, Table, means, tables, who_count
from research.both_sides import FEWEST_PAIRS, FEWEST_WORKERS
from research.gathering import Gathered, Gathering
from research.models import Study
from research.presenters.both_sides import afterwards_rows, course_rows, two_places
from research.presenters.grouping import COURSE, Grouping, grouping_of, moment_words
from research.presenters.survival import curve_tables
from research.rows import in_time, place_of
from research.survival import can_estimate

COURSES = tuple(pattern.value for pattern in Pattern)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`shares` in the order of the courses, with the course they are of: "25 % (13 tot 42)", or "" where hidden."""

    group: str
    n: int
    shares: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    factor: str
    scale: str
    rows: list[GroupRow]


@dataclass(frozen=True, slots=True)
class MeanRow:
    factor: str
    scale: str
    moment: str
    group: str
    n: int
    mean: str


def associations_page(study: Study, side: Rater) -> dict[str, Any]:
    """Of those who take part now, as one side saw it; the models are of both. What is too rare counts nowhere here."""
    gathered = Gathering(study, clock.today()).gather()
    return _described(study, gathered, side) | (_models(study, gathered) if can_estimate() and gathered.pairs else {})


def _models(study: Study, gathered: Gathered) -> dict[str, Any]:
    instrument = instrument_for(study.organisation).parsed
    return {
        "models": True,
        "afterwards": afterwards_rows(gathered, instrument),
        "course_models": course_rows(gathered, instrument),
        "fewest_pairs": FEWEST_PAIRS,
        "fewest_model_workers": FEWEST_WORKERS,
    }


def _described(study: Study, gathered: Gathered, side: Rater) -> dict[str, Any]:
    instrument = instrument_for(study.organisation).parsed
    grouping = grouping_of(gathered, instrument, side)
    scales = [scale.key for scale in instrument.scales]
    cases = list(_cases(grouping, scales))
    # The courses stand in the columns already.
    factors = [factor for factor in grouping.factors if not factor.startswith(COURSE)]
    return {
        "study": study,
        "side": side.label,
        "of_worker": side is Rater.WORKER,
        "courses": [pattern_words(Pattern(course)) for course in COURSES],
        "sections": [_section(grouping, table) for table in tables(cases, factors, scales, COURSES)],
        "means": list(_means(gathered, grouping, factors)),
        "mixes": list(_mixes(gathered, grouping, scales)),
        "curves": curve_tables(gathered, grouping) if can_estimate() else [],
    }


def _cases(grouping: Grouping, scales: list[str]) -> Iterator[Case]:
    for person, groups in grouping.of.items():
        courses = {scale: groups[COURSE + scale] for scale in scales if COURSE + scale in groups}
        workers = {scale: who for scale in courses if (who := grouping.worker(person, COURSE + scale)) is not None}
        yield Case(person, groups, courses, workers)


def _means(gathered: Gathered, grouping: Grouping, factors: list[str]) -> Iterator[MeanRow]:
    scores = {
        cell: {person: found[person] for person in _who_count(found, grouping, factors)}
        for cell, found in _scores(gathered, grouping.side).items()
    }
    for factor in factors:
        rows = (
            Scored(grouping.group(person, factor), moment, scale, score, worker)
            for (moment, scale), of in scores.items()
            for person, (score, worker) in of.items()
        )
        for found in sorted(means(rows), key=lambda one: (one.scale, place_of(one.moment))):
            yield _mean(grouping, factor, found)


def _who_count(found: Mapping[str, tuple[float, str | None]], grouping: Grouping, factors: list[str]) -> set[str]:
    groups = {person: grouping.of.get(person, {}) for person in found}
    return who_count(groups, factors, lambda person, factor: found[person][1], 1)


def _scores(gathered: Gathered, side: Rater) -> dict[tuple[str, str], dict[str, tuple[float, str | None]]]:
    """By fixed moment and scale one side's score of each person, the newest supervision's, with whose view it is."""
    worker_of = {row.pair: row.worker for row in gathered.pairs} if side is Rater.WORKER else {}
    last: dict[tuple[str, str], dict[str, tuple[float, str | None]]] = defaultdict(dict)
    for row in in_time(gathered.pairs, gathered.responses):
        if row.rater == side and not row.moment.startswith("extra"):
            for scale, (score, _answered) in row.scores.items():
                if score is not None:
                    last[row.moment, scale][row.person] = float(score), worker_of.get(row.pair)
    return last


def _mixes(gathered: Gathered, grouping: Grouping, scales: list[str]) -> Iterator[MeanRow]:
    """The contact mix of the newest pair beside the course of each scale: parts in per cent, one a person."""
    words = {"remote": _("op afstand"), "missed": _("cliënt kwam niet of zei af"), "failed": _("poging lukte niet")}
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for person, row in gathered.newest().items():
        parts = {"remote": row.remote_share, "missed": row.missed_share, "failed": row.failed_share}
        for kind, part in parts.items():
            if part is not None:
                shares[kind][person] = float(part)
    courses = [COURSE + scale for scale in scales]
    for kind, of in shares.items():
        counted = who_count({person: grouping.of[person] for person in of}, courses, grouping.worker, 1)
        shares[kind] = {person: part for person, part in of.items() if person in counted}
    for scale, course in zip(scales, courses, strict=True):
        rows = [
            Scored(grouping.group(person, course), kind, scale, part, grouping.worker(person, course))
            for kind, of in shares.items()
            for person, part in of.items()
        ]
        for found in means(rows):
            share = {
                name: round(value) for name, value in (("mean", found.mean), ("low", found.low), ("high", found.high))
            }
            yield MeanRow(
                factor=grouping.factor_words(course),
                scale=grouping.scale_title(scale),
                moment=words[found.moment],
                group=grouping.group_words(course, found.group),
                n=found.n,
                mean=_("%(mean)s %% (%(low)s tot %(high)s)") % share,
            )


# ---------- in words ----------


def _section(grouping: Grouping, table: Table) -> Section:
    rows = [
        GroupRow(
            grouping.group_words(table.factor, group.name),
            group.n,
            [(pattern_words(Pattern(course)), _share(share)) for course, share in group.shares],
        )
        for group in table.groups
    ]
    return Section(grouping.factor_words(table.factor), grouping.scale_title(table.scale), rows)


def _mean(grouping: Grouping, factor: str, found: Mean) -> MeanRow:
    words = {"mean": two_places(found.mean), "low": two_places(found.low), "high": two_places(found.high)}
    text = _("%(mean)s (%(low)s tot %(high)s)") % words
    return MeanRow(
        factor=grouping.factor_words(factor),
        scale=grouping.scale_title(found.scale),
        moment=moment_words(found.moment),
        group=grouping.group_words(factor, found.group),
        n=found.n,
        mean=text,
    )


def _share(share: Share) -> str:
    if share.n is None or share.share is None or share.low is None or share.high is None:
        return ""
    words = {"share": _whole(share.share), "low": _whole(share.low), "high": _whole(share.high)}
    return _("%(share)s %% (%(low)s tot %(high)s)") % words


def _whole(share: float) -> int:
    return round(100 * share)
