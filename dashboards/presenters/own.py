"""A worker's own picture in words, tables and charts; pairs stand by last name, never by score."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.instruments import Instrument, Scale
from alliance.models import Rater
from caseload.models import Pair
from dashboards.charts.dots import DotChart, SideScores, dot_chart
from dashboards.figures import Moment
from dashboards.own import STATES, OwnPicture, ScoredMoment
from dashboards.presenters import cells, words
from dashboards.published import COURSES
from dashboards.tables import Cell, Column, Row, Table
from remote_contact.charts import MixChart, mix_chart
from remote_contact.mixing import Month


@dataclass(frozen=True)
class OwnScale:
    title: str
    reading: str
    chart: DotChart


@dataclass(frozen=True)
class OwnPage:
    """`scales` are drawn from `scores`, whose rows stand beside the address of their pair; `months` with `mix`."""

    states: Table
    scales: tuple[OwnScale, ...]
    scores: Table
    addresses: tuple[str, ...]
    courses: Table
    months: tuple[Month, ...]
    mix: MixChart | None

    @property
    def linked_rows(self) -> list[tuple[Row, str]]:
        return list(zip(self.scores.rows, self.addresses, strict=True))


def own_page(found: OwnPicture, instrument: Instrument) -> OwnPage:
    scores = _scores(found, instrument)
    scales = tuple(_scale(scale, instrument, found, scores) for scale in instrument.scales) if found.scored else ()
    has_contacts = any(month.talks or month.written or month.failed for month in found.months)
    return OwnPage(
        states=_states(found),
        scales=scales,
        scores=scores,
        addresses=tuple(reverse("portal:pair", args=[one.pair.pk]) for one in found.scored),
        courses=_courses(found, instrument),
        months=found.months if has_contacts else (),
        mix=mix_chart(found.months) if has_contacts else None,
    )


def _states(found: OwnPicture) -> Table:
    labels = {
        "fill_in": _("Jouw kant nog niet"),
        "wait": _("Wacht op de cliënt"),
        "both": _("Klaar om te bespreken"),
        "talked": _("Besproken"),
        "closed": _("Gesloten, niet compleet"),
    }
    rows = tuple(
        Row((of.kind, str(of.months)), (of.label,), tuple(cells.count(counts[state]) for state in STATES))
        for of, counts in found.states.items()
    )
    columns = tuple(Column(state, labels[state]) for state in STATES)
    return Table("own-states", _("Metingen per moment"), (_("Moment"),), columns, rows)


def _named(pair: Pair) -> str:
    return f"{pair.client.last_name}, {pair.client.first_name}"


def _moment(one: ScoredMoment) -> Moment:
    return Moment.of(one.measurement.kind, one.measurement.months)


def _column(scale: Scale, rater: Rater) -> str:
    return f"{scale.key}:{rater.value}"


def _scores(found: OwnPicture, instrument: Instrument) -> Table:
    of = [(scale, rater) for scale in instrument.scales for rater in Rater]
    columns = tuple(
        Column(
            _column(scale, rater),
            _("%(scale)s, %(side)s") % {"scale": words.scale_title(scale), "side": words.side(rater).lower()},
        )
        for scale, rater in of
    )
    rows = tuple(
        Row(
            (str(one.measurement.pk),),
            (_named(one.pair), one.measurement.label),
            tuple(_score(one.scores.get((scale.key, rater.value))) for scale, rater in of),
        )
        for one in found.scored
    )
    return Table("own-scores", _("Scores van je koppels"), (_("Cliënt"), _("Moment")), columns, rows)


def _score(value: Decimal | None) -> Cell:
    """None: too few questions were answered."""
    return cells.score(value) if value is not None else Cell("–")


def _scale(scale: Scale, instrument: Instrument, found: OwnPicture, table: Table) -> OwnScale:
    by_moment: dict[Moment, list[Row]] = {}
    for one, row in zip(found.scored, table.rows, strict=True):
        by_moment.setdefault(_moment(one), []).append(row)
    groups = [
        (moment.label, [_side(table, rows, scale, rater) for rater in Rater])
        for moment, rows in sorted(by_moment.items())
    ]
    low, high = instrument.values[0], instrument.values[-1]
    title = words.scale_title(scale)
    reading = _("Hier is hoger stroever.") if scale.better == "lower" else _("Hoger is meer.")
    return OwnScale(title, reading, dot_chart(key=f"d-{scale.key}", title=title, groups=groups, low=low, high=high))


def _side(table: Table, rows: list[Row], scale: Scale, rater: Rater) -> SideScores:
    drawn = [table.value(row, _column(scale, rater)) for row in rows]
    return SideScores(rater.value, words.side(rater), [Decimal(value) for value in drawn if value is not None])


def _courses(found: OwnPicture, instrument: Instrument) -> Table:
    rows = tuple(
        Row(
            (scale.key, rater.value),
            (words.scale_title(scale), words.side(rater)),
            tuple(cells.count(counts[course]) for course in COURSES),
        )
        for scale in instrument.scales
        for rater in Rater
        if (counts := found.courses.get((scale.key, rater.value)))
    )
    columns = tuple(Column(course, words.course(course)) for course in COURSES)
    return Table("own-courses", _("Verloop van je koppels"), (_("Schaal"), _("Kant")), columns, rows)
