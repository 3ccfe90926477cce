"""Waves of the survey in words: which one is open, and the figures of those that closed beside the published ones."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit import clock
from caseload import days
from remote_contact.models import Audience, Opinion, Taken, Wave
from remote_contact.survey import Figure, Published, Results, results, statements_for
from remote_contact.survey_words import STATEMENTS

AUDIENCE_OF = {Role.CLIENT: Audience.CLIENT, Role.WORKER: Audience.WORKER}
# Room for a bar of 100 %.
BAR = 200


@dataclass(frozen=True, slots=True)
class WaveRow:
    name: str
    audience: str
    days: str
    tag_text: str
    tag_kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One round, or the published study, at one statement; without a figure `hidden` says why."""

    label: str
    percent: str = ""
    n: str = ""
    interval: str = ""
    bar: int = 0
    hidden: str = ""
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    statement: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    blocks: tuple[Block, ...]
    taken: tuple[str, ...]


def open_wave_for(user: User) -> Wave | None:
    """The one in which this person can take part today: open, for people like them, and not taken yet."""
    audience, today = AUDIENCE_OF.get(Role(user.role)), clock.today()
    if audience is None:
        return None
    found = Wave.objects.filter(organisation=user.organisation_id, audience=audience)
    whose = {"client__account": user} if audience == Audience.CLIENT else {"user": user}
    taken = Taken.objects.filter(**whose).values("wave")
    return found.filter(opens_on__lte=today, closes_on__gt=today).exclude(pk__in=taken).order_by("closes_on").first()


def wave_rows(organisation_id: UUID) -> list[WaveRow]:
    today = clock.today()
    return [_wave_row(wave, today) for wave in Wave.objects.filter(organisation=organisation_id)]


def _wave_row(wave: Wave, today: dt.date) -> WaveRow:
    state = (_("open"), "open") if wave.opens_on <= today else (_("gepland"), "")
    if wave.closes_on <= today:
        state = (_("gesloten"), "done")
    last = days.day_year(wave.closes_on - dt.timedelta(days=1))
    return WaveRow(wave.name, str(Audience(wave.audience).label), f"{days.day_year(wave.opens_on)} – {last}", *state)


def groups(organisation_id: UUID) -> list[Group]:
    """Workers and clients apart. A wave that is still open has no figures: who watches them change sees one answer."""
    closed = list(Wave.objects.filter(organisation=organisation_id, closes_on__lte=clock.today()))
    found = _results(closed)
    titles = {Audience.WORKER: _("Wat werkers vinden"), Audience.CLIENT: _("Wat cliënten vinden")}
    return [
        Group(
            title=titles[audience],
            blocks=tuple(
                Block(
                    str(STATEMENTS[one.key]),
                    (
                        *(
                            _line(wave.name, found[wave.pk].figures[one.key])
                            for wave in closed
                            if wave.audience == audience
                        ),
                        _published(one.published),
                    ),
                )
                for one in statements_for(audience)
            ),
            taken=tuple(_taken(wave, found[wave.pk]) for wave in closed if wave.audience == audience),
        )
        for audience in titles
    ]


def _results(waves: Iterable[Wave]) -> dict[UUID, Results]:
    waves = list(waves)
    answers: dict[UUID, dict[str, list[int]]] = {
        wave.pk: {one.key: [] for one in statements_for(wave.audience)} for wave in waves
    }
    for wave_id, statement, value in Opinion.objects.filter(wave__in=waves).values_list("wave", "statement", "value"):
        answers[wave_id][statement].append(value)
    taken: dict[UUID, int] = defaultdict(int)
    taken |= dict(Taken.objects.filter(wave__in=waves).values_list("wave").annotate(n=Count("pk")).order_by())
    return {wave.pk: results(answers[wave.pk], taken[wave.pk]) for wave in waves}


def _line(name: str, figure: Figure | None) -> Line:
    if figure is None:
        return Line(name, hidden=_("te weinig antwoorden"))
    return Line(
        label=name,
        percent=_("%(n)s %%") % {"n": f"{figure.percent:.0f}"},
        n=str(figure.n),
        interval=_("%(low)s tot %(high)s %%") % {"low": round(figure.low), "high": round(figure.high)},
        bar=round(figure.percent * BAR / 100),
    )


def _published(published: Published) -> Line:
    n = str(published.n)
    if published.agree is not None:
        words = {"agree": published.agree, "n": published.n}
        n = _("%(n)s, waarvan %(agree)s eens (gereconstrueerd)") % words
    return Line(
        label=_("Gepubliceerd onderzoek"),
        percent=_("%(n)s %%") % {"n": published.percent},
        n=n,
        bar=round(published.percent * BAR / 100),
        is_published=True,
    )


def _taken(wave: Wave, found: Results) -> str:
    if found.taken is None:
        return _("%(name)s: zo weinig deelnemers of antwoorden dat het aantal er niet staat") % {"name": wave.name}
    return _("%(name)s: %(n)s deden mee") % {"name": wave.name, "n": found.taken}
