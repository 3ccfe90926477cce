"""What a questionnaire says, as frozen values, and what may be wrong with its file."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

CLIENT = "client"
WORKER = "worker"
RATERS = (CLIENT, WORKER)


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in several languages, in the file's order."""

    by_language: tuple[tuple[str, str], ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language, _ in self.by_language)

    def get(self, language: str) -> str:
        """The text in this language, else in its main language (en for en-gb), else in the file's first."""
        texts = dict(self.by_language)
        return texts.get(language) or texts.get(language.partition("-")[0]) or self.by_language[0][1]


@dataclass(frozen=True, slots=True)
class Scale:
    key: str
    better: str
    parallel: bool
    title: Texts
    title_client: Texts | None
    title_worker: Texts | None

    def title_for(self, rater: str) -> Texts:
        """The scale's name as this side reads it."""
        own = self.title_worker if rater == WORKER else self.title_client
        return own or self.title


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    rater: str
    scale: str
    reverse: bool
    text: Texts
    same_as: str | None


@dataclass(frozen=True, slots=True)
class Norm:
    rater: str
    scale: str
    sd: Decimal
    reliability: Decimal
    n: int
    source: str


@dataclass(frozen=True, slots=True)
class Label:
    """One answer: the stored value and its words."""

    value: int
    text: Texts


@dataclass(frozen=True)
class Instrument:
    """A whole questionnaire; `items` stand in the order in which they are asked."""

    key: str
    version: str
    status: str
    source: str
    min_answered: Decimal
    comparable_with: tuple[str, ...]
    title: Texts
    labels: tuple[Label, ...]
    scales: tuple[Scale, ...]
    items: tuple[Item, ...]
    norms: tuple[Norm, ...]

    @cached_property
    def values(self) -> tuple[int, ...]:
        return tuple(label.value for label in self.labels)

    @property
    def is_demonstration(self) -> bool:
        return self.status == "demonstration"

    @property
    def languages(self) -> tuple[str, ...]:
        return self.title.languages

    def scale(self, key: str) -> Scale | None:
        return self._scales.get(key)

    def item(self, key: str) -> Item | None:
        return self._items.get(key)

    def norm(self, rater: str, scale: str) -> Norm | None:
        return self._norms.get((rater, scale))

    def items_for(self, rater: str, scale: str | None = None) -> tuple[Item, ...]:
        """This side's items in asking order, of one scale or of all."""
        return self._by_side.get((rater, scale), ())

    def item_keys(self, rater: str) -> frozenset[str]:
        return self._keys.get(rater, frozenset())

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.key: scale for scale in self.scales}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}

    @cached_property
    def _norms(self) -> dict[tuple[str, str], Norm]:
        return {(norm.rater, norm.scale): norm for norm in self.norms}

    @cached_property
    def _by_side(self) -> dict[tuple[str, str | None], tuple[Item, ...]]:
        sides: dict[tuple[str, str | None], list[Item]] = {}
        for item in self.items:
            sides.setdefault((item.rater, item.scale), []).append(item)
            sides.setdefault((item.rater, None), []).append(item)
        return {side: tuple(items) for side, items in sides.items()}

    @cached_property
    def _keys(self) -> dict[str, frozenset[str]]:
        return {rater: frozenset(item.key for item in self.items_for(rater)) for rater in RATERS}


@dataclass(frozen=True, slots=True)
class InstrumentFault:
    """One reason why a file is refused; `line` is None where the fault has no line of its own."""

    line: int | None
    key: str
    reason: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.key) if part)
        return f"{place}: {self.reason}" if place else self.reason


class InstrumentError(ValueError):
    """The file is refused; `faults` holds every reason, in the order of the file's lines."""

    def __init__(self, faults: Iterable[InstrumentFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        super().__init__("\n".join(str(fault) for fault in self.faults))
