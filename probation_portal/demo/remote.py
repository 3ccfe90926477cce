"""Contact at a distance in the invented lives: what comes after a failure, how a talk was arranged, what was agreed on
the mix, and the appointments before the talks of the last weeks and ahead. Through the portal's own actions.

Planning an appointment asks for a reminder. History is not mailed: those of the past are withdrawn at once.
"""

import datetime as dt
import uuid
from random import Random
from typing import Any

from django.utils import timezone

from audit import clock
from caseload.models import Pair
from messaging import actions as outbox
from probation_portal.demo import texts
from probation_portal.demo.around import held, workday
from probation_portal.demo.story import Story
from probation_portal.mix_page import MixPage
from remote_contact.actions import log_contact
from remote_contact.actions.appointments import cancel_appointment, move_appointment, plan_appointment
from remote_contact.actions.contacts import NextStep
from remote_contact.actions.follow_ups import settle_follow_up
from remote_contact.actions.mix import decide_mix
from remote_contact.actions.moods import tell_mood
from remote_contact.actions.reminders import REMINDER
from remote_contact.actions.talks import save_talk
from remote_contact.models import Appointment, Contact

# What lies further back was logged and no more.
LATELY = dt.timedelta(days=60)
_REMOTE = ("phone", "video")
_WRITTEN = ("text", "email")
_STEP, _SETTLED, _ARRANGED, _AHEAD, _MIX = 0.6, 0.85, 0.4, 0.6, 0.5
# Of the appointments ahead: so many are called off, and from there so many moved.
_CALLED_OFF, _MOVED = 0.08, 0.2
# Of the contacts lately that were no message: so many had been planned; and of so many people one is to be recorded.
_PLANNED, _BEFORE, _OPEN = ("office", "home_visit", "walk", *_REMOTE), 0.5, 0.25
_SEEN = {
    True: (("could_not_judge", "ordinary", "well", "tense", "low"), (45, 30, 15, 7, 3)),
    False: (("ordinary", "well", "tense", "low", "could_not_judge"), (45, 30, 15, 8, 2)),
}


class Remote:
    """Beside one life. Its random numbers are its own, so that nothing else of the life depends on them."""

    def __init__(self, story: Story, rng: Random) -> None:
        self.story, self.rng, self.today = story, rng, clock.today()

    def log(self, pair: Pair, day: dt.date, at: dt.datetime, **facts: Any) -> None:
        """Log a contact of that day; one of the last weeks has what came of it."""
        recent = day > self.today - LATELY
        method, outcome = facts["method"], facts["outcome"]
        step = self._next_step(day, outcome) if recent else None
        told = recent or (self.story.name == "cas" and method in _REMOTE)
        chance = 1 if self.story.name == "cas" else _BEFORE
        planned = self._past(pair, at, method, chance) if told and method in _PLANNED else None
        with held(day, 17, 10):
            contact = log_contact(
                pair=pair,
                at=min(at, clock.now()),
                by=pair.worker,
                form_id=uuid.uuid4(),
                next_step=step,
                appointment=planned,
                **facts,
                **self._told(method, outcome),
            )
            if recent and contact.took_place and method in _REMOTE:
                self._talk(pair, contact)
        if step and step.due < self.today and self.rng.random() < _SETTLED:
            with held(step.due, 16):
                follow_up = contact.follow_up
                settle_follow_up(follow_up=follow_up, version=1, came_of_it="Gebeld, het is besproken.", by=pair.worker)

    def ahead(self, pair: Pair) -> None:
        """What is planned from today on, and how often they said they would speak."""
        if self.story.name == "cas":
            self._mix(pair, per_month=3, remote_part=0, ago=150)
            self._mix(pair, per_month=2, remote_part=1, ago=60)
            self._plan(pair, self._morning(self.today + dt.timedelta(days=1)), "video", "Jij belt Anna")
            return
        if self.rng.random() < _MIX and pair.starts_on < self.today - dt.timedelta(days=45):
            per_month = max(1, round(30 / self.story.contact_every))
            self._mix(pair, per_month=per_month, remote_part=self.rng.randrange(per_month + 1), ago=30)
        if self.story.paused_on is None and not self.story.name and self.rng.random() < _OPEN:
            self._unrecorded(pair)
        if self.rng.random() < _AHEAD and self.story.paused_on is None:
            day = workday(self.today + dt.timedelta(days=self.rng.randrange(2, 15)), self.today)
            if day > self.today:
                planned = self._plan(pair, self._morning(day), self.rng.choice(("office", "phone", "video")))
                self._otherwise(pair, planned)

    def _morning(self, day: dt.date) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(day, dt.time(self.rng.randrange(9, 12), 30)))

    # ---- appointments ----

    def _plan(self, pair: Pair, at: dt.datetime, method: str, place: str = "") -> Appointment:
        planned = plan_appointment(
            pair=pair, starts_at=at, minutes=30, method=method, place=place, by=pair.worker, form_id=uuid.uuid4()
        )
        return planned[0]

    def _past(self, pair: Pair, at: dt.datetime, method: str, chance: float) -> Appointment | None:
        """Planned some days before it; Cas told the evening before a talk at a distance how he was."""
        client = pair.client.account
        if at >= clock.now() or self.rng.random() >= chance:
            return None
        made = max(pair.starts_on, timezone.localdate(at) - dt.timedelta(days=self.rng.randrange(3, 12)))
        with held(made, 8, 40):
            if at <= clock.now():
                return None
            planned = self._plan(pair, at, method)
            outbox.withdraw(kinds=[REMINDER], subject_ids=[planned.pk], reason="past")
        evening = timezone.localdate(at) - dt.timedelta(days=1)
        if client is not None and self.story.name == "cas" and method in _REMOTE and evening >= made:
            with held(evening, 19, 30):
                tell_mood(appointment=planned, value=self.rng.choice(("4", "4", "3", "3", "2")), by=client)
        return planned

    def _unrecorded(self, pair: Pair) -> None:
        """One of the last days of which nobody has said yet what came of it."""
        day = workday(self.today - dt.timedelta(days=self.rng.randrange(1, 4)), pair.starts_on)
        self._past(pair, self._morning(day), "office", 1)

    def _otherwise(self, pair: Pair, appointment: Appointment) -> None:
        """Some are moved by a day or called off, in time."""
        change: dict[str, Any] = {"appointment": appointment, "pair": pair, "version": 1, "by": pair.worker}
        change |= {"asked_by": "client", "reason": self.rng.choice(("work", "family", "health"))}
        chance = self.rng.random()
        if chance < _CALLED_OFF:
            cancel_appointment(**change)
        elif chance < _MOVED:
            at = appointment.starts_at + dt.timedelta(days=1)
            same: dict[str, Any] = {"minutes": 30, "method": appointment.method, "place": ""}
            move_appointment(starts_at=at, form_id=uuid.uuid4(), **same, **change)

    # ---- what is said of a contact, and what comes of it ----

    def _told(self, method: str, outcome: str) -> dict[str, Any]:
        if outcome != "took_place":
            return {"reason": self.rng.choice(("work", "travel", "unknown"))} if outcome == "no_show" else {}
        told = {"initiative": self.rng.choices(("worker", "client", "together"), weights=(4, 2, 4))[0]}
        if method in _WRITTEN or self.rng.random() < 0.3:
            return told
        values, weights = _SEEN[method in _REMOTE]
        told["impression"] = self.rng.choices(values, weights=weights)[0]
        if told["impression"] == "low" and self.rng.random() < 0.4:
            told["worry"] = self.rng.choice(texts.WORRIES)
        return told

    def _next_step(self, day: dt.date, outcome: str) -> NextStep | None:
        if outcome not in ("not_reached", "no_show") or self.story.name or self.rng.random() >= _STEP:
            return None
        due = day + dt.timedelta(days=self.rng.randrange(2, 6))
        return NextStep(what=self.rng.choice(texts.NEXT_STEPS), due=due)

    def _talk(self, pair: Pair, contact: Contact) -> None:
        if self.rng.random() >= _ARRANGED:
            return
        sent = self.rng.random() < 0.6
        save_talk(
            pair=pair,
            version=0,
            by=pair.worker,
            contact=contact,
            agenda_agreed=True,
            client_calls=self.rng.random() < 0.5,
            quiet_place=self.rng.random() < 0.8,
            alone=self.rng.choices(("alone", "company", "unknown"), weights=(7, 1, 2))[0],
            technique_checked=contact.method == "video",
            agreements_sent_by="worker" if sent else "",
            agreements_sent_how="sms" if sent else "",
            agreements_sent_on=clock.today() if sent else None,
        )

    # ---- the mix ----

    def _mix(self, pair: Pair, *, per_month: int, remote_part: int, ago: int) -> None:
        with held(max(pair.starts_on, self.today - dt.timedelta(days=ago)), 15):
            page = MixPage(pair, pair.worker)
            decide_mix(
                pair=pair,
                per_month=per_month,
                remote_part=remote_part,
                why=self.rng.choice(texts.MIX_REASONS),
                version=len(page.plans),
                by=pair.worker,
                **page.decision(),
            )
