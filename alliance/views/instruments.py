"""The administrator's pages on questionnaires and norms: texts and counts, no case content."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, requires, signed_in
from alliance import instrument_pages
from alliance.actions.instruments import instrument_for, use_instrument
from alliance.actions.norms import AlreadyDecided, decide_norm
from alliance.instrument_forms import DecideNormForm, UseInstrumentForm
from alliance.models import Instrument, OwnNorm
from caseload.fewest import FEWEST


@requires(Permission.MANAGE_INSTRUMENTS)
@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    rows = instrument_pages.instrument_rows(admin.organisation)
    return render(request, "alliance/instruments.html", {"rows": rows, "fewest": FEWEST})


@requires(Permission.MANAGE_INSTRUMENTS)
@require_safe
def instrument(request: HttpRequest, instrument_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Instrument, pk=instrument_id)
    return _page(request, found, UseInstrumentForm())


@requires(Permission.MANAGE_INSTRUMENTS)
@require_POST
def use(request: HttpRequest, instrument_id: uuid.UUID) -> HttpResponse:
    admin = signed_in(request)
    found = get_object_or_404(Instrument, pk=instrument_id)
    form = UseInstrumentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    if use_instrument(organisation=admin.organisation, instrument=found, by=admin):
        messages.success(request, _("Metingen die vanaf nu opengaan, krijgen %(name)s.") % {"name": found})
    return redirect("alliance:instruments")


def _page(request: HttpRequest, found: Instrument, form: UseInstrumentForm) -> HttpResponse:
    admin = signed_in(request)
    parsed = found.parsed
    asked = request.GET
    context = {
        "instrument": found,
        "parsed": parsed,
        "title": parsed.title.get(get_language() or "nl"),
        "preview": instrument_pages.preview(parsed, side=asked.get("kant", ""), language=asked.get("taal", "")),
        "in_use": found == instrument_for(admin.organisation),
        "switch": instrument_pages.switch(found, admin.organisation),
        "form": form,
    }
    return render(request, "alliance/instrument.html", context)


@requires(Permission.MANAGE_INSTRUMENTS)
@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    return render(request, "alliance/norms.html", {"tables": instrument_pages.norm_tables(admin)})


@requires(Permission.MANAGE_INSTRUMENTS)
@require_POST
def decide(request: HttpRequest, norm_id: uuid.UUID) -> HttpResponse:
    admin = signed_in(request)
    form = DecideNormForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies overnemen of niet overnemen."))
        return redirect("alliance:norms")
    accept = form.cleaned_data["decision"] == DecideNormForm.ACCEPT
    try:
        decide_norm(norm_id=norm_id, accept=accept, by=admin)
    except OwnNorm.DoesNotExist:
        raise Http404 from None
    except AlreadyDecided:
        messages.error(request, _("Over deze norm was al besloten. Er is niets veranderd."))
    else:
        messages.success(request, _("De norm is overgenomen.") if accept else _("De norm is niet overgenomen."))
    return redirect("alliance:norms")
