"""The columns of a study's files: what they are called and what their values mean.

One description makes the CSV file, the SPSS file and the codebook, so they cannot say three things.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.instruments import RATERS, Instrument, Item, Texts
from alliance.models import Rater

Value = str | int | Decimal | None
Row = dict[str, Value]
# What stands in the SPSS files in the place of nothing; declared there as missing.
NOT_ANSWERED = -9
NO_SCORE = -8


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    SCORE = "score"
    CODED = "coded"


@dataclass(frozen=True, slots=True)
class Variable:
    """One column. `values` of a coded one: the word in the CSV file -> what it means; SPSS counts them from 1.

    `missing` is the number and the meaning of nothing, where nothing means something.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    values: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]


# SPSS takes 64 characters; before the key of a question stands a moment, behind it what tells it from another.
LONGEST_KEY = 40


def spss_name(text: str) -> str:
    """A name that SPSS takes: letters, digits and underscores, and a letter to begin with."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", text)
    return name if name[:1].isalpha() else f"v{name}"


@lru_cache(maxsize=64)
def item_names(instrument: Instrument) -> dict[str, str]:
    """By the key of each question the name of its column: no two the same to SPSS, and none of another column."""
    scales = [spss_name(scale.key) for scale in instrument.scales]
    taken = {"response", "person", "supervision", "pair", "moment", "weeks", "rater"}
    taken |= {f"{scale}_score".lower() for scale in scales}
    taken |= {f"{rater[0]}_{name}".lower() for rater in RATERS for name in (*scales, "weeks", "version")}
    found = {}
    for item in instrument.items:
        name = spss_name(item.key)[:LONGEST_KEY]
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        found[item.key] = name
    return found


def ids(*names: str) -> tuple[Variable, ...]:
    labels = {
        "person": _("Persoon, een schuilnaam die alleen in dit onderzoek bestaat"),
        "supervision": _("Toezicht, een schuilnaam"),
        "pair": _("Koppel, een schuilnaam"),
        "response": _("Ingevulde vragenlijst, een schuilnaam"),
    }
    return tuple(Variable(name, labels[name]) for name in names)


def rater_column() -> Variable:
    return Variable("rater", _("Kant"), Kind.CODED, {r.value: str(r.label) for r in Rater})


def moment_column() -> Variable:
    return Variable("moment", _("Moment: intake, handover, m6 (zes maanden), extra1"))


def weeks_column() -> Variable:
    return Variable("weeks", _("Hele weken sinds het begin van het toezicht"), Kind.WHOLE)


def instrument_columns() -> tuple[Variable, ...]:
    return Variable("instrument", _("Vragenlijst")), Variable("version", _("Versie van de vragenlijst"))


def yes_no(name: str, label: str, **more: str) -> Variable:
    return Variable(name, label, Kind.CODED, {"yes": _("ja"), "no": _("nee")} | more)


def score(name: str, label: str, without: str = "") -> Variable:
    """`without`: what it means that there is none."""
    return Variable(name, label, Kind.SCORE, missing=(NO_SCORE, without or _("geen score")))


def item_column(instrument: Instrument, item: Item, name: str, label: str) -> Variable:
    """A single answer, as given: of a reversed item the label says that it counts the other way."""
    answers = {one.value: said(one.text) for one in instrument.labels}
    turned = _("telt omgekeerd")
    text = f"{label} ({turned})" if item.reverse else label
    return Variable(name, text, Kind.WHOLE, answers=answers, missing=(NOT_ANSWERED, _("niet ingevuld")))


def said(texts: Texts) -> str:
    return texts.get(get_language() or "nl")
