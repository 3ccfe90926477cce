"""The quality of the questionnaire, ready to print."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from alliance.actions.instruments import instrument_for
from alliance.instruments import Instrument
from alliance.models import Rater
from alliance.origin import origin_line
from caseload import days
from research.models import QualityFigures
from research.presenters.both_sides import two_places
from research.presenters.grouping import moment_words, scale_title
from research.presenters.worth import worth_rows
from research.rows import place_of


@dataclass(frozen=True, slots=True)
class ItemRow:
    text: str
    mean: Decimal
    sd: Decimal | None
    rest: Decimal | None


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """Numbers are decimals or None; `alpha` holds its interval in words."""

    moment: str
    side: str
    scale: str
    n: int
    mean: Decimal
    sd: Decimal | None
    alpha: str
    floor: str
    ceiling: str
    items: list[ItemRow]


@dataclass(frozen=True, slots=True)
class SideRow:
    moment: str
    side: str
    n: int
    straight: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """In points of the scale, client minus worker."""

    moment: str
    scale: str
    n: int
    mean: str
    limits: str


def quality_page(organisation: Organisation) -> dict[str, Any]:
    """A query for the figures and one for what it was worth, whatever the size of the organisation."""
    instrument = instrument_for(organisation)
    row = QualityFigures.objects.filter(organisation=organisation, instrument=instrument).first()
    figures = row.figures if row else {"scales": [], "sides": [], "agreements": []}
    parsed = instrument.parsed
    return {
        "made": days.day_long(row.made_on) if row else "",
        "title": parsed.title.get(get_language() or "nl"),
        "origin": origin_line([parsed]),
        "scales": [_scale(parsed, cell) for cell in _in_time(figures["scales"])],
        "sides": [
            SideRow(moment_words(c["moment"]), str(Rater(c["rater"]).label), c["n"], _percent(c["straight"]))
            for c in _in_time(figures["sides"])
        ],
        "agreements": [_agreement(parsed, cell) for cell in _in_time(figures["agreements"])],
        "worth": worth_rows(organisation),
    }


def _in_time(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Intake first and m6 before m12: figures stand by the name of their moment."""
    return sorted(cells, key=lambda cell: place_of(cell["moment"]))


def _scale(instrument: Instrument, cell: dict[str, Any]) -> ScaleRow:
    items = [
        ItemRow(_item(instrument, item["item"]), Decimal(item["mean"]), _number(item["sd"]), _number(item["item_rest"]))
        for item in cell["items"]
    ]
    return ScaleRow(
        moment=moment_words(cell["moment"]),
        side=str(Rater(cell["rater"]).label),
        scale=scale_title(instrument, cell["scale"]),
        n=cell["n"],
        mean=Decimal(cell["mean"]),
        sd=_number(cell["sd"]),
        alpha=_alpha(cell),
        floor=_percent(cell["floor"]),
        ceiling=_percent(cell["ceiling"]),
        items=items,
    )


def _agreement(instrument: Instrument, cell: dict[str, Any]) -> AgreementRow:
    words = {name: _points(cell[name]) for name in ("mean", "low", "high", "lower_limit", "upper_limit")}
    return AgreementRow(
        moment=moment_words(cell["moment"]),
        scale=scale_title(instrument, cell["scale"]),
        n=cell["n"],
        mean=_("%(mean)s (%(low)s tot %(high)s)") % words,
        limits=_("%(lower_limit)s tot %(upper_limit)s") % words,
    )


def _item(instrument: Instrument, key: str) -> str:
    item = instrument.item(key)
    return item.text.get(get_language() or "nl") if item else key


def _alpha(cell: dict[str, Any]) -> str:
    if cell["alpha"] is None:
        return _("niet te bepalen")
    alpha = _points(float(cell["alpha"]))
    if cell["alpha_low"] is None:
        return alpha
    words = {"alpha": alpha, "low": _points(cell["alpha_low"]), "high": _points(cell["alpha_high"])}
    return _("%(alpha)s (%(low)s tot %(high)s)") % words


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _points(value: float | None) -> str:
    return "" if value is None else two_places(value)


def _percent(share: float | None) -> str:
    return "" if share is None else _("%(n)s %%") % {"n": round(100 * share)}
