"""The privacy officer's home: who read and changed what, as a page and as a file of exactly what the page found."""

from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from audit import clock
from audit.models import Action, Event, EventQuerySet, Purpose
from audit.record import record
from boundary.tables import TableWriter
from probation_portal.access_record import AccessFilter, EventRow, event_rows

PER_PAGE = 50
# Counting a million events takes longer than anybody turns pages.
MOST_COUNTED = 10_000
ROWS_AT_ONCE = 500


class LogPaginator(Paginator):
    """Counts no further than anybody turns pages."""

    @cached_property
    def _found(self) -> int:
        events: Any = self.object_list
        return int(events.order_by()[: MOST_COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        return self._found > MOST_COUNTED


@requires(Permission.SEE_ACCESS_LOG)
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form, found = _asked(request, "access log")
    page = LogPaginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": event_rows(page, viewer=user), "client": form.person}
    return render(request, "portal/access_log.html", context)


@requires(Permission.SEE_ACCESS_LOG)  # type: ignore[arg-type]
@require_safe
def access_log_file(request: HttpRequest) -> HttpResponseBase:
    """Every row that the filters find, as CSV; a question that makes no sense goes back to the page that says so."""
    user = signed_in(request)
    if not AccessFilter(request.GET, viewer=user).is_valid():
        return redirect(f"{reverse('portal:home')}?{request.GET.urlencode()}")
    _form, found = _asked(request, "access log file")
    headers = {"Content-Disposition": f'attachment; filename="inzagelog-{clock.today()}.csv"'}
    return StreamingHttpResponse(_lines(found, user), content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest, what: str) -> tuple[AccessFilter, EventQuerySet]:
    """What was asked, and what fits. Recorded at once, so that this reading too stands in what is read."""
    user = signed_in(request)
    form = AccessFilter(request.GET, viewer=user)
    about = [form.person.pk] if form.is_valid() and form.person else []
    record(Action.READ, by=user, what=what, subjects=about, purpose=Purpose.ADMINISTRATION)
    return form, form.narrow(Event.objects.of_organisation(user.organisation_id)).order_by("-at", "-pk")


def _lines(found: EventQuerySet, viewer: User) -> Iterator[str]:
    heads = [_("Wanneer"), _("Wie"), _("Rol"), _("Wat er gebeurde"), _("Waarvan"), _("Reden")]
    yield _csv([[*heads, pgettext("inzage", "Doel"), _("Personen"), _("Sleutel")]])
    events = found.iterator(chunk_size=ROWS_AT_ONCE)
    while batch := list(islice(events, ROWS_AT_ONCE)):
        yield _csv([_cells(row) for row in event_rows(batch, viewer=viewer)])


def _cells(row: EventRow) -> list[Any]:
    at = timezone.localtime(row.at).isoformat(timespec="seconds")
    return [at, row.actor, row.role, row.action, row.what, row.reason, row.purpose, row.people, row.key]


def _csv(rows: list[list[Any]]) -> str:
    text = StringIO()
    TableWriter(text).writerows(rows)
    return text.getvalue()
