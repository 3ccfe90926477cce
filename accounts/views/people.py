"""The administrator's room: who has an account, making one, switching it off and on."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms import NewAccountForm, PeopleFilter
from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import account_rows
from audit.models import Action, Purpose
from audit.page import note

PER_PAGE = 25


@requires(Permission.MANAGE_ACCOUNTS)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    asked = PeopleFilter(request.GET)
    found = asked.narrow(User.objects.visible_to(admin).with_device())
    found = found.select_related("team").prefetch_related("supervised_teams").order_by("last_name", "first_name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    _record_clients(page, by=admin)
    context = {"asked": asked, "page": page, "rows": account_rows(page, viewer=admin)}
    return render(request, "accounts/people.html", context)


def _record_clients(shown: Iterable[User], *, by: User) -> None:
    """A client is recorded by the id of the client, not of the account: that is what they may ask about."""
    listed = User.objects.visible_to(by).filter(pk__in=[person.pk for person in shown], client__isnull=False)
    if clients := list(listed.values_list("client__pk", flat=True)):
        note(action=Action.LISTED, by=by, what="accounts", subjects=clients, purpose=Purpose.ADMINISTRATION)


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    form = NewAccountForm(request.POST or None, organisation=admin.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.invite_user(organisation=admin.organisation, by=admin, **form.cleaned_data)
        except (IntegrityError, ValidationError):
            # Pressed twice, or a colleague was a moment sooner: asked again, the form says that the address is taken.
            form = NewAccountForm(request.POST, organisation=admin.organisation)
            if form.is_valid():
                raise
        else:
            told = _("%(name)s heeft een account. Er gaat een mail naar %(email)s om een wachtwoord te kiezen.")
            messages.success(request, told % {"name": person.full_name, "email": person.email})
            return redirect("portal:home")
    return render(request, "accounts/new.html", {"form": form})


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def active(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    admin = signed_in(request)
    person = get_object_or_404(User.objects.visible_to(admin), pk=user_id)
    switch_on = request.POST.get("active") == "1"
    if person == admin:
        messages.error(request, _("Je eigen account kun je niet uitzetten. Vraag het een andere beheerder."))
    else:
        actions.set_active(user=person, active=switch_on, by=admin)
        told = _("Het account van %(name)s staat weer aan.") if switch_on else _("Het account van %(name)s staat uit.")
        messages.success(request, told % {"name": person.full_name})
    # Back to the same search and page.
    return redirect(f"{reverse('portal:home')}?{request.GET.urlencode()}".rstrip("?"))
