"""What a client reads of their case, on their own page and on paper: plain Dutch, "je"."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance import schedule
from alliance.actions.planning import opening_of
from alliance.models import Measurement, Rater, Response
from caseload import days
from caseload.models import Agreement, AgreementState, AgreementWho, Pair


@dataclass(frozen=True, slots=True)
class Promise:
    """One agreement: what, who and by when, how it stands."""

    text: str
    why: str


def promise(agreement: Agreement) -> Promise:
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


def not_planned_yet(pair: Pair, measurements: Iterable[Measurement], today: dt.date) -> list[str]:
    """When the moment comes that is planned only once this one has passed; none after the supervision's end."""
    months = max((m.months for m in measurements), default=0) + schedule.REGULAR_MONTHS
    begin, end = opening_of(pair, months), pair.supervision.planned_end
    if begin <= today or (end is not None and begin >= end):
        return []
    return [_("Vanaf %(begin)s krijg je weer vragen.") % {"begin": days.day_long(begin)}]


def answers_of(response: Response) -> tuple[tuple[str, str], ...]:
    """Every question of the client's side with the words of the answer."""
    instrument = response.instrument.parsed
    language = get_language() or "nl"
    words = {label.value: label.text.get(language) for label in instrument.labels}
    return tuple(
        (item.text.get(language), words.get(response.answers.get(item.key), _("Niet ingevuld")))
        for item in instrument.items_for(Rater.CLIENT)
    )
