"""One world: a client of one of the twins, what happens to them through the real actions, and the model beside it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from alliance import actions
from alliance.actions import CannotAnswer, Details
from alliance.actions.answering import WORKERS_OWN
from alliance.models import ClientPin, Draft, Measurement, Rater, Response, Way
from alliance.policies import DRAFT_GRACE
from audit import clock
from caseload import actions as caseload_actions
from caseload import pauses
from caseload.models import Pair
from probation_portal.actions import hand_over
from probation_portal.tests.blindness.model import Model, Moment
from probation_portal.tests.blindness.twins import PAST, Twin

REFUSED = (CannotAnswer, ValidationError, actions.AlreadyTalked)


class World:
    """Every step returns whether it was carried out; the model follows what was."""

    def __init__(self, twin: Twin, case: str) -> None:
        self.twin, self.case = twin, twin.cases[case]
        self.pairs, self.pin = [self.case.pair], self.case.pin
        self.model = Model()
        self.moments: dict[Any, Moment] = {}
        # A colleague who entered a paper knows of that paper.
        self.colleague_entered, self.is_paused = False, False
        self.mails: dict[str, list[str]] = {}
        self.follow()
        if case == "long":
            past = next(iter(self.moments.values()))
            past.client_side.standing, past.worker_side.standing = PAST["client"], PAST["worker"]

    @property
    def pair(self) -> Pair:
        return self.pairs[-1]

    def follow(self) -> None:
        """Moments that were planned since then; those of a pair belong to its worker."""
        for measurement in Measurement.objects.filter(pair__in=self.pairs).order_by("opens_on", "opened_at", "number"):
            if measurement.pk not in self.moments:
                self.moments[measurement.pk] = moment = Moment(worker=self.model.worker)
                self.model.moments.append(moment)

    def open_ones(self) -> list[Measurement]:
        """Moments of the present pair that were opened, the newest first."""
        found = Measurement.objects.with_people().filter(pair=self.pair, opened_at__isnull=False)
        return list(found.order_by("-opens_on", "-number"))

    def person(self, name: str) -> User:
        return self.case.account if name == "client" else self.twin.people[name]

    def _worker(self) -> User:
        return self.twin.people[self.model.worker or "worker"]

    def _try(self, action: Callable[..., Any], **values: Any) -> Any:
        try:
            with transaction.atomic():
                return action(**values) or True
        except REFUSED:
            return None

    def _take_in(self, moment: Moment, name: str, value: int) -> None:
        """A response stands now; whoever read the other's shared scores may not have answered after that."""
        assert not moment.side("worker" if name == "client" else "client").shared, "answered after the sharing"
        side = moment.side(name)
        if side.standing is not None:
            side.stood.append(side.standing)
        side.standing, side.draft = value, None

    # ---- a side answers ----

    def save(self, found: Measurement, name: str, value: int, *, whole: bool, way: str) -> bool:
        """A draft keeps the value it began with, so that a score is a value."""
        side = self.moments[found.pk].side(name)
        side.draft = side.draft or value
        assert found.instrument is not None
        items = found.instrument.parsed.items_for(name)
        kept = Draft.objects.filter(measurement=found, rater=name).exists()
        saved = self._try(
            actions.save_draft,
            measurement=found,
            rater=Rater(name),
            answers={item.key: side.draft for item in (items if whole else items[:2])},
            credential=self._credential(name, way),
            language="nl",
            notice_version="1",
        )
        if not saved and not kept:
            side.draft = None
        return bool(saved)

    def _credential(self, name: str, way: str) -> str:
        if name == "worker":
            return WORKERS_OWN
        pin = ClientPin.objects.get(client=self.case.pair.supervision.client_id)
        return str(pin.credential) if way == Way.LINK else "tablet"

    def talk_about(self, found: Measurement, name: str, word: str, *, show_items: bool) -> bool:
        details = Details(topic=word, show_items=show_items)
        values = {"language": "nl", "notice_version": "1", "by": self._worker() if name == "worker" else None}
        said = self._try(actions.set_draft_details, measurement=found, rater=Rater(name), details=details, **values)
        if said:
            self.moments[found.pk].side(name).topic = word
            if name == "client":
                self.moments[found.pk].allowed = show_items
        return bool(said)

    def submit(self, found: Measurement, name: str, way: str) -> bool:
        by, moment = (self._worker(), Way.PORTAL) if name == "worker" else (None, Way(way))
        if (
            way == Way.OFFICE
            and name == "client"
            and not self._try(actions.hand_over_tablet, measurement=found, by=self._worker())
        ):
            return False
        draft = Draft.objects.filter(measurement=found, rater=name).first()
        if not self._try(actions.submit_response, measurement=found, rater=Rater(name), way=moment, by=by):
            return False
        late = clock.today() >= found.closes_on
        assert draft is not None
        assert not late or clock.now() - draft.saved_at <= DRAFT_GRACE, "submitted after the draft's 24 hours"
        side = self.moments[found.pk].side(name)
        assert side.draft is not None
        self._take_in(self.moments[found.pk], name, side.draft)
        return True

    def not_now(self, found: Measurement, name: str) -> bool:
        return bool(self._try(actions.say_not_now, measurement=found, rater=Rater(name), by=None))

    def paper(self, found: Measurement, value: int, *, by: str, way: str) -> bool:
        who = self._worker() if by == "worker" else self.twin.people["colleague"]
        assert found.instrument is not None
        answers = {item.key: value for item in found.instrument.parsed.items_for("client")}
        values = {"answers": answers, "way": way, "filled_on": clock.today(), "by": who}
        if not self._try(actions.enter_paper, measurement=found, **values):
            return False
        if by == "worker":
            assert self.moments[found.pk].worker_side.standing is not None, "paper entered before one's own side"
        else:
            self.colleague_entered = True
        self.moments[found.pk].client_side.topic = ""
        self.moments[found.pk].allowed = False
        self._take_in(self.moments[found.pk], "client", value)
        return True

    def correct(self, found: Measurement, name: str, value: int) -> bool:
        assert found.instrument is not None
        answers = {item.key: value for item in found.instrument.parsed.items_for(name)}
        by = self._worker() if name == "worker" else self.case.account
        revealed = self.moments[found.pk].is_revealed
        if not self._try(actions.correct_response, measurement=found, rater=Rater(name), answers=answers, by=by):
            return False
        assert not revealed, "corrected after the reveal"
        self._take_in(self.moments[found.pk], name, value)
        return True

    def correct_paper(self, found: Measurement, value: int, *, by: str) -> bool:
        who = self._worker() if by == "worker" else self.twin.people["colleague"]
        assert found.instrument is not None
        answers = {item.key: value for item in found.instrument.parsed.items_for("client")}
        if not self._try(actions.correct_paper, measurement=found, answers=answers, by=who):
            return False
        self._take_in(self.moments[found.pk], "client", value)
        return True

    def share(self, found: Measurement, name: str) -> bool:
        by = self._worker() if name == "worker" else self.case.account
        if not self._try(actions.share_scores, measurement=found, rater=Rater(name), by=by):
            return False
        self.moments[found.pk].side(name).shared = True
        return True

    def allow(self, found: Measurement, *, yes: bool) -> bool:
        own = Response.objects.visible_to(self.case.account).standing()
        response = own.filter(measurement=found, rater=Rater.CLIENT).first()
        if response is None:
            return False
        actions.allow_items(response=response, allowed=yes, by=self.case.account)
        self.moments[found.pk].allowed = yes
        return True

    # ---- the case goes on ----

    def hand_over(self) -> bool:
        if self.model.worker != "worker":
            return False
        new = self._try(hand_over, pair=self.pair, to=self.twin.people["next"], on=clock.today(), by=self._worker())
        if not new:
            return False
        self.model.worker = "next"
        self.pairs.append(Pair.objects.with_people().get(pk=new.pk))
        return True

    def end(self) -> bool:
        ended = self._try(
            caseload_actions.end_supervision, pair=self.pair, on=clock.today(), reason="completed", by=self._worker()
        )
        if ended:
            self.model.worker = ""
        return bool(ended)

    def pause(self) -> bool:
        values = {"reason": "illness", "since": clock.today(), "by": self._worker()}
        self.is_paused = bool(self._try(pauses.start_pause, pair=self.pair, **values))
        return self.is_paused

    def go_on(self) -> bool:
        ended = bool(self._try(pauses.end_pause, pair=self.pair, until=clock.today(), by=self._worker()))
        self.is_paused = self.is_paused and not ended
        return ended

    def extra(self) -> bool:
        if not self.model.worker:
            return False
        return bool(self._try(actions.plan_extra, pair=self.pair, instrument=self.twin.instrument, by=self._worker()))

    def postpone(self, found: Measurement, weeks: int) -> bool:
        return bool(self._try(actions.postpone, measurement=found, weeks=weeks, reason="ill", by=self._worker()))

    def allow_late(self, found: Measurement) -> bool:
        return bool(self._try(actions.allow_late, measurement=found, reason="crisis", by=self._worker()))

    def why_not(self, found: Measurement, name: str) -> bool:
        values = {"rater": Rater(name), "reason": "forgotten", "by": self._worker()}
        return bool(self._try(actions.record_non_response, measurement=found, **values))

    def talk(self, found: Measurement) -> bool:
        agreed = [actions.Agreed("samen bellen", "together", clock.today() + dt.timedelta(days=7))]
        values = {"held_on": clock.today(), "by": self._worker(), "agreed": agreed}
        talked = bool(self._try(actions.record_talk, measurement=found, **values))
        assert not talked or self.moments[found.pk].is_revealed, "a talk before the reveal"
        return talked

    def new_pin(self) -> bool:
        if not self.model.worker:
            return False
        self.pin = actions.give_pin(pair=self.pair, handed_over_by="phone", by=self._worker())
        return True

    # ---- what must hold of the tables ----

    def check(self) -> None:
        for found in Measurement.objects.filter(pk__in=self.moments):
            moment = self.moments[found.pk]
            assert found.is_revealed == moment.is_revealed, "revealed, or not, against the model"
            for name in ("client", "worker"):
                standing = Response.objects.standing().filter(measurement=found, rater=name)
                assert standing.count() == (moment.side(name).standing is not None)
