"""One signal, for whoever is to act on it."""

from typing import Any

from django.utils.translation import gettext as _

from caseload import days
from caseload.models import Pair
from volunteers.models import Signal


def signal_page(signal: Signal, pair: Pair | None) -> dict[str, Any]:
    """Whom it is about, who noticed it and how to reach them, and whose client it is. Reached on duty too."""
    match = signal.match
    client = match.supervision.client
    return {
        "signal": signal,
        "when": days.moment(signal.at),
        "handled": days.moment(signal.handled_at) if signal.handled_at else "",
        "facts": [
            (_("Cliënt"), f"{client.first_name} ({client.number})"),
            (_("Werker"), pair.worker.full_name if pair else _("Nog niet bekend")),
            (_("Vrijwilliger"), match.volunteer.first_name),
            (_("Telefoon"), match.volunteer.phone or _("geen nummer bekend")),
        ],
    }
