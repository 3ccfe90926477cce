"""A client's own page in words ready to print: plain Dutch, and only what the data layer hands this client.

It never tells whether the worker has answered before the client has: it knows the client's own responses and the
reveal, nothing else.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import notice, policies, presenters
from alliance.models import Measurement, Rater, Response, ScaleScore
from alliance.state import is_within
from caseload import days
from caseload.models import Agreement, AgreementState, AgreementWho, Pair


@dataclass(frozen=True, slots=True)
class Answered:
    """One set of own answers: which moment, when, and every question with the words of the answer."""

    measurement_id: UUID
    title: str
    why: str
    may_share: bool
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One agreement: what, who and by when, how it stands."""

    text: str
    why: str


def own_page(user: User, pairs: list[Pair], *, today: dt.date) -> dict[str, Any]:
    """Everything on the page. `pairs` are all of the client's, newest first, with their people."""
    present = next((pair for pair in pairs if pair.is_open), None)
    measurements = list(Measurement.objects.visible_to(user).select_related("instrument", "pair__worker"))
    responses = list(
        Response.objects.visible_to(user).standing().select_related("instrument").order_by("-submitted_at")
    )
    by_id = {measurement.pk: measurement for measurement in measurements}
    agreements = Agreement.objects.visible_to(user).select_related("pair__worker")
    return {
        "present": present,
        "profiles": _profiles(user, pairs, measurements),
        "answered": [_answered(by_id[r.measurement_id], r, today) for r in responses],
        "next": _next(present, measurements, responses, today),
        "open_agreements": [_promise(a) for a in agreements if a.state == AgreementState.OPEN],
        "closed_agreements": [_promise(a) for a in agreements if a.state != AgreementState.OPEN],
        "notice": notice.for_client(present.worker.first_name) if present else [],
    }


def _profiles(user: User, pairs: Iterable[Pair], measurements: list[Measurement]) -> list[presenters.Profile]:
    """Both sides' scales, a set for each worker: scores of different pairs are never laid side by side."""
    found = ScaleScore.objects.visible_to(user)
    fields = found.values_list("response__measurement_id", "response__rater", "scale", "score")
    scores = {(measurement, rater, scale): score for measurement, rater, scale, score in fields}
    shown: list[presenters.Profile] = []
    for pair in pairs:
        own = [m for m in measurements if m.pair_id == pair.pk]
        ids = {m.pk for m in own}
        of_pair = {key: score for key, score in scores.items() if key[0] in ids}
        profile = presenters.profile(own, of_pair, client=pair.client.first_name, worker=pair.worker.first_name)
        if profile:
            # Two profiles on one page: their charts need names of their own.
            named = tuple(replace(chart, key=f"{chart.key}-{len(shown)}") for chart in profile.charts)
            shown.append(replace(profile, charts=named))
    return shown


def _answered(measurement: Measurement, response: Response, today: dt.date) -> Answered:
    instrument = response.instrument.parsed
    language = get_language() or "nl"
    words = {label.value: label.text.get(language) for label in instrument.labels}
    when = {"day": days.day_long(timezone.localdate(response.submitted_at))}
    answers = tuple(
        (item.text.get(language), words.get(response.answers.get(item.key), _("Niet ingevuld")))
        for item in instrument.items_for(Rater.CLIENT)
    )
    return Answered(
        measurement_id=measurement.pk,
        title=measurement.label,
        why=f"{_('Ingevuld op %(day)s.') % when} {_after(measurement, response, today)}".strip(),
        may_share=policies.may_share(measurement, own=response, today=today),
        answers=answers,
    )


def _after(measurement: Measurement, response: Response, today: dt.date) -> str:
    """What happens with it now; the client's own side is in, so it may speak of the worker's."""
    name = {"worker": measurement.pair.worker.first_name, "day": days.day_long(measurement.last_day)}
    if measurement.is_revealed:
        return ""
    if response.shared_at:
        return _("%(worker)s vulde niet op tijd in. Jij hebt je uitkomst gedeeld.") % name
    if is_within(measurement, today) and measurement.pair.is_open:
        return _("%(worker)s kan nog invullen t/m %(day)s. Daarna zie je hier de uitkomst van jullie twee.") % name
    return _("%(worker)s vulde niet op tijd in. Jouw uitkomst blijft dicht.") % name


def _next(
    present: Pair | None, measurements: Iterable[Measurement], responses: Iterable[Response], today: dt.date
) -> list[str]:
    """What comes, and when; the same whatever the worker did."""
    done = {response.measurement_id for response in responses}
    lines = []
    for measurement in measurements:
        if present is None or measurement.pair_id != present.pk or measurement.pk in done:
            continue
        words = {"begin": days.day_long(measurement.opens_on), "end": days.day_long(measurement.last_day)}
        if is_within(measurement, today):
            lines.append(_("Er staan vragen voor je klaar, t/m %(end)s. Gebruik de link die je kreeg.") % words)
        elif measurement.opens_on > today:
            lines.append(_("Vanaf %(begin)s krijg je weer vragen. Je krijgt dan een bericht.") % words)
    return lines


def _promise(agreement: Agreement) -> Promise:
    worker = agreement.pair.worker.first_name
    who = {AgreementWho.CLIENT: _("Jij"), AgreementWho.WORKER: worker}.get(AgreementWho(agreement.who), _("Samen"))
    words = {"who": who, "due": days.day_long(agreement.due), "closed": days.day_long(agreement.closed_on)}
    if agreement.state == AgreementState.DONE:
        return Promise(agreement.text, _("%(who)s. Gedaan op %(closed)s.") % words)
    if agreement.state == AgreementState.DROPPED:
        return Promise(agreement.text, _("%(who)s. Hoeft niet meer sinds %(closed)s.") % words)
    if agreement.due:
        return Promise(agreement.text, _("%(who)s, vóór %(due)s.") % words)
    return Promise(agreement.text, f"{who}.")
