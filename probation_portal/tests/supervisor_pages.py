"""Every page that a supervisor may open about their own team, from the table of access, so that none is forgotten."""

from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import Abs
from django.urls import reverse

from accounts.models import Team, User
from audit import clock
from caseload.models import Pair
from dashboards.models import PeriodKind, PublishedPeriod
from dashboards.periods import HALF_YEAR, Period
from dashboards.presenters.needs import needs_of
from probation_portal.access_policy import routes

# These have an address of their own for each row of something, or belong to the demonstration itself.
OF = {"", "team", "pair"}
LEFT_OUT = {"portal:demo_clock", "health_live"}
WITH_PERIOD = {"dashboards:team", "dashboards:team_csv", "dashboards:organisation", "dashboards:organisation_csv"}
ORDINARY = 20  # contacts
OF_WHO_ASKS = "dashboards:put_aside"
# Ten times the teams have ten times the workers, and these pages show or offer all of them.
WHOLE = {"dashboards:organisation", "dashboards:organisation_csv", "portal:hand_over", "portal:covers"}


def supervisor_pages(user: User) -> dict[str, str]:
    """Name and address: pages of the first team this supervisor leads, of one of its pairs, and of no one."""
    team = Team.objects.visible_to(user).first()
    # One with an ordinary history, in a small organisation and in a large one as long.
    pairs = Pair.objects.visible_to(user).filter(team=team).open().annotate(off=Abs(Count("contacts") - ORDINARY))
    pair = pairs.order_by("off", "pk").first()
    assert team is not None
    assert pair is not None
    keys = {"": [], "team": [team.pk], "pair": [pair.pk]}
    asking = [row.pair_id for row in needs_of(team, user, clock.today()).rows]
    found = {}
    for name, route in routes().items():
        answer = route.answers.get("GET", {})
        cell = answer.get("supervisor", answer.get("signed_in"))
        shown = 200 in cell.values() if isinstance(cell, dict) else cell == 200
        if shown and route.of in OF and name not in LEFT_OUT and not route.of_library:
            about = asking[:1] if name == OF_WHO_ASKS else keys[route.of]
            if route.of and not about:
                continue
            found[name] = address = reverse(name, args=about)
            if name in WITH_PERIOD:
                found |= {f"{name}, {words}": address + query for words, query in _choices(user).items()}
    return found


def _choices(user: User) -> dict[str, str]:
    """What asks the most of a page."""
    oldest = PublishedPeriod.objects.filter(organisation=user.organisation_id, kind=PeriodKind.HALF_YEAR).last()
    beside = {"naast": "organisatie"}
    found = {"beside": beside}
    if oldest is not None:
        found["oldest"] = beside | {"periode": Period(HALF_YEAR, oldest.starts_on).key}
    return {words: f"?{urlencode(asked)}" for words, asked in found.items()}


def of_the_organisation(name: str) -> bool:
    """A page that shows every team there is, or lets choose from every worker."""
    return name.partition(",")[0] in WHOLE


def of_a_pair(name: str) -> bool:
    return routes()[name.partition(",")[0]].of == "pair"
