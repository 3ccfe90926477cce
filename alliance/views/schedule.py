"""The administrator's pages on when a moment's sides are invited and reminded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, requires, signed_in
from alliance import actions, schedule_page
from alliance.models import MomentKind, Rater
from alliance.schedule_forms import ScheduleForm
from audit import clock
from caseload.forms import attempt


@requires(Permission.MANAGE_MESSAGES)
@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    return render(request, "alliance/schedules.html", {"rows": schedule_page.schedule_rows(admin.organisation)})


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, moment_kind: MomentKind, side: Rater) -> HttpResponse:
    admin = signed_in(request)
    steps, version = schedule_page.steps_in_use(admin.organisation, side, moment_kind)
    stands = {"after": steps.after, "before_close": steps.before_close, "tells_closed": steps.tells_closed}
    form = ScheduleForm(request.POST or None, moment_kind=moment_kind, initial=stands | {"version": version})
    start = clock.today()
    if form.is_valid():
        steps, start = form.steps, form.cleaned_data["start"]
        decided = {name: form.cleaned_data[name] for name in ("after", "before_close", "tells_closed", "version")}
        whose = {"side": side, "moment_kind": moment_kind, "by": admin}
        if "save" in request.POST and attempt(form, actions.change_schedule, **whose, **decided):
            messages.success(request, _("Bewaard. Het geldt vanaf morgen, voor wat nog niet klaarstaat."))
            return redirect("alliance:schedules")
    context = {
        "form": form,
        "moment": moment_kind.label,
        "who": side.label,
        "days": schedule_page.example(steps, moment_kind, start, admin.organisation),
    }
    return render(request, "alliance/schedule.html", context)
