"""Which revealed moments the client answered on paper or in an interview, in words for the pair's worker."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from alliance.actions.paper import ENTERED_WAYS
from alliance.models import Measurement, ScaleScore, Way
from caseload import days
from caseload.models import Pair


@dataclass(frozen=True, slots=True)
class PaperLine:
    """`url` leads to copying the paper anew."""

    text: str
    url: str


def paper_lines(user: User, pair: Pair, measurements: Iterable[Measurement]) -> list[PaperLine]:
    """Read from the scores that this person may see: before the reveal there is nothing here to leak."""
    entered = (
        ScaleScore.objects.visible_to(user)
        .filter(response__measurement__pair=pair, response__way__in=ENTERED_WAYS)
        .values_list("response__measurement_id", "response__way", "response__filled_on")
        .distinct()
    )
    found = {pk: (way, day) for pk, way, day in entered}
    lines = []
    for measurement in measurements:
        if measurement.pk not in found or not measurement.is_revealed:
            continue
        way, day = found[measurement.pk]
        words = {"moment": measurement.label, "client": pair.client.first_name, "way": Way(way).label}
        text = _("%(moment)s: door %(client)s %(way)s") % words
        on = _(", op %(day)s") % {"day": days.day_year(day)} if day else ""
        lines.append(PaperLine(f"{text}{on}.", reverse("alliance:correct_paper", args=[measurement.pk])))
    return lines
