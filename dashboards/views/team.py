"""The supervisor's pages. No figure on alliance per worker, no order by score."""

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Team, User
from accounts.permissions import Permission, requires
from alliance.actions.instruments import instrument_for
from alliance.origin import origin_line
from audit import clock
from caseload.access import record_read
from caseload.models import Pair
from dashboards import figures
from dashboards.presenters.team import funnel_tables, reason_rows, scale_section
from dashboards.suppression import small_count

PAGE = 25


@require_safe
@requires(Permission.SEE_TEAM)
def teams(request: HttpRequest) -> HttpResponse:
    """The teams that this supervisor leads; with one team, that team."""
    user: User = request.user  # type: ignore[assignment]
    own = list(Team.objects.visible_to(user))
    if len(own) == 1:
        return redirect("dashboards:team", own[0].pk)
    return render(request, "dashboards/teams.html", {"teams": own})


@require_safe
@requires(Permission.SEE_TEAM)
def team(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    team = get_object_or_404(Team.objects.visible_to(user).select_related("organisation"), pk=team_id)
    instrument = instrument_for(team.organisation)
    parsed = instrument.parsed
    page = _pairs_page(request, user, team)
    record_read(user, [pair.supervision.client_id for pair in page], what="team page")
    context = {
        "team": team,
        "size": figures.team_size(team),
        "with_volunteer": small_count(figures.with_volunteer(team)),
        "states": figures.states_by_moment(team, clock.today()),
        "entered": small_count(figures.entered_for_clients(team)),
        "funnels": funnel_tables(figures.funnels(team)),
        "reasons": reason_rows(figures.non_responses(team)),
        "scales": [
            scale_section(scale, parsed.values[0], parsed.values[-1])
            for scale in figures.scale_figures(team, instrument)
        ],
        "origin": origin_line([parsed]),
        "page": page,
    }
    return render(request, "dashboards/team.html", context)


def _pairs_page(request: HttpRequest, user: User, team: Team) -> "Page[Any]":
    took_place = Q(supervision__pairs__contacts__took_place=True)
    pairs = (
        Pair.objects.visible_to(user)
        .filter(team=team)
        .with_people()
        .annotate(last_contact=Max("supervision__pairs__contacts__at", filter=took_place))
        .order_by(Lower("supervision__client__last_name"), Lower("supervision__client__first_name"), "pk")
    )
    return Paginator(pairs, PAGE).get_page(request.GET.get("page"))
