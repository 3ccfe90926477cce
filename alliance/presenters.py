"""Both sides' scale scores at every moment, in words, numbers and charts.

Only what the data layer hands this reader: before the reveal there is nothing here to leak.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import charts, instruments, patterns
from alliance.change import Pattern, Reason, may_compare
from alliance.models import Measurement, Rater, ScaleScore
from alliance.norms import NormUsed, is_rough
from alliance.origin import origin_line
from alliance.patterns import Scores, pattern_words, reason_words
from alliance.scoring import difference
from caseload import days
from caseload.models import Pair


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
    # Whose questions these are: demonstration, or under which licence.
    origin: str
    charts: tuple[charts.ProfileChart, ...]
    moments: tuple[MomentHead, ...]
    rows: tuple[ScaleRow, ...]
    has_change: bool
    has_band: bool
    table_note: str
    notes: tuple[str, ...]
    # Extra moments with another questionnaire (the short form): each on its own, beside nothing.
    apart: tuple["Profile", ...] = ()


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
    # One moment shows no change, so it needs no norms.
    accepted = patterns.accepted_norms(shown[0].pair_id) if len(shown) > 1 else {}
    names = {Rater.CLIENT: client, Rater.WORKER: worker}
    row, *others = _by_questionnaire(shown)
    apart = [_Builder(other, scores, names, accepted, key=f"apart-{other[0].pk}").profile() for other in others]
    return replace(_Builder(row, scores, names, accepted).profile(), apart=tuple(apart))


def _by_questionnaire(shown: Sequence[Measurement]) -> list[list[Measurement]]:
    """The row of moments that belong together, then the extra ones with another questionnaire, by questionnaire."""
    scheduled = [m for m in shown if m.is_scheduled]
    key = patterns.parsed((scheduled or shown)[-1]).key
    row = [m for m in shown if m.is_scheduled or patterns.parsed(m).key == key]
    others: dict[str, list[Measurement]] = {}
    for moment in shown:
        if moment not in row:
            others.setdefault(patterns.parsed(moment).key, []).append(moment)
    return [row, *others.values()]


class _Builder:
    """`every` are the moments that have a score to show, `shown` those of them that fit on the page."""

    def __init__(
        self,
        every: Sequence[Measurement],
        scores: Scores,
        names: Mapping[Rater, str],
        accepted: patterns.Accepted,
        key: str = "profile",
    ) -> None:
        self.key = key
        self.every, self.scores, self.names, self.accepted = every, scores, names, accepted
        # The first one stays: the eye counts from it.
        self.shown = [every[0], *every[1:][-(charts.MAX_MOMENTS - 1) :]]
        self.instruments = [patterns.parsed(m) for m in self.shown]
        self.instrument = self.instruments[-1]
        self.scales = _scales(self.instruments)
        self.language = get_language() or "nl"
        self.several = len(self.shown) > 1
        places = [(rater, scale) for scale in self.scales for rater in Rater]
        self.changes = {(rater, scale.key): self.change(rater, scale) for rater, scale in places}

    def profile(self) -> Profile:
        drawn = tuple(self.chart(scale) for scale in self.scales)
        return Profile(
            client=self.names[Rater.CLIENT],
            worker=self.names[Rater.WORKER],
            title=self.instrument.title.get(self.language),
            origin=origin_line(self.instruments),
            charts=drawn,
            # The label of an extra moment bears its day.
            moments=tuple(MomentHead(m.label, days.month(m.opens_on) if m.is_scheduled else "") for m in self.shown),
            rows=tuple(self.row(scale) for scale in self.scales),
            has_change=self.several,
            has_band=any(line.band for chart in drawn for line in chart.lines),
            table_note=self.table_note(),
            notes=tuple(self.notes()),
        )

    def series(self, rater: Rater, scale: instruments.Scale) -> list[Decimal | None]:
        return [self.scores.get((m.pk, rater, scale.key)) for m in self.shown]

    def change(self, rater: Rater, scale: instruments.Scale) -> patterns.Change | None:
        return patterns.change(self.every, self.scores, rater, scale, self.accepted) if self.several else None

    def chart(self, scale: instruments.Scale) -> charts.ProfileChart:
        def series(rater: Rater) -> charts.Series:
            change = self.changes[rater, scale.key]
            found = change.found if change else None
            return charts.Series(
                name=self.names[rater],
                scores=[
                    score if self.fits(version) else None
                    for score, version in zip(self.series(rater, scale), self.instruments, strict=True)
                ],
                criterion=found.criterion if found and found.pattern != Pattern.UNCLASSIFIED else None,
                pattern=pattern_words(found.pattern) if found else "",
                base=change.base if change and found and found.reason is None else None,
                compared=found is None or found.reason != Reason.OTHER_VERSION,
            )

        return charts.profile_chart(
            key=f"{self.key}-{scale.key}",
            scale_title=scale.title.get(self.language),
            question=self.explanation(scale),
            moments=[charts.Moment(m.label, _short(m), self.joined(index)) for index, m in enumerate(self.shown)],
            series_client=series(Rater.CLIENT),
            series_worker=series(Rater.WORKER),
            low=self.instrument.values[0],
            high=self.instrument.values[-1],
        )

    def joined(self, index: int) -> bool:
        """Whether the scores of this moment may be compared with those of the moment before."""
        return index == 0 or may_compare(self.instruments[index - 1], self.instruments[index])

    def fits(self, version: instruments.Instrument) -> bool:
        """Whether its scores fit on the present one's axis."""
        return (version.values[0], version.values[-1]) == (self.instrument.values[0], self.instrument.values[-1])

    def explanation(self, scale: instruments.Scale) -> str:
        """What the scale is about, so far as its file says: which way it goes, and a side's own name for it."""
        parts = [_("Hoger is stroever.")] if scale.better == "lower" else []
        return " ".join([*parts, *filter(None, [self.other_name(scale)])])

    def other_name(self, scale: instruments.Scale) -> str:
        own = scale.title_for(Rater.WORKER).get(self.language)
        if own == scale.title_for(Rater.CLIENT).get(self.language):
            return ""
        return _("%(name)s: %(title)s") % {"name": self.names[Rater.WORKER], "title": own.lower()}

    def row(self, scale: instruments.Scale) -> ScaleRow:
        pairs = zip(self.series(Rater.CLIENT, scale), self.series(Rater.WORKER, scale), strict=True)
        changes = [self.changes[rater, scale.key] for rater in Rater] if self.several else []
        return ScaleRow(
            title=scale.title.get(self.language),
            sub=self.other_name(scale),
            moments=tuple(MomentCells(client, worker, difference(client, worker, scale)) for client, worker in pairs),
            changes=tuple(
                Change(each.found.change, pattern_words(each.found.pattern)) if each else Change(None, "")
                for each in changes
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

    def notes(self) -> Iterator[str]:
        changes = [change for change in self.changes.values() if change]
        yield from patterns.version_notes(self.shown, changes)
        if not all(self.fits(version) for version in self.instruments):
            yield _("Scores van een vragenlijst met andere antwoorden staan wel in de tabel, niet in de grafiek.")
        for scale in self.scales:
            if is_rough(scale, {rater: self.norm(rater, scale) for rater in Rater}):
                yield _("%(scale)s meet minder nauwkeurig dan de andere schalen; lees haar samen met het gesprek.") % {
                    "scale": scale.title.get(self.language)
                }
            yield from self.reasons(scale)
        yield from patterns.norm_notes(self.used())

    def norm(self, rater: Rater, scale: instruments.Scale) -> NormUsed | None:
        change = self.changes[rater, scale.key]
        return change.norm if change else patterns.norm_at(self.shown[-1], rater, scale.key, self.accepted)

    def reasons(self, scale: instruments.Scale) -> Iterator[str]:
        """Why there is no pattern; another version is said once for all scales."""
        for rater in Rater:
            change = self.changes[rater, scale.key]
            if change and change.found.reason not in (None, Reason.OTHER_VERSION):
                yield _("%(scale)s, kant van %(name)s: %(reason)s, dus geen patroon.") % {
                    "scale": scale.title.get(self.language),
                    "name": self.names[rater],
                    "reason": reason_words(change.found.reason),
                }

    def used(self) -> Iterator[tuple[str, NormUsed]]:
        for scale in self.scales:
            for rater in Rater:
                change = self.changes[rater, scale.key]
                if change and change.norm and change.found.reason is None:
                    yield f"{scale.title.get(self.language)}, {self.names[rater]}", change.norm


def _scales(versions: Sequence[instruments.Instrument]) -> list[instruments.Scale]:
    """The present version's scales, then those that only an earlier one had."""
    found: dict[str, instruments.Scale] = {}
    for version in reversed(versions):
        for scale in version.scales:
            found.setdefault(scale.key, scale)
    return list(found.values())


def _short(measurement: Measurement) -> str:
    return _("%(months)s mnd") % {"months": measurement.months} if measurement.months else measurement.label
