"""A researcher's studies and their files."""

import io
import tempfile
import uuid
import zipfile
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires, signed_in
from audit import clock
from caseload.fewest import FEWEST, FEWEST_WORKERS
from caseload.forms import attempt
from research.actions import destroy_data_set, make_data_set, make_study
from research.files import can_make_files
from research.forms import DestroyedForm, SideFilter, StudyForm
from research.models import DataSet, Study
from research.presenters.associations import associations_page
from research.presenters.studies import is_large, study_page


@requires(Permission.RESEARCH)
@require_http_methods(["GET", "POST"])
def new_study(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {"organisation": user.organisation, "owner": user, "by": user} | form.cleaned_data
        if attempt(form, make_study, **values):
            messages.success(request, _("Het onderzoek staat open. Cliënten en werkers kunnen nu kiezen."))
            return redirect("portal:home")
    return render(request, "research/new_study.html", {"form": form})


@requires(Permission.RESEARCH)
@require_safe
def study(request: HttpRequest, study_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Study.objects.owned_by(user), pk=study_id)
    context = study_page(found, today=clock.today(), can_make_files=can_make_files())
    return render(request, "research/study.html", context | {"form": DestroyedForm(initial={"on": clock.today()})})


@requires(Permission.RESEARCH)
@require_safe
def associations(request: HttpRequest, study_id: uuid.UUID) -> HttpResponse:
    """What goes with what among those who take part; nobody is shown."""
    user = signed_in(request)
    found = get_object_or_404(Study.objects.owned_by(user), pk=study_id)
    form = SideFilter(request.GET)
    context = associations_page(found, form.chosen) | {"fewest": FEWEST, "fewest_workers": FEWEST_WORKERS, "form": form}
    return render(request, "research/associations.html", context)


@requires(Permission.RESEARCH)
@require_POST
def make_files(request: HttpRequest, study_id: uuid.UUID) -> HttpResponse:
    """The files of a study in one archive. They are kept nowhere in the portal."""
    user = signed_in(request)
    found = get_object_or_404(Study.objects.owned_by(user), pk=study_id)
    if is_large(found):
        return redirect("research:study", found.pk)
    with tempfile.TemporaryDirectory() as folder:
        try:
            make_data_set(study=found, folder=Path(folder), by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("research:study", found.pk)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(Path(folder).iterdir()):
                packed.write(path, path.name)
    headers = {"Content-Disposition": f'attachment; filename="onderzoek-{clock.today()}.zip"'}
    return HttpResponse(archive.getvalue(), content_type="application/zip", headers=headers)


@requires(Permission.RESEARCH)
@require_POST
def destroyed(request: HttpRequest, study_id: uuid.UUID, data_set_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    data_set = get_object_or_404(DataSet.objects.visible_to(user), pk=data_set_id, study=study_id)
    form = DestroyedForm(request.POST)
    if form.is_valid():
        destroy_data_set(data_set=data_set, on=form.cleaned_data["on"], by=user)
        messages.success(request, _("Genoteerd dat de bestanden zijn vernietigd."))
        return redirect("research:study", study_id)
    context = study_page(data_set.study, today=clock.today(), can_make_files=can_make_files())
    return render(request, "research/study.html", context | {"form": form, "wrong": data_set.pk})
