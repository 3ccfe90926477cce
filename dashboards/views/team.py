"""The supervisor's pages. No figure on alliance per worker, no order by score."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Team, User
from accounts.permissions import Permission, requires, signed_in
from alliance.instruments import Instrument
from alliance.origin import origin_line
from audit import clock
from audit.models import Purpose
from audit.page import note
from caseload.access import record_read
from caseload.models import Pair
from dashboards import figures
from dashboards.choice import Choice, choose, instrument_of, published_half_years
from dashboards.files import figures_file, hiding_rules, hiding_words
from dashboards.forms import FiguresFilter
from dashboards.presenters import words
from dashboards.presenters.needs import TeamNeeds, needs_of, needs_table
from dashboards.presenters.team import TeamFigures, team_figures
from dashboards.suppression import small_count

PAGE = 25


@require_safe
@requires(Permission.SEE_TEAM)
def teams(request: HttpRequest) -> HttpResponse:
    """The teams that this supervisor leads; with one team, that team."""
    user = signed_in(request)
    own = list(Team.objects.visible_to(user))
    if len(own) == 1:
        return redirect("dashboards:team", own[0].pk)
    return render(request, "dashboards/teams.html", {"teams": own})


@require_safe
@requires(Permission.SEE_TEAM)
def team(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    team = own_team(user, team_id)
    asked = _asked(request, user, team)
    page = _pairs_page(request, user, team)
    needs = _needs(request, user, team)
    record_read(user, {pair.supervision.client_id for pair in page} | needs.clients, what="team page")
    size = figures.team_size(team, user)
    context = {
        "team": team,
        "size": size,
        "with_volunteer": small_count(size.with_volunteer),
        "form": asked.form,
        "choice": asked.choice,
        "period": words.half_year(asked.form.chosen) if asked.form.chosen else "",
        "figures": asked.figures,
        "hiding": hiding_rules(),
        "origin": origin_line([asked.instrument]),
        "needs": needs,
        "page": page,
    }
    return render(request, "dashboards/team.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def team_csv(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """What the page shows at the same question: its figures, and who needs the supervisor, a client by number."""
    user = signed_in(request)
    team = own_team(user, team_id)
    asked = _asked(request, user, team)
    needs = _needs(request, user, team)
    listed = {row.client_id for row in needs.shown}
    note(by=user, what="team figures file", subjects=listed, object_id=team.pk, purpose=Purpose.TEAM)
    chosen = asked.form.chosen
    about = [
        (_("Team"), team.name),
        (_("Periode"), words.half_year(chosen) if chosen else _("nog geen halfjaar")),
        *_about_today(team, user),
        (_("Vragenlijst"), origin_line([asked.instrument])),
        (_("Afgeschermd"), hiding_words()),
    ]
    return figures_file("overzicht", about, [*asked.figures.tables, needs_table(needs)])


def _needs(request: HttpRequest, user: User, team: Team) -> TeamNeeds:
    return needs_of(team, user, clock.today(), with_all=request.GET.get("needs") == "all")


def _about_today(team: Team, user: User) -> list[tuple[str, str]]:
    size = figures.team_size(team, user)
    helped = small_count(size.with_volunteer) or _("minder dan vijf")
    return [
        (_("Werkers"), str(size.workers)),
        (_("Koppels"), str(size.pairs)),
        (_("Vandaag met een vrijwilliger erbij"), str(helped)),
    ]


def own_team(user: User, team_id: uuid.UUID) -> Team:
    return get_object_or_404(Team.objects.visible_to(user).select_related("organisation"), pk=team_id)


@dataclass(frozen=True)
class _Asked:
    """What was asked for, and its figures: the same for the page and for its file."""

    form: FiguresFilter
    choice: Choice
    instrument: Instrument
    figures: TeamFigures


def _asked(request: HttpRequest, user: User, team: Team) -> _Asked:
    today = clock.today()
    periods = published_half_years(team.organisation)
    form = FiguresFilter(request.GET, periods)
    choice = choose(user=user, team=team, periods=periods, chosen=form.chosen, today=today)
    instrument = instrument_of(choice, team.organisation)
    states = figures.states_by_moment(team, user, today)
    return _Asked(form, choice, instrument, team_figures(states, choice, instrument, beside=form.beside))


def _pairs_page(request: HttpRequest, user: User, team: Team) -> "Page[Any]":
    took_place = Q(supervision__pairs__contacts__took_place=True, supervision__pairs__contacts__undone_at=None)
    pairs = (
        Pair.objects.visible_to(user)
        .filter(team=team)
        .with_people()
        .annotate(last_contact=Max("supervision__pairs__contacts__at", filter=took_place))
        .order_by(Lower("supervision__client__last_name"), Lower("supervision__client__first_name"), "pk")
    )
    return Paginator(pairs, PAGE).get_page(request.GET.get("page"))
