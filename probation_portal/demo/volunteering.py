"""Volunteers of the demonstration at every stage, with their papers: good, expiring, expired and lacking."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from accounts.models import User
from audit import clock
from caseload.models import Pair
from probation_portal.demo import names
from probation_portal.demo.living import held
from probation_portal.demo.people import PASSWORD
from volunteers import actions
from volunteers.actions.activities import log_activity
from volunteers.actions.requests import ask_for_volunteer
from volunteers.actions.sharing import Agreed, record_meeting
from volunteers.actions.tuning import confirm_tuning, hold_tuning
from volunteers.models import ActivityKind, Match, Project, PublicForm, Stage, Volunteer

_BUDDY, _COSA, _CIRCLE = "Maatjesproject", "COSA één op één", "COSA-cirkel"
_WISHES = (
    "",
    "Liever geen avonden",
    "Graag samen sporten of wandelen",
    "Heeft een eigen auto",
    "Liever niet met honden",
)
_MOTIVATION = (
    "Ik heb zelf veel hulp gehad toen het slecht ging. Nu wil ik iets terugdoen.",
    "Ik ben met pensioen en heb tijd. Ik kan goed met papieren en formulieren omgaan.",
    "Ik studeer en wil leren hoe het echt gaat, niet alleen uit boeken.",
    "Mijn buurman kwam vrij en had niemand. Dat moet anders kunnen.",
)
_LANGUAGES = (["nl"], ["nl", "en"], ["nl", "tr"], ["nl", "ar"], ["nl", "pl"], ["nl", "pap"])
_PARTS = (["evening"], ["weekday"], ["evening", "weekend"], ["weekday", "evening", "weekend"])
_POSTCODES = ("3511", "3512", "3581", "3701", "1012", "9711")


@dataclass(frozen=True)
class _Plan:
    """One volunteer: the stage they come to, since how many days, and how old their VOG is (None: none yet)."""

    stage: Stage
    days: int
    project: str = _BUDDY
    vog_days: int | None = 200


# Since how many days, for what, which kinds by how their name begins, and the rest that was asked.
_ASKED: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (16, "Samen de post en de rekeningen op orde brengen", "Praktische", {"languages": ["nl"], "free_at": ["weekday"]}),
    (4, "Iemand om wekelijks mee te wandelen of te sporten", "Vrije", {"languages": ["nl"], "free_at": ["evening"]}),
)

_LATER = dt.timedelta(days=200)
_DONE_KIND = "Vrije tijd"
_DONE = ("Samen gewandeld", "Gesport", "Koffie en bijgepraat", "Meegegaan naar het loket", "De post doorgenomen")

_PLANS = (
    _Plan(Stage.APPLIED, 1),
    _Plan(Stage.APPLIED, 3),
    _Plan(Stage.APPLIED, 6),
    _Plan(Stage.INTERVIEW, 12),
    _Plan(Stage.INTERVIEW, 15, _CIRCLE),
    _Plan(Stage.SCREENING, 20),
    _Plan(Stage.TRAINING, 30, _COSA),
    _Plan(Stage.AVAILABLE, 90),
    _Plan(Stage.AVAILABLE, 120, _COSA, 300),
    _Plan(Stage.AVAILABLE, 150, _BUDDY, 1055),
    _Plan(Stage.AVAILABLE, 200, _BUDDY, 1075),
    _Plan(Stage.AVAILABLE, 210, _CIRCLE, 1110),
    _Plan(Stage.AVAILABLE, 240, _CIRCLE, 400),
    _Plan(Stage.AVAILABLE, 260, _CIRCLE, 500),
    _Plan(Stage.AVAILABLE, 300, _BUDDY, 600),
    _Plan(Stage.RESTING, 160),
    _Plan(Stage.LEFT, 220),
    _Plan(Stage.TURNED_DOWN, 40, _BUDDY, None),
)


def open_the_door(coordinator: User) -> PublicForm:
    return actions.change_public_form(version=0, by=coordinator, slug="noord", is_open=True, coordinator=coordinator)


def people(coordinator: User, rng: Random, taken: set[str]) -> None:
    """Everybody of the plans, through the public form and the steps a co-ordinator takes."""
    door = open_the_door(coordinator)
    for plan in _PLANS:
        first, last = names.draw(rng, taken)
        _Life(plan, coordinator, rng).live(door, first, last)


def requests(pairs: Iterable[Pair], rng: Random) -> None:
    """For each of these pairs, up to as many as there are wishes, its worker asked; the oldest request first."""
    for pair, (days, what_for, kinds, asked) in zip(pairs, _ASKED, strict=False):
        of_organisation = ActivityKind.objects.filter(organisation=pair.worker.organisation_id)
        with held(clock.today() - dt.timedelta(days=days), 15):
            ask_for_volunteer(
                supervision=pair.supervision,
                form_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                by=pair.worker,
                client_agreed_on=clock.today(),
                what_for=what_for,
                kinds=[kind for kind in of_organisation if kind.name.startswith(kinds)],
                **asked,
            )


def beside(pairs: Iterable[Pair], since: dt.date, coordinator: User, rng: Random, taken: set[str]) -> None:
    """A volunteer beside the client of each of these pairs of one worker, since that half-year. Some did nothing in the
    first months, or did not tune: a figure shows only where enough do and enough do not."""
    for number, pair in enumerate(pairs):
        starts_on = since + dt.timedelta(days=rng.randrange(10, 60))
        match = _matched(pair, starts_on, coordinator, rng, names.draw(rng, taken))
        acts_on = starts_on if number % 2 == 0 else starts_on + _LATER
        tunes_on = starts_on if number % 4 in (0, 3) else starts_on + _LATER
        _do(match, _fortnights(acts_on, rng), rng)
        _tune(match, pair.worker, _fortnights(tunes_on, rng)[::2])


def _matched(pair: Pair, starts_on: dt.date, coordinator: User, rng: Random, name: tuple[str, str]) -> Match:
    with held(starts_on, 10):
        volunteer = actions.add_volunteer(
            organisation=coordinator.organisation,
            first_name=name[0],
            last_name=name[1],
            email=names.address(*name),
            by=coordinator,
        )
        papers_of(volunteer, coordinator, project=_BUDDY, vog=starts_on, training=starts_on)
        match = actions.start_match(
            volunteer=volunteer,
            supervision=pair.supervision,
            task=rng.choice(_DONE),
            starts_on=starts_on,
            by=coordinator,
            project=_project(coordinator, _BUDDY),
        )
    with held(starts_on, 15):
        record_meeting(match=match, met_on=starts_on, agreed=[Agreed("goal", match.task)], by=pair.worker)
    return match


def _do(match: Match, days: Iterable[dt.date], rng: Random) -> None:
    kind = ActivityKind.objects.get(organisation=match.volunteer.organisation_id, name=_DONE_KIND)
    assert match.volunteer.account is not None
    for day in days:
        with held(day, 17):
            log_activity(
                match=match,
                kind=kind,
                on=day,
                minutes=rng.choice((45, 60, 90, 120)),
                title=rng.choice(_DONE),
                form_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                by=match.volunteer.account,
            )


def _tune(match: Match, worker: User, days: Iterable[dt.date]) -> None:
    words = "Het loopt. Volgende keer bespreken we hoe vaak het nog nodig is."
    assert match.volunteer.account is not None
    for day in days:
        with held(day, 16):
            one = hold_tuning(match=match, held_on=day, agreed=words, with_client=False, by=worker)
            confirm_tuning(tuning=one, version=one.version, by=match.volunteer.account)


def _fortnights(first: dt.date, rng: Random) -> list[dt.date]:
    """Days about two weeks apart, up to yesterday."""
    found, day = [], first + dt.timedelta(days=rng.randrange(3, 12))
    while day < clock.today():
        found.append(day)
        day += dt.timedelta(days=rng.randrange(11, 18))
    return found


def papers_of(volunteer: Volunteer, coordinator: User, *, project: str, vog: dt.date, training: dt.date) -> None:
    """A volunteer who was there before the rest: in this project, with what it asks."""
    values = {
        "projects": [_project(coordinator, project)],
        "languages": ["nl", "en"],
        "free_at": ["evening", "weekend"],
    }
    volunteer = actions.change_volunteer(
        volunteer=volunteer, version=volunteer.version, by=coordinator, postcode="3512", **values
    )
    for kind, on in (("vog", vog), ("interview", training), ("training", training)):
        actions.record_paper(volunteer=volunteer, kind=kind, on=on, by=coordinator)


def _project(coordinator: User, name: str) -> Project:
    return Project.objects.get(organisation=coordinator.organisation, name=name)


class _Life:
    def __init__(self, plan: _Plan, coordinator: User, rng: Random) -> None:
        self.plan, self.by, self.rng = plan, coordinator, rng
        self.applied = clock.today() - dt.timedelta(days=plan.days)

    def live(self, door: PublicForm, first: str, last: str) -> None:
        email = names.address(first, last)
        with held(self.applied, 20):
            actions.apply(form=door, form_id=self._form_id(), email=email, **self._typed(first, last))
        volunteer = Volunteer.objects.get(organisation=self.by.organisation, email=email)
        way = [Stage.INTERVIEW, Stage.SCREENING, Stage.TRAINING, Stage.AVAILABLE]
        if self.plan.stage == Stage.TURNED_DOWN:
            self._move(volunteer, Stage.TURNED_DOWN, 30, "Zoekt iets anders")
        elif self.plan.stage in way:
            for place, stage in enumerate(way[: way.index(self.plan.stage) + 1], start=1):
                self._step(volunteer, stage, place)
        elif self.plan.stage in (Stage.RESTING, Stage.LEFT):
            for place, stage in enumerate(way, start=1):
                self._step(volunteer, stage, place)
            self._stop(volunteer)

    def _form_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def _typed(self, first: str, last: str) -> dict[str, Any]:
        kinds = list(ActivityKind.objects.filter(organisation=self.by.organisation))
        return {
            "first_name": first,
            "last_name": last,
            "phone": f"06-1000{self.rng.randrange(10_000):04d}",
            "postcode": self.rng.choice(_POSTCODES),
            "reach": self.rng.choice(["neighbourhood", "region", "anywhere"]),
            "skills": self.rng.sample(kinds, k=2),
            "languages": self.rng.choice(_LANGUAGES),
            "free_at": self.rng.choice(_PARTS),
            "hours_a_week": self.rng.choice([2, 3, 4, 6]),
            "wishes": self.rng.choice(_WISHES),
            "motivation": self.rng.choice(_MOTIVATION),
        }

    def _step(self, volunteer: Volunteer, stage: Stage, place: int) -> None:
        """The papers come before what rests on them."""
        after = min(self.plan.days - 1, 8 * place)
        with held(self.applied + dt.timedelta(days=after), 14):
            if stage == Stage.SCREENING:
                self._paper(volunteer, "interview", clock.today())
            if stage == Stage.AVAILABLE:
                volunteer.projects.set([_project(self.by, self.plan.project)])
                self._paper(volunteer, "training", clock.today())
        if stage == Stage.AVAILABLE and self.plan.vog_days is not None:
            # An old VOG was good when they began; the day on which it was given lies before they applied.
            on = clock.today() - dt.timedelta(days=self.plan.vog_days)
            with held(self.applied + dt.timedelta(days=after), 15):
                self._paper(volunteer, "vog", min(on, clock.today()))
        self._move(volunteer, stage, after)

    def _paper(self, volunteer: Volunteer, kind: str, on: dt.date) -> None:
        actions.record_paper(volunteer=volunteer, kind=kind, on=on, by=self.by)

    def _move(self, volunteer: Volunteer, stage: Stage, after: int, note: str = "") -> None:
        with held(self.applied + dt.timedelta(days=min(after, self.plan.days)), 16):
            moved = actions.move(volunteer=volunteer, stage=stage, by=self.by, note=note)
        if stage == Stage.AVAILABLE and moved.account is not None:
            # What they do themselves with the link in their invitation.
            moved.account.set_password(PASSWORD)
            moved.account.save(update_fields=["password"])

    def _stop(self, volunteer: Volunteer) -> None:
        day = clock.today() - dt.timedelta(days=20)
        until = clock.today() + dt.timedelta(days=25)
        with held(day, 11):
            if self.plan.stage == Stage.RESTING:
                note = "Is een maand op reis"
                actions.move(volunteer=volunteer, stage=Stage.RESTING, by=self.by, note=note, resting_until=until)
            else:
                actions.leave(volunteer=volunteer, on=day, by=self.by, note="Verhuist naar een andere stad")
