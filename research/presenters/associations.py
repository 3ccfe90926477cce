"""What goes with what in one study, ready to print: tables by group, and what happened afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alliance.actions.instruments import instrument_for
from alliance.change import Pattern
from alliance.instruments import Instrument
from alliance.models import Rater
from alliance.patterns import pattern_words
from audit import clock
from research.associations import Case, Mean, Share, Table, means, tables
from research.both_sides import FEWEST_PAIRS, FEWEST_WORKERS
from research.gathering import Gathered, Gathering
from research.models import Study
from research.presenters.both_sides import afterwards_rows, course_rows, two_places
from research.presenters.grouping import COURSE, Grouping, courses_of, grouping_of, moment_words, scale_title
from research.presenters.survival import curve_tables
from research.rows import in_time
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


def associations_page(study: Study) -> dict[str, Any]:
    """Of those who take part now: what is too rare to show of them counts nowhere here."""
    gathered = Gathering(study, clock.today()).gather()
    return _described(study, gathered) | (_models(study, gathered) if can_estimate() and gathered.pairs else {})


def _models(study: Study, gathered: Gathered) -> dict[str, Any]:
    instrument = instrument_for(study.organisation).parsed
    return {
        "models": True,
        "afterwards": afterwards_rows(gathered, instrument),
        "course_models": course_rows(gathered, instrument),
        "fewest_pairs": FEWEST_PAIRS,
        "fewest_model_workers": FEWEST_WORKERS,
    }


def _described(study: Study, gathered: Gathered) -> dict[str, Any]:
    instrument = instrument_for(study.organisation).parsed
    grouping = grouping_of(gathered, instrument)
    cases = [Case(person, grouping.of[person], found) for person, found in courses_of(gathered).items()]
    scales = [scale.key for scale in instrument.scales]
    # The courses stand in the columns already.
    factors = [factor for factor in grouping.factors if not factor.startswith(COURSE)]
    return {
        "study": study,
        "courses": [pattern_words(Pattern(course)) for course in COURSES],
        "sections": [_section(grouping, table) for table in tables(cases, factors, scales, COURSES)],
        "means": [
            _mean(instrument, found, grouping.factor_words(factor), grouping.group_words(factor, found.group))
            for factor in factors
            for found in means(_scores(gathered, grouping, factor))
        ],
        "mixes": list(_mixes(gathered, grouping, scales)),
        "curves": curve_tables(gathered, grouping) if can_estimate() else [],
    }


def _scores(gathered: Gathered, grouping: Grouping, factor: str) -> Iterator[tuple[str, str, str, float]]:
    """The client's own scores at the fixed moments, one a person and moment: the newest supervision's stays."""
    last: dict[tuple[str, str, str], float] = {}
    for row in in_time(gathered.pairs, gathered.responses):
        if row.rater == Rater.CLIENT and not row.moment.startswith("extra"):
            for scale, (score, _answered) in row.scores.items():
                if score is not None:
                    last[row.person, row.moment, scale] = float(score)
    for (person, moment, scale), found in last.items():
        yield grouping.group(person, factor), moment, scale, found


def _mixes(gathered: Gathered, grouping: Grouping, scales: list[str]) -> Iterator[MeanRow]:
    """The contact mix of the newest pair beside the course of each scale: parts in per cent, one a person."""
    words = {"remote": _("op afstand"), "missed": _("cliënt kwam niet of zei af"), "failed": _("poging lukte niet")}
    newest = gathered.newest()
    for scale in scales:
        rows = [
            (grouping.group(person, COURSE + scale), kind, scale, float(share))
            for person, row in newest.items()
            for kind, share in (
                ("remote", row.remote_share),
                ("missed", row.missed_share),
                ("failed", row.failed_share),
            )
            if share is not None
        ]
        for found in means(rows):
            share = {
                name: round(value) for name, value in (("mean", found.mean), ("low", found.low), ("high", found.high))
            }
            yield MeanRow(
                factor=grouping.factor_words(COURSE + scale),
                scale=scale_title(grouping.instrument, scale),
                moment=words[found.moment],
                group=grouping.group_words(COURSE + scale, found.group),
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
    return Section(grouping.factor_words(table.factor), scale_title(grouping.instrument, table.scale), rows)


def _mean(instrument: Instrument, found: Mean, factor: str, group: str) -> MeanRow:
    words = {"mean": two_places(found.mean), "low": two_places(found.low), "high": two_places(found.high)}
    text = _("%(mean)s (%(low)s tot %(high)s)") % words
    return MeanRow(factor, scale_title(instrument, found.scale), moment_words(found.moment), group, found.n, text)


def _share(share: Share) -> str:
    if share.n is None or share.share is None or share.low is None or share.high is None:
        return ""
    words = {"share": _whole(share.share), "low": _whole(share.low), "high": _whole(share.high)}
    return _("%(share)s %% (%(low)s tot %(high)s)") % words


def _whole(share: float) -> int:
    return round(100 * share)
