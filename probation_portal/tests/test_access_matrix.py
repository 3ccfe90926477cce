"""Every address, asked by everyone about everything, in every method: the answers are those of `access_policy.toml`.

What comes back is searched for canaries: page, headers, cookies, waiting messages, mails, log, files. The relations and
the people are those of `access/world.py`. `./portal manage check_access` asks all of it, in a database of its own.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from alliance.models import Response
from audit import clock
from caseload.models import Cover
from probation_portal.access_policy import PRINCIPALS, Route, every_route, routes, table
from probation_portal.tests.access import reach
from probation_portal.tests.access.mutants import killer
from probation_portal.tests.access.requests import arguments
from probation_portal.tests.access.rules import all_mutants, rules
from probation_portal.tests.access.walker import Asked, Walker, groups, units
from probation_portal.tests.access.world import NOON, build
from probation_portal.tests.long_runs import signed_in_throughout

ROOT = Path(__file__).resolve().parents[2]
# Here, and with every method as everyone about everything.
FEWEST_CASES, FEWEST_OF_ALL = 5_000, 20_000
STAFF = ("worker", "supervisor", "coordinator", "privacy", "researcher", "admin")
# One of each kind, the client's own rows among them; the whole list is `./portal proofs rule_mutants`.
SOME_MUTANTS = (
    "pair-client: caseload.models.client:ClientQuerySet.visible_to without “self.filter(account=user)”",
    'pair-worker: caseload.access:pair_scope without “{field("worker"): user, field("ends_on__isnull"): True}”',
    "shield: caseload.access:not_shielded_from without “~Q(Exists(”",
    "gate: caseload.access:open_pair without “.within_reach_of(user)”",
    "child: caseload.views:end_area without “supervision=pair.supervision_id,”",
    "ticket: alliance.answering:_pin_stands without “, credential=credential”",
    "rights: volunteer also has SEE_PAIR",
    "rights: supervisor no longer has SHIELD",
    "mark: caseload:pause without EDIT_CASE",
    "door: caseload:plan open to everyone",
)


@pytest.fixture(scope="module")
def walker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walker]:
    """One world for the whole module; each request is undone, the world itself at the end."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, signed_in_throughout(), clock.at(NOON), transaction.atomic():
        yield Walker(build())
        transaction.set_rollback(True)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(routes()) == set(every_route())


# In two classes, because a class stays in one process.
@pytest.mark.slow
@pytest.mark.django_db
class TestAnswersToStaff:
    @pytest.mark.parametrize("principal", STAFF)
    def test_are_those_of_the_table(self, walker: Walker, principal: str) -> None:
        _walk(walker, principal)


@pytest.mark.slow
@pytest.mark.django_db
class TestAnswersToOthers:
    @pytest.mark.parametrize("principal", [name for name in PRINCIPALS if name not in STAFF])
    def test_are_those_of_the_table(self, walker: Walker, principal: str) -> None:
        _walk(walker, principal)


@pytest.mark.django_db
@pytest.mark.parametrize("past", ["before", "after", "stopped"])
def test_when_cover_does_not_stand_every_door_is_shut(walker: Walker, past: str) -> None:
    """Every address of the covered case, as who stands in: before the first day, from the last on, and once stopped."""
    today, day = clock.today(), dt.timedelta(days=1)
    days = {"before": (today + day, today + 7 * day), "after": (today - day, today), "stopped": (today, today + day)}
    doors = [
        (name, method, named)
        for name, route in routes().items()
        for method in ("GET", "POST")
        if "covered" in _cells(route, method)
        for relation, named in arguments(walker.world, _names(name), name).items()
        if relation == "covered"
    ]
    with transaction.atomic():
        starts_on, ends_on = days[past]
        stopped = {"stopped_at": clock.now(), "stopped_by": walker.world.people["bart"]} if past == "stopped" else {}
        standing = Cover.objects.filter(pk=walker.world.covers["other_team"])
        assert standing.update(starts_on=starts_on, ends_on=ends_on, **stopped)
        asked = [
            (name, method, walker.ask(Asked(name, method, "worker", "covered"), ids)) for name, method, ids in doors
        ]
        home = walker.ask(Asked("portal:home", "GET", "worker", ""), {})
        transaction.set_rollback(True)
    assert [(name, method, got.answer) for name, method, got in asked if got.answer != 404] == []
    assert len(asked) > 70
    known = {
        one.subject for got in [home, *(got for *_, got in asked)] for one in walker.world.canaries.found_in(got.body)
    }
    assert not known & {"covered", "covered_hidden"}


@pytest.mark.django_db
def test_a_page_answers_head_where_the_table_says_so(walker: Walker) -> None:
    """Once each, as somebody who may read it: by everyone it is asked in the whole matrix only."""
    wrong = []
    for name, route in routes().items():
        addresses = arguments(walker.world, _names(name), name) if not route.of_library else {}
        may = ((who, r) for who in PRINCIPALS for r in addresses if route.answer("GET", who, r) == 200)
        if asking := next(may, None):
            got = walker.ask(Asked(name, "HEAD", *asking), addresses[asking[1]])
            if (got.answer != 405) != ("HEAD" in route.methods):
                wrong.append(f"{name}: {got.answer}")
    assert wrong == []


def _cells(route: Route, method: str) -> dict[str, Any]:
    cells = route.answers.get(method, {}).get("worker", {})
    return cells if isinstance(cells, dict) else {}


def _names(route: str) -> frozenset[str]:
    pattern = every_route()[route]
    return frozenset(pattern.pattern.converters or groups(pattern))


@pytest.mark.django_db
@pytest.mark.parametrize("somebody", reach.CHANGED)
def test_who_is_someone_else_by_now_reaches_what_they_are(walker: Walker, somebody: str) -> None:
    report = walker.fresh_report()
    walker.walk_reach(somebody)
    assert report.deviations == []


def _walk(walker: Walker, principal: str) -> None:
    report = walker.fresh_report()
    walker.walk(principal)
    report.check_seen({principal})
    assert report.deviations == [], "\n" + "\n".join(report.deviations)


@pytest.mark.django_db
@pytest.mark.parametrize(("principal", "other", "case"), [("worker", "client", "waiting"), ("client", "worker", "own")])
def test_nobody_can_tell_whether_the_other_side_is_in(walker: Walker, principal: str, other: str, case: str) -> None:
    """Before one's own side is in, every page is the same to the byte whether the other side has answered or not."""
    world = walker.world
    measurement = world.measurements["own" if principal == "worker" else "own_sent"]
    addresses = [
        (name, named)
        for name, pattern in every_route().items()
        for relation, named in arguments(world, frozenset(pattern.pattern.converters or groups(pattern)), name).items()
        # In this case only, and only pages: what they say, not what they do.
        if name in routes() and not routes()[name].of_library
        if relation in ("", case) or measurement.pk in named.values()
    ]
    with_it = [walker.ask(Asked(name, "GET", principal, case), named) for name, named in addresses]
    with transaction.atomic():
        gone = Response.objects.filter(measurement=measurement, rater=other).delete()
        assert gone[0]
        without = [walker.ask(Asked(name, "GET", principal, case), named) for name, named in addresses]
        transaction.set_rollback(True)
    assert sum(got.answer == 200 for got in with_it) >= 3
    told = [
        name
        for (name, _named), one, two in zip(addresses, with_it, without, strict=True)
        if (one.answer, one.body, one.headers, one.queries) != (two.answer, two.body, two.headers, two.queries)
    ]
    assert told == []


# Typed, and read by nobody: how one comes in, when and where one can be reached, what is looked for.
NOT_WRITTEN_TO_ANYBODY = re.compile(
    r"pin|code|password|login|q|search|(safe_)?(from|until)|time|date|day|on|minutes|mobile|phone|email|(old|new)_.*"
)
_TYPED = re.compile(r"<(?:textarea|input(?=[^>]*type=.(?:text|search)))[^>]* name=.([\w-]+)")


@pytest.mark.django_db
@pytest.mark.parametrize("principal", ["client", "link", "volunteer"])
def test_where_somebody_writes_it_says_that_this_is_no_alarm_line(walker: Walker, principal: str) -> None:
    """Of every page that a client or volunteer gets, whoever made it."""
    silent, speaking = set(), set()
    for of_method in (walker.cases(name, principal) for name in routes() if name in every_route()):
        for case in (case for cases in of_method for case in cases if case.asked.method == "GET"):
            got = walker.ask(case.asked, case.named)
            typed = {name for name in _TYPED.findall(got.body) if not NOT_WRITTEN_TO_ANYBODY.fullmatch(name)}
            if got.answer == 200 and typed:
                (speaking if "Dit is geen alarmlijn." in got.body else silent).add((case.asked.route, *sorted(typed)))
    assert silent == set()
    assert speaking


@pytest.mark.django_db
def test_the_matrix_is_as_large_as_it_should_be(walker: Walker) -> None:
    """That a table has no holes is only worth something if it is walked as a whole."""
    everything = Walker(walker.world, everything=True)
    here, of_all = (
        sum(len(cases) for principal, name in units() for cases in asks.cases(name, principal))
        for asks in (walker, everything)
    )
    print(f"{here} requests, of {of_all}")
    assert here >= FEWEST_CASES
    assert of_all >= FEWEST_OF_ALL


def test_every_row_names_the_rules_it_rests_on_and_every_rule_has_rows() -> None:
    named = {rule: route.name for route in routes().values() for rule in route.rules}
    named |= {rule: row.source for row in reach.rows().values() for rule in row.rules}
    assert [route.name for route in routes().values() if not route.rules] == []
    assert set(rules()) - set(named) == set()
    assert {rule: where for rule, where in named.items() if rule not in rules() and not rule.isupper()} == {}


def test_every_mutant_has_something_to_ask_and_its_words_still_stand_there() -> None:
    assert [mutant.label for mutant in all_mutants() if not mutant.asks and not mutant.reaches] == []
    wrong = []
    for mutant in all_mutants():
        try:
            with mutant.made():
                pass
        except ValueError as problem:
            wrong.append(str(problem))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("label", SOME_MUTANTS)
def test_a_rule_less_is_noticed(walker: Walker, label: str) -> None:
    mutant = next(mutant for mutant in all_mutants() if mutant.label == label)
    assert killer(walker, mutant)


def test_the_page_of_the_table_is_what_the_table_gives() -> None:
    written = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    assert written == table(), "run ./portal manage access_table --write"
