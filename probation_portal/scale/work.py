"""The rows of one pair's work: contacts, appointments, hitches, the mix, and the volunteer beside them."""

import datetime as dt

from accounts.models import Role, User
from caseload.models import Agreement, AgreementState, Hitch, Pair, Supervision
from probation_portal.demo import names, texts
from probation_portal.scale.book import Book, at, new_id
from probation_portal.scale.organisation import Staff
from probation_portal.scale.plan import WRITTEN, Case, ContactPlan, PairPlan
from remote_contact.lists import HITCHES, TOOK_PLACE, WAYS
from remote_contact.models import Appointment, AppointmentState, AskedBy, Contact, MixPlan
from volunteers.models import Match, MatchEnd, Stage, StageChange, Tuning, Volunteer

_NOTES = {"not_reached": texts.NOT_REACHED, "no_show": texts.NO_SHOW, "moved": texts.MOVED}
_INITIATIVE, _REASONS = ("worker", "client", "together"), ("work", "family", "health", "unknown")
_IMPRESSIONS = ("ordinary", "well", "tense", "low", "could_not_judge")
_CALLED_OFF, _AHEAD, _SOLVED, _SEEN, _TOO_LATE = 0.05, 0.6, 0.8, 0.7, 0.03
TASK = "Elke week samen iets ondernemen"
DAY = dt.timedelta(days=1)


class Work:
    """Writes what was done in one case into `book`."""

    def __init__(self, book: Book, staff: Staff, case: Case, today: dt.date) -> None:
        self.book, self.staff, self.case, self.rng, self.today = book, staff, case, case.rng, today

    def of_pair(self, plan: PairPlan, pair: Pair) -> None:
        for contact in plan.contacts:
            self._contact(contact, pair)
        for day in plan.hitches:
            self._hitch(day, plan.last or self.today, pair)
        self._agreement(plan, pair)
        if self.case.mix and plan.first <= self.case.mix[0] < (plan.last or self.today):
            self._mix(pair, *self.case.mix)
        if plan.last is None and self.rng.random() < _AHEAD:
            day = self.today + self.rng.randrange(2, 15) * DAY
            self._appointment(pair, at(day, 9, 30), "office", made_on=self.today - DAY)

    def _contact(self, plan: ContactPlan, pair: Pair) -> None:
        moment, took_place = at(plan.day, plan.hour), plan.outcome in TOOK_PLACE
        spoken = took_place and plan.method not in WRITTEN
        contact = Contact(
            id=new_id(self.rng),
            pair_id=pair.pk,
            method=plan.method,
            way=WAYS[plan.method],
            at=moment,
            outcome=plan.outcome,
            took_place=took_place,
            is_hitch=plan.outcome in HITCHES,
            initiative=self.rng.choice(_INITIATIVE) if took_place else "",
            planned=plan.planned,
            minutes=plan.minutes if took_place else None,
            phase=self.case.phase(plan.day),
            reason=self.rng.choice(_REASONS) if plan.outcome.startswith("no_show") else "",
            note=self.rng.choice(_NOTES.get(plan.outcome, texts.NOTES)),
            impression=self.rng.choice(_IMPRESSIONS) if spoken and self.rng.random() < _SEEN else "",
            logged_by_id=pair.worker_id,
            logged_at=at(plan.day, 16),
            form_id=new_id(self.rng),
        )
        self.book.add(contact)
        made_on = max(pair.starts_on, plan.day - self.rng.randrange(3, 15) * DAY)
        if plan.planned and made_on < plan.day:
            self._appointment(pair, moment, plan.method, made_on=made_on, contact=contact)
        if self.rng.random() < _CALLED_OFF and made_on < plan.day:
            self._appointment(pair, moment - DAY, "office", made_on=made_on, called_off=True)

    def _appointment(
        self,
        pair: Pair,
        starts_at: dt.datetime,
        method: str,
        *,
        made_on: dt.date,
        contact: Contact | None = None,
        called_off: bool = False,
    ) -> None:
        state = AppointmentState.DONE if contact else AppointmentState.PLANNED
        appointment = Appointment(
            id=new_id(self.rng),
            pair_id=pair.pk,
            starts_at=starts_at,
            method=method,
            state=AppointmentState.CANCELLED if called_off else state,
            calendar_id=new_id(self.rng),
            asked_by=AskedBy.CLIENT if called_off else "",
            reason=self.rng.choice(_REASONS) if called_off else "",
            changed_at=starts_at if called_off else contact.logged_at if contact else None,
            contact_id=contact.pk if contact else None,
            made_by_id=pair.worker_id,
            made_at=at(made_on, 7),
            form_id=new_id(self.rng),
        )
        self.book.add(appointment)

    def _hitch(self, day: dt.date, until: dt.date, pair: Pair) -> None:
        solved = day + self.rng.randrange(3, 40) * DAY
        hitch = Hitch(
            id=new_id(self.rng),
            pair_id=pair.pk,
            kind_id=self.rng.choice(self.staff.hitch_kinds).pk,
            on=day,
            note=self.rng.choice(texts.HITCH_NOTES),
            resolved_on=solved if solved < until and self.rng.random() < _SOLVED else None,
            recorded_by_id=pair.worker_id,
        )
        self.book.add(hitch)

    def _agreement(self, plan: PairPlan, pair: Pair) -> None:
        """One of each pair: done in time, or still open, now and then too late."""
        until, (text, who) = plan.last or self.today, self.rng.choice(texts.AGREEMENTS)
        made = plan.first + self.rng.randrange(max(1, (until - plan.first).days)) * DAY
        due = made + self.rng.randrange(7, 35) * DAY
        is_open = due >= until or (plan.last is None and self.rng.random() < _TOO_LATE)
        agreement = Agreement(
            id=new_id(self.rng),
            pair_id=pair.pk,
            text=text,
            who=who,
            due=due,
            state=AgreementState.OPEN if is_open else AgreementState.DONE,
            made_on=made,
            closed_on=None if is_open else due,
        )
        self.book.add(agreement)

    def _mix(self, pair: Pair, day: dt.date, per_month: int, remote_part: int) -> None:
        plan = MixPlan(
            id=new_id(self.rng),
            pair_id=pair.pk,
            per_month=per_month,
            remote_part=remote_part,
            since=day,
            lean="mixed",
            follows_advice=True,
            decided_by_id=pair.worker_id,
            decided_at=at(day, 13),
        )
        self.book.add(plan)

    # ---- the volunteer ----

    def volunteer(self, supervision: Supervision) -> None:
        """A volunteer of this case's own, from a day to a day; of the running ones a first tuning is planned."""
        if self.case.volunteer is None:
            return
        begin, end = self.case.volunteer
        volunteer = self._person(begin)
        match = Match(
            id=new_id(self.rng),
            volunteer_id=volunteer.pk,
            supervision_id=supervision.pk,
            task=TASK,
            starts_on=begin,
            ends_on=end,
            project_id=self.staff.project.pk,
            met_on=begin + DAY if begin + DAY < (end or self.today) else None,
            end_reason=MatchEnd.SUPERVISION if end and end == self.case.ended else MatchEnd.PLANNED if end else "",
        )
        self.book.add(match)
        if end is None:
            due = self.today + self.rng.randrange(7, 60) * DAY
            self.book.add(Tuning(id=new_id(self.rng), match_id=match.pk, due_on=due))

    def _person(self, begin: dt.date) -> Volunteer:
        email = f"vrijwilliger{self.case.number}@schaal.example.org"
        known = {"first_name": self.rng.choice(names.FIRST), "last_name": self.rng.choice(names.LAST), "email": email}
        account = User(
            id=new_id(self.rng),
            role=Role.VOLUNTEER,
            organisation_id=self.staff.organisation.pk,
            password=self.staff.no_password,
            **known,
        )
        self.book.add(account)
        volunteer = Volunteer(
            id=new_id(self.rng),
            organisation_id=self.staff.organisation.pk,
            account_id=account.pk,
            stage=Stage.AVAILABLE,
            languages=["nl"],
            free_at=["evening"],
            **known,
        )
        self.book.add(volunteer)
        coordinator = self.staff.coordinator.pk
        stage = StageChange(
            id=new_id(self.rng), volunteer_id=volunteer.pk, stage=Stage.AVAILABLE, on=begin, by_id=coordinator
        )
        self.book.add(stage)
        return volunteer
