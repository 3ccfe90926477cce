"""How well the questionnaire measures in one's organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires, signed_in
from caseload.fewest import FEWEST, FEWEST_WORKERS
from research.presenters.quality import quality_page


@requires(Permission.RESEARCH)
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = quality_page(user.organisation) | {"fewest": FEWEST, "fewest_workers": FEWEST_WORKERS}
    return render(request, "research/quality.html", context)
