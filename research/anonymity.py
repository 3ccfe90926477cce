"""Nobody stands alone: k-anonymity over what an outsider may know of a person. Pure.

What is rare is hidden in the records where it is rare (local suppression), as few and as little useful columns as will
do, until each record could be that of at least k persons (Sweeney 2002, Int. J. Uncertainty Fuzziness 10(5), 557-570).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

HIDDEN = "hidden"
MANY = 12


@dataclass(frozen=True, slots=True)
class Known:
    """One record: whose it is, and the quasi-identifiers by name."""

    person: str
    values: Mapping[str, str]


def protect(records: Sequence[Known], columns: Sequence[str], k: int) -> list[dict[str, str] | None]:
    """The values of each record with `HIDDEN` where they would single somebody out; None: the record must stay out.

    `columns` run from the most useful to the one that is hidden first. A hidden value could be any value, so whoever
    knows all columns of a person finds at least `k` persons' records that fit, or none.
    """
    shown: list[dict[str, str] | None] = [None] * len(records)
    left = set(range(len(records)))
    kept: list[tuple[tuple[str, ...], list[int]]] = []  # the columns and the records of each class
    for some in _most_useful_first(columns):
        if not left:
            break
        for members in _classes(records, some, left).values():
            if len({records[i].person for i in members}) >= k:
                kept.append((some, members))
                left -= set(members)
    if left:
        _join(kept, sorted(left))
    for some, members in kept:
        for i in members:
            shown[i] = {c: records[i].values[c] if c in some else HIDDEN for c in columns}
    return shown


def _most_useful_first(columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Every choice of columns, from all to none: the last column costs one point to hide, the first as many as are.

    What comes after the first `MANY` stands in the first choice only: each further one would double their number.
    """
    cost = {column: len(columns) - place for place, column in enumerate(columns)}
    every = [some for size in range(MANY, -1, -1) for some in combinations(columns[:MANY], size)]
    every += [tuple(columns)] if len(columns) > MANY else []
    return sorted(every, key=lambda some: sum(cost[column] for column in columns if column not in some))


def _classes(records: Sequence[Known], columns: Sequence[str], among: set[int]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in sorted(among):
        found[tuple(records[i].values[c] for c in columns)].append(i)
    return found


def _join(kept: list[tuple[tuple[str, ...], list[int]]], few: list[int]) -> None:
    """The few that fit nowhere go into a class of which every column is hidden, with the smallest class beside them.

    Without a class to join, there are fewer than k persons in all, and none of them is shown.
    """
    if not kept:
        return
    smallest = min(range(len(kept)), key=lambda n: (kept[n][0] != (), len(kept[n][1]), kept[n][1]))
    kept[smallest] = ((), sorted(kept[smallest][1] + few))
