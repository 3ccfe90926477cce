"""Living a case through the portal's own actions, with the clock held at each day it happened."""

import datetime as dt
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from alliance import actions as alliance_actions
from alliance import notice
from alliance.actions.instruments import short_form
from alliance.actions.way_in import hand_over_tablet
from alliance.models import ClientPin, HandedOverBy, Measurement, MomentKind, Rater, Way
from alliance.schedule import add_months
from audit import clock
from caseload import actions as caseload_actions
from caseload.models import AgreementState, FactKind, HitchKind, Pair, PauseReason, Phase, ProblemArea, Risk
from caseload.pauses import start_pause
from probation_portal import actions as portal_actions
from probation_portal.demo import texts
from probation_portal.demo.around import Around, held, workday
from probation_portal.demo.cas import CAS_AGREEMENTS, CAS_CONTACTS, CAS_SCORES
from probation_portal.demo.remote import Remote
from probation_portal.demo.scores import Minds, answers_for
from probation_portal.demo.story import MOMENTS, Story

_METHODS = ("office", "phone", "video", "home_visit", "walk", "text", "email", "elsewhere")
_METHOD_WEIGHTS = (30, 23, 10, 6, 4, 17, 8, 2)
_LATELY = dt.timedelta(days=150)
_OUTCOMES = ("took_place", "not_reached", "no_show", "moved", "technical")
_OUTCOME_NOTES = {
    "took_place": texts.NOTES,
    "not_reached": texts.NOT_REACHED,
    "no_show": texts.NO_SHOW,
    "moved": texts.MOVED,
    "technical": texts.TECHNICAL,
}


class Life:
    """One case from its first day until today. Everything random comes from `rng`, so the same seed lives the same."""

    def __init__(
        self,
        story: Story,
        worker: User,
        colleagues: list[User],
        kinds: list[HitchKind],
        rng: Random,
        around: Random,
    ) -> None:
        self.around = Around(story, around)
        own = f"{story.first_day}:{story.name}:{worker.email}:{story.level}:{story.planned_end}"
        self.remote = Remote(story, Random(own))  # noqa: S311 (invented data should be predictable)
        self.story, self.worker, self.colleagues, self.hitch_kinds, self.rng = story, worker, colleagues, kinds, rng
        self.today = clock.today()
        self.minds = Minds.draw(rng)
        self.pair: Pair

    @transaction.atomic
    def live(self, client: dict[str, Any]) -> Pair:
        """Everything that happened, in one transaction; returns the last pair."""
        story = self.story
        self._begin(client)
        self._plan_of_supervision()
        until = story.hand_over_on or story.ended_on or self.today
        self._time_with_one_worker(until)
        if story.hand_over_on:
            self._hand_over(story.hand_over_on)
            self._time_with_one_worker(self.today)
        if story.extra_on:
            self._extra(story.extra_on)
        if story.paused_on:
            with held(story.paused_on, 12):
                start_pause(pair=self.pair, reason=PauseReason.DETENTION, since=story.paused_on, by=self.pair.worker)
        if story.ended_on:
            with held(story.ended_on, 16):
                caseload_actions.end_supervision(
                    pair=self.pair, on=story.ended_on, reason=story.end_reason, by=self.pair.worker
                )
        else:
            self.remote.ahead(self.pair)
        return self.pair

    def _between(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.rng.randrange(max(1, (last - first).days)))

    # ---- the case itself ----

    def _begin(self, client: dict[str, Any]) -> None:
        story = self.story
        # Entered by the worker who later hands over, when there is one.
        first = self.rng.choice(self.colleagues) if story.hand_over_on else self.worker
        with held(story.first_day):
            self.pair = portal_actions.start_case(
                organisation=first.organisation,
                worker=first,
                starts_on=story.first_day,
                level=story.level,
                planned_end=story.planned_end,
                by=first,
                **client,
            )
            if story.pin:
                alliance_actions.give_pin(pair=self.pair, handed_over_by=HandedOverBy.FACE_TO_FACE, by=first)

    def _plan_of_supervision(self) -> None:
        story, pair, by, rng = self.story, self.pair, self.pair.worker, self.rng
        first = story.first_day
        end = story.ended_on or self.today
        with held(min(first + dt.timedelta(days=3), end), 11):
            for text in texts.GENERAL_CONDITIONS:
                caseload_actions.add_condition(pair=pair, kind="general", text=text, since=first, by=by)
            for text in rng.sample(texts.SPECIAL_CONDITIONS, rng.randrange(3)):
                caseload_actions.add_condition(pair=pair, kind="special", text=text, since=first, by=by)
            for area in rng.sample(ProblemArea.values, rng.randrange(1, 4)):
                caseload_actions.record_fact(pair=pair, kind=FactKind.PROBLEM_AREA, value=area, since=first, by=by)
            risk = rng.choices(Risk.values, weights=(35, 45, 20))[0]
            caseload_actions.record_fact(pair=pair, kind=FactKind.RISK, value=risk, since=first, by=by)
            goals = [
                caseload_actions.add_goal(pair=pair, text=text, since=first, by=by)
                for text in rng.sample(texts.GOALS, rng.randrange(1, 4))
            ]
        if (end - first).days > 120 and rng.random() < 0.5:
            day = self._between(first + dt.timedelta(days=60), end)
            with held(day, 15):
                caseload_actions.reach_goal(goal=goals[0], on=day, by=by)
        self._phases(first, end, by)

    def _phases(self, first: dt.date, end: dt.date, by: User) -> None:
        execution = first + dt.timedelta(days=self.rng.randrange(28, 60))
        ends = self.story.planned_end
        completion = ends - dt.timedelta(days=90) if ends else None
        for phase, day in ((Phase.EXECUTION, execution), (Phase.COMPLETION, completion)):
            if day and execution <= day < end:
                with held(day, 15):
                    caseload_actions.record_fact(pair=self.pair, kind=FactKind.PHASE, value=phase, since=day, by=by)

    def _hand_over(self, day: dt.date) -> None:
        self.around.pass_on(self.pair, day)
        with held(day, 10):
            self.pair = portal_actions.hand_over(pair=self.pair, to=self.worker, on=day, by=self.pair.worker)
        self.minds = Minds.draw(self.rng)

    def _time_with_one_worker(self, until: dt.date) -> None:
        if self.story.name == "cas":
            self._cas_contacts()
        else:
            self._contacts(self.pair.starts_on, until)
            self._agreements(self.pair.starts_on, until)
        self._hitches(self.pair.starts_on, until)
        for months in MOMENTS:
            if add_months(self.pair.starts_on, months) < until:
                self._measure(months, until)

    # ---- work ----

    def _contacts(self, first: dt.date, until: dt.date) -> None:
        rng = self.rng
        last = min(until, self.story.last_contact or until)
        day = first + dt.timedelta(days=rng.randrange(1, 6))
        while day < last:
            method = rng.choices(_METHODS, weights=_METHOD_WEIGHTS)[0]
            self._contact(workday(day, first), method, self._outcome(method), rng.choice((0, 15, 30, 45)))
            # Long ago fewer are told of: each takes a while to live through, and a page shows the last months.
            spread = self.story.contact_every * (2 if self.today - day > _LATELY else 1)
            day += dt.timedelta(days=rng.randrange(spread // 2, spread + spread // 2))
        latest = self.story.last_contact
        if until == self.today and latest is None and rng.random() < 0.92:
            # Most were spoken to lately; the others are what the worker's list is for.
            latest = workday(until - dt.timedelta(days=rng.randrange(1, 24)), first)
        if latest and first <= latest < until:
            self._contact(latest, rng.choice(("office", "phone", "walk")), "took_place", 30)

    def _outcome(self, method: str) -> str:
        # What is written neither fails to be reached nor stays away.
        if method in ("text", "email"):
            return "took_place"
        apart = method in ("phone", "video")
        weights = (78, 12 if apart else 0, 0 if apart else 11, 6, 5 if method == "video" else 0)
        return self.rng.choices(_OUTCOMES, weights=weights)[0]

    def _contact(self, day: dt.date, method: str, outcome: str, minute: int, note: str | None = None) -> None:
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(self.rng.randrange(9, 16), minute)))
        length = self.rng.choice((15, 20, 25, 30, 45, 60)) if outcome == "took_place" else None
        note = self.rng.choice(_OUTCOME_NOTES[outcome]) if note is None else note
        self.remote.log(self.pair, day, at, method=method, outcome=outcome, minutes=length, note=note)

    def _agreements(self, first: dt.date, until: dt.date) -> None:
        rng = self.rng
        for text, who in rng.sample(texts.AGREEMENTS, rng.randrange(1, 4)):
            made = self._between(first, until)
            due = made + dt.timedelta(days=rng.randrange(7, 35))
            if due < self.today:
                self._agreement(text, who, made, due, closed=min(due, until))
            else:
                self._agreement(text, who, made, due)
        if self.story.late_agreement and until == self.today and first < self.today - dt.timedelta(days=14):
            due = self.today - dt.timedelta(days=rng.randrange(2, 9))
            made = max(first, due - dt.timedelta(days=14))
            self._agreement("Bellen met de gemeente over het briefadres", "worker", made, due)

    def _agreement(self, text: str, who: str, made: dt.date, due: dt.date, *, closed: dt.date | None = None) -> None:
        with held(made, 14):
            agreement = caseload_actions.make_agreement(
                pair=self.pair, text=text, who=who, due=due, by=self.pair.worker
            )
        if closed:
            state = AgreementState.DONE if self.rng.random() < 0.8 else AgreementState.DROPPED
            with held(max(closed, made), 16):
                caseload_actions.close_agreement(
                    agreement=agreement, state=state, version=agreement.version, by=self.pair.worker
                )

    def _hitches(self, first: dt.date, until: dt.date) -> None:
        rng, days = self.rng, (until - first).days
        often = 1.6 if self.story.end_reason == "negative_dropout" else 0.7
        for _number in range(min(4, int(rng.expovariate(1 / (often * days / 180 + 0.01))))):
            day = self._between(first, until)
            with held(day, 17):
                hitch = caseload_actions.record_hitch(
                    pair=self.pair,
                    kind=rng.choice(self.hitch_kinds),
                    on=day,
                    note=rng.choice(texts.HITCH_NOTES),
                    by=self.pair.worker,
                )
            solved = day + dt.timedelta(days=rng.randrange(3, 40))
            if solved < until and rng.random() < 0.8:
                with held(solved, 17):
                    caseload_actions.resolve_hitch(hitch=hitch, on=solved, by=self.pair.worker)

    def _cas_contacts(self) -> None:
        for days, method, outcome, note in CAS_CONTACTS:
            self._contact(self.today - dt.timedelta(days=days), method, outcome, 0, note)
        for made, due, text, who in CAS_AGREEMENTS:
            self._agreement(text, who, self.today - dt.timedelta(days=made), self.today - dt.timedelta(days=due))

    # ---- the monitor ----

    def _measure(self, months: int, until: dt.date) -> None:
        """The moment opens on its day; each side answers on its own, or drafts, or puts it off, or does nothing."""
        opens_on = add_months(self.pair.starts_on, months)
        # The start moment was planned and opened with the pair.
        if months:
            with held(opens_on, 7):
                alliance_actions.plan_measurements(today=opens_on, pairs=Pair.objects.filter(pk=self.pair.pk))
                alliance_actions.open_due(today=opens_on)
        measurement = self.pair.measurements.with_people().get(
            months=months, **({"kind": MomentKind.REGULAR} if months else {})
        )
        answered = set()
        for day, rater in self._answering_days(months, opens_on):
            if day < min(until, measurement.closes_on):
                self._answer(measurement, rater, day)
                answered.add(rater)
        still_open = until == self.today and opens_on < self.today < measurement.closes_on
        if still_open:
            self._unfinished(measurement, answered, opens_on)
        self.around.talk(measurement, until)
        self.around.window(measurement, answered, until)
        self.minds.move(self.rng)

    def _extra(self, day: dt.date) -> None:
        """With the short form, and answered by both within the week."""
        with held(day, 11):
            extra = alliance_actions.plan_extra(pair=self.pair, instrument=short_form(), by=self.pair.worker)
        self._answer(extra, Rater.WORKER, day + dt.timedelta(days=2))
        self._answer(extra, Rater.CLIENT, day + dt.timedelta(days=4))

    def _answering_days(self, months: int, opens_on: dt.date) -> list[tuple[dt.date, Rater]]:
        """Who answers when, in order. On the tablet a client answers only after the worker's own side is in."""
        client, worker = self.story.client_after.get(months), self.story.worker_after.get(months)
        if client is not None and not self.story.pin:
            client = None if worker is None else max(client, worker + 1)
        days = [(worker, Rater.WORKER), (client, Rater.CLIENT)]
        return sorted((opens_on + dt.timedelta(days=after), rater) for after, rater in days if after is not None)

    def _unfinished(self, measurement: Measurement, answered: set[Rater], opens_on: dt.date) -> None:
        story, yesterday = self.story, self.today - dt.timedelta(days=1)
        for rater, half in ((Rater.CLIENT, story.client_draft), (Rater.WORKER, story.worker_draft)):
            on_tablet = rater == Rater.CLIENT and not story.pin
            if half and rater not in answered and not (on_tablet and Rater.WORKER not in answered):
                with held(max(opens_on, yesterday), 15, 20):
                    self._draft(measurement, rater, half=True)
        if story.not_now and Rater.CLIENT not in answered:
            with held(max(opens_on, yesterday), 20):
                alliance_actions.say_not_now(measurement=measurement, rater=Rater.CLIENT, by=None)

    def _answer(self, measurement: Measurement, rater: Rater, day: dt.date) -> None:
        if rater == Rater.CLIENT and measurement.is_scheduled and measurement.months in self.story.paper:
            self._paper(measurement, day)
            return
        with held(day, 13, 30):
            way = self._draft(measurement, rater)
            self.around.own_words(measurement, rater, self._language(rater))
        with held(day, 13, 37):
            by = self.pair.worker if rater == Rater.WORKER else None
            alliance_actions.submit_response(measurement=measurement, rater=rater, way=way, by=by)

    def _paper(self, measurement: Measurement, day: dt.date) -> None:
        assert measurement.instrument is not None
        answers = self.minds.answers(measurement.instrument.parsed, Rater.CLIENT, self.rng)
        given = {item: value for item, value in answers.items() if value is not None}
        with held(day + dt.timedelta(days=1), 10):
            alliance_actions.enter_paper(
                measurement=measurement, answers=given, way=Way.PAPER, filled_on=day, by=self.pair.worker
            )

    def _language(self, rater: Rater) -> str:
        return self.story.language if rater == Rater.CLIENT else "nl"

    def _draft(self, measurement: Measurement, rater: Rater, *, half: bool = False) -> Way:
        way, credential = self._way_in(measurement, rater)
        assert measurement.instrument is not None
        instrument = measurement.instrument.parsed
        if self.story.name == "cas":
            answers = answers_for(instrument, rater, CAS_SCORES[measurement.months][rater])
        else:
            answers = self.minds.answers(instrument, rater, self.rng)
        if half:
            answers = dict(list(answers.items())[: len(answers) // 2])
        alliance_actions.save_draft(
            measurement=measurement,
            rater=rater,
            answers=answers,
            credential=credential,
            language=self._language(rater),
            notice_version=notice.VERSION,
        )
        return way

    def _way_in(self, measurement: Measurement, rater: Rater) -> tuple[Way, str]:
        """A worker in the portal; a client by link when they have a PIN, else on the tablet at the office."""
        if rater == Rater.WORKER:
            return Way.PORTAL, alliance_actions.answering.WORKERS_OWN
        if self.story.pin:
            pin = ClientPin.objects.get(client=measurement.pair.supervision.client_id)
            return Way.LINK, str(pin.credential)
        return Way.OFFICE, str(hand_over_tablet(measurement=measurement, by=self.pair.worker))
