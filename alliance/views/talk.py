"""The talk about a revealed measurement, for the pair's worker and client at one screen; and attention points aside."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, User
from accounts.permissions import Permission, requires, signed_in
from alliance import actions, moments
from alliance.attention_points import attention_of
from alliance.models import Measurement, Rater, topics
from alliance.presenters import scores_for
from alliance.talk_forms import AgreedFormSet, BaseAgreedFormSet, PutAsideForm, TalkForm, WorthForm, worth_form
from alliance.talk_page import day_words, next_words, talk_page
from audit import clock
from caseload import presenters
from caseload.access import open_pair, record_read_of, refuse_stand_in, stands_in
from caseload.actions import put_aside as put_point_aside
from caseload.closing import ClosingForm
from caseload.pauses import running_pause
from caseload.versions import StaleRecord

LONG_TOPICS, FEW_AGREEMENTS = 160, 3


def _revealed(
    request: HttpRequest, measurement_id: uuid.UUID, *, what: str = "conversation", under_cover: bool = False
) -> Measurement:
    """The gate for a measurement that both sides answered; of any other there is nothing to talk about."""
    user = signed_in(request)
    found = Measurement.objects.within_reach_of(user).with_people()
    measurement = found.filter(pk=measurement_id, revealed_at__isnull=False).select_related("talk").first()
    if measurement is None:
        raise Http404
    if not under_cover:
        refuse_stand_in(user, measurement.pair)
    record_read_of(user, measurement.pair, what=what, object_id=measurement.pk)
    return measurement


class _Forms:
    """What the page takes: the day, the lines to write on and what became of the agreements that ran."""

    def __init__(self, request: HttpRequest, measurement: Measurement) -> None:
        data = request.POST if request.method == "POST" else None
        pair = measurement.pair
        rows = presenters.open_agreements(pair)
        self.talk = TalkForm(data, initial={"held_on": clock.today()})
        agreed = AgreedFormSet(data, form_kwargs={"pair": pair}, prefix="line")
        assert isinstance(agreed, BaseAgreedFormSet)
        self.agreed = agreed
        self.closing = ClosingForm(data, pair=pair, rows=rows, may_drop=True)

    def valid(self) -> bool:
        return all([self.talk.is_valid(), self.agreed.is_valid(), self.closing.is_valid()])

    def record(self, measurement: Measurement, by: User) -> bool:
        """Whether it was recorded; what is refused stands at its field."""
        if not self.valid():
            return False
        try:
            actions.record_talk(
                measurement=measurement,
                held_on=self.talk.cleaned_data["held_on"],
                agreed=self.agreed.agreed(),
                closings=self.closing.closings(),
                by=by,
            )
        except StaleRecord as stale:
            self.closing.refuse(stale)
        except ValidationError as error:
            self.talk.add_error(None, error)
        else:
            return True
        return False


def _page(
    request: HttpRequest, measurement: Measurement, forms: _Forms, worth: WorthForm | None, *, may_record: bool = True
) -> HttpResponse:
    user = signed_in(request)
    pair, today = measurement.pair, clock.today()
    every = moments.measurements_of(pair)
    held_on = measurement.talked_on
    page = talk_page(pair, measurement, every, scores_for(user, pair), topics(user, measurement))
    context: dict[str, Any] = {
        "page": page,
        # Still one sheet of paper, in smaller letters.
        "dense": len(page.topic) + len(page.worker_topic) > LONG_TOPICS or len(forms.closing.rows) > FEW_AGREEMENTS,
        "measurement": measurement,
        "pair": pair,
        "day": day_words(held_on or today),
        "held_on": held_on,
        "forms": forms,
        "worth": worth,
        "may_record": may_record,
        # Only what was refused is shown after a post.
        "has_errors": request.method == "POST",
        "agreements": presenters.open_agreements(pair) if held_on or not may_record else [],
        "next": next_words(moments.next_moments(pair, every, today)),
    }
    return render(request, "alliance/conversation.html", context)


@requires(Permission.SEE_SCORES)
@require_safe
def conversation(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """Who stands in for the worker reads it; recording the talk and what it was worth stay with the worker."""
    measurement = _revealed(request, measurement_id, under_cover=True)
    covers = stands_in(signed_in(request), measurement.pair)
    worth = None if covers else worth_form([measurement], Rater.WORKER)
    return _page(request, measurement, _Forms(request, measurement), worth, may_record=not covers)


@requires(Permission.SEE_SCORES)
@require_POST
def record_talk(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """Date the talk and write down what was agreed; refused, the page comes back with everything that was typed."""
    measurement = _revealed(request, measurement_id)
    user = signed_in(request)
    forms = _Forms(request, measurement)
    try:
        if not forms.record(measurement, user):
            return _page(request, measurement, forms, None)
        messages.success(request, _("Het gesprek is vastgelegd."))
    except actions.AlreadyTalked:
        messages.info(request, _("Dit gesprek stond al vast. Er is niets bijgeschreven."))
    return redirect("alliance:conversation", measurement.pk)


@requires(Permission.SAY_WORTH)
@require_POST
def worth(request: HttpRequest, measurement_id: uuid.UUID) -> HttpResponse:
    """What filling in and talking was worth: the worker says so here, the client on their own page."""
    measurement = _revealed(request, measurement_id, what="worth")
    user = signed_in(request)
    rater = Rater.WORKER if user.role == Role.WORKER else Rater.CLIENT
    form = WorthForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_worth(measurement=measurement, rater=rater, by=user, **form.cleaned_data)
            messages.success(request, _("Bedankt. Je antwoord is bewaard."))
        except actions.AlreadyTalked:
            messages.info(request, _("Je had deze vragen al beantwoord."))
        except ValidationError:
            messages.info(request, _("Deze vragen komen na het gesprek."))
    else:
        messages.error(request, _("Kies bij ten minste een van de vragen een antwoord."))
    if rater is Rater.CLIENT:
        return redirect("portal:home")
    return redirect("alliance:conversation", measurement.pk)


@requires(Permission.SEE_SCORES)
@require_POST
def put_aside(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Put an attention point aside with a reason; one whose cause is gone already needs no reason any more."""
    pair = open_pair(request, pair_id, needs=Permission.SEE_SCORES, what="attention points")
    user = signed_in(request)
    every, own = moments.measurements_of(pair), moments.own_responses(user, pair)
    today = clock.today()
    paused = running_pause(pair, today) is not None
    found = attention_of(user, pair, every, scores_for(user, pair), own, today, paused=paused)
    point = found.find(request.POST.get("cause", ""))
    if point is None:
        messages.info(request, _("Dit punt staat er niet meer."))
        return redirect("portal:pair", pair.pk)
    form = PutAsideForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "point": point, "cause": point.cause, "pair": pair, "person": presenters.person(pair)}
        return render(request, "alliance/put_aside.html", context)
    put_point_aside(pair=pair, cause=point.cause, reason=form.cleaned_data["reason"], by=user)
    messages.success(request, _("Opzij gelegd. Het komt alleen terug als er een nieuwe aanleiding is."))
    return redirect("portal:pair", pair.pk)
