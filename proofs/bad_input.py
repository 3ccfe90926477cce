"""Whatever is typed into any form or address: no fault of the server, and a message in Dutch at the field."""

import sys
from typing import Any

from proofs import place

ENGINES = ("sqlite", "postgres")
POSTS, QUESTIONS = 11_000, 3_000
LANGUAGE_ROUTES = ("set_language", "alliance:language")


def main(arguments: list[str]) -> int:
    """`[SEED [POSTS]]`: the same seed tries the same."""
    from django.test.utils import setup_test_environment

    from probation_portal.tests.bad_input.machine import fuzzing
    from probation_portal.tests.bad_input.more_fields import one_of_each, set_without_being_asked
    from probation_portal.tests.test_text_fields import ours

    setup_test_environment()
    seed = int(arguments[0]) if arguments else 1
    size = int(arguments[1]) if len(arguments) > 1 else POSTS
    with fuzzing() as fuzz:
        fuzz.run(seed=seed, posts=size, questions=QUESTIONS)
        tally, asked = fuzz.tally, fuzz.tally.requests
        targets = one_of_each(tally.targets)
        assigned = set_without_being_asked(fuzz, targets)
        unknown = fuzz.unknown_forms(ours())
        gone = _redirects(fuzz)
    wrong = [*tally.errors[:40], *sorted(tally.faults), *assigned, *gone]
    print("\n".join([*wrong, *(f"no request reaches {name}" for name in unknown)]))
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(tally.statuses.items()))
    print(f"seed {seed}; {answers}")
    print(
        f"{len(tally.targets)} forms as a role, {len(tally.forms)} form classes, {len(tally.fields)} fields", end=", "
    )
    print(
        f"{len(tally.addresses)} addresses; {len(tally.faults)} messages missing or not Dutch, {len(unknown)} unknown"
    )
    print(f"{len(targets)} forms with every column's name posted along: {len(assigned)} set something by it")
    print(f"{asked} requests, {len(tally.errors)} x 5xx")
    return 1 if wrong or unknown or asked < size else 0


def _redirects(fuzz: Any) -> list[str]:
    from probation_portal.tests.bad_input import redirects

    every = redirects.PAYLOADS
    gone = redirects.gone_after_signing_in(fuzz.world.people["worker"], every)
    for route in LANGUAGE_ROUTES:
        gone += redirects.gone_after_another_language(route, every)
    print(f"{len(every)} ways to say next= at {1 + len(LANGUAGE_ROUTES)} doors: {len(gone)} lead away")
    return [f"next= leads away: {one[:80]!r}" for one in gone]


if __name__ == "__main__":
    place.prepare()
    sys.exit(main(sys.argv[1:]))
