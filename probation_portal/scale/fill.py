"""Writing a large history: the staff by the portal's own actions, the cases in bulk, then the figures of it.

The cases are written without an event each in the record of who read and changed what, and without a message that has
yet to leave: it is a history to look at figures of, not one that happened in this portal.
"""

import uuid
from collections.abc import Callable

from django.db import connection

from alliance.models import ClientPin, HandedOverBy
from audit import clock
from caseload.models import Client, Fact, FactKind, Pair, PairEnd, Phase, ProblemArea, Risk, Supervision
from probation_portal.demo import names
from probation_portal.scale.book import Book, at, new_id
from probation_portal.scale.monitor import Monitor
from probation_portal.scale.organisation import Staff
from probation_portal.scale.plan import Case, PairPlan, Size, cases
from probation_portal.scale.work import Work

# Cases a transaction: enough to be quick, few enough to stay small.
AT_ONCE = 250
_MOVED_UP = 0.15


def fill(size: Size, seed: int, staff: Staff, tell: Callable[[int], None]) -> int:
    """Write every case; `tell` hears how many there are so far. Returns how many rows that took."""
    today, written, book = clock.today(), 0, Book()
    for done, case in enumerate(cases(size, seed, today, staff.instrument.parsed), start=1):
        _CaseRows(book, staff, case).write()
        if done % AT_ONCE == 0 or done == size.clients:
            written += book.write()
            tell(done)
    with connection.cursor() as cursor:
        # The database counts what it holds by itself, but later.
        cursor.execute("ANALYZE")
    return written


class _CaseRows:
    def __init__(self, book: Book, staff: Staff, case: Case) -> None:
        self.book, self.staff, self.case, self.rng = book, staff, case, case.rng
        self.today = clock.today()
        self.workers = staff.workers[case.team]

    def write(self) -> None:
        case = self.case
        client, supervision = self._client(), self._supervision()
        supervision.client_id = client.pk
        pin = self._pin(client)
        self._facts(supervision.pk)
        monitor = Monitor(self.book, self.staff, case, client.pk, pin)
        work = Work(self.book, self.staff, case, self.today)
        for plan in case.pairs:
            pair = self._pair(plan, supervision)
            monitor.moments(plan, pair)
            work.of_pair(plan, pair)
        work.volunteer(supervision)

    def _client(self) -> Client:
        case = self.case
        client = Client(
            id=new_id(self.rng),
            organisation_id=self.staff.organisation.pk,
            number=f"SC-{case.number:06d}",
            first_name=self.rng.choice(names.FIRST),
            last_name=self.rng.choice(names.LAST),
            email=f"client{case.number}@schaal.example.org" if case.has_email else "",
            language=case.language,
        )
        self.book.add(client)
        return client

    def _supervision(self) -> Supervision:
        case = self.case
        supervision = Supervision(
            id=new_id(self.rng),
            starts_on=case.first,
            planned_end=case.planned_end,
            ended_on=case.ended,
            end_reason=case.end_reason,
        )
        self.book.add(supervision)
        return supervision

    def _pin(self, client: Client) -> ClientPin | None:
        """A PIN that was given once and that nobody knows any more."""
        case = self.case
        if not case.has_pin:
            return None
        pin = ClientPin(
            id=new_id(self.rng),
            client_id=client.pk,
            pin_hash=self.staff.no_password,
            credential=new_id(self.rng),
            made_at=at(case.first, 8),
            made_by_id=self.workers[case.pairs[0].worker].pk,
            handed_over_by=HandedOverBy.FACE_TO_FACE,
        )
        self.book.add(pin)
        return pin

    def _facts(self, supervision_id: uuid.UUID) -> None:
        case, rng = self.case, self.rng
        last = case.ended or self.today
        facts = [(FactKind.LEVEL, case.level, case.first), (FactKind.PHASE, Phase.START, case.first)]
        if case.execution < last:
            facts.append((FactKind.PHASE, Phase.EXECUTION, case.execution))
            if case.execution < case.completion < last:
                facts.append((FactKind.PHASE, Phase.COMPLETION, case.completion))
            if rng.random() < _MOVED_UP and case.level != "1":
                facts.append((FactKind.LEVEL, "1", case.execution))
        facts.append((FactKind.RISK, rng.choices(Risk.values, weights=(35, 45, 20))[0], case.first))
        areas = rng.sample(ProblemArea.values, rng.randrange(1, 3))
        facts += [(FactKind.PROBLEM_AREA, area, case.first) for area in areas]
        for place, (kind, value, since) in enumerate(facts):
            after = [day for other, _value, day in facts[place + 1 :] if other == kind != FactKind.PROBLEM_AREA]
            until = after[0] if after else case.ended
            fact = Fact(id=new_id(rng), supervision_id=supervision_id, kind=kind, value=value, since=since, until=until)
            self.book.add(fact)

    def _pair(self, plan: PairPlan, supervision: Supervision) -> Pair:
        ended = PairEnd.SUPERVISION_ENDED if plan.last == self.case.ended else PairEnd.HANDED_OVER
        pair = Pair(
            id=new_id(self.rng),
            supervision_id=supervision.pk,
            worker_id=self.workers[plan.worker].pk,
            team_id=self.staff.teams[self.case.team].pk,
            starts_on=plan.first,
            ends_on=plan.last,
            end_kind=ended if plan.last else "",
            is_first=plan.is_first,
        )
        self.book.add(pair)
        return pair
