"""One sheet about a team for the meeting of that team."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from dashboards import figures
from dashboards.choice import choose, published_half_years
from dashboards.files import hiding_words
from dashboards.presenters import words
from dashboards.presenters.digest import digest as sheet
from dashboards.presenters.needs import needs_of
from dashboards.views.team import own_team


@require_safe
@requires(Permission.SEE_TEAM)
def digest(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Nobody is named on it, so that it may lie on the table."""
    user = signed_in(request)
    today = clock.today()
    team = own_team(user, team_id)
    periods = published_half_years(team.organisation)
    newest = next(iter(periods), None)
    choice = choose(user=user, team=team, periods=periods, chosen=newest, today=today)
    context = {
        "team": team,
        "today": today,
        "digest": sheet(figures.states_by_moment(team, user, today), choice, needs_of(team, user, today)),
        "choice": choice,
        "period": words.half_year(newest) if newest else "",
        "hiding": hiding_words(),
    }
    return render(request, "dashboards/digest.html", context)
