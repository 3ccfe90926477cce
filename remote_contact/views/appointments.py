"""Planning an appointment, moving it and calling it off."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from audit import clock
from audit.models import Purpose
from caseload.access import may, open_pair, record_read
from caseload.forms import attempt
from caseload.models import Pair
from caseload.presenters import person
from caseload.version_forms import saved_words
from caseload.versions import StaleRecord, last_saved
from remote_contact import ics
from remote_contact.actions.appointments import cancel_appointment, move_appointment, plan_appointment
from remote_contact.forms.appointments import AppointmentForm, WhenForm, WhyForm
from remote_contact.lists import lists_of
from remote_contact.models import Appointment
from remote_contact.presenters import appointments as presenters
from remote_contact.presenters.contacts import last_method
from remote_contact.recurrence import moved_along

MOST_SHOWN = 60
# Beside a form.
BESIDE = 5


@requires(Permission.SEE_PAIR)
@require_safe
def appointments(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Everything that is planned with this person, and what is to be recorded."""
    pair = open_pair(request, pair_id, needs=Permission.SEE_PAIR, what="appointments", under_cover=True)
    lines = presenters.planned_lines(pair, most=MOST_SHOWN)
    may_plan = may(signed_in(request), Permission.LOG_CONTACT, pair)
    context = {"person": person(pair), "pair": pair, "lines": lines, "may_plan": may_plan}
    return render(request, "remote_contact/appointments.html", context)


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """One short form; what clashes is said once, and the next press goes on."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="appointment", under_cover=True)
    posted = request.POST if request.method == "POST" else None
    words = lists_of(pair.team.organisation_id)
    form = AppointmentForm(posted, pair=pair, words=words, last_method=last_method(pair))
    found = _clashes(request, form) if form.is_valid() else None
    if form.is_valid() and found is None and (made := _planned(form, pair, signed_in(request))):
        messages.success(request, presenters.planned_words(made, pair))
        return redirect("portal:pair", pair.pk)
    planned = presenters.planned_lines(pair, most=BESIDE)
    context = {"form": form, "person": person(pair), "clashes": found, "planned": planned}
    return render(request, "remote_contact/plan_appointment.html", context)


def _planned(form: AppointmentForm, pair: Pair, user: User) -> list[Appointment]:
    made: list[Appointment] = attempt(form, plan_appointment, pair=pair, by=user, **form.values()) or []  # type: ignore[type-var]
    return made


def _clashes(request: HttpRequest, form: WhenForm, *, moved: Sequence[Appointment] = ()) -> presenters.Clashes | None:
    """None when nothing clashes, or when just this stood on the screen before. Whom it names is recorded as read."""
    asked = list(form.asked)
    if moved:
        asked += moved_along(moved[0].starts_at, asked[0], [one.starts_at for one in moved[1:]])
    without = [one.pk for one in moved]
    minutes, form_id = form.cleaned_data["minutes"], form.cleaned_data["form_id"]
    user = signed_in(request)
    found = presenters.find_clashes(form.pair, asked, minutes, form_id=form_id, without=without, reader=user)
    if found.fingerprint == form.cleaned_data["seen"]:
        return None
    form.show_clashes(found.fingerprint)
    if not found.lines:
        return None
    record_named(user, found)
    return found


def record_named(user: User, found: presenters.Clashes) -> None:
    """Note that a page names these clients, of the reader's own work or of the worker for whom they stand in."""
    record_read(user, found.client_ids, what="appointments")
    record_read(user, found.covered_ids, what="appointments", purpose=Purpose.COVER)


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pair_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """Another moment, with who asked and why; the old one stays on the timeline."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="appointment", under_cover=True)
    stands, later = _standing(pair, appointment_id)
    posted = request.POST if request.method == "POST" else None
    words = lists_of(pair.team.organisation_id)
    form = WhenForm(posted, pair=pair, words=words, stands=stands)
    why = WhyForm(posted, pair=pair, stands=stands, later=len(later))
    found = None
    # Both are asked, so that the page shows what is wrong in either.
    if all([form.is_valid(), why.is_valid()]):
        rest = later if why.why()["rest_of_series"] else []
        found = _clashes(request, form, moved=[stands, *rest])
        if found is None and _done(
            request, form, move_appointment, appointment=stands, pair=pair, **form.values(), **why.why()
        ):
            return redirect("portal:pair", pair.pk)
    planned = presenters.planned_lines(pair, most=BESIDE)
    context = _page(pair, stands) | {"form": form, "why": why, "has_errors": bool(why.errors)}
    context |= {"clashes": found, "planned": planned}
    return render(request, "remote_contact/move_appointment.html", context)


@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, pair_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """It does not go on; who was told of it hears that."""
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="appointment", under_cover=True)
    stands, later = _standing(pair, appointment_id)
    form = WhyForm(request.POST if request.method == "POST" else None, pair=pair, stands=stands, later=len(later))
    if form.is_valid() and _done(request, form, cancel_appointment, appointment=stands, pair=pair, **form.why()):
        return redirect("portal:pair", pair.pk)
    return render(request, "remote_contact/call_off_appointment.html", _page(pair, stands) | {"form": form})


def _standing(pair: Pair, appointment_id: uuid.UUID) -> tuple[Appointment, list[Appointment]]:
    """The appointment of this case, whatever its state, and what is planned after it in its series."""
    found = Appointment.objects.of_supervision_of(pair).select_related("pair__supervision__client", "pair__team")
    appointment = get_object_or_404(found, pk=appointment_id)
    return appointment, presenters.later_in_series(appointment)


def _done(request: HttpRequest, form: forms.Form, action: Callable[..., Any], **values: Any) -> bool:
    """True also when somebody else was first: then nothing was written, and the next page says what stands now."""
    try:
        done = attempt(form, action, by=signed_in(request), **values) is not None
    except StaleRecord as stale:
        stands = {"when": presenters.when(stale.current), "state": stale.current.get_state_display()}
        said = _("De afspraak van %(when)s is intussen gewijzigd: %(state)s.") % stands
        not_kept = _("Wat jij koos is niet bewaard.")
        messages.error(request, f"{said} {saved_words(last_saved(stale))} {not_kept}")
        return True
    if done:
        moved = action is move_appointment
        messages.success(request, _("De afspraak is verzet.") if moved else _("De afspraak is afgezegd."))
    return done


def _page(pair: Pair, stands: Appointment) -> dict[str, Any]:
    words = lists_of(pair.team.organisation_id)
    return {"person": person(pair), "stands": presenters.line(stands, pair.pk, words, clock.now())}


@requires(Permission.SEE_PAIR)
@require_safe
def appointment_file(request: HttpRequest, pair_id: uuid.UUID, appointment_id: uuid.UUID) -> HttpResponse:
    """For the worker's own calendar."""
    pair = open_pair(request, pair_id, needs=Permission.SEE_PAIR, what="appointment", under_cover=True)
    found = Appointment.objects.of_supervision_of(pair)
    return calendar_file(presenters.file_of(get_object_or_404(found, pk=appointment_id)))


def calendar_file(text: str) -> HttpResponse:
    """Its name tells nothing to who looks into somebody's downloads."""
    name = _("afspraak")
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(text, content_type=ics.CONTENT_TYPE, headers=headers)
