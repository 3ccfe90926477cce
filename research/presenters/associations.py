"""What goes with what in one study, ready to print: tables by group, and what happened afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.actions.instruments import instrument_for
from alliance.change import Pattern
from alliance.instruments import Instrument
from alliance.models import Rater
from alliance.patterns import pattern_words
from audit import clock
from caseload.models.supervision import EndReason
from research.anonymity import HIDDEN
from research.associations import Case, Curve, Mean, Share, Table, curves, means, tables
from research.gathering import Gathered, Gathering, PairRow
from research.models import Study
from research.survival import can_estimate, kaplan_meier

COURSES = tuple(pattern.value for pattern in Pattern)
AT_WEEKS = (26, 52, 104, 156, 208)
MOSTLY, OFTEN = 50, 20
# By person, the group for each factor.
Groups = dict[str, dict[str, str]]


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


@dataclass(frozen=True, slots=True)
class CurveRow:
    outcome: str
    factor: str
    group: str
    n: int
    points: list[tuple[str, str]]


def associations_page(study: Study) -> dict[str, Any]:
    """Of those who take part now, as they stand in the files: what is hidden there counts nowhere here."""
    gathered = Gathering(study, clock.today()).gather()
    instrument = instrument_for(study.organisation).parsed
    newest = {row.person: row for row in sorted(gathered.pairs, key=lambda row: row.weeks_from)}
    factors = [factor for factor in FACTORS if any(FACTORS[factor](row) for row in newest.values())]
    groups = {person: {factor: FACTORS[factor](row) for factor in factors} for person, row in newest.items()}
    cases = [Case(person, groups[person], found) for person, found in _courses(gathered).items() if person in groups]
    scales = [scale.key for scale in instrument.scales]
    return {
        "study": study,
        "courses": [pattern_words(Pattern(course)) for course in COURSES],
        "sections": [_section(instrument, table) for table in tables(cases, factors, scales, COURSES)],
        "means": [
            _mean(instrument, factor, found) for factor in factors for found in means(_scores(gathered, groups, factor))
        ],
        "curves": list(_curves(gathered, groups, factors)) if can_estimate() else [],
    }


def _known(value: str) -> str:
    return "" if value == HIDDEN else value


def _at_least(share: int | None, least: int) -> str:
    return "" if share is None else ("yes" if share >= least else "no")


def _dropout(ending: str) -> str:
    if ending in ("", HIDDEN, "running"):
        return ""
    return "yes" if ending == EndReason.NEGATIVE_DROPOUT else "no"


# What a person belongs to, by a word: "" when nothing is known or it was hidden.
FACTORS: dict[str, Callable[[PairRow], str]] = {
    "worker_changed": lambda row: _known(row.quasi["worker_changed"]),
    "substance": lambda row: _known(row.quasi["substance"]),
    "volunteer": lambda row: _known(row.quasi["volunteer"]),
    "risk": lambda row: _known(row.quasi["risk"]),
    "label": lambda row: _known(row.quasi["label"]),
    "remote": lambda row: _at_least(row.remote_share, MOSTLY),
    "missed": lambda row: _at_least(row.missed_share, OFTEN),
    "hitches": lambda row: "yes" if row.hitches else "no",
    "dropout": lambda row: _dropout(row.quasi["ending"]),
}


def _courses(gathered: Gathered) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in gathered.courses:
        found.setdefault(row.person, {})[row.course.scale] = row.course.found.pattern.value
    return found


def _scores(gathered: Gathered, groups: Groups, factor: str) -> Iterator[tuple[str, str, str, float]]:
    """The client's own scores at the fixed moments, one a person and moment: the newest supervision's stays."""
    last: dict[tuple[str, str, str], float] = {}
    for row in gathered.responses:
        if row.rater == Rater.CLIENT and not row.moment.startswith("extra"):
            for scale, (score, _answered) in row.scores.items():
                if score is not None:
                    last[row.person, row.moment, scale] = float(score)
    for (person, moment, scale), found in last.items():
        yield groups.get(person, {}).get(factor, ""), moment, scale, found


def _curves(gathered: Gathered, groups: Groups, factors: list[str]) -> Iterator[CurveRow]:
    for outcome in sorted({row.name for row in gathered.outcomes}):
        seen = [row for row in gathered.outcomes if row.name == outcome]
        for factor in factors:
            rows = [(groups.get(row.person, {}).get(factor, ""), row.weeks, row.happened) for row in seen]
            found = curves(rows, AT_WEEKS, kaplan_meier)
            yield from (_curve(outcome, factor, curve) for curve in found if len(found) > 1)


# ---------- in words ----------


def _section(instrument: Instrument, table: Table) -> Section:
    rows = [
        GroupRow(
            _group(table.factor, group.name),
            group.n,
            [(pattern_words(Pattern(course)), _share(share)) for course, share in group.shares],
        )
        for group in table.groups
    ]
    return Section(_factor(table.factor), _title(instrument, table.scale), rows)


def _mean(instrument: Instrument, factor: str, found: Mean) -> MeanRow:
    words = {"mean": _two(found.mean), "low": _two(found.low), "high": _two(found.high)}
    text = _("%(mean)s (%(low)s tot %(high)s)") % words
    group = _group(factor, found.group)
    return MeanRow(_factor(factor), _title(instrument, found.scale), found.moment, group, found.n, text)


def _curve(outcome: str, factor: str, curve: Curve) -> CurveRow:
    points = [
        (
            _("%(n)s weken") % {"n": point.weeks},
            _("%(share)s %% (%(low)s tot %(high)s), n = %(n)s")
            % {"share": _whole(point.share), "low": _whole(point.low), "high": _whole(point.high), "n": point.at_risk},
        )
        for point in curve.points
    ]
    return CurveRow(outcome, _factor(factor), _group(factor, curve.group), curve.n, points)


def _share(share: Share) -> str:
    if share.n is None or share.share is None or share.low is None or share.high is None:
        return ""
    words = {"share": _whole(share.share), "low": _whole(share.low), "high": _whole(share.high)}
    return _("%(share)s %% (%(low)s tot %(high)s)") % words


def _factor(factor: str) -> str:
    return {
        "worker_changed": _("Wisseling van werker"),
        "substance": _("Leefgebied middelengebruik"),
        "volunteer": _("Vrijwilliger betrokken"),
        "risk": _("Risico-inschatting bij het begin"),
        "label": _("Etiketten van dit onderzoek"),
        "remote": _("Minstens de helft op afstand"),
        "missed": _("Minstens een op de vijf contacten ging niet door"),
        "hitches": _("Een of meer haperingen"),
        "dropout": _("Negatieve voortijdige uitval"),
    }[factor]


def _group(factor: str, group: str) -> str:
    risks = {"low": _("laag"), "medium": _("gemiddeld"), "high": _("hoog")}
    if factor == "risk":
        return risks.get(group, group)
    return {"yes": _("ja"), "no": _("nee")}.get(group, group)


def _title(instrument: Instrument, key: str) -> str:
    scale = instrument.scale(key)
    return scale.title.get(get_language() or "nl") if scale else key


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}").replace(".", ",")


def _whole(share: float) -> int:
    return round(100 * share)
