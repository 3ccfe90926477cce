"""The organisation page: every team of which figures stand, beside each other and never ranked."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from alliance.instruments import Instrument
from alliance.origin import origin_line
from audit import clock
from audit.models import Purpose
from audit.page import note
from dashboards.choice import instrument_named, published_half_years
from dashboards.files import figures_file, hiding_rules, hiding_words
from dashboards.forms import OrganisationFilter
from dashboards.organisation import OrganisationFigures, organisation_figures, regions_of
from dashboards.periods import HALF_YEAR, next_public_on
from dashboards.presenters.organisation import FEWEST_TEAMS, PRINTED_ROWS, Section, sections, tables
from dashboards.presenters.words import half_year


@require_safe
@requires(Permission.SEE_ORGANISATION)
def organisation(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    asked = _asked(request, user)
    context = {
        "organisation": user.organisation,
        "form": asked.form,
        "period": half_year(asked.form.chosen) if asked.form.chosen else "",
        "figures": asked.figures,
        "sections": asked.sections,
        "printed": all(len(table.rows) <= PRINTED_ROWS for table in tables(asked.sections)),
        "hiding": hiding_rules(),
        "origin": origin_line([asked.instrument]),
        "next_on": next_public_on(HALF_YEAR, clock.today()),
    }
    return render(request, "dashboards/organisation.html", context)


@require_safe
@requires(Permission.SEE_ORGANISATION)
def organisation_csv(request: HttpRequest) -> HttpResponse:
    """All tables that the page shows at the same question, and nobody's name."""
    user = signed_in(request)
    asked = _asked(request, user)
    note(by=user, what="organisation figures file", subjects=(), purpose=Purpose.TEAM)
    about = [
        (_("Organisatie"), user.organisation.name),
        (_("Periode"), half_year(asked.form.chosen) if asked.form.chosen else _("nog geen halfjaar")),
        (_("Regio"), asked.form.region or _("alle")),
        (_("Vragenlijst"), origin_line([asked.instrument])),
        (_("Afgeschermd"), hiding_words()),
    ]
    return figures_file("organisatie", about, tables(asked.sections))


@dataclass(frozen=True)
class _Asked:
    """What was asked for, and its figures: the same for the page and for its file. Without two teams there are none."""

    form: OrganisationFilter
    instrument: Instrument
    figures: OrganisationFigures | None
    sections: list[Section]


def _asked(request: HttpRequest, user: User) -> _Asked:
    regions = regions_of(user.organisation)
    form = OrganisationFilter(request.GET, published_half_years(user.organisation), regions)
    figures = organisation_figures(user=user, period=form.chosen) if form.chosen else None
    halves = [one.half for one in (figures.whole, *figures.teams) if one.half] if figures else []
    instrument = instrument_named(halves[0].instrument if halves else "", user.organisation)
    if figures is None or len(figures.teams) < FEWEST_TEAMS:
        return _Asked(form, instrument, None, [])
    return _Asked(form, instrument, figures, sections(figures, instrument, region=form.region, regions=regions))
