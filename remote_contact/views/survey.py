"""The experience survey: the administrator's waves, taking part, and the figures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.permissions import Permission, requires, signed_in
from accounts.presenters import frame_of
from caseload.forms import attempt
from remote_contact.actions.survey import AlreadyTaken, open_wave, take_part
from remote_contact.forms.survey import SurveyForm, WaveForm
from remote_contact.presenters import survey as presenters


@requires(Permission.MANAGE_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_waves(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = WaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, open_wave, by=user, **form.cleaned_data):
        messages.success(request, _("De ronde staat klaar."))
        return redirect("remote_contact:survey_waves")
    rows = presenters.wave_rows(user.organisation_id)
    return render(request, "remote_contact/survey_waves.html", {"form": form, "rows": rows})


@requires(Permission.TAKE_SURVEY)
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """The open wave for whoever asks; without one the page says so."""
    user = signed_in(request)
    wave = presenters.open_wave_for(user)
    context = {"wave": wave, "is_client": user.role == Role.CLIENT, "frame": frame_of(user)}
    if wave is None:
        return render(request, "remote_contact/survey.html", context)
    form = SurveyForm(request.POST if request.method == "POST" else None, audience=wave.audience)
    if form.is_valid():
        try:
            take_part(wave=wave, answers=form.answers(), by=user)
            messages.success(request, _("Bedankt voor het meedoen. Niemand ziet wat jij hebt gekozen."))
        except AlreadyTaken:
            messages.info(request, _("Je had al meegedaan. Er is niets veranderd."))
        return redirect("remote_contact:survey")
    return render(request, "remote_contact/survey.html", context | {"form": form})


@requires(Permission.SEE_SURVEY)
@require_safe
def survey_results(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "groups": presenters.groups(user.organisation_id),
        "bar": presenters.BAR,
        "open_wave": presenters.open_wave_for(user),
    }
    return render(request, "remote_contact/survey_results.html", context)
