"""A client's own page in words ready to print: plain Dutch, and only what the data layer hands this client.

It never tells whether the worker has answered before the client has: it knows the client's own responses and the
reveal, nothing else.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import notice, policies, presenters
from alliance.client_words import answers_of, not_planned_yet, promise
from alliance.models import ItemConsent, Measurement, Rater, Response, ScaleScore
from alliance.origin import origin_sentence
from alliance.state import is_within
from alliance.talk_forms import worth_form
from caseload import days
from caseload.cover_words import client_lines
from caseload.models import Agreement, AgreementState, Pair, PairEnd, PassOn, Pause
from remote_contact.presenters import mix, moods
from remote_contact.presenters.appointments import own_lines
from volunteers.presenters.matches import match_lines
from volunteers.presenters.requests import own_section


@dataclass(frozen=True, slots=True)
class Answered:
    """One set of own answers: which moment, when, and every question with the words of the answer."""

    measurement_id: UUID
    title: str
    why: str
    may_share: bool
    may_correct: bool
    answers: tuple[tuple[str, str], ...]
    # Whose questions they were.
    origin: str


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """Whether the present worker may see the single answers of one moment."""

    id: UUID
    title: str
    worker: str
    allowed: bool


def own_page(user: User, pairs: list[Pair], *, today: dt.date) -> dict[str, Any]:
    """Everything on the page. `pairs` are all of the client's, newest first, with their people."""
    present = next((pair for pair in pairs if pair.is_open), None)
    measurements = _measurements(user, today)
    responses = list(
        Response.objects.visible_to(user).standing().select_related("instrument").order_by("-submitted_at")
    )
    by_id = {measurement.pk: measurement for measurement in measurements}
    agreements = Agreement.objects.visible_to(user).select_related("pair__worker")
    return {
        "present": present,
        "cover": client_lines(present) if present else [],
        "profiles": _profiles(user, pairs, measurements),
        "worth": worth_form(measurements, Rater.CLIENT),
        "answered": [_answered(by_id[r.measurement_id], r, today) for r in responses],
        "next": _next(present, measurements, responses, today),
        "mood": moods.asking(present),
        "open_agreements": [promise(a) for a in agreements if a.state == AgreementState.OPEN],
        "closed_agreements": [promise(a) for a in agreements if a.state != AgreementState.OPEN],
        "mix": mix.for_client(present) if present else "",
        "appointments": own_lines(user, present),
        "passed_on": _passed_on(present),
        "volunteer_request": own_section(user, present),
        "matches": match_lines(present.supervision_id) if present else [],
        "notice": notice.for_client(present.worker.first_name) if present else [],
    }


def _measurements(user: User, today: dt.date) -> list[Any]:
    """With `paused_since`: since when the supervision stands still, if it does."""
    pause = Pause.objects.running_on(today).filter(supervision=OuterRef("pair__supervision"))
    found = Measurement.objects.visible_to(user).annotate(paused_since=Subquery(pause.values("since")[:1]))
    return list(found.select_related("instrument", "pair__worker", "talk"))


def _passed_on(present: Pair | None) -> PassOn | None:
    """What goes along to a next worker; `pass_on` came with the pair."""
    written = getattr(present, "pass_on", None)
    return written if written is not None and written.client_agreed else None


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


def _answered(measurement: Any, response: Response, today: dt.date) -> Answered:
    when = {"day": days.day_long(response.filled_on or timezone.localdate(response.submitted_at))}
    done = _("Op papier of in een gesprek ingevuld op %(day)s.") if response.filled_on else _("Ingevuld op %(day)s.")
    return Answered(
        measurement_id=measurement.pk,
        title=measurement.label,
        why=f"{done % when} {_after(measurement, response, today)}".strip(),
        may_share=measurement.paused_since is None and policies.may_share(measurement, own=response, today=today),
        may_correct=policies.may_correct(measurement, own=response, today=today),
        answers=answers_of(response),
        origin=origin_sentence(response.instrument.parsed),
    )


def _after(measurement: Any, response: Response, today: dt.date) -> str:
    """What happens with it now; the client's own side is in, so it may speak of the worker's."""
    name = {"worker": measurement.pair.worker.first_name, "day": days.day_long(measurement.last_day)}
    if measurement.is_revealed:
        held_on = measurement.talked_on
        return _("Besproken op %(day)s.") % {"day": days.day_long(held_on)} if held_on else ""
    if response.shared_at:
        return _("%(worker)s vulde niet op tijd in. Jij hebt je uitkomst gedeeld.") % name
    if policies.closed_as_ended(measurement):
        return _ended(measurement.pair)
    if is_within(measurement, today) and measurement.pair.is_open:
        return _("%(worker)s kan nog invullen t/m %(day)s. Daarna zie je hier de uitkomst van jullie twee.") % name
    if policies.stands_still(measurement, paused_since=measurement.paused_since):
        return _("Je toezicht is gepauzeerd. Deze meting wacht tot het verdergaat.")
    return _("%(worker)s vulde niet op tijd in. Jouw uitkomst blijft dicht.") % name


def item_choices(user: User) -> list[ItemChoice]:
    """The client's standing responses with their present worker, newest first."""
    own = Response.objects.visible_to(user).standing().filter(rater=Rater.CLIENT, measurement__pair__ends_on=None)
    responses = own.select_related("measurement__pair__worker").order_by("-submitted_at")
    allowed = set(
        ItemConsent.objects.filter(response__in=own, withdrawn_at__isnull=True).values_list("response", flat=True)
    )
    return [
        ItemChoice(r.pk, r.measurement.label, r.measurement.pair.worker.first_name, r.pk in allowed) for r in responses
    ]


def _ended(pair: Pair) -> str:
    """The pair stopped while the moment was open: nobody was late."""
    words = {"day": days.day_long(pair.ends_on), "worker": pair.worker.first_name}
    if pair.end_kind == PairEnd.HANDED_OVER:
        return _("Je kreeg op %(day)s een andere werker. Deze meting is daarom gesloten.") % words
    return _("Je toezicht is geëindigd op %(day)s. Deze meting is daarom gesloten.") % words


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
    if lines or present is None:
        return lines
    return not_planned_yet(present, [m for m in measurements if m.pair_id == present.pk], today)
