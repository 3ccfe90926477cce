"""The administrator's page for the duty: which number, and who."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.duty import set_duty
from accounts.duty_forms import DutyForm
from accounts.permissions import Permission, requires, signed_in


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    form = DutyForm(request.POST if request.method == "POST" else None, organisation=admin.organisation)
    if form.is_valid():
        values = {"phone": form.cleaned_data["phone"], "on_duty": form.on_duty()}
        set_duty(organisation=admin.organisation, by=admin, **values)
        messages.success(request, _("Bewaard."))
        return redirect("accounts:duty")
    return render(request, "accounts/duty.html", {"form": form})
