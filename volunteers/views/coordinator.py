"""The co-ordinator's pages over everybody: who needs them, the matches that run, the year in figures."""

import io

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from audit.models import Action, Purpose
from audit.page import note
from boundary.tables import TableWriter
from caseload.access import record_read
from volunteers import figures
from volunteers.forms import MatchFilter, YearForm
from volunteers.models import Match, Volunteer
from volunteers.presenters.coordinator import free_volunteers, sections
from volunteers.presenters.running import running_rows
from volunteers.presenters.year import cells, heads, year_page
from volunteers.quiet import quiet, with_last_heard

PER_PAGE = 25


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def coordinator_home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    today = clock.today()
    found = sections(user, today)
    record_read(user, set().union(*(section.clients for section in found)), what="volunteers")
    context = {
        "sections": found,
        "rest": [section.empty for section in found if not section.rows],
        "waiting": sum(section.total for section in found),
        "free": free_volunteers(user),
        "running": Match.objects.visible_to(user).running().count(),
        "nobody_yet": not Volunteer.objects.visible_to(user).exists(),
        "today": today,
    }
    return render(request, "volunteers/coordinator_home.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def all_matches(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    asked, today = MatchFilter(request.GET, viewer=user), clock.today()
    matches = asked.narrow(Match.objects.visible_to(user))
    running = with_last_heard(matches.running(), today).order_by("starts_on", "pk")
    found = quiet(matches, today) if asked.only_quiet else running
    page = Paginator(found.with_people().select_related("project"), PER_PAGE).get_page(request.GET.get("page"))
    record_read(user, [match.supervision.client_id for match in page], what="volunteers")
    context = {"asked": asked, "page": page, "rows": running_rows(page, today)}
    return render(request, "volunteers/all_matches.html", context)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = YearForm(request.GET, viewer=user)
    return render(request, "volunteers/year.html", {"form": form, "year": year_page(user, form.chosen)})


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_safe
def hours_file(request: HttpRequest) -> HttpResponse:
    """Hours and expenses of a year: one line for each volunteer, project and month. No client stands in it."""
    user = signed_in(request)
    chosen = YearForm(request.GET, viewer=user).chosen
    rows = list(figures.export_rows(user, chosen))
    shown = {volunteer for volunteer, _row in rows}
    note(action=Action.READ, by=user, what="hours file", subjects=shown, purpose=Purpose.VOLUNTEERING)
    text = io.StringIO()
    writer = TableWriter(text)
    writer.writerow(heads())
    writer.writerows(cells(row, chosen) for _volunteer, row in rows)
    headers = {"Content-Disposition": f'attachment; filename="uren-{chosen}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
