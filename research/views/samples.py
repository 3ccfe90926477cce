"""Samples for interviews: drawn by the researcher without seeing a person, asked of the worker."""

import secrets
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires, signed_in
from alliance.actions.instruments import instrument_for
from audit import clock
from caseload.access import record_read
from caseload.forms import attempt
from research.actions import draw_sample, write_to_workers
from research.forms import SampleForm
from research.models import Sample, SampleMember, Study
from research.presenters.samples import drawn_rows, sample_rows

SEEDS = 1_000_000


@requires(Permission.RESEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, study_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    study = get_object_or_404(Study.objects.owned_by(user), pk=study_id)
    posted = request.POST if request.method == "POST" else None
    instrument = instrument_for(study.organisation).parsed
    form = SampleForm(posted, instrument=instrument, initial={"seed": secrets.randbelow(SEEDS)})
    if form.is_valid() and attempt(form, draw_sample, study=study, by=user, **form.cleaned_data):
        messages.success(request, _("De koppels zijn geloot."))
        return redirect("research:draw", study.pk)
    context = {"study": study, "form": form, "samples": sample_rows(study, instrument)}
    return render(request, "research/draw.html", context)


@requires(Permission.RESEARCH)
@require_POST
def letters(request: HttpRequest, study_id: uuid.UUID, sample_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    sample = get_object_or_404(Sample.objects.visible_to(user), pk=sample_id, study=study_id)
    n = write_to_workers(sample=sample, by=user)
    messages.success(request, ngettext("Er gaat %(n)s brief uit.", "Er gaan %(n)s brieven uit.", n) % {"n": n})
    return redirect("research:draw", study_id)


@requires(Permission.SEE_CASELOAD)
@require_safe
def drawn(request: HttpRequest) -> HttpResponse:
    """For a worker: with whom a talk is asked, for which study. The pattern is not told."""
    user = signed_in(request)
    rows = drawn_rows(SampleMember.objects.visible_to(user, clock.today()))
    record_read(user, [row.client_id for row in rows], what="drawn pairs")
    return render(request, "research/drawn.html", {"rows": rows})
