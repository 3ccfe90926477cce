"""Making the figures about a questionnaire public, so that no two of them tell of the few who came in between."""

import importlib.util
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from alliance.actions.instruments import instrument_for
from alliance.figures import worth
from alliance.models import Instrument, Response
from audit import clock
from caseload.fewest import FEWEST, FEWEST_WORKERS
from research.gathering import moment_code
from research.models import QualityFigures
from research.quality import Given, Quality, Quantile, quality

CHUNK = 2000
Cell = dict[str, Any]


def publish_due() -> None:
    """Once a month for each organisation, for the questionnaire it uses."""
    for organisation in Organisation.objects.order_by("pk"):
        instrument = instrument_for(organisation)
        last = QualityFigures.objects.filter(organisation=organisation, instrument=instrument).first()
        today = clock.today()
        if last is None or (last.made_on.year, last.made_on.month) != (today.year, today.month):
            publish(organisation=organisation, instrument=instrument)


def publish(*, organisation: Organisation, instrument: Instrument) -> QualityFigures:
    """Put today's figures in the place of the last; a cell into which fewer than five came stays as it was."""
    found = quality(instrument.parsed, _given(organisation, instrument), _quantile())
    with transaction.atomic():
        last = QualityFigures.objects.select_for_update().filter(organisation=organisation, instrument=instrument)
        before = next((row.figures for row in last), {})
        figures = {kind: list(_public(cells, before.get(kind, []))) for kind, cells in _cells(found).items()}
        # Said of talks and not of one questionnaire: what was public last, of whichever, is what it may differ from.
        latest = QualityFigures.objects.filter(organisation=organisation).first()
        said = latest.figures.get("worth", []) if latest else []
        figures["worth"] = list(_public(_worth(organisation), said))
        row, _made = QualityFigures.objects.update_or_create(
            organisation=organisation,
            instrument=instrument,
            defaults={"made_on": clock.today(), "figures": figures},
        )
    return row


def _given(organisation: Organisation, instrument: Instrument) -> Iterator[Given]:
    rows = Response.objects.for_quality(organisation, instrument).order_by("pk")
    values = rows.values_list(
        "measurement__kind",
        "measurement__months",
        "measurement__number",
        "measurement__pair",
        "measurement__pair__worker",
        "rater",
        "answers",
    )
    for kind, months, number, pair, worker, rater, answers in values.iterator(CHUNK):
        yield Given(moment_code(kind, months, number), pair, worker, rater, answers)


def _quantile() -> Quantile | None:
    if importlib.util.find_spec("scipy") is None:
        return None
    from scipy.stats import f

    return lambda share, first, second: float(f.ppf(share, first, second))


def _cells(found: Quality) -> dict[str, list[Cell]]:
    """By kind; `key` names a cell, `pairs` and `workers` say of how many people it is."""
    scales = [
        {
            **{name: _plain(value) for name, value in asdict(row.figures).items()},
            "key": [row.moment, row.figures.rater, row.figures.scale],
            "moment": row.moment,
            "alpha_low": row.alpha_low,
            "alpha_high": row.alpha_high,
            "floor": row.floor,
            "ceiling": row.ceiling,
            "items": [{name: _plain(value) for name, value in asdict(item).items()} for item in row.items],
            "pairs": row.pairs,
            "workers": row.workers,
        }
        for row in found.scales
    ]
    sides = [asdict(row) | {"key": [row.moment, row.rater]} for row in found.sides]
    agreements = [asdict(row) | {"key": [row.moment, row.scale], "pairs": row.n} for row in found.agreements]
    return {"scales": scales, "sides": sides, "agreements": agreements}


def _worth(organisation: Organisation) -> list[Cell]:
    return [
        asdict(one) | {"mean": str(one.mean), "key": [one.rater, one.question]}
        for one in worth(organisation)
        if one.n is not None
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)


def _public(cells: list[Cell], before: list[Cell]) -> Iterator[Cell]:
    """Without cells of too few people; of a mean over 101 and one over 100 the last one could be reckoned."""
    last = {tuple(cell["key"]): cell for cell in before}
    for cell in cells:
        old = last.get(tuple(cell["key"]))
        if old is not None and abs(cell["pairs"] - old["pairs"]) < FEWEST:
            yield old
        elif cell["pairs"] >= FEWEST and cell["workers"] >= FEWEST_WORKERS:
            yield cell
