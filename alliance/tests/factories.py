"""Measurements and responses for tests, through the real actions."""

from collections.abc import Mapping

from accounts.models import User
from alliance import actions
from alliance.models import Measurement, MomentKind, Rater, Response, Way
from audit import clock
from caseload.models import Pair


def open_measurement(pair: Pair, kind: str = MomentKind.INTAKE) -> Measurement:
    """Plan and open what is due for this pair today, and return the moment of this kind."""
    today = clock.today()
    actions.plan_measurements(today=today, pairs=Pair.objects.filter(pk=pair.pk))
    actions.open_due(today=today)
    return Measurement.objects.with_people().get(pair=pair, kind=kind)


def fill_in(measurement: Measurement, rater: Rater | str, value: int | Mapping[str, int] = 4) -> None:
    """Save a draft: the same answer to every item, or the answers given."""
    rater = Rater(rater)
    assert measurement.instrument is not None
    items = measurement.instrument.parsed.items_for(rater)
    answers = {item.key: value for item in items} if isinstance(value, int) else dict(value)
    actions.save_draft(
        measurement=measurement, rater=rater, answers=answers, credential="test", language="nl", notice_version="1"
    )


def answer(measurement: Measurement, rater: Rater | str, value: int | Mapping[str, int] = 4) -> Response:
    """Fill in and submit one side."""
    fill_in(measurement, rater, value)
    by: User | None = measurement.pair.worker if rater == Rater.WORKER else None
    way = Way.PORTAL if by else Way.LINK
    return actions.submit_response(measurement=measurement, rater=Rater(rater), way=way, by=by)


def reveal(measurement: Measurement, client: int | Mapping[str, int] = 4, worker: int | Mapping[str, int] = 3) -> None:
    """Bring both sides in."""
    answer(measurement, Rater.CLIENT, client)
    answer(measurement, Rater.WORKER, worker)
    measurement.refresh_from_db()
