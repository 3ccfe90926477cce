"""Asks every address as everyone, and compares what comes back with the table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern

from probation_portal.access_policy import METHODS, PRINCIPALS, WITHOUT_FACTOR, Route, every_route, routes
from probation_portal.tests.access.asking import Asked, Asker, Got
from probation_portal.tests.access.judging import Judge, Report
from probation_portal.tests.access.reach import ask_reach
from probation_portal.tests.access.requests import INVENTED, OWN_INVENTED, SEARCHED, arguments
from probation_portal.tests.access.world import World

__all__ = ["Asked", "Case", "Walker", "every_route", "groups"]

# What an answer is held against, when not against that about an id which nothing has.
_LIKE = {"crossed": OWN_INVENTED, OWN_INVENTED: "", **dict.fromkeys(SEARCHED, "search_nothing")}
_LIKE |= {"with_no_draft": "", **dict.fromkeys(("with_colleagues_draft", "with_draft_of_another"), "with_no_draft")}
# By whom, when not everything is asked, also the methods that a route does not name, and HEAD.
_BY_EVERY_METHOD = ("anonymous", "worker")
# Asked before all others, because others are held against them.
_FIRST = (INVENTED, OWN_INVENTED, "search_nothing", "with_no_draft")


@dataclass(frozen=True)
class Case:
    """One request, with what stands in its address."""

    asked: Asked
    named: dict[str, Any]


class Walker:
    """One world, everyone's browsers, a judge; every request is undone.

    Unless `everything` is asked: other methods than GET and POST by two only, and whoever is refused before anyone
    looks whose it is about two objects only.
    """

    def __init__(self, world: World, *, everything: bool = False) -> None:
        self.world = world
        self.everything = everything
        self.asker = Asker(world)
        self.judge = Judge(world)

    @property
    def report(self) -> Report:
        return self.judge.report

    def ask(self, asked: Asked, named: dict[str, Any]) -> Got:
        return self.asker.ask(asked, named)

    def fresh_report(self) -> Report:
        self.judge.report = Report()
        return self.judge.report

    def cases(self, name: str, principal: str) -> Iterator[tuple[Case, ...]]:
        """All requests of one person to one route, a tuple for each method; the first ones are held against."""
        pattern = every_route()[name]
        addresses = arguments(self.world, frozenset(pattern.pattern.converters or groups(pattern)), name)
        for method in METHODS:
            if method not in ("GET", "POST") and not self.everything and principal not in _BY_EVERY_METHOD:
                continue
            relations = _relations(routes()[name], method, principal, addresses, everything=self.everything)
            yield tuple(Case(Asked(name, method, principal, r), addresses[r]) for r in relations)

    def walk(self, principal: str, names: Iterable[str] | None = None) -> None:
        """Everything that this person could ask for, of these routes."""
        for name in routes() if names is None else names:
            if _asks(principal, name):
                for of_method in self.cases(name, principal):
                    self.walk_cases(of_method)
        if names is None:
            self.walk_reach(principal)

    def walk_cases(self, cases: Iterable[Case]) -> None:
        nothing: dict[str, Got] = {}
        for case in cases:
            got = self.ask(case.asked, case.named)
            like = nothing.get(_LIKE.get(case.asked.relation, INVENTED))
            self.judge.judge(case.asked, routes()[case.asked.route], got, like)
            nothing[case.asked.relation] = got

    def walk_reach(self, principal: str, sources: Iterable[str] | None = None) -> None:
        """The same question put to the records themselves, below every page."""
        for case in ask_reach(self.world, principal, sources):
            self.report.cases += 1
            if case.difference:
                self.report.fault(case, case.difference)


def units() -> list[tuple[str, str]]:
    """Everybody by every route: what the walk can be divided into."""
    return [(principal, name) for principal in PRINCIPALS for name in routes() if _asks(principal, name)]


def _asks(principal: str, name: str) -> bool:
    """Whose link opens nothing any more is asked on the pages that it opened; everywhere else they are nobody."""
    if name not in every_route():
        return False
    of_link = any("link" in cells for cells in routes()[name].answers.values())
    return of_link or principal not in ("link_idle", "link_renewed")


def _relations(route: Route, method: str, principal: str, addresses: Iterable[str], *, everything: bool) -> list[str]:
    """All of them, the invented id first; two tell enough of a method that the route does not know, and of whoever is
    refused before anyone looks whose it is."""
    is_refused = principal == WITHOUT_FACTOR or (not everything and not route.may_ask(method, principal))
    if method not in route.methods or is_refused:
        addresses = {INVENTED, "own", ""} & set(addresses)
    elif method != "GET":
        addresses = {relation for relation in addresses if not relation.startswith("search_")}
    if method != "POST":
        addresses = {relation for relation in addresses if not relation.startswith("with_")}
    return sorted(addresses, key=lambda relation: (relation not in _FIRST, relation))


def groups(pattern: URLPattern) -> list[str]:
    """The arguments of an address that is a regular expression."""
    return list(pattern.pattern.regex.groupindex)
