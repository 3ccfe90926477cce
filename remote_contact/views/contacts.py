"""Logging a contact."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import open_pair
from caseload.models import Pair
from caseload.presenters import open_agreements, person
from caseload.versions import StaleRecord
from remote_contact.actions import AlreadyLogged, log_contact
from remote_contact.actions.drafts import save_draft
from remote_contact.forms.log_sheet import LogSheet, headed, of_appointment, of_draft, typed_in
from remote_contact.lists import lists_of
from remote_contact.models import Appointment
from remote_contact.presenters import contacts as presenters
from remote_contact.presenters import drafts, log_page
from remote_contact.presenters.appointments import line, when
from remote_contact.views.changing import show_both
from remote_contact.views.drafts import mark_of


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """One form on a page of its own; saved, it stands on the timeline of the pair's page."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="contact form", under_cover=True)
    desk = LogDesk(request, pair)
    if request.method != "POST":
        return desk.begin()
    do = request.POST.get("do", "")
    if do == "headings":
        return desk.with_headings()
    if do == "later":
        return desk.later()
    return desk.keep()


class LogDesk:
    """One page of a new contact, and what its buttons do."""

    def __init__(self, request: HttpRequest, pair: Pair) -> None:
        self.request, self.pair = request, pair
        self.user = signed_in(request)

    @cached_property
    def words(self) -> Any:
        return lists_of(self.pair.team.organisation_id)

    def sheet(self, posted: Mapping[str, Any] | None = None, typed: Mapping[str, Any] | None = None) -> LogSheet:
        last, rows = presenters.last_method(self.pair), open_agreements(self.pair)
        return LogSheet(posted, pair=self.pair, words=self.words, rows=rows, last_method=last, typed=typed)

    def page(self, sheet: LogSheet, **more: Any) -> HttpResponse:
        planned = self._planned(sheet.form["appointment"].value())
        if (coming := log_page.coming(self.pair, without=planned.pk if planned else None)) is not None:
            sheet.form.say_planned(when(coming))
        context = {
            "sheet": sheet,
            "planned": line(planned, self.pair.pk, self.words, clock.now()) if planned else None,
            "form": sheet.form,
            "closing": sheet.closing,
            "has_errors": sheet.has_errors,
            "person": person(self.pair),
            "pair": self.pair,
            "last": presenters.last_contact(self.pair, self.words),
            "headings": log_page.headings(),
            "mark": mark_of(self.user, self.pair.pk),
        }
        return render(self.request, "remote_contact/log.html", context | more)

    def begin(self) -> HttpResponse:
        """Empty, filled in from an appointment, or going on with what was typed before."""
        asked = {name: self.request.GET.get(name, "") for name in ("draft", "appointment")}
        kept = drafts.drafts_of(self.user, self.pair)
        empty = "empty" in self.request.GET
        now = drafts.going_on(kept, asked=asked["draft"], empty=empty, appointment=asked["appointment"])
        planned = None if now else self._planned(asked["appointment"])
        typed: Mapping[str, Any] = of_draft(now) if now else of_appointment(planned) if planned else {}
        others = [drafts.offer(draft) for draft in kept if draft != now]
        return self.page(self.sheet(typed=typed), going_on=drafts.offer(now) if now else None, offers=others)

    def _planned(self, asked: Any) -> Appointment | None:
        """Of the case, and not of the pair: what the worker before planned is recorded by the next one."""
        try:
            wanted = uuid.UUID(str(asked))
        except ValueError:
            return None
        return Appointment.objects.of_supervision_of(self.pair).planned().filter(pk=wanted).first()

    def with_headings(self) -> HttpResponse:
        """Without script: the same page, unchecked, with headings in the note."""
        try:
            typed = typed_in(self.request.POST)
        except ValidationError as error:
            return self._refused(error)
        kept = {name: self.request.POST.get(name, "") for name in ("follows", "page")}
        return self.page(self.sheet(typed=headed(typed, log_page.headings()) | kept))

    def later(self) -> HttpResponse:
        sheet = self.sheet(self.request.POST)
        page = sheet.page
        if not page.is_valid():
            return self.page(sheet)
        try:
            save_draft(pair=self.pair, by=self.user, typed=typed_in(self.request.POST), **page.cleaned_data)
        except ValidationError as error:
            return self._refused(error)
        except AlreadyLogged as again:
            return self._again(again)
        messages.success(self.request, _("Bewaard als concept. Je gaat verder bij Contact vastleggen."))
        return redirect("portal:pair", self.pair.pk)

    def keep(self) -> HttpResponse:
        sheet = self.sheet(self.request.POST)
        if not sheet.is_valid():
            return self.page(sheet)
        try:
            contact = log_contact(pair=self.pair, by=self.user, **sheet.values())
        except StaleRecord as stale:
            sheet.closing.refuse(stale)
        except ValidationError as error:
            sheet.refuse(error)
        except AlreadyLogged as again:
            return self._again(again)
        else:
            messages.success(self.request, _("Contact vastgelegd."))
            return redirect(self._line(contact.pk))
        return self.page(sheet)

    def _line(self, contact_id: uuid.UUID) -> str:
        return f"{reverse('portal:pair', args=[self.pair.pk])}?new={contact_id}#tijdlijn"

    def _refused(self, error: ValidationError) -> HttpResponse:
        sheet = self.sheet(self.request.POST)
        sheet.refuse(error)
        return self.page(sheet)

    def _again(self, again: AlreadyLogged) -> HttpResponse:
        """Saved before. What was typed otherwise is not lost: it stands beside what was saved, or is a draft again."""
        typed = typed_in(self.request.POST)
        if again.contact.undone_at is not None:
            save_draft(page=uuid.uuid4(), pair=self.pair, by=self.user, form_id=uuid.uuid4(), typed=typed)
            messages.info(self.request, _("Dit contact heb je teruggenomen. Wat je typte, staat klaar als concept."))
            return redirect("remote_contact:log", self.pair.pk)
        if typed["note"].strip() != again.contact.note.strip():
            return show_both(self.request, self.pair, again.contact)
        messages.info(self.request, _("Dit contact stond er al. Het is niet nog een keer vastgelegd."))
        return redirect(self._line(again.contact.pk))
