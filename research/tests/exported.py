"""One export that many tests read: six who take part, one of them with a blank answer, and what happened afterwards."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from accounts.models import Role, User
from accounts.tests.factories import TeamFactory, UserFactory
from alliance.models import MomentKind, Rater, ScaleScore
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from caseload.models import Pair
from caseload.tests.factories import start_pair
from conftest import NOON
from remote_contact.models import Method, Outcome
from remote_contact.tests.factories import logged
from research.actions import choose_study, import_outcomes, make_data_set
from research.gathering import Gathering
from research.models import Study
from research.outcome_files import Happened, Row
from research.tests.factories import open_study
from research.tests.world import BEGIN, lived

# Of each pair: half of what took place at a distance, one in five missed by the client, two in five failed.
CONTACTS = (
    (Method.PHONE, Outcome.TOOK_PLACE),
    (Method.OFFICE, Outcome.TOOK_PLACE),
    (Method.OFFICE, Outcome.NO_SHOW),
    (Method.PHONE, Outcome.NOT_REACHED),
    (Method.VIDEO, Outcome.TECHNICAL),
)


@dataclass(frozen=True)
class Files:
    """What the files must not hold, and the name of the first pair in them."""

    folder: Path
    secrets: tuple[str, ...]
    first_pair: str
    manifest: str
    scores: int


def export(folder: Path) -> Files:
    worker = UserFactory(role=Role.WORKER, team=TeamFactory(invitations_since=NOON - dt.timedelta(days=400)))
    owner = UserFactory(role=Role.RESEARCHER, organisation=worker.organisation)
    study = open_study(owner)
    choose_study(study=study, person=worker, taking_part=True, by=worker)
    pairs = [*lived(worker, study, 5), _blanks(worker, study)]
    for pair in pairs:
        for method, outcome in CONTACTS:
            logged(pair, method=method, outcome=outcome)
    rows = [
        Row(n, pair.client.number, Happened("recidivism", n % 2 == 0, 60 + n), (("group", "geweld"),))
        for n, pair in enumerate(pairs, start=2)
    ]
    import_outcomes(study=study, rows=rows, by=None)
    row = make_data_set(study=study, folder=folder, by=owner)
    secrets = [study.key, worker.email, worker.last_name, str(worker.pk), "Kanarie"]
    for pair in pairs:
        secrets += [pair.client.number, str(pair.pk), str(pair.client.pk), str(pair.supervision_id)]
        secrets += [pair.starts_on.isoformat(), pair.starts_on.strftime("%d-%m-%Y")]
    name = Gathering(study, clock.today()).name("pair", pairs[0].pk)
    return Files(folder, tuple(secrets), name, row.manifest, ScaleScore.objects.count())


def _blanks(worker: User, study: Study) -> Pair:
    """A client who left one scale open at intake, and one question of another scale."""
    with clock.at(BEGIN):
        pair = start_pair(worker=worker, last_name="Kanarie")
        measurement = open_measurement(pair)
        assert measurement.instrument is not None
        items = measurement.instrument.parsed.items_for(Rater.CLIENT)
        open_scale, other = items[0].scale, next(item for item in items if item.scale != items[0].scale)
        given = {item.key: 4 for item in items if item.scale != open_scale and item != other}
        reveal(measurement, client=given)
    with clock.at(BEGIN + dt.timedelta(days=195)):
        reveal(open_measurement(pair, MomentKind.REGULAR))
    choose_study(study=study, person=pair.client, taking_part=True, by=None)
    return pair
