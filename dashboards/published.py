"""The shape of published figures, between whoever makes them and whoever prints them. Pure.

A hidden figure is None, whether it was too small itself or hidden so that another cannot be computed back: nobody can
tell which. Nothing else of it is kept, also not how few there were.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

# How a scale moved between the first moment of a pair and a later one (`docs/scoring.md`, section 4).
COURSES = ("improving", "stable", "deteriorating", "unclassified")
STEPS = ("due", "invited", "opened", "started", "client", "worker", "both", "talked")


@dataclass(frozen=True, order=True)
class MomentKey:
    """A moment that pairs share: MomentKind and, of a regular one, its months."""

    kind: str
    months: int


@dataclass(frozen=True)
class Funnel:
    """Of the measurements whose window closed in the period, how many came to each of STEPS; None: too few."""

    moment: MomentKey
    counts: Mapping[str, int] | None


@dataclass(frozen=True)
class Spread:
    """One scale, side and moment: quartiles (Hyndman-Fan type 7) of `n` pairs' scores, or all None."""

    scale: str
    rater: str
    moment: MomentKey
    n: int | None = None
    lower: Decimal | None = None
    median: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True)
class Counts:
    """Pairs (or contacts) by category, of `n`; a hidden category is None, and `n` is None when the row is hidden."""

    key: str
    n: int | None
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class Rate:
    """`count` out of `of` pairs, contacts or supervisions; both None when those or the others are too few."""

    key: str
    count: int | None
    of: int | None


@dataclass(frozen=True)
class HalfYear:
    """`courses` has the key "scale:rater"; `reasons` the rater; `rates` the keys of RATES_OF_HALF_YEAR."""

    instrument: str = ""
    funnels: tuple[Funnel, ...] = ()
    reasons: tuple[Counts, ...] = ()
    spreads: tuple[Spread, ...] = ()
    courses: tuple[Counts, ...] = ()
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True)
class Month:
    """`ways` counts contacts that took place by remote_contact.models.Way; `rates` the keys of RATES_OF_MONTH."""

    ways: Counts | None = None
    rates: tuple[Rate, ...] = ()


# Pairs with a hitch; with an absence (a contact whose outcome counts as a hitch in compliance); supervisions that
# ended by premature negative drop-out, of those that ended; pairs beside which a volunteer stood, and of these with
# which one did something and with which one tuned what to do; changes of worker. And measurements: of those due both
# sides in; of these what was talked about, and what the client answered on paper.
RATES_OF_HALF_YEAR = (
    *("hitch", "absence", "dropout", "volunteer", "activity", "tuned", "handed_over"),
    *("both", "talked", "on_paper"),
)
# Attempts that failed, of all attempts; contacts at a distance, of those that took place; planned appointments that
# were missed, of those that were due; pairs of which the remote share lay beyond their plan, of those with a plan;
# pairs without any contact in the month; pairs in a stretch without face to face.
RATES_OF_MONTH = ("failed", "remote", "missed", "beyond_plan", "no_contact", "remote_stretch")


def to_json(figures: HalfYear | Month) -> dict[str, Any]:
    """Plain values for the table; decimals as text, so that none is rounded twice."""
    plain: dict[str, Any] = _plain(asdict(figures))
    return plain


def half_year(data: Mapping[str, Any]) -> HalfYear:
    return HalfYear(
        instrument=data["instrument"],
        funnels=tuple(Funnel(MomentKey(**row["moment"]), row["counts"]) for row in data["funnels"]),
        reasons=_counts(data["reasons"]),
        spreads=tuple(_spread(row) for row in data["spreads"]),
        courses=_counts(data["courses"]),
        rates=tuple(Rate(**row) for row in data["rates"]),
    )


def month(data: Mapping[str, Any]) -> Month:
    ways = data["ways"]
    return Month(ways=Counts(**ways) if ways else None, rates=tuple(Rate(**row) for row in data["rates"]))


def _counts(rows: list[dict[str, Any]]) -> tuple[Counts, ...]:
    return tuple(Counts(**row) for row in rows)


def _spread(row: dict[str, Any]) -> Spread:
    places = {name: None if row[name] is None else Decimal(row[name]) for name in ("lower", "median", "upper")}
    return Spread(row["scale"], row["rater"], MomentKey(**row["moment"]), row["n"], **places)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value
