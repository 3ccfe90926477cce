"""What Bram, and the administrator of Noord, did in the demonstration: regions, cover, a pair put aside for a while."""

import datetime as dt
from collections import Counter

from accounts.models import Team, User
from accounts.regions import set_regions
from audit import clock
from caseload.models import CoverReason, Pair
from caseload.putting_aside import put_needs_aside
from dashboards.presenters.needs import needs_of
from probation_portal import actions as portal_actions

_REGIONS = {"Noord-1": "Groningen", "Noord-2": "Groningen", "Noord-3": "Drenthe"}
_REASON = "Besproken met de werker. Over drie weken komt het terug in het overleg."
_AWAY, _ASIDE = dt.timedelta(days=14), dt.timedelta(days=21)


def supervise(users: dict[str, User], workers: list[User]) -> None:
    """Of Anna's colleagues the one with most clients fell ill; Anna stands in. Of those who ask one is put aside."""
    today, bram, anna = clock.today(), users["bram"], users["anna"]
    teams = Team.objects.filter(organisation=bram.organisation)
    set_regions(
        organisation=bram.organisation, regions={team: _REGIONS[team.name] for team in teams}, by=users["admin"]
    )
    running = Counter(Pair.objects.open().filter(worker__in=workers).values_list("worker", flat=True))
    absent = max((one for one in workers if one != anna), key=lambda one: running[one.pk])
    portal_actions.arrange_cover(
        absent=absent, colleague=anna, reason=CoverReason.ILLNESS, starts_on=today, ends_on=today + _AWAY, by=bram
    )
    # Not the one that has stood longest: whoever opens the page sees first what that is.
    for row in needs_of(teams.get(name="Noord-1"), bram, today).rows[1:2]:
        causes = [cause for reason in row.reasons for cause in reason.causes]
        pair = Pair.objects.get(pk=row.pair_id)
        put_needs_aside(pair=pair, causes=causes, reason=_REASON, until=today + _ASIDE, by=bram)
