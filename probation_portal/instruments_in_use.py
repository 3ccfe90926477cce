"""Which questionnaires an organisation uses, and how often both sides filled one in. No persons."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import get_language

from accounts.models import Organisation
from alliance.models import Instrument
from alliance.origin import origin_line
from dashboards.suppression import MIN_PAIRS


@dataclass(frozen=True)
class InstrumentRow:
    title: str
    version: str
    origin: str
    # Measurements that both sides filled in; None when too few to show.
    n: int | None


def instrument_rows(organisation: Organisation) -> list[InstrumentRow]:
    """Every version that is loaded, in one query."""
    own = Q(responses__measurement__pair__team__organisation=organisation)
    revealed = Q(responses__measurement__revealed_at__isnull=False)
    counted = Instrument.objects.annotate(n=Count("responses__measurement", filter=own & revealed, distinct=True))
    return [_row(instrument, instrument.n) for instrument in counted]


def _row(instrument: Instrument, n: int) -> InstrumentRow:
    return InstrumentRow(
        title=instrument.parsed.title.get(get_language() or "nl"),
        version=f"{instrument.key} {instrument.version}",
        origin=origin_line([instrument.parsed]),
        n=n if n >= MIN_PAIRS else None,
    )
