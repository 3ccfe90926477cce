"""Who asks for the supervisor of a team, in words. Ordered by how long the reason stands, never by anything else."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Team, User
from caseload import days
from caseload.models import NeedAside, Pair
from caseload.models.pair import PairQuerySet
from dashboards.known import known_of, limits
from dashboards.needs import MOST, Kind, Need, Reason, needs, reasons
from dashboards.tables import Cell, Column, Row, Table

SHOWN = 10
# What a reason is called where reasons are counted.
KIND_WORDS = {
    Kind.SILENT: gettext_lazy("lang geen contact"),
    Kind.IN_VAIN: gettext_lazy("geprobeerd, niet bereikt"),
    Kind.FOLLOW_UP: gettext_lazy("volgende stap te laat"),
    Kind.UNTALKED: gettext_lazy("meting nog niet besproken"),
    Kind.CLOSING: gettext_lazy("meting sluit binnenkort"),
    Kind.CLOSED: gettext_lazy("meting niet compleet, zonder reden"),
    Kind.HAND_OVER: gettext_lazy("geen overdrachtsgesprek"),
    Kind.HITCH: gettext_lazy("hapering"),
    Kind.AGREEMENT: gettext_lazy("afspraak van de werker te laat"),
    Kind.APART: gettext_lazy("lang alleen op afstand"),
    Kind.UNREACHABLE: gettext_lazy("berichten komen niet aan"),
}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One pair that asks for a look. `why`: a sentence for each reason; `since`: of the longest standing."""

    pair_id: uuid.UUID
    client_id: uuid.UUID
    client: str
    number: str
    worker: str
    reasons: tuple[Reason, ...]
    why: tuple[str, ...]
    since: str

    @property
    def named(self) -> tuple[str, ...]:
        """The sentences that a list shows."""
        return self.why[:MOST]

    @property
    def aside_url(self) -> str:
        return reverse("dashboards:put_aside", args=[self.pair_id])


@dataclass(frozen=True, slots=True)
class AsideRow:
    """What somebody put aside at one moment, as far as its cause still stands."""

    aside_id: uuid.UUID
    pair_id: uuid.UUID
    client_id: uuid.UUID
    client: str
    why: tuple[str, ...]
    reason: str
    by: str
    until: str

    @property
    def back_url(self) -> str:
        return reverse("dashboards:take_back", args=[self.pair_id, self.aside_id])


@dataclass(frozen=True, slots=True)
class TeamNeeds:
    """`rows` are all pairs that ask, longest first; a page shows `shown`, and records the read of `clients`."""

    rows: tuple[NeedRow, ...]
    aside: tuple[AsideRow, ...]
    with_all: bool = False

    @property
    def shown(self) -> tuple[NeedRow, ...]:
        return self.rows if self.with_all else self.rows[:SHOWN]

    @property
    def more(self) -> bool:
        return len(self.shown) < len(self.rows)

    @property
    def clients(self) -> set[uuid.UUID]:
        return {row.client_id for row in self.shown} | {row.client_id for row in self.aside}

    @property
    def counts(self) -> dict[Kind, int]:
        """How many pairs ask by each kind of reason, in the order of the kinds; a pair with two counts in both."""
        found = Counter(reason.need.kind for row in self.rows for reason in row.reasons)
        return {kind: found[kind] for kind in Kind if found[kind]}


def needs_of(team: Team, user: User, today: dt.date, *, with_all: bool = False) -> TeamNeeds:
    """The running pairs of this team that this person may see and that ask for a look, in a constant number of
    queries."""
    return needs_among(Pair.objects.visible_to(user).filter(team=team).open(), today, with_all=with_all)


def needs_table(needs: TeamNeeds) -> Table:
    """The list as a page shows it, for a file: with the client's number, because a file goes where no page goes."""
    rows = tuple(
        Row((str(row.pair_id),), (row.number, row.worker, " ".join(row.named)), (Cell(row.since),))
        for row in needs.shown
    )
    heads = (_("Cliëntnummer"), _("Werker"), _("Reden"))
    return Table("needs", _("Wie heeft mij nodig?"), heads, (Column("since", _("Sinds")),), rows)


def needs_of_pair(pair: Pair, user: User, today: dt.date) -> TeamNeeds:
    return needs_among(Pair.objects.visible_to(user).filter(pk=pair.pk).open(), today)


def needs_among(pairs: PairQuerySet, today: dt.date, *, with_all: bool = False) -> TeamNeeds:
    """Of these running pairs, which somebody may see."""
    running = list(pairs.select_related("worker", "supervision__client"))
    known, asides, set_to = known_of(running, today), _asides(running), limits()
    rows: list[NeedRow] = []
    aside: list[AsideRow] = []
    for pair in running:
        found = needs(known[pair.pk], today=today, limits=set_to)
        put = asides[pair.pk]
        if standing := reasons(found, put):
            rows.append(_row(pair, standing, today))
        aside += _aside_rows(pair, found, put, today)
    rows.sort(key=lambda row: (row.reasons[0].need.since, row.client, str(row.pair_id)))
    aside.sort(key=lambda row: (row.client, str(row.aside_id)))
    return TeamNeeds(tuple(rows), tuple(aside), with_all)


def _asides(pairs: Iterable[Pair]) -> Mapping[uuid.UUID, dict[str, NeedAside]]:
    found: dict[uuid.UUID, dict[str, NeedAside]] = defaultdict(dict)
    rows = NeedAside.objects.standing().filter(pair__in=[pair.pk for pair in pairs]).select_related("put_aside_by")
    for aside in rows:
        found[aside.pair_id][aside.cause] = aside
    return found


def _row(pair: Pair, standing: list[Reason], today: dt.date) -> NeedRow:
    return NeedRow(
        pair_id=pair.pk,
        client_id=pair.supervision.client_id,
        client=pair.client.full_name,
        number=pair.client.number,
        worker=pair.worker.full_name,
        reasons=tuple(standing),
        why=tuple(reason_words(reason, today) for reason in standing),
        since=days.near(standing[0].need.since, today),
    )


def _aside_rows(pair: Pair, found: list[Need], put: Mapping[str, NeedAside], today: dt.date) -> list[AsideRow]:
    """One for each time that somebody put something aside."""
    at_once: dict[dt.datetime, list[Need]] = defaultdict(list)
    for need in found:
        if need.cause in put:
            at_once[put[need.cause].put_aside_at].append(need)
    rows = []
    for several in at_once.values():
        first = put[several[0].cause]
        rows.append(
            AsideRow(
                aside_id=first.pk,
                pair_id=pair.pk,
                client_id=pair.supervision.client_id,
                client=pair.client.full_name,
                why=tuple(reason_words(reason, today) for reason in reasons(several)),
                reason=first.reason,
                by=first.put_aside_by.full_name,
                until=days.near(first.until, today),
            )
        )
    return rows


def reason_words(reason: Reason, today: dt.date) -> str:
    """The reason as a sentence; where several of one kind stand, the longest standing and how many more."""
    sentence = _SENTENCES[reason.need.kind](reason.need, today)
    if others := len(reason.causes) - 1:
        more = ngettext("En nog %(n)s.", "En nog %(n)s.", others) % {"n": others}
        return f"{sentence} {more}"
    return sentence


def _silent(need: Need, today: dt.date) -> str:
    words = {"n": need.count, "often": need.plan.per_month if need.plan else 0}
    if not words["often"]:
        return ngettext("Geen contact sinds %(n)s dag.", "Geen contact sinds %(n)s dagen.", need.count) % words
    told = ngettext(
        "Geen contact sinds %(n)s dag; in het plan staat %(often)s keer per maand.",
        "Geen contact sinds %(n)s dagen; in het plan staat %(often)s keer per maand.",
        need.count,
    )
    return told % words


def _in_vain(need: Need, today: dt.date) -> str:
    return _("%(n)s keer geprobeerd, niet bereikt; er staat nog geen volgende stap.") % {"n": need.count}


def _follow_up(need: Need, today: dt.date) -> str:
    words = _("De volgende stap na een contact dat niet doorging, vóór %(day)s, is nog open.")
    return words % {"day": days.near(need.since, today)}


def _untalked(need: Need, today: dt.date) -> str:
    words = {"moment": need.moment, "day": days.near(need.since, today)}
    return _("%(moment)s: beide kanten klaar sinds %(day)s, nog niet besproken.") % words


def _closing(need: Need, today: dt.date) -> str:
    words = {"moment": need.moment, "day": days.near(need.day, today)}
    return _("%(moment)s: kan nog t/m %(day)s, is niet compleet.") % words


def _closed(need: Need, today: dt.date) -> str:
    words = {"moment": need.moment, "day": days.near(need.day, today)}
    return _("%(moment)s: kon t/m %(day)s, is niet compleet en er staat geen reden bij.") % words


def _hand_over(need: Need, today: dt.date) -> str:
    return _("Wisseling van werker zonder overdrachtsgesprek.")


def _hitch(need: Need, today: dt.date) -> str:
    return _("Hapering op %(day)s, nog niet opgelost.") % {"day": days.near(need.since, today)}


def _agreement(need: Need, today: dt.date) -> str:
    return _("Een afspraak van de werker, vóór %(day)s, is nog open.") % {"day": days.near(need.since, today)}


def _apart(need: Need, today: dt.date) -> str:
    words = {"n": need.count, "often": need.plan.together if need.plan else 0}
    if need.plan is None:
        return ngettext("%(n)s week alleen op afstand.", "%(n)s weken alleen op afstand.", need.count) % words
    told = ngettext(
        "%(n)s week alleen op afstand; in het plan staat %(often)s keer per maand bij elkaar.",
        "%(n)s weken alleen op afstand; in het plan staat %(often)s keer per maand bij elkaar.",
        need.count,
    )
    return told % words


def _unreachable(need: Need, today: dt.date) -> str:
    return _("Berichten komen niet aan: het adres of nummer werkt niet.")


_SENTENCES = {
    Kind.SILENT: _silent,
    Kind.IN_VAIN: _in_vain,
    Kind.FOLLOW_UP: _follow_up,
    Kind.UNTALKED: _untalked,
    Kind.CLOSING: _closing,
    Kind.CLOSED: _closed,
    Kind.HAND_OVER: _hand_over,
    Kind.HITCH: _hitch,
    Kind.AGREEMENT: _agreement,
    Kind.APART: _apart,
    Kind.UNREACHABLE: _unreachable,
}
