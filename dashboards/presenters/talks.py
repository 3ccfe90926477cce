"""Do the talks come about? How far the moments of a half-year came, and why sides stayed away."""

from dataclasses import replace

from django.utils.translation import gettext as _

from alliance.models import NonResponseReason
from dashboards import figures
from dashboards.charts.shares import BarTable
from dashboards.choice import Half
from dashboards.figures import Moment
from dashboards.presenters import cells, words
from dashboards.published import STEPS, Funnel, HalfYear
from dashboards.tables import Cell, Column, Row, Table


def states_table(states: dict[Moment, figures.States], *, for_workers: bool = False) -> Table:
    """Today: measurements by moment and state. Nothing is hidden: a supervisor sees the state of each pair anyway.

    For workers that one side is in counts as open: whose pair is the only one at a moment would read of the client.
    """
    columns = {
        "soon": _("Binnen 4 weken"),
        "open": _("Open"),
        "half": _("Eén kant klaar"),
        "done": _("Beide kanten klaar"),
        "overdue": _("Te laat"),
    }
    if for_workers:
        del columns["half"]
        states = {of: replace(found, open=found.open + found.half) for of, found in states.items()}
    rows = [
        Row((of.kind, str(of.months)), (of.label,), tuple(cells.count(getattr(found, key)) for key in columns))
        for of, found in states.items()
    ]
    title = _("Stand van vandaag, aantal metingen")
    return Table("states", title, (_("Moment"),), tuple(Column(*one) for one in columns.items()), tuple(rows))


def funnel_tables(half: Half, *, beside: bool) -> list[BarTable]:
    """Of each moment of which anything was published, in the order of a supervision."""
    own, whole = _funnels(half.own), _funnels(half.whole)
    moments = sorted(own.keys() | (whole.keys() if beside else set()))
    return [BarTable(_funnel(moment, own.get(moment), whole.get(moment), beside=beside)) for moment in moments]


def _funnels(of: HalfYear | None) -> dict[Moment, Funnel]:
    return {words.moment(funnel.moment): funnel for funnel in of.funnels} if of else {}


def _funnel(moment: Moment, own: Funnel | None, whole: Funnel | None, *, beside: bool) -> Table:
    columns = [Column("count", _("Metingen")), Column("share", _("Deel"))]
    if beside:
        columns.append(Column("whole_share", _("Organisatie")))
    rows = []
    for step in STEPS:
        found = [cells.count(_at(own, step)), cells.share(_at(own, step), _at(own, "due"))]
        if beside:
            found.append(cells.share(_at(whole, step), _at(whole, "due")))
        rows.append(Row((step,), (words.step(step),), tuple(found)))
    return Table(f"funnel-{moment.kind}-{moment.months}", moment.label, (_("Stap"),), tuple(columns), tuple(rows))


def _at(funnel: Funnel | None, step: str) -> int | None:
    return funnel.counts[step] if funnel and funnel.counts is not None else None


def reason_table(half: Half, *, beside: bool) -> Table:
    """Why a side did not fill in, all moments together."""
    shown: list[tuple[str, str, HalfYear | None]] = [
        ("client", _("Kant van de cliënt"), half.own),
        ("worker", _("Kant van de werker"), half.own),
    ]
    if beside:
        shown += [
            ("client", _("Cliënt, organisatie"), half.whole),
            ("worker", _("Werker, organisatie"), half.whole),
        ]
    rows = [
        Row((reason,), (words.reason(reason),), tuple(_reason(of, rater, reason) for rater, _label, of in shown))
        for reason in NonResponseReason.values
    ]
    columns = [Column(f"{rater}-{number}", label) for number, (rater, label, _of) in enumerate(shown)]
    return Table("reasons", _("Waarom niet ingevuld"), (_("Reden"),), tuple(columns), tuple(rows))


def _reason(of: HalfYear | None, rater: str, reason: str) -> Cell:
    counts = cells.by_key(of.reasons if of else (), rater)
    return cells.count(counts.counts.get(reason, 0) if counts and counts.n is not None else None)
