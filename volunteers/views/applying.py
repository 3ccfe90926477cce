"""The door for whoever wants to become a volunteer: no sign-in, off until the co-ordinator opens it.

Whoever typed an address that is known here gets the same answer as anybody else. What is written counts as a try of
its address: after ten in ten minutes it waits, as a link does that opens nothing.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from boundary import guesses
from volunteers import actions, applications
from volunteers.forms import ApplicationForm
from volunteers.models import PublicForm
from volunteers.stages import KEPT_DAYS


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    door = _open_door(slug)
    form = ApplicationForm(request.POST or None, organisation_id=door.organisation_id)
    if request.method == "POST" and form.is_valid():
        if guesses.too_many(request) or applications.is_full(door):
            return guesses.wait(_page(request, door, "volunteers/apply_wait.html"))
        actions.apply(form=door, **form.cleaned_data)
        return redirect("volunteer_thanks", slug)
    return _page(request, door, "volunteers/apply.html", form=form, weeks=KEPT_DAYS // 7)


@login_not_required
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _open_door(slug), "volunteers/apply_thanks.html")


def _open_door(slug: str) -> PublicForm:
    door = applications.open_door(slug)
    if door is None:
        raise Http404
    return door


def _page(request: HttpRequest, door: PublicForm, template: str, **context: object) -> HttpResponse:
    about = {"door": door, "organisation": door.organisation, "product_name": _("Vrijwilliger worden")}
    return render(request, template, {**about, **context})
