"""A handful of supervisions with two measured moments, of people who said yes to a study and of people who did not."""

import datetime as dt

from accounts.models import User
from alliance.models import MomentKind
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from caseload.models import Pair
from caseload.tests.factories import start_pair
from conftest import NOON
from research.actions import choose_study
from research.models import Study

BEGIN = NOON - dt.timedelta(days=230)


def lived(worker: User, study: Study, persons: int, *, taking_part: bool = True, **client: str) -> list[Pair]:
    """Pairs with an intake and a six months' moment; the answers differ from pair to pair."""
    pairs = []
    for n in range(persons):
        with clock.at(BEGIN + dt.timedelta(days=n)):
            pair = start_pair(worker=worker, last_name="Kanarie", **client)
            reveal(open_measurement(pair), client=1 + n % 5, worker=3)
            pairs.append(pair)
    for n, pair in enumerate(pairs):
        with clock.at(BEGIN + dt.timedelta(days=195 + n)):
            reveal(open_measurement(pair, MomentKind.REGULAR), client=5 - n % 5, worker=4)
        choose_study(study=study, person=pair.client, taking_part=taking_part, by=None)
    return pairs
