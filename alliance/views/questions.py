"""Filling in, the same for both sides: show the questions, keep every answer that is posted, move on."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from alliance import tongues
from alliance.actions import save_draft
from alliance.forms import AnswerForm, name_of
from alliance.instruments import Instrument
from alliance.models import Draft, Measurement, Rater
from alliance.origin import origin_sentence
from alliance.questionnaire import Question, Sheet, sheet_of
from audit import clock
from caseload import days


@dataclass(frozen=True)
class Desk:
    """One side of a measurement in front of one person, and the pages that go with it."""

    measurement: Measurement
    rater: Rater
    draft: Draft | None
    credential: str
    notice_version: str
    # URL names, and their arguments.
    questions: str
    review: str
    closing: str
    arguments: tuple[uuid.UUID, ...] = ()
    # The language asked for; without one, the page's.
    wanted: str = ""
    # How long the session lasts, where it ends by itself.
    seconds: int | None = None

    @cached_property
    def instrument(self) -> Instrument:
        assert self.measurement.instrument is not None
        return self.measurement.instrument.parsed

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_of(self.instrument.items_for(self.rater), self.draft, self.credential)

    @property
    def language(self) -> str:
        """The language in which the questions are asked: the page's, if the instrument has it."""
        carried = self.instrument.languages
        return next((code for code in (self.wanted, get_language() or "") if code in carried), carried[0])

    @property
    def mark(self) -> str:
        """Binds a page to its measurement: after another link was opened in this browser it saves nothing."""
        return salted_hmac("alliance.sheet", f"{self.measurement.pk} {self.rater}", algorithm="sha256").hexdigest()[:32]

    @property
    def questions_url(self) -> str:
        return reverse(self.questions, args=self.arguments)

    @property
    def closing_url(self) -> str:
        return reverse(self.closing, args=self.arguments)

    @property
    def review_url(self) -> str:
        return reverse(self.review, args=self.arguments)

    def url_of(self, question: Question) -> str:
        return f"{self.questions_url}?vraag={question.number}#q_{name_of(question)}"


def wants_json(request: HttpRequest) -> bool:
    """Saved from the page as an answer is given, without leaving it."""
    return request.headers.get("Accept") == "application/json"


def is_other(request: HttpRequest, desk: Desk) -> bool:
    """Posted from the page of another measurement than the one that is open in this browser now."""
    return request.POST.get("sheet", desk.mark) != desk.mark


def fresh_token(request: HttpRequest, desk: Desk) -> JsonResponse:
    """For a page that was open while its person came in anew: what it needs to save again."""
    return JsonResponse({"csrf": get_token(request), "seconds": desk.seconds})


def show(request: HttpRequest, desk: Desk, template: str, context: dict[str, Any]) -> HttpResponse:
    """The questions, with the asked or the first open one as the one that a phone shows; none left: the review."""
    if wants_json(request):
        return fresh_token(request, desk)
    form = AnswerForm(sheet=desk.sheet, instrument=desk.instrument, language=desk.language)
    asked = request.GET.get("vraag", "")
    now = desk.sheet.at(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None)
    if now is None:
        return redirect(desk.review_url)
    return _page(request, desk, form, now, template, context)


def keep(request: HttpRequest, desk: Desk, template: str, context: dict[str, Any]) -> HttpResponse | None:
    """Save what was posted and move on; None when the person wants to stop here. May raise CannotAnswer."""
    form = AnswerForm(request.POST, sheet=desk.sheet, instrument=desk.instrument, language=desk.language)
    if not form.is_valid():
        now = desk.sheet.at(form.cleaned_data.get("at"))
        if now is None or wants_json(request):
            return JsonResponse({"errors": form.errors}, status=400)
        return _page(request, desk, form, now, template, context)
    new, ages, now_is = form.new_answers(), form.ages(), clock.now()
    saved_at, kept = desk.draft.saved_at if desk.draft else None, desk
    if new:
        draft = save_draft(
            measurement=desk.measurement,
            rater=desk.rater,
            answers={question.item.key: value for question, value in new.items()},
            credential=desk.credential,
            language=desk.language,
            notice_version=desk.notice_version,
            given_at={item: now_is - dt.timedelta(seconds=age) for item, age in ages.items()},
        )
        saved_at, kept = draft.saved_at, replace(desk, draft=draft)
    if wants_json(request):
        saved = days.clock_time(saved_at) if saved_at else ""
        return JsonResponse({"saved": saved, "seconds": desk.seconds, "stands": _stands(form, kept)})
    return _move_on(request.POST.get("do", ""), desk, form, new)


def _stands(form: AnswerForm, desk: Desk) -> dict[str, int]:
    """Of what was posted, the fields whose kept answer is another: a newer one, given on another page."""
    posted = {name_of(q): form.cleaned_data[name_of(q)] for q in form.sheet.shown}
    kept = {name_of(q): q.value for q in desk.sheet.shown if q.value is not None}
    return {name: value for name, value in kept.items() if posted.get(name) not in (None, value)}


def _move_on(do: str, desk: Desk, form: AnswerForm, new: dict[Question, int]) -> HttpResponse | None:
    if do == "stop":
        return None
    now = desk.sheet.at(form.cleaned_data.get("at"))
    if now is None:
        return redirect(desk.review_url)
    if do == "previous":
        return redirect(desk.url_of(desk.sheet.before(now.number) or now))
    # On a wide screen several are answered at once: go on behind the last of them.
    here = now.number if do == "skip" else max([now.number, *(question.number for question in new)])
    following = desk.sheet.after(here)
    return redirect(desk.url_of(following) if following else desk.closing_url)


def kept_details(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was said beside the answers is kept: on to the review, or the time for the page that stays."""
    if wants_json(request):
        return JsonResponse({"saved": days.clock_time(clock.now()), "seconds": desk.seconds, "stands": {}})
    return redirect(desk.review_url)


def _page(
    request: HttpRequest, desk: Desk, form: AnswerForm, now: Question, template: str, context: dict[str, Any]
) -> HttpResponse:
    return render(
        request,
        template,
        context
        | {
            "form": form,
            "sheet": desk.sheet,
            "now": now,
            "rows": [(question, form[name_of(question)]) for question in desk.sheet.shown],
            "text_lang": desk.language,
            "text_dir": tongues.direction(desk.language),
            "sheet_mark": desk.mark,
            "saved_at": desk.draft.saved_at if desk.draft and desk.draft.answers else None,
            "questions_url": desk.questions_url,
            "origin": origin_sentence(desk.instrument),
        },
    )


def review_context(desk: Desk) -> dict[str, Any]:
    """How many are answered, and the way back to those that are still open."""
    return {
        "sheet": desk.sheet,
        "left_open": [(question, desk.url_of(question)) for question in desk.sheet.open],
        "review_url": desk.review_url,
        "questions_url": desk.questions_url,
        "origin": origin_sentence(desk.instrument),
    }
