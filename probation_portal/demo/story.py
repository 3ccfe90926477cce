"""The plan of a case: which days things happened. Pure: random numbers and days in, a plan out."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from alliance.schedule import add_months
from dashboards.periods import HALF_YEAR, Period, closed

LONGEST = 640  # so long ago that the half-year before last has six months of pairs to show
# Many began so that their six months closed in the newest half-year made public, the others within fourteen months: the
# figures of that half-year are what a visitor sees first, and of few pairs most of them are hidden.
LATELY, _BEFORE = 425, 0.6
_TO_CLOSE = 8  # months from the first day to the end of the window of six months
_LAST_PAPER = 36  # days: what comes on paper is typed over before the window closes
MOMENTS = (0, 6, 12, 18)


@dataclass
class Story:
    """One case. Days are counted from `today` backwards; None means that it did not happen."""

    first_day: dt.date
    level: str
    language: str = "nl"
    planned_end: dt.date | None = None
    hand_over_on: dt.date | None = None
    ended_on: dt.date | None = None
    end_reason: str = ""
    contact_every: int = 24
    last_contact: dt.date | None = None
    has_email: bool = True
    pin: bool = False
    # Days after opening on which each side submits, per moment (MOMENTS); None: never.
    client_after: dict[int, int | None] = field(default_factory=dict)
    worker_after: dict[int, int | None] = field(default_factory=dict)
    client_draft: bool = False
    worker_draft: bool = False
    not_now: bool = False
    frozen_pin: bool = False
    late_agreement: bool = False
    # Moments of which the client's answers come on paper.
    paper: tuple[int, ...] = ()
    extra_on: dt.date | None = None
    postponed_on: dt.date | None = None
    paused_on: dt.date | None = None
    not_me: bool = False
    name: str = ""


def draw(rng: Random, today: dt.date) -> Story:
    """An ordinary case: most are answered, some half, some not at all; some change worker; some end."""
    began_before = rng.random() < _BEFORE
    age = rng.choice(_before(today)) if began_before else rng.randrange(4, LATELY)
    story = Story(first_day=today - dt.timedelta(days=age), level=rng.choices("123", weights=(30, 50, 20))[0])
    story.language = "en" if rng.random() < 0.05 else "nl"
    story.has_email = rng.random() < 0.8
    story.planned_end = add_months(story.first_day, rng.choice((12, 18, 24, 24, 36)))
    if story.planned_end <= today:
        story.planned_end = add_months(story.first_day, 24)
    for months in MOMENTS:
        story.client_after[months] = rng.randrange(3, 38) if rng.random() < (0.95 if began_before else 0.87) else None
        story.worker_after[months] = rng.randrange(2, 40) if rng.random() < (0.96 if began_before else 0.9) else None
        # Without a PIN a client answers on the tablet, and only after the worker.
        alone = story.client_after[months] is not None and story.worker_after[months] is None
        story.pin = story.pin or rng.random() < (0.2 if alone else 0.01)
    if age > 90 and rng.random() < 0.13:
        story.hand_over_on = story.first_day + dt.timedelta(days=rng.randrange(45, age - 20))
    elif age > 150 and rng.random() < 0.14:
        story.ended_on = story.first_day + dt.timedelta(days=rng.randrange(100, age))
        story.end_reason = rng.choices(
            ("completed", "negative_dropout", "transferred", "other"), weights=(55, 30, 10, 5)
        )[0]
    story.contact_every = {"1": 42, "2": 30, "3": 21}[story.level]
    story.client_draft = rng.random() < 0.6
    story.worker_draft = rng.random() < 0.4
    story.not_now = rng.random() < 0.06
    story.late_agreement = rng.random() < 0.1
    own, clients = story.worker_after[6], story.client_after[6]
    if began_before and own is not None and clients is not None and own < _LAST_PAPER and rng.random() < 0.4:
        # Typed over by the worker, once their own side is in.
        story.paper, story.client_after[6] = (6,), max(own + 1, clients)
    return story


def newest_public(today: dt.date) -> Period:
    """The half-year whose figures a visitor sees first."""
    *_older, newest = closed(HALF_YEAR, today - dt.timedelta(days=LONGEST), today)
    return newest


def _before(today: dt.date) -> range:
    """How many days ago those began whose six months closed in the newest half-year that is public."""
    newest = newest_public(today)
    first, last = (add_months(day, -_TO_CLOSE) for day in (newest.starts_on, newest.ends_on))
    return range((today - last).days, (today - first).days)


def annas(today: dt.date) -> list[Story]:
    """The cases at the head of Anna's list: Cas first, then something of every kind that asks for her."""

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    def half_year(days: int) -> dt.date:
        """The first day of a pair whose six months came so many days ago."""
        return add_months(ago(days), -6)

    both: dict[int, int | None] = {0: 12, 6: 6, 12: None}
    return [
        Story(
            half_year(11), "2", name="cas", pin=True, contact_every=14, late_agreement=True, planned_end=ago(-530),
            client_after={0: 9, 6: 8}, worker_after={0: 12, 6: 6},
        ),
        Story(
            half_year(20), "2", name="own side open", pin=True, client_after=both, worker_after={0: 8},
            postponed_on=ago(5),
        ),
        Story(half_year(16), "3", name="ready to talk about", pin=True, client_after=both, worker_after={0: 7, 6: 13}),
        Story(ago(7), "2", name="client without PIN", client_after={}, worker_after={}),
        Story(
            half_year(9), "1", name="frozen PIN", pin=True, frozen_pin=True, client_after={0: 15}, worker_after=both
        ),
        Story(
            ago(75), "2", name="late agreement", late_agreement=True, client_after=both, worker_after=both, paper=(0,)
        ),
        Story(
            ago(343), "1", name="planned end soon", planned_end=ago(-20), client_after=both,
            worker_after={0: 5, 6: 20}, extra_on=ago(9),
        ),
        Story(ago(130), "1", name="no contact for weeks", last_contact=ago(33), client_after=both, worker_after=both),
        Story(half_year(25), "2", name="worker is in", client_after={0: 8}, worker_after=both, pin=True, not_me=True),
        Story(half_year(14), "3", name="not now", not_now=True, pin=True, client_after={0: 20}, worker_after=both),
        Story(half_year(18), "2", name="English", language="en", pin=True, client_after={0: 9}, worker_after={0: 9}),
        Story(ago(200), "2", name="handed over", hand_over_on=ago(24), client_after=both, worker_after={0: 9, 6: 9}),
        Story(half_year(110), "2", name="closed half", client_after={0: 14}, worker_after=both),
        Story(half_year(30), "2", name="half", pin=True, worker_draft=True, client_after=both, worker_after={0: 9}),
        Story(
            ago(160), "2", name="paused", paused_on=ago(12), last_contact=ago(15), client_after=both, worker_after=both
        ),
    ]  # fmt: skip
