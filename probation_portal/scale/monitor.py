"""The rows of one pair's measurements: asked, answered, scored, talked about, or why not."""

import datetime as dt
import hashlib
import uuid

from alliance import notice
from alliance.models import (
    ClientLink,
    ClientPin,
    Draft,
    Measurement,
    NonResponse,
    NonResponseReason,
    Rater,
    Response,
    ScaleScore,
    Talk,
    Way,
    Worth,
)
from alliance.models.due import INVITATION
from alliance.scoring import score_response
from caseload.models import Pair
from messaging.models import Message, Side, State
from probation_portal.scale.book import Book, at, new_id
from probation_portal.scale.organisation import Staff
from probation_portal.scale.plan import REGULAR, Case, Given, Moment, PairPlan

_WORKER_SAYS, _CLIENT_SAYS, _BY_LINK = 0.5, 0.2, 0.8
_REASONS = {Rater.CLIENT: list(NonResponseReason), Rater.WORKER: [NonResponseReason.FORGOTTEN]}


class Monitor:
    """Writes one case's measurements into `book`; `pin` is its client's, if there is one."""

    def __init__(self, book: Book, staff: Staff, case: Case, client_id: uuid.UUID, pin: ClientPin | None) -> None:
        self.book, self.instrument, self.case = book, staff.instrument, case
        self.rng, self.client_id, self.pin = case.rng, client_id, pin

    def moments(self, plan: PairPlan, pair: Pair) -> None:
        for moment in plan.moments:
            self._moment(moment, pair)

    def _moment(self, moment: Moment, pair: Pair) -> None:
        planned = moment.planned
        # The scheduler opens before anybody is up; a start moment opens as the case is entered.
        opened_at = at(planned.opens_on, 5 if planned.kind == REGULAR else 8) if moment.opened else None
        sides = [(Rater.CLIENT, moment.client), (Rater.WORKER, moment.worker)]
        came = [_submitted_at(rater, given) for rater, given in sides if given is not None]
        measurement = Measurement(
            id=new_id(self.rng),
            pair_id=pair.pk,
            kind=planned.kind,
            months=planned.months,
            opens_on=planned.opens_on,
            closes_on=planned.closes_on,
            instrument_id=self.instrument.pk if moment.opened else None,
            opened_at=opened_at,
            revealed_at=max(came) if len(came) == len(sides) else None,
        )
        self.book.add(measurement)
        if opened_at is None:
            return
        by_link = self._invite(moment, measurement, pair, opened_at)
        for rater, given in sides:
            if given is not None:
                self._answer(measurement, pair, rater, given, by_link=by_link)
            elif moment.reason_day is not None:
                self._reason(measurement, pair, rater, moment.reason_day)
        if moment.talked is not None:
            self._talk(measurement, pair, moment.talked)

    def _invite(self, moment: Moment, measurement: Measurement, pair: Pair, opened_at: dt.datetime) -> bool:
        """The client's invitation, with its link; the worker's are left out. Whether the client came in by it."""
        if self.pin is None or not self.case.has_email:
            return False
        by_link = moment.client is not None and self.rng.random() < _BY_LINK
        message = Message(
            id=new_id(self.rng),
            kind=INVITATION,
            subject_id=measurement.pk,
            side=Side.CLIENT,
            recipient_id=self.client_id,
            pair_id=pair.pk,
            state=State.SENT,
            created_at=opened_at,
            not_before=opened_at,
            state_at=opened_at,
            left_at=opened_at,
            attempts=1,
        )
        self.book.add(message)
        day = moment.client.day if moment.client and by_link else measurement.opens_on
        link = ClientLink(
            id=new_id(self.rng),
            # Of a token that nobody was ever given.
            token_hash=hashlib.sha256(self.rng.randbytes(24)).hexdigest(),
            measurement_id=measurement.pk,
            message_id=message.pk,
            made_at=opened_at,
            opened_at=at(day, 9) if by_link or moment.looked else None,
        )
        self.book.add(link)
        if moment.began:
            self._begin(measurement, self.pin)
        return by_link

    def _begin(self, measurement: Measurement, pin: ClientPin) -> None:
        """A few answers, and never more."""
        now = at(measurement.opens_on, 9, 10)
        first = [item.key for item in self.instrument.parsed.items_for(Rater.CLIENT)][:5]
        answers = {item: [3, str(pin.credential), now.isoformat()] for item in first}
        draft = Draft(
            id=new_id(self.rng),
            measurement_id=measurement.pk,
            rater=Rater.CLIENT,
            answers=answers,
            started_at=now,
            saved_at=now,
            language=self.case.language,
            notice_version=notice.VERSION,
        )
        self.book.add(draft)

    def _answer(self, measurement: Measurement, pair: Pair, rater: Rater, given: Given, *, by_link: bool) -> None:
        submitted_at, way = _submitted_at(rater, given), Way.PORTAL
        if rater == Rater.CLIENT:
            way = Way.PAPER if given.on_paper else Way.LINK if by_link else Way.OFFICE
        response = Response(
            id=new_id(self.rng),
            measurement_id=measurement.pk,
            rater=rater,
            instrument_id=self.instrument.pk,
            answers=given.answers,
            way=way,
            language=self.case.language if rater == Rater.CLIENT else "nl",
            notice_version="" if given.on_paper else notice.VERSION,
            started_at=submitted_at if given.on_paper else submitted_at - dt.timedelta(minutes=7),
            submitted_at=submitted_at,
            submitted_by_id=pair.worker_id if rater == Rater.WORKER or given.on_paper else None,
            filled_on=given.day if given.on_paper else None,
        )
        self.book.add(response)
        for score in score_response(self.instrument.parsed, rater, given.answers).values():
            self.book.add(
                ScaleScore(response_id=response.pk, scale=score.scale, score=score.score, answered=score.answered)
            )

    def _reason(self, measurement: Measurement, pair: Pair, rater: Rater, day: dt.date) -> None:
        reason = NonResponse(
            id=new_id(self.rng),
            measurement_id=measurement.pk,
            rater=rater,
            reason=self.rng.choice(_REASONS[rater]),
            recorded_at=at(day, 14),
            recorded_by_id=pair.worker_id,
        )
        self.book.add(reason)

    def _talk(self, measurement: Measurement, pair: Pair, day: dt.date) -> None:
        talk = Talk(
            id=new_id(self.rng),
            measurement_id=measurement.pk,
            held_on=day,
            recorded_at=at(day, 15),
            recorded_by_id=pair.worker_id,
        )
        self.book.add(talk)
        for rater, chance in ((Rater.WORKER, _WORKER_SAYS), (Rater.CLIENT, _CLIENT_SAYS)):
            if self.rng.random() < chance:
                filling_in, talking = self.rng.choices((2, 3, 4, 5), weights=(1, 3, 4, 2), k=2)
                worth = Worth(
                    id=new_id(self.rng),
                    measurement_id=measurement.pk,
                    rater=rater,
                    filling_in=filling_in,
                    talking=talking,
                    answered_at=at(day, 16),
                )
                self.book.add(worth)


def _submitted_at(rater: Rater, given: Given) -> dt.datetime:
    """A client in the morning, a worker in the afternoon; what was on paper is entered at the end of the day."""
    if given.on_paper:
        return at(given.day, 15)
    return at(given.day, 9 if rater == Rater.CLIENT else 14, 30)
