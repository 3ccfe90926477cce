"""Both sides' scale scores at every moment, in words, numbers and charts.

Only what the data layer hands this reader: before the reveal there is nothing here to leak.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import charts, instruments
from alliance.change import Classification, Pattern, Reason, classify, may_compare
from alliance.models import Measurement, Rater, ScaleScore
from alliance.scoring import difference
from caseload import days
from caseload.models import Pair

# (measurement, rater, scale) -> the score, None when too few items were answered; absent when not shown.
Scores = Mapping[tuple[UUID, str, str], Decimal | None]


@dataclass(frozen=True, slots=True)
class MomentHead:
    label: str
    when: str


@dataclass(frozen=True, slots=True)
class MomentCells:
    client: Decimal | None
    worker: Decimal | None
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    value: Decimal | None
    pattern: str


@dataclass(frozen=True, slots=True)
class ScaleRow:
    title: str
    sub: str
    moments: tuple[MomentCells, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Both sides' scales at every moment shown. `changes` of a row are empty while there is one moment."""

    client: str
    worker: str
    title: str
    demonstration: bool
    charts: tuple[charts.ProfileChart, ...]
    moments: tuple[MomentHead, ...]
    rows: tuple[ScaleRow, ...]
    has_change: bool
    has_band: bool
    table_note: str
    notes: tuple[str, ...]


# ---------- reading ----------


def scores_for(user: User, pair: Pair) -> dict[tuple[UUID, str, str], Decimal | None]:
    """The scale scores of this pair that this person may see."""
    found = ScaleScore.objects.visible_to(user).filter(response__measurement__pair=pair)
    fields = found.values_list("response__measurement_id", "response__rater", "scale", "score")
    return {(measurement, rater, scale): score for measurement, rater, scale, score in fields}


def profile(measurements: Iterable[Measurement], scores: Scores, *, client: str, worker: str) -> Profile | None:
    """The profile of the moments that have a score to show, or None; `client` and `worker` are what to call them."""
    with_scores = {measurement for measurement, _rater, _scale in scores}
    shown = [m for m in measurements if m.pk in with_scores and m.instrument is not None]
    if not shown:
        return None
    # The first one stays, because change counts from it.
    shown = [shown[0], *shown[1:][-(charts.MAX_MOMENTS - 1) :]]
    return _Builder(shown, scores, {Rater.CLIENT: client, Rater.WORKER: worker}).profile()


class _Builder:
    def __init__(self, shown: Sequence[Measurement], scores: Scores, names: Mapping[Rater, str]) -> None:
        self.shown, self.scores, self.names = shown, scores, names
        self.instruments = [m.instrument.parsed for m in shown if m.instrument]
        self.instrument = self.instruments[-1]
        self.language = get_language() or "nl"

    def profile(self) -> Profile:
        several = len(self.shown) > 1
        changes = {
            (rater, scale.key): self.change(rater, scale) if several else None
            for scale in self.instrument.scales
            for rater in Rater
        }
        drawn = tuple(self.chart(scale, changes) for scale in self.instrument.scales)
        return Profile(
            client=self.names[Rater.CLIENT],
            worker=self.names[Rater.WORKER],
            title=self.instrument.title.get(self.language),
            demonstration=any(instrument.is_demonstration for instrument in self.instruments),
            charts=drawn,
            moments=tuple(MomentHead(m.label, days.month(m.opens_on)) for m in self.shown),
            rows=tuple(self.row(scale, changes) for scale in self.instrument.scales),
            has_change=several,
            has_band=any(line.band for chart in drawn for line in chart.lines),
            table_note=self.table_note(),
            notes=tuple(self.notes(changes)),
        )

    def series(self, rater: Rater, scale: instruments.Scale) -> list[Decimal | None]:
        return [self.scores.get((m.pk, rater, scale.key)) for m in self.shown]

    def change(self, rater: Rater, scale: instruments.Scale) -> Classification | None:
        """From the first moment with a score to the present one; None when those are the same moment."""
        scores = self.series(rater, scale)
        first = next((index for index, score in enumerate(scores) if score is not None), None)
        if first is None or first == len(scores) - 1:
            return None
        return classify(
            first=scores[first],
            second=scores[-1],
            better=scale.better,
            norm=self.instruments[first].norm(rater, scale.key),
            same_version=may_compare(self.instruments[first], self.instrument),
        )

    def chart(
        self, scale: instruments.Scale, changes: Mapping[tuple[Rater, str], Classification | None]
    ) -> charts.ProfileChart:
        def series(rater: Rater) -> charts.Series:
            found = changes[rater, scale.key]
            named = found is not None and found.pattern != Pattern.UNCLASSIFIED
            return charts.Series(
                name=self.names[rater],
                scores=self.series(rater, scale),
                criterion=found.criterion if found and named else None,
                pattern=pattern_words(found.pattern) if found else "",
            )

        return charts.profile_chart(
            key=f"profile-{scale.key}",
            scale_title=scale.title.get(self.language),
            question=self.explanation(scale),
            moments=[charts.Moment(m.label, _short(m)) for m in self.shown],
            series_client=series(Rater.CLIENT),
            series_worker=series(Rater.WORKER),
            low=self.instrument.values[0],
            high=self.instrument.values[-1],
        )

    def explanation(self, scale: instruments.Scale) -> str:
        """What the scale is about, so far as its file says: which way it goes, and a side's own name for it."""
        parts = [_("Hoger is stroever.")] if scale.better == "lower" else []
        return " ".join([*parts, *filter(None, [self.other_name(scale)])])

    def other_name(self, scale: instruments.Scale) -> str:
        own = scale.title_for(Rater.WORKER).get(self.language)
        if own == scale.title_for(Rater.CLIENT).get(self.language):
            return ""
        return _("%(name)s: %(title)s") % {"name": self.names[Rater.WORKER], "title": own.lower()}

    def row(self, scale: instruments.Scale, changes: Mapping[tuple[Rater, str], Classification | None]) -> ScaleRow:
        pairs = zip(self.series(Rater.CLIENT, scale), self.series(Rater.WORKER, scale), strict=True)
        classified = [changes[rater, scale.key] for rater in Rater]
        return ScaleRow(
            title=scale.title.get(self.language),
            sub=self.other_name(scale),
            moments=tuple(MomentCells(client, worker, difference(client, worker, scale)) for client, worker in pairs),
            changes=tuple(
                Change(found.change, pattern_words(found.pattern)) if found else Change(None, "")
                for found in (classified if len(self.shown) > 1 else [])
            ),
        )

    def table_note(self) -> str:
        names = {"client": self.names[Rater.CLIENT], "worker": self.names[Rater.WORKER]}
        note = _("Dezelfde getallen. Verschil is %(client)s min %(worker)s.") % names
        for scale in self.instrument.scales:
            if not scale.parallel:
                title = {"scale": scale.title.get(self.language).lower()}
                note += " " + _("Bij %(scale)s meten de twee kanten iets anders; daar is geen verschil.") % title
        return note

    def notes(self, changes: Mapping[tuple[Rater, str], Classification | None]) -> Iterable[str]:
        for scale in self.instrument.scales:
            title = scale.title.get(self.language)
            if not scale.parallel:
                yield _("%(scale)s meet minder nauwkeurig dan de andere schalen; lees haar samen met het gesprek.") % {
                    "scale": title
                }
            for rater in Rater:
                found = changes[rater, scale.key]
                if found is not None and found.reason is not None:
                    yield _("%(scale)s, kant van %(name)s: %(reason)s, dus geen patroon.") % {
                        "scale": title,
                        "name": self.names[rater],
                        "reason": reason_words(found.reason),
                    }


def _short(measurement: Measurement) -> str:
    return _("%(months)s mnd") % {"months": measurement.months} if measurement.months else measurement.label


def pattern_words(pattern: Pattern) -> str:
    return {
        Pattern.IMPROVING: _("verbeterend"),
        Pattern.DETERIORATING: _("verslechterend"),
        Pattern.STABLE: _("stabiel"),
        Pattern.UNCLASSIFIED: _("niet te bepalen"),
    }[pattern]


def reason_words(reason: Reason) -> str:
    return {
        Reason.OTHER_PAIR: _("een andere werker"),
        Reason.OTHER_VERSION: _("een andere versie van de vragenlijst"),
        Reason.BLANK_FIRST: _("te weinig vragen ingevuld bij het eerste moment"),
        Reason.BLANK_SECOND: _("te weinig vragen ingevuld bij het laatste moment"),
        Reason.NO_NORMS: _("geen normgegevens"),
    }[reason]
