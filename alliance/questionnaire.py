"""One side's questionnaire as it may stand on the page: which questions are shown, counted, or still open."""

from collections.abc import Iterable
from dataclasses import dataclass

from alliance.instruments import Item
from alliance.models import Draft


@dataclass(frozen=True, slots=True)
class Question:
    """`value` is the answer given under the present credential; `earlier`: answered under another, so not shown."""

    number: int
    item: Item
    value: int | None = None
    earlier: bool = False

    @property
    def is_answered(self) -> bool:
        return self.earlier or self.value is not None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All questions of one side, in asking order, numbered from 1."""

    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def shown(self) -> list[Question]:
        return [q for q in self.questions if not q.earlier]

    @property
    def open(self) -> list[Question]:
        return [q for q in self.questions if not q.is_answered]

    @property
    def answered(self) -> int:
        return self.total - len(self.open)

    @property
    def answered_earlier(self) -> int:
        return self.total - len(self.shown)

    def at(self, number: int | None) -> Question | None:
        """The question of this number if it may be shown, else the first open one, else the first shown."""
        return (
            next((q for q in self.shown if q.number == number), None)
            or next(iter(self.open), None)
            or next(iter(self.shown), None)
        )

    def after(self, number: int) -> Question | None:
        return next((q for q in self.shown if q.number > number), None)

    def before(self, number: int) -> Question | None:
        return next((q for q in reversed(self.shown) if q.number < number), None)


def sheet_of(items: Iterable[Item], draft: Draft | None, credential: str) -> Sheet:
    """The side's items with what is in its draft; answers under another credential count but are not shown."""
    kept = draft.answers if draft else {}
    return Sheet(tuple(_question(n, item, kept.get(item.key), credential) for n, item in enumerate(items, start=1)))


def _question(number: int, item: Item, kept: list[object] | None, credential: str) -> Question:
    if kept is None:
        return Question(number, item)
    value, given_under, *_when = kept
    if given_under != credential:
        return Question(number, item, earlier=True)
    return Question(number, item, value=int(str(value)))
