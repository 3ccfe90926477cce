"""What a worker prints for their client: nothing that the worker themself may not see.

Until the reveal nothing on it depends on what either side did; single answers only with the client's yes.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from alliance import moments, notice, presenters
from alliance.client_words import answers_of, not_planned_yet, promise
from alliance.models import Measurement, Rater, Response
from alliance.origin import origin_sentence
from alliance.state import is_within
from caseload import days
from caseload.models import Agreement, AgreementState, Pair


def client_sheet(user: User, pair: Pair, *, today: dt.date) -> dict[str, Any]:
    measurements = moments.measurements_of(pair)
    client, worker = pair.client.first_name, pair.worker.first_name
    agreements = Agreement.objects.of_supervision_of(pair).select_related("pair__worker")
    allowed = Response.objects.visible_to(user).standing().filter(measurement__pair=pair, rater=Rater.CLIENT)
    labels = {m.pk: m.label for m in measurements}
    return {
        "pair": pair,
        "client": client,
        "worker": worker,
        "day": days.day_long(today),
        "profile": presenters.profile(measurements, presenters.scores_for(user, pair), client=client, worker=worker),
        "agreements": [promise(one) for one in agreements if one.state == AgreementState.OPEN],
        "next": list(_next(measurements, today)) or not_planned_yet(pair, measurements, today),
        "answered": [
            (labels[r.measurement_id], answers_of(r), origin_sentence(r.instrument.parsed))
            for r in allowed.select_related("instrument")
        ],
        "notice": notice.for_client(worker),
    }


def _next(measurements: Iterable[Measurement], today: dt.date) -> Iterable[str]:
    for measurement in measurements:
        words = {"begin": days.day_long(measurement.opens_on), "end": days.day_long(measurement.last_day)}
        if measurement.is_revealed:
            continue
        if is_within(measurement, today):
            yield _("De vragen van nu kun je invullen t/m %(end)s.") % words
        elif measurement.opens_on > today:
            yield _("Vanaf %(begin)s krijg je weer vragen.") % words
