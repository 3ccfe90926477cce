"""Who could stand beside a client, and why. Plain values in, candidates in order out; no Django and no clock.

A hard stop takes somebody out, whatever speaks for them: `stops` is the one function that says so, asked for the list,
again when somebody is proposed, and again when a match begins. `docs/matching.md` tells it in words, with worked cases.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Stop(StrEnum):
    """Why somebody cannot be proposed now."""

    LEFT = "left"
    NOT_READY = "not_ready"
    RESTING = "resting"
    NOT_IN_PROJECT = "not_in_project"
    VOG = "vog"
    TRAINING = "training"
    INTERVIEW = "interview"
    FULL = "full"
    WITH_CLIENT = "with_client"
    NOT_THIS_ONE = "not_this_one"
    NOT_EXPERIENCED = "not_experienced"
    NEIGHBOUR = "neighbour"
    PLACE_UNKNOWN = "place_unknown"
    NOT_ALONE = "not_alone"
    NO_LANGUAGE = "no_language"


class Distance(IntEnum):
    """By the four figures of the postcode: all equal is a neighbourhood, the first two a region."""

    NEIGHBOURHOOD = 0
    REGION = 1
    FARTHER = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Kinds and people by id, languages and parts of the week by code; empty means that anything suits."""

    kinds: frozenset[uuid.UUID] = frozenset()
    languages: frozenset[str] = frozenset()
    free_at: frozenset[str] = frozenset()
    postcode: str = ""
    experienced_only: bool = False
    not_from_neighbourhood: bool = False
    not_alone: bool = False
    not_these: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """Of the project. `matches_at_once`: of one volunteer, over all projects."""

    is_circle: bool = False
    matches_at_once: int = 1


@dataclass(frozen=True, slots=True)
class Offered:
    """A volunteer as they stand on the day.

    `lacks`: kinds of paper that the project asks for and of which they have no valid one (`volunteers/papers.py`).
    `matches`: how many run. `asked_elsewhere`: how many proposals for other clients stand.
    """

    id: uuid.UUID
    stage: str
    waiting_since: dt.date
    resting_until: dt.date | None = None
    in_project: bool = True
    skills: frozenset[uuid.UUID] = frozenset()
    languages: frozenset[str] = frozenset()
    free_at: frozenset[str] = frozenset()
    postcode: str = ""
    reach: str = "region"
    experienced: bool = False
    lacks: frozenset[str] = frozenset()
    matches: int = 0
    asked_elsewhere: int = 0
    with_client: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for or against somebody, in codes (`volunteers/matching_words.py` has the words).

    `among`: ids or codes that the words name; `count`: how many of something.
    """

    about: str
    how: str
    among: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    id: uuid.UUID
    stops: tuple[Stop, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Who can be proposed, the best first; and who cannot, with what stops them."""

    free: tuple[Candidate, ...]
    stopped: tuple[Candidate, ...]


def rank(asked: Asked, rules: Rules, offered: Iterable[Offered], today: dt.date) -> Ranked:
    """Everybody once, in an order that does not depend on the order in which they came."""
    free: list[Candidate] = []
    stopped: list[Candidate] = []
    for one in sorted(offered, key=lambda o: (*_order(asked, o), o.waiting_since, o.id.int)):
        found = stops(asked, rules, one, today)
        (stopped if found else free).append(Candidate(one.id, found, tuple(_reasons(asked, one))))
    return Ranked(tuple(free), tuple(stopped))


# ---------- hard stops ----------

_GONE = {"left", "turned_down"}


def stops(asked: Asked, rules: Rules, one: Offered, today: dt.date) -> tuple[Stop, ...]:
    """Every reason why this volunteer cannot be proposed, and no match with them begin; empty: there is none."""
    return (*_of_person(rules, one, today), *_of_safety(asked, rules, one))


def _of_person(rules: Rules, one: Offered, today: dt.date) -> Iterator[Stop]:
    if one.stage in _GONE:
        yield Stop.LEFT
    elif one.stage == "resting" or (one.resting_until is not None and today < one.resting_until):
        yield Stop.RESTING
    elif one.stage != "available":
        yield Stop.NOT_READY
    if not one.in_project:
        yield Stop.NOT_IN_PROJECT
    yield from sorted(Stop(lack) for lack in one.lacks)
    if one.matches >= rules.matches_at_once:
        yield Stop.FULL


def _of_safety(asked: Asked, rules: Rules, one: Offered) -> Iterator[Stop]:
    if one.with_client:
        yield Stop.WITH_CLIENT
    if one.id in asked.not_these:
        yield Stop.NOT_THIS_ONE
    if asked.experienced_only and not one.experienced:
        yield Stop.NOT_EXPERIENCED
    if asked.not_from_neighbourhood:
        distance = distance_between(asked.postcode, one.postcode)
        if distance is Distance.UNKNOWN:
            # What is for somebody's safety holds unless it is known to be kept.
            yield Stop.PLACE_UNKNOWN
        elif distance is Distance.NEIGHBOURHOOD:
            yield Stop.NEIGHBOUR
    if asked.not_alone and not rules.is_circle:
        yield Stop.NOT_ALONE
    if asked.languages and not asked.languages & one.languages:
        yield Stop.NO_LANGUAGE


def distance_between(here: str, there: str) -> Distance:
    if not here or not there:
        return Distance.UNKNOWN
    if here == there:
        return Distance.NEIGHBOURHOOD
    return Distance.REGION if here[:2] == there[:2] else Distance.FARTHER


# ---------- what speaks for somebody ----------

_WITHIN = {"neighbourhood": Distance.NEIGHBOURHOOD, "region": Distance.REGION, "anywhere": Distance.UNKNOWN}


def _is_too_far(asked: Asked, one: Offered) -> bool:
    """Farther than they want to go; of an unknown place nobody can say."""
    distance = distance_between(asked.postcode, one.postcode)
    return distance is not Distance.UNKNOWN and distance > _WITHIN[one.reach]


def _order(asked: Asked, one: Offered) -> tuple[int, ...]:
    """The criteria one after the other, less is better; the later ones only decide between equals."""
    return (
        len(asked.kinds - one.skills),
        int(_is_too_far(asked, one)),
        distance_between(asked.postcode, one.postcode),
        len(asked.free_at - one.free_at),
        one.matches + one.asked_elsewhere,
        int(not one.experienced),
    )


def _reasons(asked: Asked, one: Offered) -> Iterator[Reason]:
    """In the order of the criteria; a criterion that nobody asked for is not spoken of."""
    if asked.kinds:
        yield _shared("skills", asked.kinds, one.skills)
    if asked.languages & one.languages:
        yield Reason("language", "common", tuple(sorted(asked.languages & one.languages)))
    distance = distance_between(asked.postcode, one.postcode)
    yield Reason("distance", "too_far" if _is_too_far(asked, one) else distance.name.lower())
    if asked.free_at:
        yield _shared("free_at", asked.free_at, one.free_at)
    yield Reason("load", "matched" if one.matches else "free", count=one.matches)
    if one.asked_elsewhere:
        yield Reason("load", "asked_elsewhere", count=one.asked_elsewhere)
    if one.experienced:
        yield Reason("experience", "experienced")


def _shared(about: str, asked: frozenset[uuid.UUID] | frozenset[str], has: Iterable[object]) -> Reason:
    both = tuple(sorted(str(one) for one in asked & frozenset(has)))
    how = "all" if len(both) == len(asked) else "some" if both else "none"
    return Reason(about, how, both)
