"""Where a pair's moments stand, in words: what is asked of the worker, what a supervisor may know, the timeline.

Until the worker's own side is in, nothing here depends on the client's.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from alliance import policies, schedule
from alliance.actions.not_me import said_since_pin
from alliance.actions.planning import opening_of
from alliance.models import ClientPin, Measurement, MomentKind, Rater, Response
from alliance.state import Step, is_within, worker_state
from alliance.window_lines import span
from caseload import days
from caseload.models import Pair, PairEnd
from caseload.timeline import Entry, Look


@dataclass(frozen=True, slots=True)
class StateLine:
    """What the monitor asks of the worker now; `post` tells whether `url` takes a button or a link."""

    text: str
    why: str
    url: str = ""
    label: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class MomentRow:
    """A moment by state and dates: all that a supervisor sees of it."""

    label: str
    dates: str
    tag_text: str
    tag_kind: str


def measurements_of(pair: Pair) -> list[Measurement]:
    """The moments of this pair alone: those of an earlier worker stay with the earlier pair.

    With `worker_began`: whether the worker has a draft of their own side.
    """
    began = Exists(Measurement.objects.filter(pk=OuterRef("pk"), drafts__rater=Rater.WORKER))
    found = Measurement.objects.filter(pair=pair).annotate(worker_began=began)
    return list(found.select_related("instrument", "talk", "pair"))


def own_responses(user: User, pair: Pair) -> dict[UUID, Response]:
    """The worker's own responses by measurement; of anybody else nothing."""
    found = Response.objects.visible_to(user).standing().filter(measurement__pair=pair, rater=Rater.WORKER)
    return {response.measurement_id: response for response in found.only("measurement_id", "rater", "shared_at")}


def talked_ids(measurements: Iterable[Measurement]) -> set[UUID]:
    return {measurement.pk for measurement in measurements if measurement.talked_on}


def state_line(
    measurements: Sequence[Measurement],
    own: Mapping[UUID, Response],
    today: dt.date,
    *,
    client: str,
    paused: bool = False,
) -> StateLine | None:
    """What is asked of the worker. Until their own side is in, it is the same whatever the client did.

    In a pause nobody is asked to share: a window that passed moves when the pause ends.
    """
    tag = worker_state(measurements, own, today, talked_ids=talked_ids(measurements), paused=paused)
    if tag is None or tag.step == Step.SHARE:
        return None if paused else _share_line(measurements, own, today, client)
    measurement = tag.measurement
    words = {"moment": measurement.label, "day": days.day(measurement.last_day), "client": client}
    respond = reverse("alliance:respond", args=[measurement.pk])
    return {
        Step.FILL_IN: StateLine(
            _("Jouw kant nog invullen"),
            _("%(moment)s, in te vullen t/m %(day)s") % words,
            respond,
            _("Jouw kant invullen"),
        ),
        Step.PUT_OFF: StateLine(
            _("Je koos ‘nu niet’"), _("%(moment)s: invullen kan t/m %(day)s") % words, respond, _("Toch invullen")
        ),
        Step.WAIT: StateLine(
            _("Jij bent klaar; wacht op de cliënt"),
            _("%(moment)s: %(client)s kan invullen t/m %(day)s") % words,
            reverse("alliance:correct", args=[measurement.pk]),
            _("Mijn antwoorden veranderen"),
        ),
        Step.TALK: StateLine(
            _("Klaar om te bespreken"),
            _("%(moment)s: beide kanten zijn binnen.") % words,
            reverse("alliance:conversation", args=[measurement.pk]),
            _("Open het gesprek"),
        ),
    }[tag.step]


def _share_line(
    measurements: Sequence[Measurement], own: Mapping[UUID, Response], today: dt.date, client: str
) -> StateLine | None:
    for measurement in reversed(measurements):
        if policies.may_share(measurement, own=own.get(measurement.pk), today=today):
            why = _(
                "%(moment)s is gesloten met alleen jouw kant. Je kunt je schaalscores delen met %(client)s. "
                "Daarna kan %(client)s niet meer invullen."
            ) % {"moment": measurement.label, "client": client}
            url = reverse("alliance:share", args=[measurement.pk])
            return StateLine(_("Jouw scores delen?"), why, url, _("Deel mijn scores"), post=True)
    return None


def pin_line(pair: Pair) -> StateLine | None:
    """What is asked of the worker about the client's PIN."""
    pin = ClientPin.objects.filter(client=pair.supervision.client_id).only("frozen_at").first()
    url = reverse("alliance:give_pin", args=[pair.pk])
    if pin is None:
        why = _("Met een pincode opent de cliënt de vragen zelf.")
        return StateLine(_("Geef de cliënt een pincode"), why, url, _("Pincode geven"))
    if said_since_pin(pair.supervision.client_id).exists():
        why = _("Iemand anders kreeg het bericht. Kijk of het adres klopt, geef dan een nieuwe pincode.")
        return StateLine(_("De link kwam bij iemand anders"), why, url, _("Nieuwe pincode geven"))
    if pin.frozen_at is not None:
        why = _("Er is te vaak een verkeerde pincode ingevuld.")
        return StateLine(_("De pincode is geblokkeerd"), why, url, _("Nieuwe pincode geven"))
    return None


def open_measurement(measurements: Iterable[Measurement], today: dt.date) -> Measurement | None:
    """The moment that can be answered now and was not revealed."""
    return next((m for m in measurements if is_within(m, today) and not m.is_revealed), None)


def next_moments(pair: Pair, measurements: Sequence[Measurement], today: dt.date) -> list[tuple[str, str]]:
    """The running and the coming moments as (label, dates); the first one yet to be planned when there is no other."""
    rows = []
    for measurement in measurements:
        if measurement.is_revealed or today >= measurement.closes_on:
            continue
        words = {"begin": days.near(measurement.opens_on, today), "end": days.near(measurement.last_day, today)}
        running = is_within(measurement, today)
        rows.append((measurement.label, _("t/m %(end)s") % words if running else _("vanaf %(begin)s") % words))
    if rows:
        return rows
    months = max((m.months for m in measurements), default=0) + schedule.REGULAR_MONTHS
    begin = days.near(opening_of(pair, months), today)
    label = Measurement(kind=MomentKind.REGULAR, months=months).label
    return [(label, _("vanaf %(begin)s") % {"begin": begin})]


def moment_rows(
    measurements: Iterable[Measurement], today: dt.date, *, paused_since: dt.date | None = None
) -> list[MomentRow]:
    return [_moment_row(measurement, today, paused_since) for measurement in measurements]


def _moment_row(measurement: Measurement, today: dt.date, paused_since: dt.date | None) -> MomentRow:
    dates = span(measurement, today)
    if measurement.revealed_at is not None:
        done = _("beide kanten binnen op %(day)s") % {"day": days.near(_day(measurement.revealed_at), today)}
        return MomentRow(measurement.label, done, _("klaar"), "done")
    if policies.closed_as_ended(measurement):
        return MomentRow(measurement.label, _ended(measurement, today), _("gesloten"), "")
    if today >= measurement.closes_on:
        if policies.stands_still(measurement, paused_since=paused_since):
            return MomentRow(measurement.label, dates, _("gepauzeerd"), "")
        return MomentRow(measurement.label, dates, _("gesloten, niet compleet"), "")
    if is_within(measurement, today):
        return MomentRow(measurement.label, dates, _("open"), "open")
    return MomentRow(measurement.label, dates, _("gepland"), "")


def _ended(measurement: Measurement, today: dt.date) -> str:
    """Why nobody is asked any more: the supervision ended, or another worker took over."""
    day = {"day": days.near(measurement.pair.ends_on, today)}
    if measurement.pair.end_kind == PairEnd.HANDED_OVER:
        return _("overgedragen op %(day)s") % day
    return _("toezicht geëindigd op %(day)s") % day


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def talks(measurements: Iterable[Measurement]) -> list[Entry]:
    """The talks about the moments: for those who see the pair's scores, nobody else."""
    title = _("Samen de meting besproken")
    held = [(m, m.talked_on) for m in measurements]
    return [Entry(day, title, why=f"{m.label}.", look=Look.ALLIANCE) for m, day in held if day is not None]


def timeline(
    measurements: Iterable[Measurement], today: dt.date, *, paused_since: dt.date | None = None
) -> list[Entry]:
    """What happened to the moments as a whole; never that one side came in."""
    entries = []
    for measurement in measurements:
        if measurement.opened_at is None:
            continue
        label = {"moment": measurement.label, "day": days.near(measurement.last_day, today)}
        why = _("In te vullen t/m %(day)s") % label
        entries.append(
            Entry(_day(measurement.opened_at), _("Meting open: %(moment)s") % label, why=why, look=Look.ALLIANCE)
        )
        if measurement.revealed_at is not None:
            title = _("Beide kanten van de meting zijn binnen")
            day, order = _day(measurement.revealed_at), timezone.localtime(measurement.revealed_at).time()
            why = _("%(moment)s: klaar om samen te bespreken.") % label
            entries.append(Entry(day, title, why=why, look=Look.ALLIANCE, order=order))
        elif policies.closed_as_ended(measurement):
            assert measurement.pair.ends_on is not None
            title = _("Meting gesloten: %(moment)s") % label
            why = _ended(measurement, today).capitalize()
            entries.append(Entry(measurement.pair.ends_on, title, why=why, look=Look.ALLIANCE))
        elif today < measurement.closes_on:
            continue
        elif paused_since is not None and policies.stands_still(measurement, paused_since=paused_since):
            title = _("Meting gepauzeerd: %(moment)s") % label
            day = max(paused_since, _day(measurement.opened_at))
            entries.append(Entry(day, title, why=_("Het toezicht staat stil."), look=Look.ALLIANCE))
        else:
            title = _("Meting gesloten: %(moment)s") % label
            why = _("Niet beide kanten zijn ingevuld.")
            entries.append(Entry(measurement.closes_on, title, why=why, look=Look.ALLIANCE))
    return entries
