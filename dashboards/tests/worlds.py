"""Organisations by chance, as records, and everything that is published of them, for the solver."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from alliance.funnel import Reached
from dashboards import publishing
from dashboards.published import COURSES, Counts, HalfYear, MomentKey, Month, Rate
from dashboards.records import Asked, Frame, Held, Moved, NotAnswered, Part, Record, Score, Who
from dashboards.tests.solver import Publication, Unknown, Whose

INTAKE, SIX = MomentKey("intake", 0), MomentKey("regular", 6)
WAYS = ("face_to_face", "remote_talk", "written")
REASONS = ("not_reached", "did_not_want", "forgotten", "other")
SIZE = "n"
HALVES = ("counting", "others")


@dataclass(frozen=True)
class World:
    """Records of a half-year and of a month of one organisation."""

    frame: Frame
    half_year: Sequence[Record]
    month: Sequence[Record]


def by_chance(seed: int) -> World:
    """From one team to eight, of few pairs to many, with even and with lopsided answers."""
    chance = random.Random(seed)
    teams = tuple(f"team {number}" for number in range(chance.randint(1, 8)))
    frame = Frame(teams, _led(chance, teams), WAYS, REASONS, ("client", "worker"), ("trust",), "made up 1")
    usual = chance.choice([2, 6, 12, 30])
    half_year: list[Record] = []
    month: list[Record] = []
    weights = {choice: [chance.random() ** 2 + 0.02 for _ in choice] for choice in (COURSES, WAYS, REASONS)}
    for team in teams:
        workers = chance.randint(1, 6)
        pairs = int(chance.expovariate(1 / chance.choice([usual, usual, 3])))
        for number in range(pairs):
            who = Who(team, (team, number), (team, chance.randrange(workers)))
            half_year += _of_pair(chance, who, weights)
            month += _contacts(chance, who, weights[WAYS])
    return World(frame, half_year, month)


def _led(chance: random.Random, teams: Sequence[str]) -> frozenset[frozenset[Any]]:
    if len(teams) < 3 or chance.random() < 0.6:
        return frozenset()
    return frozenset([frozenset(chance.sample(teams, chance.randint(2, len(teams) - 1)))])


def _of_pair(chance: random.Random, who: Who, weights: Mapping[tuple[str, ...], list[float]]) -> Iterator[Record]:
    moment = chance.choice([INTAKE, SIX])
    client, worker = (chance.random() < 0.8 for _ in range(2))
    both = client and worker
    reached = Reached.BOTH if both else Reached.ONE_SIDE if client or worker else Reached.INVITED
    yield Asked(who, moment, reached, client, worker)
    for rater, is_in in (("client", client), ("worker", worker)):
        if not is_in and chance.random() < 0.8:
            [reason] = chance.choices(REASONS, weights[REASONS])
            yield NotAnswered(who, rater, reason)
        if both:
            yield Score(who, "trust", rater, moment, Decimal(chance.randint(4, 20)) / 4)
            if moment == SIX:
                [course] = chance.choices(COURSES, weights[COURSES])
                yield Moved(who, "trust", rater, course)
    yield Part(who, "hitch", chance.random() < 0.2)


def _contacts(chance: random.Random, who: Who, weights: list[float]) -> Iterator[Record]:
    for _ in range(chance.choice([0, 1, 1, 2, 4])):
        failed = chance.random() < 0.15
        yield Part(who, "failed", failed)
        if not failed:
            [way] = chance.choices(WAYS, weights)
            yield Held(who, way)


HalfYears = Mapping[Whose, HalfYear]
Months = Mapping[Whose, Month]


def publications(
    world: World,
    half_year: Callable[[Iterable[Record], Frame], HalfYears] = publishing.half_year,
    month: Callable[[Iterable[Record], Frame], Months] = publishing.month,
) -> list[Publication]:
    """Every public table of the world, with the truth that it was made of."""
    return [
        *of_half_year(world, half_year(world.half_year, world.frame)),
        *of_month(world, month(world.month, world.frame)),
    ]


def of_half_year(world: World, public: HalfYears) -> Iterator[Publication]:
    records = world.half_year
    reasons = [(one.rater, one.who.team, one.reason) for one in records if isinstance(one, NotAnswered)]
    courses = [(f"{one.scale}:{one.rater}", one.who.team, one.course) for one in records if isinstance(one, Moved)]
    for row, key in enumerate(world.frame.raters):
        yield table(world, f"reasons {key}", _only(reasons, key), {w: one.reasons[row] for w, one in public.items()})
    for row, counts in enumerate(public[None].courses):
        rows = {w: one.courses[row] for w, one in public.items()}
        yield table(world, f"courses {counts.key}", _only(courses, counts.key), rows)
    due = [(str(one.moment), one.who.team, SIZE) for one in records if isinstance(one, Asked)]
    for row, funnel in enumerate(public[None].funnels):
        sizes = {w: one.funnels[row].counts for w, one in public.items()}
        of = {w: None if counts is None else counts["due"] for w, counts in sizes.items()}
        yield table(world, f"due {funnel.moment}", _only(due, str(funnel.moment)), _sizes(of))
    scored = [
        (str((one.scale, one.rater, one.moment)), one.who.team, SIZE) for one in records if isinstance(one, Score)
    ]
    for row, spread in enumerate(public[None].spreads):
        key = str((spread.scale, spread.rater, spread.moment))
        yield table(
            world, f"scores {key}", _only(scored, key), _sizes({w: o.spreads[row].n for w, o in public.items()})
        )
    yield from _rates(world, records, {w: {r.key: r for r in one.rates} for w, one in public.items()}, ("hitch",))


def of_month(world: World, public: Months) -> Iterator[Publication]:
    held = [("", one.who.team, one.way) for one in world.month if isinstance(one, Held)]
    ways = table(world, "ways", _only(held, ""), {w: one.ways or _none(WAYS) for w, one in public.items()})
    rates = {whose: {rate.key: rate for rate in one.rates} for whose, one in public.items()}
    sums: list[tuple[Whose, tuple[str, ...], int]] = []
    for whose, by_key in rates.items():
        remote, failed = by_key["remote"], by_key["failed"]
        if remote.count is not None and remote.of is not None:
            sums += [(whose, WAYS[1:], remote.count), (whose, WAYS, remote.of)]
        if failed.count is not None and failed.of is not None and whose is not None:
            # Of a team of which the ways are hidden it tells how many contacts there were: its size, no more.
            sums.append((whose, WAYS, failed.of - failed.count))
    yield replace(ways, sums=[one for one in sums if one[0] is None or ways.shown[one[0]][0] is not None])
    yield from _rates(world, world.month, rates, ("failed",))


def _rates(
    world: World, records: Sequence[Record], public: Mapping[Whose, Mapping[str, Rate]], keys: Iterable[str]
) -> Iterator[Publication]:
    """Of each rate who counts in it and who does not."""
    parts = [(one.key, one.who.team, HALVES[not one.counts]) for one in records if isinstance(one, Part)]
    for key in keys:
        rows = {whose: _halves(rates[key]) for whose, rates in public.items()}
        yield table(world, f"rate {key}", _only(parts, key), rows)


def _halves(rate: Rate) -> Counts:
    if rate.count is None or rate.of is None:
        return _none(HALVES)
    return Counts("", rate.of, dict(zip(HALVES, (rate.count, rate.of - rate.count), strict=True)))


def table(
    world: World, name: str, counted: Mapping[tuple[Any, str], int], rows: Mapping[Whose, Counts], slot: str = ""
) -> Publication:
    slots = (f"{name} {slot}",)
    categories = next(iter(rows.values())).counts
    truth: dict[Unknown, int] = {
        (slots[0], team, category): counted.get((team, category), 0)
        for team in world.frame.teams
        for category in categories
    }
    return Publication(name, slots, truth, {whose: (row.n, row.counts) for whose, row in rows.items()})


def _only(rows: Iterable[tuple[str, Any, str]], key: str) -> Counter[tuple[Any, str]]:
    return Counter((team, category) for of, team, category in rows if of == key)


def _sizes(of: Mapping[Whose, int | None]) -> dict[Whose, Counts]:
    return {whose: Counts(SIZE, None, {SIZE: n}) for whose, n in of.items()}


def _none(categories: Sequence[str]) -> Counts:
    return Counts("", None, dict.fromkeys(categories))
