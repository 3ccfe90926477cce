"""The monitor on a pair's page: both sides' scale scores in words and numbers, and where the moments stand.

Only what the data layer hands this reader: before the reveal there is nothing here to leak.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import charts, instruments, policies
from alliance.change import Classification, Pattern, Reason, classify, may_compare
from alliance.models import ClientPin, Measurement, Rater, Response, ScaleScore
from alliance.scoring import difference
from alliance.state import Step, is_within, worker_state
from caseload import days
from caseload.models import Pair
from caseload.timeline import Entry, Look

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
    notes: tuple[str, ...]


# ---------- reading ----------


def measurements_of(pair: Pair) -> list[Measurement]:
    """The moments of this pair alone: those of an earlier worker stay with the earlier pair."""
    return list(Measurement.objects.filter(pair=pair).select_related("instrument"))


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


# ---------- where the moments stand ----------


@dataclass(frozen=True, slots=True)
class StateLine:
    """What the monitor asks of the worker now; `post` tells whether `url` takes a button or a link."""

    text: str
    why: str
    url: str = ""
    label: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class MomentRow:
    """A moment by state and dates: all that a supervisor sees of it."""

    label: str
    dates: str
    tag_text: str
    tag_kind: str


def own_responses(user: User, pair: Pair) -> dict[UUID, Response]:
    """The worker's own responses by measurement; of anybody else nothing."""
    found = Response.objects.visible_to(user).standing().filter(measurement__pair=pair, rater=Rater.WORKER)
    return {response.measurement_id: response for response in found.only("measurement_id", "rater", "shared_at")}


def state_line(
    measurements: Sequence[Measurement], own: Mapping[UUID, Response], today: dt.date, *, client: str
) -> StateLine | None:
    """What is asked of the worker. Until their own side is in, it is the same whatever the client did."""
    tag = worker_state(measurements, own, today)
    if tag is None or tag.step == Step.SHARE:
        return _share_line(measurements, own, today, client)
    measurement = tag.measurement
    words = {"moment": measurement.label, "day": days.day(measurement.last_day), "client": client}
    respond = reverse("alliance:respond", args=[measurement.pk])
    return {
        Step.FILL_IN: StateLine(
            _("Jouw kant nog invullen"),
            _("%(moment)s, in te vullen t/m %(day)s") % words,
            respond,
            _("Jouw kant invullen"),
        ),
        Step.PUT_OFF: StateLine(
            _("Je koos ‘nu niet’"), _("%(moment)s: invullen kan t/m %(day)s") % words, respond, _("Toch invullen")
        ),
        Step.WAIT: StateLine(
            _("Jij bent klaar; wacht op de cliënt"), _("%(moment)s: %(client)s kan invullen t/m %(day)s") % words
        ),
        Step.TALK: StateLine(
            _("Klaar om te bespreken"),
            _("%(moment)s: beide kanten zijn binnen.") % words,
            "#werkalliantie",
            _("Bekijk beide kanten"),
        ),
    }[tag.step]


def _share_line(
    measurements: Sequence[Measurement], own: Mapping[UUID, Response], today: dt.date, client: str
) -> StateLine | None:
    for measurement in reversed(measurements):
        if policies.may_share(measurement, own=own.get(measurement.pk), today=today):
            why = _(
                "%(moment)s is gesloten met alleen jouw kant. Je kunt je schaalscores delen met %(client)s. "
                "Daarna kan %(client)s niet meer invullen."
            ) % {"moment": measurement.label, "client": client}
            url = reverse("alliance:share", args=[measurement.pk])
            return StateLine(_("Jouw scores delen?"), why, url, _("Deel mijn scores"), post=True)
    return None


def pin_line(pair: Pair) -> StateLine | None:
    """What is asked of the worker about the client's PIN."""
    pin = ClientPin.objects.filter(client=pair.supervision.client_id).only("frozen_at").first()
    url = reverse("alliance:give_pin", args=[pair.pk])
    if pin is None:
        why = _("Zonder pincode kan de cliënt de vragen niet openen.")
        return StateLine(_("Geef de cliënt een pincode"), why, url, _("Pincode geven"))
    if pin.frozen_at is not None:
        why = _("Er is te vaak een verkeerde pincode ingevuld.")
        return StateLine(_("De pincode is geblokkeerd"), why, url, _("Nieuwe pincode geven"))
    return None


def open_measurement(measurements: Iterable[Measurement], today: dt.date) -> Measurement | None:
    """The moment that can be answered now and was not revealed."""
    return next((m for m in measurements if is_within(m, today) and not m.is_revealed), None)


def next_moments(measurements: Iterable[Measurement], today: dt.date) -> list[tuple[str, str]]:
    """The running and the coming moments as (label, dates)."""
    rows = []
    for measurement in measurements:
        if measurement.is_revealed or today >= measurement.closes_on:
            continue
        words = {"begin": days.near(measurement.opens_on, today), "end": days.near(measurement.last_day, today)}
        running = is_within(measurement, today)
        rows.append((measurement.label, _("t/m %(end)s") % words if running else _("vanaf %(begin)s") % words))
    return rows


def moment_rows(measurements: Iterable[Measurement], today: dt.date) -> list[MomentRow]:
    return [_moment_row(measurement, today) for measurement in measurements]


def _moment_row(measurement: Measurement, today: dt.date) -> MomentRow:
    span = f"{days.near(measurement.opens_on, today)} – {days.near(measurement.last_day, today)}"
    if measurement.revealed_at is not None:
        done = _("beide kanten binnen op %(day)s") % {"day": days.near(_day(measurement.revealed_at), today)}
        return MomentRow(measurement.label, done, _("klaar"), "done")
    if today >= measurement.closes_on:
        return MomentRow(measurement.label, span, _("gesloten, niet compleet"), "")
    if is_within(measurement, today):
        return MomentRow(measurement.label, span, _("open"), "open")
    return MomentRow(measurement.label, span, _("gepland"), "")


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def timeline(measurements: Iterable[Measurement], today: dt.date) -> list[Entry]:
    """What happened to the moments as a whole; never that one side came in."""
    entries = []
    for measurement in measurements:
        if measurement.opened_at is None:
            continue
        label = {"moment": measurement.label, "day": days.near(measurement.last_day, today)}
        why = _("In te vullen t/m %(day)s") % label
        entries.append(
            Entry(_day(measurement.opened_at), _("Meting open: %(moment)s") % label, why=why, look=Look.ALLIANCE)
        )
        if measurement.revealed_at is not None:
            title = _("Beide kanten van de meting zijn binnen")
            day, order = _day(measurement.revealed_at), timezone.localtime(measurement.revealed_at).time()
            why = _("%(moment)s. Klaar om samen te bespreken.") % label
            entries.append(Entry(day, title, why=why, look=Look.ALLIANCE, order=order))
        elif today >= measurement.closes_on:
            title = _("Meting gesloten: %(moment)s") % label
            why = _("Niet beide kanten zijn ingevuld.")
            entries.append(Entry(measurement.closes_on, title, why=why, look=Look.ALLIANCE))
    return entries
