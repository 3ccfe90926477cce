"""The administrator's pages on messages: their words, and when they leave. No case content."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from caseload.forms import attempt
from caseload.version_forms import VersionedForm
from messaging import admin_pages, deciding, texts
from messaging.admin_forms import ClosedDayForm, RulesForm, TextForm
from messaging.examples import example
from messaging.models import ClosedDay, SendingRules
from messaging.texts import Wording, Words


@requires(Permission.MANAGE_MESSAGES)
@require_safe
def texts_page(request: HttpRequest) -> HttpResponse:
    return render(request, "messaging/texts.html", {"rows": admin_pages.text_rows(signed_in(request).organisation)})


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, kind: str, side: str, language: str, channel: str) -> HttpResponse:
    """Two steps: what is typed is shown as it would leave, and saved when somebody says so there."""
    admin = signed_in(request)
    words = _declared(kind, side, language, channel)
    place: dict[str, Any] = {"words": words, "channel": channel, "language": language}
    do = request.POST.get("do", "look")
    form = _text_form(request, admin, **place)
    if do != "edit" and form.is_valid():
        if do != "save":
            return _look(request, form, **place)
        if attempt(form, deciding.write_text, **place, by=admin, **form.cleaned_data):
            messages.success(request, _("De nieuwe tekst geldt vanaf nu."))
            return redirect("messaging:text", kind, side, language, channel)
    history = admin_pages.version_rows(words, channel, language, admin.organisation)
    context = {
        "form": form,
        "places_to_fill": admin_pages.places_to_fill(words, channel),
        "history": history,
        "is_own": bool(history) and history[0].is_own,
        "version": history[0].version if history else 0,
    }
    return render(request, "messaging/text.html", _head(words, channel, language) | context)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def shipped_text(request: HttpRequest, kind: str, side: str, language: str, channel: str) -> HttpResponse:
    """Back to the portal's own words."""
    words = _declared(kind, side, language, channel)
    form = VersionedForm(request.POST)
    place: dict[str, Any] = {"words": words, "channel": channel, "language": language}
    if form.is_valid() and attempt(form, deciding.use_shipped, **place, by=signed_in(request), **form.cleaned_data):
        messages.success(request, _("De tekst van het portaal geldt weer."))
    else:
        messages.error(request, _("Iemand anders heeft deze tekst intussen gewijzigd. Kijk eerst wat er nu staat."))
    return redirect("messaging:text", kind, side, language, channel)


def _declared(kind: str, side: str, language: str, channel: str) -> Words:
    words = texts.find(kind, side)
    if words is None or channel not in words.channels or not texts.is_language(language):
        raise Http404
    return words


def _text_form(request: HttpRequest, admin: User, words: Words, channel: str, language: str) -> TextForm:
    now = texts.of(words, channel, language, admin.organisation)
    last = texts.history(words, channel, language, admin.organisation).first()
    initial = {"subject": now.subject, "body": now.body, "version": last.version if last else 0}
    posted = request.POST if request.method == "POST" else None
    return TextForm(posted, initial=initial, words=words, channel=channel, organisation=admin.organisation)


def _look(request: HttpRequest, form: TextForm, words: Words, channel: str, language: str) -> HttpResponse:
    typed = Wording(form.cleaned_data.get("subject", ""), form.cleaned_data["body"])
    shown = example(words, channel, language, form.organisation, typed)
    context = {"form": form, "example": shown, "fields": [(name, form.data.get(name, "")) for name in form.fields]}
    return render(request, "messaging/text_preview.html", _head(words, channel, language) | context)


def _head(words: Words, channel: str, language: str) -> dict[str, Any]:
    return {
        "title": words.title,
        "place": admin_pages.place_name(channel, language),
        "recipient": admin_pages.recipient(words),
        "address": [words.kind, words.side, language, channel],
    }


@requires(Permission.MANAGE_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """When messages leave. "Bekijk" answers with what was typed, and saves nothing."""
    admin = signed_in(request)
    row = SendingRules.objects.filter(organisation=admin.organisation).first()
    shown = row or SendingRules(organisation=admin.organisation)
    posted = request.POST if request.method == "POST" else None
    form = RulesForm(posted, instance=shown, initial={"version": row.version if row else 0})
    if form.is_valid():
        if "look" not in request.POST and attempt(form, deciding.change_rules, by=admin, **form.cleaned_data):
            messages.success(request, _("Bewaard. Het geldt meteen, ook voor wat al klaarstaat."))
            return redirect("messaging:rules")
        shown = SendingRules(**{name: form.cleaned_data[name] for name in RulesForm.Meta.fields})
    return _rules_page(request, form, ClosedDayForm(), shown)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def close_day(request: HttpRequest) -> HttpResponse:
    admin = signed_in(request)
    day = ClosedDayForm(request.POST)
    if day.is_valid() and attempt(day, deciding.close_day, by=admin, **day.cleaned_data):
        messages.success(request, _("Op die dag gaat er niets uit."))
        return redirect("messaging:rules")
    row = SendingRules.objects.filter(organisation=admin.organisation).first()
    form = RulesForm(
        instance=row or SendingRules(organisation=admin.organisation),
        initial={"version": row.version if row else 0},
    )
    return _rules_page(request, form, day, form.instance)


@requires(Permission.MANAGE_MESSAGES)
@require_POST
def open_day(request: HttpRequest) -> HttpResponse:
    day = ClosedDayForm(request.POST)
    day.full_clean()
    rows = ClosedDay.objects.filter(organisation=signed_in(request).organisation)
    deciding.open_day(row=get_object_or_404(rows, day=day.cleaned_data.get("day")), by=signed_in(request))
    messages.success(request, _("Op die dag gaat er weer uit wat klaarstaat."))
    return redirect("messaging:rules")


def _rules_page(request: HttpRequest, form: forms.BaseForm, day: ClosedDayForm, shown: SendingRules) -> HttpResponse:
    organisation = signed_in(request).organisation
    context = {
        "form": form,
        "day": day,
        "summary": day if day.errors else form,
        "leaves": admin_pages.leaves(shown, organisation),
        "closed": admin_pages.closed_rows(organisation),
    }
    return render(request, "messaging/rules.html", context)
