"""Two worlds that differ only in what one side did must look the same to the other side until it is in itself."""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.core import mail
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from alliance import actions
from alliance.models import Way
from audit import clock
from messaging.delivery import deliver_due
from probation_portal.tests.access.canaries import LOWEST
from probation_portal.tests.blindness import eyes
from probation_portal.tests.blindness.model import SIDES, Moment, Side
from probation_portal.tests.blindness.twins import BEGINS, PAST, VALUES, Twin
from probation_portal.tests.blindness.worlds import World

# Where the other side acts: in one of the worlds only, or in both, each with answers of its own.
WHERE = st.sampled_from(["a", "a", "b", "ab"])
# Drawn from the few newest moments.
WHICH = st.integers(0, 1)
SIDE = st.sampled_from(SIDES)
# Nobody among them ever submits; before the reveal they learn nothing of either side.
THIRD = ("supervisor", "colleague", "next", "stand_in", "admin", "coordinator", "researcher")

# A supervisor's page counts the moments of a team by state, an administrator's the messages of an organisation by kind
# and day, which is theirs to know (docs/blindness.md).
COUNTS = {"supervisor": {"GET dashboards:team 0"}, "admin": {"GET portal:operations 0"}}


class Blindness(RuleBasedStateMachine):
    """`twins` is set by the test. After each step one in `parts` of the addresses is asked, in turn; at the end all,
    when it is to be `thorough` by everyone and with every form."""

    twins: tuple[Twin, Twin]
    parts = 12
    thorough = False
    counts: dict[str, int] = {}

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.now, self.value, self.step = BEGINS, LOWEST + 2, 0
        self.worlds: dict[str, World] = {}
        mail.outbox.clear()

    def teardown(self) -> None:
        try:
            if self.worlds:
                with clock.at(self.now):
                    self.look(self.eyes_of_this_step()[:1], forms=self.thorough)
                    if self.thorough:
                        self.look(self.everyone(), forms=False)
                self.count("histories")
                if self.thorough and self.counts["histories"] % 10 == 0:
                    print(self.counts, flush=True)
        finally:
            self.stack.close()

    def count(self, what: str, times: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + times

    @initialize(case=st.sampled_from(["new", "long"]), blind=SIDE, may_submit=st.sampled_from([False, False, True]))
    def begin(self, case: str, blind: str, may_submit: bool) -> None:
        self.case, self.blind, self.may_submit = case, blind, may_submit
        with clock.at(self.now):
            self.worlds = {twin.letter: World(twin, case) for twin in self.twins}

    # ---- doing ----

    def do(self, where: str, step: Callable[[World, int], Any]) -> None:
        """Carry the step out in these worlds, the value being another in each unless it is the blind side's own."""
        self.tick()
        with clock.at(self.now):
            for letter in where:
                done = step(self.worlds[letter], self.value)
                self.count("steps carried out" if done else "steps refused")
            self.deliver()

    def tick(self) -> None:
        """No two steps at one moment: messages of one moment have no order."""
        self.step += 1
        self.now += dt.timedelta(seconds=1)

    def of_side(self, side: str, where: str, step: Callable[[World, int], Any]) -> None:
        if side == self.blind:
            self.value += 1
            self.do("ab", step)
            return
        self.tick()
        with clock.at(self.now):
            for letter in where:
                self.value += 1
                done = step(self.worlds[letter], self.value)
                self.count("steps carried out" if done else "steps refused")
            self.deliver()

    def deliver(self) -> None:
        today = clock.today()
        actions.plan_measurements(today=today)
        actions.open_due(today=today)
        actions.queue_reminders(today=today)
        deliver_due()
        for message in mail.outbox:
            for world in self.worlds.values():
                if any(f"@twin-{world.twin.letter}." in to for to in message.to):
                    world.mails.setdefault(message.to[0], []).append(f"{message.subject}\n{message.body}")
        mail.outbox.clear()
        for world in self.worlds.values():
            world.follow()

    def on_moment(self, side: str, where: str, which: int, step: Callable[..., Any]) -> None:
        def act(world: World, value: int) -> Any:
            found = world.open_ones()
            return step(world, found[min(which, len(found) - 1)], value) if found and world.model.worker else False

        if side:
            self.of_side(side, where, act)
        else:
            self.do("ab", act)

    def left(self) -> bool:
        return self.value < LOWEST + VALUES - 3

    def someone_in(self) -> bool:
        return any(side.standing is not None for side in self._sides())

    def client_in(self) -> bool:
        return any(moment.client_side.standing is not None for w in self.worlds.values() for moment in w.model.moments)

    def _sides(self) -> list[Side]:
        return [m.side(name) for w in self.worlds.values() for m in self._parted(w) for name in SIDES]

    def _parted(self, world: World) -> list[Moment]:
        """The moments since the two worlds are two."""
        return world.model.moments[1 if self.case == "long" else 0 :]

    def paused(self) -> bool:
        return any(world.is_paused for world in self.worlds.values())

    # ---- a side ----

    @precondition(left)
    @rule(side=SIDE, where=WHERE, which=WHICH, whole=st.booleans(), way=st.sampled_from([Way.LINK, Way.OFFICE]))
    def save(self, side: str, where: str, which: int, whole: bool, way: str) -> None:
        self.on_moment(side, where, which, lambda w, m, value: w.save(m, side, value, whole=whole, way=way))

    @precondition(left)
    @rule(where=WHERE, which=WHICH, whole=st.booleans(), way=st.sampled_from([Way.LINK, Way.LINK, Way.OFFICE]))
    def other_side_sends(self, where: str, which: int, whole: bool, way: str) -> None:
        side = "client" if self.blind == "worker" else "worker"
        self.on_moment(side, where, which, lambda w, m, value: w.save(m, side, value, whole=whole, way=way))
        self.on_moment(side, where, which, lambda w, m, _value: w.submit(m, side, way))

    @precondition(left)
    @rule(where=WHERE, which=WHICH, whole=st.booleans(), way=st.sampled_from([Way.LINK, Way.OFFICE]))
    def own_side_sends(self, where: str, which: int, whole: bool, way: str) -> None:
        if self.may_submit:
            side = self.blind
            self.on_moment(side, where, which, lambda w, m, value: w.save(m, side, value, whole=whole, way=way))
            self.on_moment(side, where, which, lambda w, m, _value: w.submit(m, side, way))

    @precondition(left)
    @rule(side=SIDE, where=WHERE, which=WHICH, show=st.booleans())
    def talk_about(self, side: str, where: str, which: int, show: bool) -> None:
        def say(world: World, found: Any, value: int) -> bool:
            return world.talk_about(found, side, f"cnrytopic{value}q", show_items=show)

        self.on_moment(side, where, which, say)

    @rule(side=SIDE, where=WHERE, which=WHICH)
    def not_now(self, side: str, where: str, which: int) -> None:
        self.on_moment(side, where, which, lambda w, m, _value: w.not_now(m, side))

    @precondition(left)
    @rule(
        where=WHERE,
        which=WHICH,
        by=st.sampled_from(["worker", "colleague", "colleague"]),
        way=st.sampled_from([Way.PAPER, Way.INTERVIEW]),
    )
    def paper(self, where: str, which: int, by: str, way: str) -> None:
        if self.blind == "worker" or self.may_submit:
            self.on_moment("client", where, which, lambda w, m, value: w.paper(m, value, by=by, way=way))

    @precondition(left)
    @precondition(someone_in)
    @rule(side=SIDE, where=WHERE, which=WHICH)
    def correct(self, side: str, where: str, which: int) -> None:
        self.on_moment(side, where, which, lambda w, m, value: w.correct(m, side, value))

    @precondition(left)
    @precondition(client_in)
    @rule(where=WHERE, which=WHICH, by=st.sampled_from(["worker", "colleague"]))
    def correct_paper(self, where: str, which: int, by: str) -> None:
        self.on_moment("client", where, which, lambda w, m, value: w.correct_paper(m, value, by=by))

    @precondition(someone_in)
    @rule(side=SIDE, where=WHERE, which=WHICH)
    def share(self, side: str, where: str, which: int) -> None:
        self.on_moment(side, where, which, lambda w, m, _value: w.share(m, side))

    @precondition(client_in)
    @rule(where=WHERE, which=WHICH, yes=st.booleans())
    def allow(self, where: str, which: int, yes: bool) -> None:
        """A yes to what was revealed before is seen, so it is given in both worlds."""
        self.on_moment(
            "" if which and self.case == "long" else "client", where, which, lambda w, m, _v: w.allow(m, yes=yes)
        )

    # ---- the case, the same in both worlds ----

    @rule(time=st.sampled_from([dt.timedelta(hours=h) for h in (1, 23, 25)] + [dt.timedelta(days=d) for d in (8, 95)]))
    def wait(self, time: dt.timedelta) -> None:
        self.now += time
        self.do("", lambda _world, _value: True)

    @rule()
    def hand_over(self) -> None:
        self.do("ab", lambda w, _value: w.hand_over())

    @rule(really=st.sampled_from([False, False, True]))
    def end(self, really: bool) -> None:
        if really:
            self.do("ab", lambda w, _value: bool(w.model.worker) and w.end())

    @precondition(lambda self: not self.paused())
    @rule()
    def pause(self) -> None:
        self.do("ab", lambda w, _value: bool(w.model.worker) and w.pause())

    @precondition(paused)
    @rule()
    def go_on(self) -> None:
        self.do("ab", lambda w, _value: bool(w.model.worker) and w.go_on())

    @rule()
    def extra(self) -> None:
        self.do("ab", lambda w, _value: w.extra())

    @rule(which=WHICH, weeks=st.sampled_from([2, 8]))
    def postpone(self, which: int, weeks: int) -> None:
        """The worker's own act: it may depend on whether they have begun, and only on that."""
        if self.blind == "worker" or not any(self._begun(world, "worker") for world in self.worlds.values()):
            self.on_moment("", "ab", which, lambda w, m, _value: w.postpone(m, weeks))

    @rule(which=WHICH)
    def allow_late(self, which: int) -> None:
        self.on_moment("", "ab", which, lambda w, m, _value: w.allow_late(m))

    @rule(which=WHICH, side=SIDE)
    def why_not(self, which: int, side: str) -> None:
        self.on_moment("", "ab", which, lambda w, m, _value: w.why_not(m, side))

    @precondition(client_in)
    @rule(which=WHICH)
    def talk(self, which: int) -> None:
        self.on_moment("", "ab", which, lambda w, m, _value: w.talk(m))

    @rule()
    def new_pin(self) -> None:
        self.do("ab", lambda w, _value: w.new_pin())

    # ---- looking ----

    def _begun(self, world: World, side: str) -> bool:
        return any(m.side(side).draft or m.side(side).standing for m in world.model.moments[-3:])

    def comparable(self) -> bool:
        """The blind side sent nothing since the worlds parted, the other side chose to show nothing, and what was
        revealed before is the same in both."""
        other = "client" if self.blind == "worker" else "worker"
        one, two = (world.model.moments[0] for world in self.worlds.values())
        return (self.case == "new" or one == two) and not any(
            moment.side(self.blind).standing is not None or moment.side(other).shared
            for world in self.worlds.values()
            for moment in self._parted(world)
        )

    def everyone(self) -> list[str]:
        blind = ["client", "link"] if self.blind == "client" else ["worker"]
        return [*blind, *THIRD, "privacy", *{"client", "link", "worker"}.difference(blind)]

    def eyes_of_this_step(self) -> list[str]:
        """The blind side's own, and in turn one more pair."""
        everyone = self.everyone()
        blind = ["client", "link"] if self.blind == "client" else ["next" if self._handed_over() else "worker"]
        return [blind[self.step % len(blind)], everyone[self.step % len(everyone)]]

    def _handed_over(self) -> bool:
        return any(world.model.worker == "next" for world in self.worlds.values())

    @invariant()
    def nobody_sees_it_before_its_time(self) -> None:
        if self.worlds:
            with clock.at(self.now):
                self.look(self.eyes_of_this_step(), part=(self.step % self.parts, self.parts))

    def look(self, who: list[str], *, part: tuple[int, int] = (0, 1), forms: bool = True) -> None:
        alike = self.comparable()
        for world in self.worlds.values():
            world.check()
        for name in dict.fromkeys(who):
            got = [dict(eyes.pages(world, name, part=part, forms=forms)) for world in self.worlds.values()]
            for world, found in zip(self.worlds.values(), got, strict=True):
                self.hold_against_the_model(world, name, found)
            if alike and self._is_blind(name):
                self.hold_against_each_other(name, *got)
        if alike:
            one, two = (eyes.outbox(world, self.blind) for world in self.worlds.values())
            assert one == two, f"the messages to the {self.blind} differ"

    def _is_blind(self, name: str) -> bool:
        """Not the other side, nor whoever entered its paper; the officer reads what was done, by role and day."""
        other = {"worker", "next"} if self.blind == "client" and self._handed_over() else {"worker"}
        seeing = other if self.blind == "client" else {"client", "link"}
        if any(world.colleague_entered for world in self.worlds.values()):
            seeing = seeing | {"colleague"}
        return name not in seeing | {"privacy"}

    def hold_against_the_model(self, world: World, name: str, found: dict[str, eyes.Got]) -> None:
        allowed = world.model.may_see(name)
        for address, got in found.items():
            self.count("pages read")
            assert got.status < 500, f"{address} as {name}: {got.status}"
            if told := got.tokens() - allowed - self.of_the_other_client(name, address):
                raise AssertionError(f"LEAK in {address} to {name}: {sorted(told)}")

    def of_the_other_client(self, name: str, address: str) -> set[str]:
        """The worker's own picture holds all their pairs: the long-running one, revealed long ago, as well."""
        beside = self.case == "new" and (name, address) == ("worker", "GET dashboards:mine 0")
        return {f"score {value}" for value in PAST.values()} if beside else set()

    def hold_against_each_other(self, name: str, one: dict[str, eyes.Got], two: dict[str, eyes.Got]) -> None:
        assert one.keys() == two.keys(), f"{name} has other addresses"
        for address in one.keys() - COUNTS.get(name, set()):
            self.count("pages compared")
            if one[address] != two[address]:
                raise AssertionError(
                    f"{address} as {name} tells what the other did:\n{_differ(one[address], two[address])}"
                )


def _differ(one: eyes.Got, two: eyes.Got) -> str:
    lines = [
        f"{field}: {getattr(one, field)} / {getattr(two, field)}" for field in ("status", "size", "queries", "told")
    ]
    if one.headers != two.headers:
        lines.append(f"{one.headers}\n{two.headers}")
    pairs = zip(one.body.splitlines(), two.body.splitlines(), strict=False)
    return "\n".join([*lines, *[f"- {a}\n+ {b}" for a, b in pairs if a != b][:10]])
