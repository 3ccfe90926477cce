"""A worker's home: what waits on them today, and their caseload."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import record_read
from probation_portal import agenda, beside, cover_pages, message_log, todo, worker_list
from probation_portal.forms import CaseloadFilter
from remote_contact.lists import lists_of
from remote_contact.presenters.signals import Case, signals_of
from remote_contact.presenters.survey import open_wave_for
from remote_contact.presenters.trainings import is_due

PER_PAGE = 25
TODO_SHOWN = 8


@requires(Permission.SEE_CASELOAD)
@require_safe
def worker_home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    today = clock.today()
    rows = worker_list.rows_of(user, today=today)
    overdue = worker_list.overdue_agreements(rows, today=today)
    seen = signals_of([Case(row.pair_id, row.supervision_id, row.began) for row in rows], today=today)
    meetings = agenda.agenda(rows, lists_of(user.organisation_id))
    waits = [*agenda.waits(rows, meetings), *beside.waits(user, rows, today=today)]
    waiting = todo.waiting(rows, overdue, message_log.unsure_for(user), today=today, signals=seen, contacts=waits)
    filters = CaseloadFilter(request.GET)
    chosen = filters.choose(rows)
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    shown_in_todo = {one.client_id for one in waiting if one.client_id}
    shown_in_lists = {row.client_id for row in page} | shown_in_todo | meetings.client_ids
    record_read(user, shown_in_lists, what="caseload list")
    cover = cover_pages.cover_home(user)
    shown = {
        "today": today,
        "agenda": meetings,
        "todo": waiting[:TODO_SHOWN],
        "todo_more": waiting[TODO_SHOWN:],
        "todo_total": len(waiting),
        "filters": filters,
        "chips": filters.chips(request.GET),
        "sort": filters.asked("sort") or "name",
        "page": page,
        "total": len(rows),
        "cover": cover,
        "survey": open_wave_for(user),
        "refresh_training": is_due(user, today=today),
    }
    return render(request, "portal/worker_home.html", shown)
