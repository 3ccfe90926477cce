"""To which group each person of a study belongs, for every factor, and what factors and groups are called."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.change import Pattern
from alliance.instruments import Instrument
from alliance.models import Rater
from alliance.patterns import pattern_words
from caseload.models.supervision import EndReason
from research.anonymity import HIDDEN
from research.gathering import Gathered
from research.rows import CourseRow, PairRow

MOSTLY, OFTEN = 50, 20
LABEL, OUTCOME, COURSE = "label:", "outcome:", "course:"


@dataclass(frozen=True, slots=True)
class Grouping:
    """`of`: by person and factor the group, absent when nothing is known or it was hidden.

    Courses are of `side`; of the worker's, `workers` says by person and factor whose view it is.
    """

    factors: list[str]
    of: dict[str, dict[str, str]]
    workers: dict[str, dict[str, str]]
    instrument: Instrument
    side: Rater

    def group(self, person: str, factor: str) -> str:
        return self.of.get(person, {}).get(factor, "")

    def worker(self, person: str, factor: str) -> str | None:
        return self.workers.get(person, {}).get(factor)

    def scale_title(self, key: str) -> str:
        return scale_title(self.instrument, key, self.side)

    def factor_words(self, factor: str) -> str:
        if factor.startswith(LABEL):
            return _("Etiket %(name)s") % {"name": factor.removeprefix(LABEL)}
        if factor.startswith(OUTCOME):
            return _("Daarna: %(name)s") % {"name": factor.removeprefix(OUTCOME)}
        if factor.startswith(COURSE):
            words = {"scale": self.scale_title(factor.removeprefix(COURSE)), "side": self.side.label}
            return _("Verloop van %(scale)s volgens de %(side)s") % words
        return {
            "worker_changed": _("Wisseling van werker"),
            "substance": _("Leefgebied middelengebruik"),
            "volunteer": _("Vrijwilliger betrokken"),
            "risk": _("Risico-inschatting bij het begin"),
            "remote": _("Minstens de helft op afstand"),
            "missed": _("Bij minstens een op de vijf contacten kwam de cliënt niet"),
            "failed": _("Minstens een op de vijf pogingen lukte niet"),
            "hitches": _("Een of meer haperingen"),
            "dropout": _("Negatieve voortijdige uitval"),
        }[factor]

    def group_words(self, factor: str, group: str) -> str:
        if factor.startswith(LABEL):
            return group
        if factor.startswith(COURSE):
            return pattern_words(Pattern(group))
        if factor == "risk":
            return {"low": _("laag"), "medium": _("gemiddeld"), "high": _("hoog")}.get(group, group)
        return {"yes": _("ja"), "no": _("nee")}.get(group, group)


def grouping_of(gathered: Gathered, instrument: Instrument, side: Rater) -> Grouping:
    """Of a person the newest supervision counts, with its newest pair."""
    of = {
        person: {factor: group(row) for factor, group in FACTORS.items()} for person, row in gathered.newest().items()
    }
    for person, labels in gathered.labels.items():
        of[person] |= {LABEL + name: value for name, value in labels.items()}
    for outcome in gathered.outcomes:
        of[outcome.person][OUTCOME + outcome.name] = "yes" if outcome.happened else "no"
    workers: dict[str, dict[str, str]] = {person: {} for person in of}
    worker_of = {row.pair: row.worker for row in gathered.pairs}
    for row in _newest_last(gathered, side):
        factor = COURSE + row.course.scale
        of[row.person][factor] = row.course.found.pattern.value
        if side is Rater.WORKER:
            workers[row.person][factor] = worker_of[row.pair]
    known = {factor for groups in of.values() for factor, group in groups.items() if group}
    courses = [COURSE + scale.key for scale in instrument.scales]
    named = sorted(factor for factor in known if factor.startswith((LABEL, OUTCOME)))
    return Grouping([f for f in (*FACTORS, *named, *courses) if f in known], of, workers, instrument, side)


def _newest_last(gathered: Gathered, side: Rater) -> list[CourseRow]:
    """The courses of this side; of a person with several supervisions those of the newest come last."""
    started = {row.supervision: row.started for row in gathered.pairs}
    return sorted((row for row in gathered.courses if row.rater == side), key=lambda row: started[row.supervision])


def scale_title(instrument: Instrument, key: str, side: Rater | None = None) -> str:
    """As this side reads it, if one is given."""
    scale = instrument.scale(key)
    if scale is None:
        return key
    return (scale.title_for(side) if side else scale.title).get(get_language() or "nl")


def moment_words(code: str) -> str:
    if code.startswith("m"):
        return _("%(months)s maanden") % {"months": code[1:]}
    if code.startswith("extra"):
        return _("Extra moment")
    return {"intake": _("Intake"), "handover": _("Na overdracht")}[code]


def _known(value: str) -> str:
    return "" if value == HIDDEN else value


def _at_least(share: int | None, least: int) -> str:
    return "" if share is None else ("yes" if share >= least else "no")


def _dropout(ending: str) -> str:
    if ending in ("", HIDDEN, "running"):
        return ""
    return "yes" if ending == EndReason.NEGATIVE_DROPOUT else "no"


FACTORS: dict[str, Callable[[PairRow], str]] = {
    "worker_changed": lambda row: _known(row.quasi["worker_changed"]),
    "substance": lambda row: _known(row.quasi["substance"]),
    "volunteer": lambda row: _known(row.quasi["volunteer"]),
    "risk": lambda row: _known(row.quasi["risk"]),
    "remote": lambda row: _at_least(row.remote_share, MOSTLY),
    "missed": lambda row: _at_least(row.missed_share, OFTEN),
    "failed": lambda row: _at_least(row.failed_share, OFTEN),
    "hitches": lambda row: "yes" if row.hitches else "no",
    "dropout": lambda row: _dropout(row.quasi["ending"]),
}
