"""The rows of a match's page."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Do:
    """Something to do, and where."""

    url: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ReachWay:
    """One of the other two, and their number if they chose to show it."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    id: uuid.UUID
    is_goal: bool
    text: str
    why: str
    done: str
    version: int
    tick_url: str
    change_url: str


@dataclass(frozen=True, slots=True)
class TuningRow:
    id: uuid.UUID
    day: str
    with_client: bool
    agreed: str
    said: str
    version: int
    confirm_url: str
    change_url: str


@dataclass(frozen=True, slots=True)
class SignalRow:
    id: uuid.UUID
    when: str
    text: str
    urgent: bool
    done: str
    url: str


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    what: str
    text: str
    reason: str
    since: str
    take_back_url: str
