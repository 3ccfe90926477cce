"""A file closed to everyone but its worker and named colleagues: closing it, the list, opening it again."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, has_permission, requires, signed_in
from caseload import presenters, shielding
from caseload.access import open_pair
from caseload.forms import attempt
from caseload.models import Pair, ShieldMember
from caseload.shield_forms import ShieldForm, ShieldMemberForm


@requires(Permission.NAME_ON_SHIELD)
@require_http_methods(["GET", "HEAD", "POST"])
def shield(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Close the file; once it is, the page says to whom it stays open."""
    posted = request.method == "POST"
    pair = open_pair(request, pair_id, needs=Permission.SHIELD if posted else Permission.NAME_ON_SHIELD, what="shield")
    form = ShieldForm(request.POST if posted else None)
    if form.is_valid() and attempt(form, shielding.shield, pair=pair, by=signed_in(request), **form.cleaned_data):
        messages.success(request, _("Het dossier is afgeschermd. Alleen de werker en jij zien het nu."))
        return redirect("caseload:shield", pair.pk)
    return _shield_page(request, pair, form)


@requires(Permission.NAME_ON_SHIELD)
@require_POST
def name_on_shield(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.NAME_ON_SHIELD, what="shield")
    form = ShieldMemberForm(request.POST, colleagues=shielding.nameable(pair))
    if form.is_valid() and attempt(
        form, shielding.name_on_shield, pair=pair, by=signed_in(request), **form.cleaned_data
    ):
        messages.success(request, _("%s kan nu bij dit dossier.") % form.cleaned_data["user"].full_name)
        return redirect("caseload:shield", pair.pk)
    return _shield_page(request, pair, form)


@requires(Permission.NAME_ON_SHIELD)
@require_POST
def take_off_shield(request: HttpRequest, pair_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.NAME_ON_SHIELD, what="shield")
    members = ShieldMember.objects.filter(shield__client=pair.supervision.client_id)
    member = get_object_or_404(members.select_related("user", "shield__client"), pk=member_id)
    form = forms.Form(request.POST)
    if not (form.is_valid() and attempt(form, shielding.take_off_shield, member=member, by=signed_in(request))):
        return _shield_page(request, pair, form)
    messages.success(request, _("%s kan niet meer bij dit dossier.") % member.user.full_name)
    return redirect("portal:home") if member.user == request.user else redirect("caseload:shield", pair.pk)


@requires(Permission.SHIELD)
@require_POST
def lift_shield(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.SHIELD, what="shield")
    shielding.lift_shield(pair=pair, by=signed_in(request))
    messages.success(request, _("Het dossier is niet meer afgeschermd."))
    return redirect("portal:pair", pair.pk)


def _shield_page(request: HttpRequest, pair: Pair, form: forms.BaseForm) -> HttpResponse:
    standing, user = shielding.standing_shield(pair), signed_in(request)
    naming = form if isinstance(form, ShieldMemberForm) else ShieldMemberForm(colleagues=shielding.nameable(pair))
    context = {
        "form": form,
        "naming": naming,
        "shield": standing,
        "members": shielding.members_of(standing) if standing else [],
        "may_shield": has_permission(user, Permission.SHIELD),
    }
    return render(request, "caseload/shield.html", {"pair": pair, "person": presenters.person(pair)} | context)
