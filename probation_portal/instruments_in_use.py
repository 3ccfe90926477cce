"""Which questionnaires an organisation uses, and how often both sides filled one in. No persons."""

from dataclasses import dataclass

from django.utils.translation import get_language

from accounts.models import Organisation
from alliance.instrument_pages import counted
from alliance.models import Instrument
from alliance.origin import origin_line
from caseload.fewest import FEWEST


@dataclass(frozen=True)
class InstrumentRow:
    title: str
    version: str
    origin: str
    # Measurements that both sides filled in; None when too few to show.
    n: int | None


def instrument_rows(organisation: Organisation) -> list[InstrumentRow]:
    """Every version that is loaded, in one query."""
    return [_row(instrument, instrument.n) for instrument in counted(organisation)]


def _row(instrument: Instrument, n: int) -> InstrumentRow:
    return InstrumentRow(
        title=instrument.parsed.title.get(get_language() or "nl"),
        version=f"{instrument.key} {instrument.version}",
        origin=origin_line([instrument.parsed]),
        n=n if n >= FEWEST else None,
    )
