"""The organisation's rules of the advice on the mix: which count, in whose words, from which source."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission, requires, signed_in
from caseload.forms import attempt
from caseload.version_forms import VersionedForm
from remote_contact.actions.mix import change_rule
from remote_contact.advice_words import SIDES, RuleWords, rules_of
from remote_contact.forms.mix import RuleForm


@requires(Permission.MANAGE_CONTACT)
@require_safe
def advice_rules(request: HttpRequest) -> HttpResponse:
    rules = rules_of(signed_in(request).organisation_id).values()
    groups = [(title, [rule for rule in rules if rule.side == side]) for side, title in SIDES.items()]
    return render(request, "remote_contact/advice_rules.html", {"groups": groups})


@requires(Permission.MANAGE_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def advice_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule; "Tekst van het portaal gebruiken" takes the organisation's own words away again."""
    user = signed_in(request)
    words = rules_of(user.organisation_id).get(rule)
    if words is None:
        raise Http404
    if request.POST.get("do") == "shipped":
        return _shipped(request, words, user)
    posted = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = {name: getattr(words, name) for name in ("in_use", "sentence", "source", "version")}
    form = RuleForm(posted, initial=initial, rule=rule)
    if form.is_valid() and attempt(form, change_rule, **_whose(user, rule), **form.cleaned_data):
        messages.success(request, _("Bewaard. Het geldt vanaf nu in elk advies."))
        return redirect("remote_contact:advice_rules")
    return render(request, "remote_contact/advice_rule.html", {"form": form, "words": words, "side": SIDES[words.side]})


def _shipped(request: HttpRequest, words: RuleWords, user: User) -> HttpResponse:
    form = VersionedForm(request.POST)
    fields = {"in_use": words.in_use, "sentence": "", "source": ""}
    if form.is_valid() and attempt(form, change_rule, **_whose(user, words.code), **fields, **form.cleaned_data):
        messages.success(request, _("De tekst van het portaal geldt weer."))
        return redirect("remote_contact:advice_rules")
    messages.error(request, _("Iemand anders heeft deze regel intussen gewijzigd. Kijk eerst wat er nu staat."))
    return redirect("remote_contact:advice_rule", words.code)


def _whose(user: User, rule: str) -> dict[str, Any]:
    return {"organisation": user.organisation, "rule": rule, "by": user}
