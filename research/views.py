from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission, requires
from caseload.forms import attempt
from research.actions import make_study
from research.forms import StudyForm


@requires(Permission.RESEARCH)
@require_http_methods(["GET", "POST"])
def new_study(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {"organisation": user.organisation, "owner": user, "by": user} | form.cleaned_data
        if attempt(form, make_study, **values):
            messages.success(request, _("Het onderzoek staat open. Cliënten en werkers kunnen nu kiezen."))
            return redirect("portal:home")
    return render(request, "research/new_study.html", {"form": form})
