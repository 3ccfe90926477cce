"""An invented study of some hundred people, with everything about them that a colleague could have written down.
`docs/research.md` has the figures: PORTAL_DEMO=1 .venv/bin/python -m research.tests.traced
"""

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alliance.instruments import Instrument, parse_instrument
from research.anonymity import HIDDEN
from research.rows import QUASI, K, OutcomeRow, PairRow, ResponseRow
from research.traces import Safe, safe

ROOT = Path(__file__).parents[2] / "alliance/instruments_shipped/wa-gk-demo-1.0.toml"
Rows = tuple[list[PairRow], list[ResponseRow], list[OutcomeRow]]
# What somebody could know of a person: a name of the fact, and its value. Facts of kinds that a file hides are words.
Facts = dict[str, int | str]


def study(persons: int, seed: int = 1) -> Rows:
    chance = random.Random(seed)
    instrument = parse_instrument(ROOT.read_text(encoding="utf-8"))
    pairs: list[PairRow] = []
    responses: list[ResponseRow] = []
    outcomes: list[OutcomeRow] = []
    for n in range(persons):
        person = f"p{n:04}"
        for one in range(1, 2 + (chance.random() < 0.04)):
            _supervision(chance, person, one, instrument, pairs, responses)
        if chance.random() < 0.8:
            outcomes.append(OutcomeRow(person, "recidivism", chance.random() < 0.3, chance.randrange(20, 208)))
    return pairs, responses, outcomes


def _supervision(
    chance: random.Random,
    person: str,
    one: int,
    instrument: Instrument,
    pairs: list[PairRow],
    responses: list[ResponseRow],
) -> None:
    name, length, changes = f"{person}s{one}", chance.randrange(30, 110), chance.random() < 0.2
    ended = chance.random() < 0.5
    quasi = {
        "worker_changed": "yes" if changes else "no",
        "substance": chance.choice(("yes", "no")),
        "risk": chance.choice(("low", "medium", "medium", "high")),
        "volunteer": "yes" if chance.random() < 0.15 else "no",
        "ending": chance.choice(("completed", "completed", "negative_dropout", "order_ended")) if ended else "running",
        "level": chance.choice("1223"),
        "language": "other" if chance.random() < 0.1 else "nl",
        "label": chance.choice(("group=violence", "group=property", "")),
    }
    change, way = chance.randrange(8, length - 5), chance.choice(("link", "link", "portal", "office", "paper"))
    hitches = chance.choice((0, 0, 0, 1, 1, 2, 4))
    for first in (True, False) if changes else (True,):
        start, end = (0 if first else change), (change if changes and first else length)
        pair = f"{name}{'a' if first else 'b'}"
        held = chance.randrange(1, 40)
        share, missed, failed = (chance.randrange(0, most) * 10 for most in (11, 6, 5))
        over = (changes and first) or ended
        worker = f"w{chance.randrange(30)}" if chance.random() < 0.8 else ""
        pairs.append(
            PairRow(
                person, name, pair, worker, first, start, end - start, over, held, share, missed, failed, hitches,
                started=one, quasi=quasi,
            )
        )  # fmt: skip
        moments = [
            ("intake" if first else "handover", start + chance.randrange(0, 6)),
            ("m6", 26 + chance.randrange(9)),
        ]
        for moment, week in moments:
            if start <= week < end:
                for rater in ("client", "worker"):
                    if chance.random() < 0.9 and (rater == "client" or worker):
                        responses.append(
                            ResponseRow(
                                f"{pair}{moment}{rater}", person, name, pair, moment, week + chance.randrange(2), rater,
                                way, instrument, {}, {},
                            )
                        )  # fmt: skip


def facts_of(rows: Safe | Rows) -> dict[str, Facts]:
    """By person everything in these rows but pseudonyms, answers and scores, each fact under its place."""
    pairs, responses, outcomes = (rows.pairs, rows.responses, rows.outcomes) if isinstance(rows, Safe) else rows
    found: dict[str, Facts] = {row.person: {} for row in pairs}
    newest = {person: max(row.started for row in pairs if row.person == person) for person in found}
    of_pair = {}
    for supervision in {row.supervision for row in pairs}:
        own = sorted((row for row in pairs if row.supervision == supervision), key=lambda row: -row.weeks_from)
        for before, row in enumerate(own):
            place = of_pair[row.pair] = f"{newest[row.person] - row.started}.{before}"
            facts = found[row.person]
            facts |= {f"{place} {name}": getattr(row, name) for name in ("weeks_from", "weeks", "contacts", "hitches")}
            facts |= {
                f"{place} {name}": getattr(row, name) for name in ("remote_share", "missed_share", "failed_share")
            }
            facts[f"{place} ended"] = "yes" if row.has_ended else "no"
            facts[f"{place} is_first"] = {True: "yes", False: "no", None: HIDDEN}[row.is_first]
            facts |= {f"{place} {name}": value for name, value in row.quasi.items()}
    for response in responses:
        place = f"{of_pair[response.pair]} {response.moment} {response.rater}"
        found[response.person] |= {f"{place} week": response.weeks, f"{place} way": response.way}
    for outcome in outcomes:
        if outcome.person in found:
            found[outcome.person] |= {
                f"{outcome.name} happened": "yes" if outcome.happened else "no",
                f"{outcome.name} week": outcome.weeks,
            }
    return found


Table = Callable[[str], bool]
# What somebody in a team could own: which facts of everybody stand in it.
TABLES: Mapping[str, Table] = {
    "what the files hide where it is rare": lambda name: name.split()[-1] in QUASI,
    "weeks of begin and end": lambda name: name.endswith((" weeks_from", " weeks", " ended")),
    "weeks of the questionnaires": lambda name: name.endswith((" client week", " worker week")),
    "which questionnaires, and how": lambda name: name.endswith(" way"),
    "numbers of contacts and hitches": lambda name: name.endswith((" contacts", " hitches", "_share")),
    "change of worker and its week": lambda name: name.endswith((" weeks_from", " worker_changed", " is_first")),
    "all of it": lambda name: not name.startswith("recidivism"),
}


@dataclass(frozen=True, slots=True)
class Attack:
    """Of everybody in the table: how many persons in the files are theirs for certain, and how few fit at the least."""

    unique: int
    fewest: int


def attack(truth: Mapping[str, Facts], files: Mapping[str, Facts], table: Table) -> Attack:
    """Two ways at once: who fits in every fact, and who is nearest in numbers among those with no word against them."""
    fits = []
    known_rows = [(person, {n: v for n, v in facts.items() if table(n)}) for person, facts in files.items()]
    for facts in truth.values():
        known = {name: value for name, value in facts.items() if table(name)}
        near: dict[float, int] = {}
        exact = 0
        for _person, shown in known_rows:
            distance = _distance(known, shown)
            if distance is not None:
                near[distance] = near.get(distance, 0) + 1
                exact += distance == 0
        fits += [min(found for found in (exact, near[min(near)]) if found)] if near else []
    return Attack(sum(1 for one in fits if one == 1), min(fits, default=0))


def _distance(known: Facts, shown: Facts) -> float | None:
    """None when a word stands against it; what the file lacks of a person may have been left out."""
    apart = 0.0
    for name, value in shown.items():
        if value == HIDDEN:
            continue
        if name not in known:
            return None
        if isinstance(value, str) or isinstance(known[name], str):
            if value != known[name]:
                return None
        elif value is not None and known[name] is not None:
            apart += abs(value - known[name])  # type: ignore[operator]
    return apart


def main() -> None:
    for persons in (276, 1000):
        rows = study(persons)
        truth, files = facts_of(rows), safe(*copy.deepcopy(rows), K)
        shown = facts_of(files)
        print(f"{persons} persons, left out {files.left_out}; of {len(rows[1])} responses {files.responses_left_out}")
        hidden = [value == HIDDEN for facts in shown.values() for n, value in facts.items() if n.split()[-1] in QUASI]
        print(f"hidden {sum(hidden) / len(hidden):.0%} of what may be hidden")
        gaps: Sequence[int] = sorted(
            abs(value - truth[person][name])  # type: ignore[operator]
            for person, facts in shown.items() for name, value in facts.items() if name.endswith((" week", " weeks"))
        )  # fmt: skip
        print(f"weeks off: median {gaps[len(gaps) // 2]}, nine in ten at most {gaps[len(gaps) * 9 // 10]}")
        for words, table in TABLES.items():
            before, after = attack(truth, truth, table), attack(truth, shown, table)
            print(f"  {words}: as they are {before.unique} unique; in the files {after.unique}, fewest {after.fewest}")


if __name__ == "__main__":
    main()
