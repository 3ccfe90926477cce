"""The demonstration as a whole: organisations, people, cases, and the present day. Through the portal's own actions."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import transaction

from accounts import actions as accounts_actions
from accounts.models import Organisation, Role, Team, User
from alliance import actions as alliance_actions
from alliance.actions.instruments import shipped_instrument, short_form
from alliance.actions.way_in import new_link, try_pin
from alliance.models import HandedOverBy, Measurement, Rater, Way
from audit import clock
from caseload import actions as caseload_actions
from caseload import shielding
from caseload.models import HitchKind, Pair
from dashboards.actions import publish_due
from messaging.deciding import change_rules
from messaging.models import Message
from probation_portal.demo import names, story, texts, together, volunteering
from probation_portal.demo.cas import CAS_TALKED
from probation_portal.demo.living import Life
from probation_portal.demo.people import PASSWORD, PEOPLE, TEAMS, WORKERS_PER_TEAM, Person
from probation_portal.demo.story import Story
from probation_portal.demo.studies import open_studies
from probation_portal.demo.supervising import supervise
from probation_portal.demo.waves import ask_and_train
from probation_portal.pair_page import PairPage
from research.actions import quality
from volunteers import actions as volunteer_actions
from volunteers.models import Project

ANNAS_SHARE = 30 / 276
_PINS = 6
_BESIDE = 4  # of each worker
# The organisation in which nearly everybody who signs in works.
_MOST = "Noord"
_NO_PIN = "000000"  # almost surely not the client's; six zeros five times freeze it


class World:
    """Makes the people, then their lives, then the state of today; the same for the same seed and day."""

    def __init__(self, *, pairs: int, seed: int) -> None:
        self.pairs, self.seed = pairs, seed
        self.today = clock.today()
        self.rng = Random(f"{seed}:people")  # noqa: S311 (invented data should be predictable)
        self.taken: set[str] = {f"{person.first_name} {person.last_name}" for person in PEOPLE}
        self.users: dict[str, User] = {}
        self.workers: dict[str, list[User]] = {}
        self.hitch_kinds: dict[uuid.UUID, list[HitchKind]] = {}

    @transaction.atomic
    def make_people(self) -> None:
        """Organisations, teams and everyone who works there. The named people can sign in."""
        longest = dt.timedelta(days=story.LONGEST + 30)
        with clock.at(clock.now() - longest):
            # Loaded before anybody was asked.
            shipped_instrument()
            short_form()
            for name, teams in TEAMS.items():
                organisation = accounts_actions.create_organisation(name=name, by=None, is_demo=True)
                caseload_actions.add_default_hitch_kinds(organisation=organisation)
                self.hitch_kinds[organisation.pk] = list(organisation.hitch_kinds.all())
                volunteer_actions.ship(organisation=organisation, by=None)
                for team in teams:
                    self._staff(accounts_actions.create_team(organisation=organisation, name=team, by=None))
            for person in PEOPLE:
                if person.role not in (Role.CLIENT, Role.WORKER, Role.VOLUNTEER):
                    self._account(person)
            # Whoever tries the portal on a Sunday night wants to see a message leave, and more than one a day.
            always = {"sends_from": dt.time(0), "sends_until": dt.time(23, 59), "weekdays": [1, 2, 3, 4, 5, 6, 7]}
            always |= {"per_day": 20, "per_week": 60}
            change_rules(version=0, by=self.users["admin"], **always)

    def _staff(self, team: Team) -> None:
        named = [person for person in PEOPLE if person.team == team.name]
        workers = [self._account(person, team) for person in named]
        while len(workers) < WORKERS_PER_TEAM:
            first, last = names.draw(self.rng, self.taken)
            workers.append(
                accounts_actions.create_user(
                    organisation=team.organisation,
                    team=team,
                    email=names.address(first, last),
                    first_name=first,
                    last_name=last,
                    role=Role.WORKER,
                    by=None,
                )
            )
        self.workers[team.name] = workers

    def _account(self, person: Person, team: Team | None = None) -> User:
        organisation = Organisation.objects.get(name=person.organisation)
        user = accounts_actions.create_user(
            organisation=organisation,
            team=team,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            role=person.role,
            password=PASSWORD,
            by=None,
        )
        for name in person.leads:
            led = Team.objects.get(organisation=organisation, name=name)
            accounts_actions.lead_team(team=led, supervisor=user, by=None)
        self.users[person.name] = user
        return user

    def live(self, tell: Callable[[int], None]) -> None:
        """Every case, each in a transaction of its own; `tell` hears how many pairs there are so far."""
        made = 0
        for number, (plan, worker, colleagues) in enumerate(self._cases()):
            rng = Random(f"{self.seed}:{number}")  # noqa: S311
            around = Random(f"{self.seed}:{number}:around")  # noqa: S311
            life = Life(plan, worker, colleagues, self.hitch_kinds[worker.organisation_id], rng, around)
            pair = life.live(self._client(plan, number, rng))
            if plan.name == "cas":
                self._cas(pair)
            made += 2 if plan.hand_over_on else 1
            tell(made)

    def _cases(self) -> Iterator[tuple[Story, User, list[User]]]:
        """Who gets which case, until there are as many pairs as asked; a hand-over makes two of one case."""
        left = self.pairs
        special = story.annas(self.today)
        annas = max(len(special), round(self.pairs * ANNAS_SHARE))
        anna = self.users["anna"]
        rota, turns = self._rota(), Counter[str]()
        for number in range(self.pairs):
            if left <= 0:
                return
            rng = Random(f"{self.seed}:{number}:case")  # noqa: S311
            plan = special[number] if number < len(special) else story.draw(rng, self.today)
            if left < 2:
                plan.hand_over_on = None
            team = "Noord-1" if number < annas else rota[(number - annas) % len(rota)]
            workers = self.workers[team]
            worker = anna if number < annas else workers[turns[team] % len(workers)]
            turns[team] += number >= annas
            yield plan, worker, [colleague for colleague in workers if colleague != worker]
            left -= 2 if plan.hand_over_on else 1

    def _rota(self) -> list[str]:
        """Whose turn it is for a case. Each of Noord's teams three times: of few pairs there is nothing to show."""
        most = [team for team in self.workers if team in TEAMS[_MOST]]
        others = [team for team in self.workers if team not in most]
        return [*most, *others[0::3], *most, *others[1::3], *most, *others[2::3]]

    def _client(self, plan: Story, number: int, rng: Random) -> dict[str, Any]:
        digits = f"{200_000 + number * 7919 % 90_000:06d}"
        fields = {"number": f"RN-{digits[:3]} {digits[3:]}", "language": plan.language, "mobile": _mobile(rng)}
        if plan.name == "cas":
            return fields | {
                "account": self._account(next(person for person in PEOPLE if person.name == "cas")),
                "first_name": "Cas",
                "last_name": "Verhoeven",
                "email": "cas@example.org",
                "reach_note": "Alleen sms. Niet inspreken: deelt zijn telefoon",
                "consider_note": "Korte zinnen, grote letters",
            }
        first, last = names.draw(self.rng, self.taken)
        return fields | {
            "first_name": first,
            "last_name": last,
            "email": names.address(first, last) if plan.has_email else "",
            "reach_note": rng.choice(texts.REACH_NOTES),
            "consider_note": rng.choice(texts.CONSIDER_NOTES),
        }

    @transaction.atomic
    def _cas(self, pair: Pair) -> None:
        """Cas has a sign-in of his own, with which he said what the talk was worth, and Vera beside him."""
        account = pair.supervision.client.account
        assert account is not None
        with clock.at(clock.now() - dt.timedelta(days=CAS_TALKED - 1)):
            alliance_actions.answer_worth(
                measurement=pair.measurements.get(months=0), rater=Rater.CLIENT, filling_in=3, talking=5, by=account
            )
        person = next(person for person in PEOPLE if person.name == "vera")
        dewi = self.users["dewi"]
        start = self.today - dt.timedelta(days=60)
        with clock.at(clock.now() - dt.timedelta(days=64)):
            volunteer = volunteer_actions.add_volunteer(
                organisation=dewi.organisation,
                first_name=person.first_name,
                last_name=person.last_name,
                email=person.email,
                by=dewi,
            )
            task = "Elke week samen sporten en koffie drinken"
            match = volunteer_actions.start_match(
                volunteer=volunteer,
                supervision=pair.supervision,
                task=task,
                starts_on=start,
                by=dewi,
                project=Project.objects.filter(organisation=dewi.organisation, name="Maatjesproject").first(),
            )
            day = clock.today()
            volunteering.papers_of(
                volunteer, dewi, project="Maatjesproject", vog=day - dt.timedelta(days=90), training=day
            )
        assert volunteer.account is not None
        # What Vera does herself with the link in her invitation.
        volunteer.account.set_password(PASSWORD)
        volunteer.account.save(update_fields=["password"])
        together.story(match, volunteer=volunteer.account, worker=pair.worker, client=account)

    @transaction.atomic
    def arrive(self) -> None:
        """Bring the scheduler's work up to today, give some clients their PIN, freeze one, and invite one team."""
        alliance_actions.plan_measurements(today=self.today)
        alliance_actions.open_due(today=self.today)
        team = Team.objects.get(name="Noord-1")
        waiting = Measurement.objects.open_on(self.today).filter(pair__team=team).with_people().order_by("opens_on")
        self._freeze(waiting)
        self._not_me(waiting)
        self._put_aside()
        self._shield()
        open_studies(Random(f"{self.seed}:studies"))  # noqa: S311
        ask_and_train(Random(f"{self.seed}:waves"))  # noqa: S311
        volunteering.people(self.users["dewi"], Random(f"{self.seed}:volunteers"), self.taken)  # noqa: S311
        self._beside()
        volunteering.requests(self._without_volunteer(), Random(f"{self.seed}:requests"))  # noqa: S311
        # What was told on those days, about matches and papers; below the invitations of today begin.
        Message.objects.filter(kind__startswith="volunteers.").delete()
        without = waiting.filter(pair__supervision__client__pin__isnull=True, pair__worker__email="anna@example.org")
        young = self.today - dt.timedelta(days=14)
        for measurement in without.exclude(pair__supervision__client__email="").filter(opens_on__lt=young)[:_PINS]:
            alliance_actions.give_pin(
                pair=measurement.pair, handed_over_by=HandedOverBy.FACE_TO_FACE, by=measurement.pair.worker
            )
        # Only now, and only here: no history is mailed, and the other teams can still be switched on by hand.
        alliance_actions.start_invitations(team=team, by=self.users["bram"])
        supervise(self.users, self.workers["Noord-1"])
        publish_due()
        quality.publish_due()

    def _freeze(self, waiting: Any) -> None:
        """The client with the frozen PIN: five tries with a wrong one, on a real link."""
        first_day = next(plan.first_day for plan in story.annas(self.today) if plan.frozen_pin)
        for measurement in self._annas(waiting, first_day):
            token = new_link(measurement=measurement)
            for _try in range(5):
                try_pin(token=token, pin=_NO_PIN)

    def _not_me(self, waiting: Any) -> None:
        """The client whose link came to somebody else, who gave it back."""
        first_day = next(plan.first_day for plan in story.annas(self.today) if plan.not_me)
        for measurement in self._annas(waiting, first_day):
            new_link(measurement=measurement)
            alliance_actions.say_not_me(measurement=measurement, way=Way.LINK, by=None)

    def _annas(self, waiting: Any, first_day: dt.date) -> Any:
        return waiting.filter(
            pair__worker=self.users["anna"], pair__starts_on=first_day, pair__supervision__client__pin__isnull=False
        )[:1]

    def _put_aside(self) -> None:
        """One attention point of Anna's, where there is more than one; Cas's all stand."""
        anna = self.users["anna"]
        pairs = Pair.objects.open().filter(worker=anna, supervision__client__account=None).with_people()
        for pair in pairs.order_by("starts_on"):
            attention = PairPage(pair, anna, new=None).monitor().attention
            if attention and len(attention.shown) > 1:
                cause = attention.shown[0].cause
                caseload_actions.put_aside(pair=pair, cause=cause, reason=texts.PUT_ASIDE, by=anna)
                return

    def _beside(self) -> None:
        """Volunteers beside some clients of the team that a visitor sees first, since the newest public half-year."""
        since = story.newest_public(self.today).starts_on
        pairs = Pair.objects.open().filter(team__name="Noord-1", supervision__client__account=None)
        ran_before = pairs.filter(starts_on__lt=since).with_people().order_by("starts_on")
        rng = Random(f"{self.seed}:beside")  # noqa: S311
        for worker in self.workers["Noord-1"]:
            volunteering.beside(ran_before.filter(worker=worker)[:_BESIDE], since, self.users["dewi"], rng, self.taken)

    def _without_volunteer(self) -> Iterator[Pair]:
        """Of each worker of the team the client whom they have had longest, but for Cas and who has one."""
        pairs = Pair.objects.open().filter(team__name="Noord-1", supervision__client__account=None).with_people()
        pairs = pairs.exclude(supervision__matches__ends_on__isnull=True, supervision__matches__isnull=False)
        for worker in {pair.worker_id: None for pair in pairs.order_by("starts_on")}:
            yield pairs.filter(worker=worker).order_by("starts_on")[0]

    def _shield(self) -> None:
        """Bram closed the file of the client who came last to Anna: she and he still see it. A small world has none."""
        pairs = Pair.objects.open().filter(worker=self.users["anna"], supervision__client__account=None)
        pair = pairs.with_people().order_by("starts_on").last()
        if pair is not None:
            shielding.shield(pair=pair, reason=texts.SHIELDED, by=self.users["bram"])


def _mobile(rng: Random) -> str:
    # 06-1 followed by zeros is not given out.
    return f"06-1000{rng.randrange(10_000):04d}"
