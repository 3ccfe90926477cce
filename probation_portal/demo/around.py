"""What people did around the monitor: their own words beforehand, the talk afterwards, and what went another way."""

import datetime as dt
from random import Random
from typing import Any

from django.utils import timezone

from accounts import actions as accounts_actions
from accounts.models import Role
from alliance import actions as alliance_actions
from alliance import notice
from alliance.models import Company, Measurement, NonResponseReason, Rater
from audit import clock
from caseload import actions as caseload_actions
from caseload.models import Agreement, AgreementState, Client, Pair
from caseload.passing_on import write_pass_on
from probation_portal.demo import texts
from probation_portal.demo.cas import CAS_AGREED, CAS_TALKED, CAS_TOPICS
from probation_portal.demo.story import Story

_TALKED, _WORTH, _SIGN_IN, _PASSED_ON, _REASON = 0.75, 0.75, 0.5, 0.5, 0.6
_TOPIC = {Rater.CLIENT: 0.4, Rater.WORKER: 0.2}


def held(day: dt.date, hour: int = 9, minute: int = 0) -> Any:
    """Hold the clock on a day; never later than the real present."""
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
    return clock.at(min(moment, clock.now()))


def workday(day: dt.date, first: dt.date) -> dt.date:
    """That day, or the Friday before a weekend; never before the first day."""
    return max(first, day - dt.timedelta(days=max(0, day.weekday() - 4)))


class Around:
    """Beside one life. Its random numbers are its own, so that the answers do not depend on what is told here."""

    def __init__(self, story: Story, rng: Random) -> None:
        self.story, self.rng = story, rng
        self.today = clock.today()

    def own_words(self, measurement: Measurement, rater: Rater, language: str) -> None:
        """What a side says beside its answers."""
        topic, show_items = self._topic(measurement, rater, language), self.rng.random() < 0.35
        if self.story.name == "cas":
            show_items = True
        details = alliance_actions.Details(
            company=Company.ALONE if self.rng.random() < 0.7 else None, topic=topic, show_items=show_items
        )
        alliance_actions.set_draft_details(
            measurement=measurement,
            rater=rater,
            details=details,
            language=language,
            notice_version=notice.VERSION,
            by=None,
        )

    def _topic(self, measurement: Measurement, rater: Rater, language: str) -> str | None:
        if self.story.name == "cas":
            return CAS_TOPICS[measurement.months][rater]
        if self.rng.random() >= _TOPIC[rater] or language != "nl":
            return None
        return self.rng.choice(texts.TOPICS if rater == Rater.CLIENT else texts.WORKER_TOPICS)

    # ---- afterwards ----

    def talk(self, measurement: Measurement, until: dt.date) -> None:
        """When both sides are in, most talk about it within three weeks."""
        measurement.refresh_from_db(fields=["revealed_at"])
        if measurement.revealed_at is None:
            return
        day = self._day_of_talk(measurement, timezone.localdate(measurement.revealed_at))
        if day is None or day >= until:
            return
        agreed = self._agreed(day)
        by = measurement.pair.worker
        with held(day, 16):
            alliance_actions.record_talk(measurement=measurement, held_on=day, agreed=agreed, by=by)
            if self.rng.random() < _WORTH or self.story.name == "cas":
                self._worth(measurement, Rater.WORKER)
        self._close(measurement.pair, day, until)
        if self.story.name != "cas" and self.rng.random() < _SIGN_IN:
            self._client_answers(measurement, day)

    def _day_of_talk(self, measurement: Measurement, revealed: dt.date) -> dt.date | None:
        told = {"cas": {0: self.today - dt.timedelta(days=CAS_TALKED)}, "ready to talk about": {0: revealed}}
        if self.story.name in told:
            return told[self.story.name].get(measurement.months)
        after = dt.timedelta(days=self.rng.randrange(1, 22))
        return workday(revealed + after, revealed) if self.rng.random() < _TALKED else None

    def _agreed(self, day: dt.date) -> list[alliance_actions.Agreed]:
        if self.story.name == "cas":
            return [
                alliance_actions.Agreed(text, who, self.today - dt.timedelta(days=due)) for text, who, due in CAS_AGREED
            ]
        chosen = self.rng.sample(texts.TALK_AGREEMENTS, self.rng.randrange(0, 3))
        return [
            alliance_actions.Agreed(text, who, day + dt.timedelta(days=self.rng.randrange(14, 42)))
            for text, who in chosen
        ]

    def _close(self, pair: Pair, made: dt.date, until: dt.date) -> None:
        """What was agreed in the talk and is due by now was done."""
        done = [text for text, *_rest in (*CAS_AGREED, *texts.TALK_AGREEMENTS)]
        for agreement in Agreement.objects.open().filter(pair=pair, made_on=made, due__lt=until, text__in=done):
            assert agreement.due is not None
            with held(agreement.due, 16):
                caseload_actions.close_agreement(
                    agreement=agreement, state=AgreementState.DONE, version=agreement.version, by=pair.worker
                )

    def _worth(self, measurement: Measurement, rater: Rater) -> None:
        by = measurement.pair.worker if rater == Rater.WORKER else measurement.pair.supervision.client.account
        assert by is not None
        filling_in, talking = self.rng.choices((2, 3, 4, 5), weights=(1, 3, 4, 2), k=2)
        alliance_actions.answer_worth(
            measurement=measurement, rater=rater, filling_in=filling_in, talking=min(5, talking + 1), by=by
        )

    def _client_answers(self, measurement: Measurement, day: dt.date) -> None:
        """A client with an account of their own says what it was worth. Nobody knows a password of it."""
        client = Client.objects.select_related("organisation").get(pk=measurement.pair.supervision.client_id)
        if not client.email:
            return
        with held(day, 20):
            if client.account is None:
                account = accounts_actions.create_user(
                    organisation=client.organisation,
                    email=client.email,
                    first_name=client.first_name,
                    last_name=client.last_name,
                    role=Role.CLIENT,
                    by=None,
                )
                client = caseload_actions.change_client(
                    client=client, version=client.version, by=measurement.pair.worker, account=account
                )
            measurement.pair.supervision.client = client
            self._worth(measurement, Rater.CLIENT)

    # ---- what went another way ----

    def window(self, measurement: Measurement, answered: set[Rater], until: dt.date) -> None:
        """A window that was postponed, or closed without a side."""
        story = self.story
        if story.postponed_on and measurement.opens_on <= story.postponed_on < measurement.closes_on:
            with held(story.postponed_on, 10):
                alliance_actions.postpone(
                    measurement=measurement, weeks=2, reason="workload", by=measurement.pair.worker
                )
        day = workday(measurement.closes_on + dt.timedelta(days=4), measurement.closes_on)
        if story.name or day >= until or len(answered) == len(Rater) or self.rng.random() >= _REASON:
            return
        rater = Rater.CLIENT if Rater.WORKER in answered else Rater.WORKER
        reasons = list(NonResponseReason) if rater == Rater.CLIENT else [NonResponseReason.FORGOTTEN]
        with held(day, 16):
            alliance_actions.record_non_response(
                measurement=measurement, rater=rater, reason=self.rng.choice(reasons), by=measurement.pair.worker
            )

    def pass_on(self, pair: Pair, day: dt.date) -> None:
        """Written together on the day of the hand-over."""
        if self.story.name or self.rng.random() < _PASSED_ON:
            with held(day, 9, 30):
                write_pass_on(
                    pair=pair, text=self.rng.choice(texts.PASSED_ON), client_agreed=True, version=0, by=pair.worker
                )
