"""Tuning, signals, releases, the circle and the end of a match."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from caseload.versions import StaleRecord
from volunteers.actions import circles, signals, tuning
from volunteers.actions.matches import end_match as end
from volunteers.forms.together import (
    AskTuningForm,
    ChangeTuningForm,
    EndForm,
    HandleSignalForm,
    HoldTuningForm,
    OuterForm,
    ReleaseForm,
    SignalForm,
    VersionForm,
)
from volunteers.gate import of_match, open_match, open_signal
from volunteers.models import Circle, OuterMember, Release, Tuning
from volunteers.presenters.circle import circle_page
from volunteers.presenters.signals import signal_page
from volunteers.views.together import back_to, form_page, posted, told


@requires(Permission.TUNE)
@require_http_methods(["GET", "POST"])
def ask_tuning(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = AskTuningForm(posted(request))
    if form.is_valid() and attempt(form, tuning.ask_tuning, match=match, by=signed_in(request), **form.cleaned_data):
        messages.success(request, _("De dag staat erin. De ander ziet het ook."))
        return back_to(match.pk, "afstemmen")
    return form_page(request, form, match, title=_("Afstemmen plannen"), button=_("Plannen"))


@requires(Permission.TUNE)
@require_http_methods(["GET", "POST"])
def hold_tuning(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = HoldTuningForm(posted(request))
    if form.is_valid() and attempt(form, tuning.hold_tuning, match=match, by=signed_in(request), **form.cleaned_data):
        messages.success(request, _("Vastgelegd. De ander krijgt de vraag of het klopt."))
        return back_to(match.pk, "afstemmen")
    lede = _("Werker en vrijwilliger zijn gelijk: ieder kan dit opschrijven, en allebei zeggen jullie of het klopt.")
    words = {"title": _("Afstemming vastleggen"), "lede": lede, "button": _("Bewaren")}
    return form_page(request, form, match, **words)


@requires(Permission.TUNE)
@require_POST
def confirm_tuning(request: HttpRequest, tuning_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    row = of_match(request, Tuning.objects.visible_to(user).filter(held_on__isnull=False), tuning_id)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            told(request, tuning.confirm_tuning, tuning=row, by=user, version=form.cleaned_data["version"])
        except StaleRecord:
            messages.warning(request, _("De ander wijzigde de tekst intussen. Lees hem nog eens."))
    return back_to(row.match_id, "afstemmen")


@requires(Permission.TUNE)
@require_http_methods(["GET", "POST"])
def change_tuning(request: HttpRequest, tuning_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    row = get_object_or_404(Tuning.objects.visible_to(user).filter(held_on__isnull=False), pk=tuning_id)
    match = open_match(request, row.match_id)
    form = ChangeTuningForm(posted(request), instance=row, initial={"version": row.version})
    if form.is_valid() and attempt(form, tuning.change_tuning, tuning=row, by=user, **form.cleaned_data):
        messages.success(request, _("Gewijzigd. De ander krijgt de vraag of het klopt."))
        return back_to(match.pk, "afstemmen")
    lede = _("Zijn de woorden anders, dan zegt de ander opnieuw of het klopt.")
    return form_page(request, form, match, title=_("Afspraken wijzigen"), lede=lede, button=_("Bewaren"))


@requires(Permission.SEE_OWN_MATCHES)
@require_http_methods(["GET", "POST"])
def new_signal(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = SignalForm(posted(request))
    if form.is_valid():
        if told(request, signals.send_signal, match=match, by=signed_in(request), **form.cleaned_data):
            messages.success(request, _sent_to(urgent=form.cleaned_data["urgent"]))
        return back_to(match.pk, "gemerkt")
    words = {"title": _("Ik merkte iets op"), "button": _("Versturen"), "no_alarm": True}
    return form_page(request, form, match, **words)


def _sent_to(*, urgent: bool) -> str:
    if urgent:
        return _("Verstuurd aan je coördinator, de werker en wie dienst heeft. Hier lees je later wat ermee is gedaan.")
    return _("Verstuurd aan je coördinator. Hier lees je later wat ermee is gedaan.")


@requires(Permission.HANDLE_SIGNALS)
@require_http_methods(["GET", "POST"])
def signal(request: HttpRequest, signal_id: uuid.UUID) -> HttpResponse:
    """Also for who has duty or stands in, of a client who is not theirs: what they need to act, and nothing more."""
    user = signed_in(request)
    row, pair = open_signal(request, signal_id)
    form = HandleSignalForm(posted(request), initial={"version": row.version})
    if form.is_valid() and attempt(form, signals.handle_signal, signal=row, by=user, **form.cleaned_data):
        messages.success(request, _("Afgehandeld. De vrijwilliger leest wat is gedaan."))
        return redirect("portal:home")
    return render(request, "volunteers/signal.html", {"form": form} | signal_page(row, pair))


@requires(Permission.EDIT_CASE)
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form = ReleaseForm(posted(request))
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("what", "text", "reason")}
        if attempt(form, signals.release, match=match, by=signed_in(request), **values):
            messages.success(request, _("De vrijwilliger leest dit nu, tot je het terugneemt of de koppeling eindigt."))
            return back_to(match.pk)
    name = {"name": match.volunteer.first_name}
    lede = _("%(name)s weet van de cliënt alleen de voornaam. Meer laat je alleen weten als het nodig is.") % name
    title = _("Meer laten weten aan %(name)s") % name
    return form_page(request, form, match, title=title, lede=lede, button=_("Laten weten"))


@requires(Permission.EDIT_CASE)
@require_POST
def take_back(request: HttpRequest, release_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    row = of_match(request, Release.objects.visible_to(user), release_id)
    if signals.take_back(release=row, by=user):
        messages.success(request, _("Teruggenomen. De vrijwilliger leest dit niet meer."))
    return back_to(row.match_id)


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_http_methods(["GET", "POST"])
def circle_outer(request: HttpRequest, circle_id: uuid.UUID) -> HttpResponse:
    circle = _circle(request, circle_id)
    form = OuterForm(posted(request))
    if form.is_valid() and attempt(form, circles.add_outer, circle=circle, by=signed_in(request), **form.cleaned_data):
        messages.success(request, _("Toegevoegd aan de buitenkring."))
        return redirect("volunteers:circle", circle.pk)
    return render(request, "volunteers/circle.html", circle_page(circle) | {"form": form})


@requires(Permission.SEE_MATCH)
@require_http_methods(["GET"])
def circle(request: HttpRequest, circle_id: uuid.UUID) -> HttpResponse:
    """For worker and co-ordinator; the volunteers read who else is in their circle on the page of the match."""
    found = _circle(request, circle_id)
    is_coordinator = signed_in(request).role == Role.COORDINATOR
    shown = {"form": OuterForm() if is_coordinator and found.ends_on is None else None}
    return render(request, "volunteers/circle.html", circle_page(found) | shown)


def _circle(request: HttpRequest, circle_id: uuid.UUID) -> Circle:
    user = signed_in(request)
    seen = Circle.objects.visible_to(user).select_related("supervision__client", "project")
    found = get_object_or_404(seen, pk=circle_id)
    record_read(user, [found.supervision.client_id], what="circle", object_id=found.pk)
    return found


@requires(Permission.COORDINATE_VOLUNTEERS)
@require_POST
def stop_outer(request: HttpRequest, outer_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    members = OuterMember.objects.visible_to(user).select_related("circle__supervision")
    member = get_object_or_404(members, pk=outer_id)
    circles.stop_outer(member=member, by=user)
    return redirect("volunteers:circle", member.circle_id)


@requires(Permission.END_MATCH)
@require_http_methods(["GET", "POST"])
def end_match(request: HttpRequest, match_id: uuid.UUID) -> HttpResponse:
    match = open_match(request, match_id)
    form, user = EndForm(posted(request)), signed_in(request)
    if form.is_valid() and attempt(form, end, match=match, on=clock.today(), by=user, **form.cleaned_data):
        told = _("De koppeling is beëindigd. %(name)s ziet deze cliënt niet meer.")
        messages.success(request, told % {"name": match.volunteer.first_name})
        return redirect("portal:home")
    lede = _("De vrijwilliger ziet daarna niets meer van de cliënt.")
    words = {"title": _("Koppeling beëindigen"), "lede": lede, "button": _("Koppeling beëindigen")}
    return form_page(request, form, match, **words)
