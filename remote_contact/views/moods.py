"""How the client is: tapped by the client before a talk, and shown over time to both."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, requires, signed_in
from caseload.access import open_pair, record_read
from caseload.forms import attempt
from caseload.models import Pair
from caseload.presenters import person
from remote_contact.actions.moods import tell_mood
from remote_contact.forms.moods import MoodForm
from remote_contact.lists import lists_of
from remote_contact.models import Appointment
from remote_contact.presenters.moods import moods_of
from remote_contact.presenters.talks import remote_ones


@requires(Permission.LOG_CONTACT)
@require_safe
def moods(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    pair = open_pair(request, pair_id, needs=Permission.LOG_CONTACT, what="moods")
    user = signed_in(request)
    context = {"moods": moods_of(pair, reader=user), "person": person(pair), "client": pair.client.first_name}
    return render(request, "remote_contact/moods.html", context)


@requires(Permission.TELL_MOOD)
@require_safe
def own_moods(request: HttpRequest) -> HttpResponse:
    """The same for the client, of the supervision that runs or ran last."""
    user = signed_in(request)
    pair = Pair.objects.visible_to(user).with_people().first()
    if pair is None:
        raise Http404
    record_read(user, [pair.supervision.client_id], what="moods", object_id=pair.pk)
    return render(request, "remote_contact/own_moods.html", {"moods": moods_of(pair, reader=user)})


@requires(Permission.TELL_MOOD)
@require_POST
def tell(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponse:
    """One tap on the client's own page."""
    user = signed_in(request)
    own = Appointment.objects.visible_to(user).filter(pk=appointment_id)
    appointment = get_object_or_404(own.select_related("pair__supervision", "pair__team"))
    if not remote_ones(own, lists_of(appointment.pair.team.organisation_id)):
        raise Http404
    form = MoodForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies een van de vijf woorden."))
    elif attempt(form, tell_mood, appointment=appointment, value=form.cleaned_data["value"], by=user):
        messages.success(request, _("Bewaard. Je kunt het veranderen tot het gesprek begint."))
    else:
        messages.error(request, " ".join(str(error) for error in form.non_field_errors()))
    return redirect("portal:home")
