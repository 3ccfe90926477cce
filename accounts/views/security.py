"""One's own way of signing in: where, with which second factor and recovery codes. And a colleague's second factor."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, second_factor, sessions
from accounts.counting import counted
from accounts.models import Session, User
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import own_factor, qr_of, visit_rows
from accounts.security_forms import ResetForm, SetUpForm


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {"rows": visit_rows(sessions.visits(request)), "factor": own_factor(user)}
    return render(request, "accounts/security.html", context)


@login_not_required
@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """ "Doorgaan": the POST itself was heard. To whom is signed out already: 403, and the page covers itself."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=403)
    return JsonResponse({"seconds": sessions.page_seconds(request)})


@require_POST
def end_session(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    elsewhere = Session.objects.filter(user=user).exclude(session_key=request.session.session_key)
    actions.end_session(session=get_object_or_404(elsewhere, visit=visit_id), by=user)
    messages.success(request, _("Je bent daar afgemeld."))
    return redirect("accounts:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    actions.end_other_sessions(by=user, keep=request.session.session_key)
    messages.success(request, _("Je bent overal afgemeld, behalve hier."))
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@counted
@second_factor.recently_confirmed
def set_up(request: HttpRequest) -> HttpResponse:
    """A first app, or another in its place. The answer to the last step shows the recovery codes, once."""
    user = signed_in(request)
    secret = second_factor.pending_secret(request)
    form = SetUpForm(request.POST or None, request=request, secret=secret)
    if request.method == "POST" and form.is_valid():
        codes = actions.set_up_second_factor(by=user, secret=secret)
        second_factor.begin_anew(request)
        return render(request, "accounts/recovery_codes.html", {"codes": codes, "is_first": True})
    context = {"form": form, "qr": qr_of(user, secret), "factor": own_factor(user)}
    return render(request, "accounts/second_factor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor.recently_confirmed
def recovery_codes(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if user.device is None:
        return redirect("accounts:second_factor")
    codes = actions.renew_recovery_codes(by=user) if request.method == "POST" else []
    context = {"codes": codes, "factor": own_factor(user)}
    return render(request, "accounts/recovery_codes.html", context)


@require_POST
@second_factor.recently_confirmed
def second_factor_off(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if second_factor.is_required(user):
        raise PermissionDenied
    actions.remove_second_factor(by=user)
    second_factor.begin_anew(request)
    messages.success(request, _("De extra stap staat uit. Je meldt je weer aan met alleen je wachtwoord."))
    return redirect("accounts:security")


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
@second_factor.recently_confirmed
def reset_second_factor(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """For a colleague who lost their telephone; one's own goes through a colleague."""
    admin = signed_in(request)
    person = get_object_or_404(User.objects.visible_to(admin), pk=user_id)
    if person == admin:
        messages.error(request, _("Je eigen extra stap kan alleen een andere beheerder weghalen."))
        return redirect("portal:home")
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reset_second_factor(user=person, why=form.cleaned_data["why"], by=admin)
        told = _("De extra stap van %(name)s is weggehaald en %(name)s is overal afgemeld. Er gaat een mail.")
        messages.success(request, told % {"name": person.full_name})
        return redirect("portal:home")
    return render(request, "accounts/reset_second_factor.html", {"form": form, "name": person.full_name})
