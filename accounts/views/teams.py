"""The administrator's page of teams: in which region each works."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires, signed_in
from accounts.region_forms import RegionsForm
from accounts.regions import set_regions


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    form = RegionsForm(request.POST if request.method == "POST" else None, organisation=admin.organisation)
    if form.is_valid():
        set_regions(organisation=admin.organisation, regions=form.regions(), by=admin)
        messages.success(request, _("Bewaard."))
        return redirect("accounts:teams")
    return render(request, "accounts/teams.html", {"form": form})
