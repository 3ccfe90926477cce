"""What every paper of a case says of itself: confidential, made by whom, and when."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit import clock
from boundary.paper import Paper, Part
from caseload import days


def stamped(title: str, about: str, parts: Sequence[Part], by: str) -> Paper:
    """These words stand on each of its pages."""
    now = clock.now()
    words = {"day": days.day_long(now), "time": days.clock_time(now), "name": by}
    return Paper(
        title=title,
        about=about,
        parts=tuple(parts),
        by=by,
        made=_("Gemaakt op %(day)s om %(time)s door %(name)s") % words,
        page=_("Bladzijde {n} van {of}"),
        mark=_("Vertrouwelijk"),
        lang=(get_language() or "nl")[:2],
    )
