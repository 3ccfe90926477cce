"""What may deserve a worker's eye when contact is at a distance, each with its cause. Pure: plain values in.

It names a fact and asks for a look; no mood, impression or score takes part in it, and nothing follows by itself.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """`APART`: talks at a distance only, for long."""

    APART = "remote.apart"
    WORRY = "remote.worry"


@dataclass(frozen=True, slots=True)
class Worry:
    """A worry noted with a contact; `about` names the contact."""

    about: str
    on: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one supervision: when client and worker last sat together (its first day when they never did), how many talks
    at a distance there have been since, and what worried."""

    together_on: dt.date
    talks_since: int = 0
    ever_together: bool = False
    worries: Sequence[Worry] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """`cause` is the key under which it is put aside; another cause is another signal."""

    kind: Kind
    cause: str
    since: dt.date
    text: str = ""
    talks: int = 0
    ever_together: bool = False


def signals(seen: Seen, *, today: dt.date, weeks: int, aside: Collection[str] = ()) -> list[Signal]:
    """The signals that stand, without those put aside. One of `weeks` apart that was put aside comes back after as many
    weeks more: what was reasonable then may not be so for ever."""
    found = [
        Signal(Kind.WORRY, f"{Kind.WORRY}:{worry.about}", worry.on, text=worry.text)
        for worry in sorted(seen.worries, key=lambda worry: worry.on)
    ]
    if (apart := _apart(seen, today, dt.timedelta(weeks=weeks))) is not None:
        found.append(apart)
    return [signal for signal in found if signal.cause not in aside]


def _apart(seen: Seen, today: dt.date, stretch: dt.timedelta) -> Signal | None:
    """Without any talk at all this is no matter of distance: that nobody spoke is another signal."""
    times = (today - seen.together_on) // stretch
    if not seen.talks_since or times < 1:
        return None
    cause = f"{Kind.APART}:{seen.together_on}:{times}"
    return Signal(
        Kind.APART, cause, seen.together_on + stretch, talks=seen.talks_since, ever_together=seen.ever_together
    )
