"""What the client says around the questions: alone or together before them, what to talk about after them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from alliance import answering, notice
from alliance.actions import Details, set_draft_details
from alliance.answering import Ticket
from alliance.forms import CompanyForm, TopicForm
from alliance.models import Rater
from alliance.views.client import context_of, desk_of, needs_notice, page, with_ticket
from alliance.views.questions import fresh_token, kept_details, wants_json


def _set(ticket: Ticket, details: Details) -> None:
    set_draft_details(
        measurement=ticket.measurement,
        rater=Rater.CLIENT,
        details=details,
        language=desk_of(ticket).language,
        notice_version=ticket.notice_version or notice.VERSION,
        by=None,
    )


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def company(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Alone or together, before the first question."""
    if needs_notice(ticket, request):
        return redirect("alliance:begin")
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _set(ticket, Details(company=form.cleaned_data["company"]))
        answering.note(request, asked=True)
        return redirect("alliance:questions")
    return page(request, "alliance/company.html", context_of(ticket) | {"form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
@with_ticket
def topic(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What to talk about first, and whether single answers may be seen; words of an earlier visit stay hidden."""
    if needs_notice(ticket, request):
        return redirect("alliance:begin")
    desk = desk_of(ticket)
    if request.method != "POST" and wants_json(request):
        return fresh_token(request, desk)
    shown = ticket.draft if ticket.told else None
    form = TopicForm(request.POST or None, worker=ticket.worker, shown=shown)
    if request.method == "POST" and form.is_valid():
        _set(ticket, form.details())
        answering.note(request, told=True)
        return kept_details(request, desk)
    earlier = not ticket.told and ticket.draft is not None and bool(ticket.draft.topic)
    return page(request, "alliance/topic.html", context_of(ticket) | {"form": form, "earlier": earlier})
