"""The page of the talk in words ready to print: for two people at one screen, and the same on one sheet of paper."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance import patterns, talk, talk_chart
from alliance.change import may_compare
from alliance.instruments import Scale
from alliance.models import Measurement, Rater
from alliance.origin import origin_line
from alliance.patterns import Scores
from alliance.talk import Closeness, Comparison, Opener
from alliance.talk_chart import Place, Places, Scored
from caseload import days
from caseload.models import Pair


@dataclass(frozen=True, slots=True)
class Sentence:
    """`before`, then the scale in bold, then `after`."""

    before: str
    scales: str
    after: str


@dataclass(frozen=True, slots=True)
class Openers:
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    title: str
    was: tuple[Decimal | None, Decimal | None]
    now: tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class TalkPage:
    """`first` is the label of the moment that the small marks are of, "" when this is the first."""

    client: str
    worker: str
    names: str
    moment: str
    origin: str
    topic: str
    worker_topic: str
    first: str
    charts: tuple[Places, ...]
    near: tuple[Sentence, ...]
    apart: tuple[Sentence, ...]
    openers: tuple[Openers, ...]
    figures: tuple[FigureRow, ...]
    low: int
    high: int
    missing: tuple[str, ...]


def talk_page(
    pair: Pair, measurement: Measurement, measurements: Sequence[Measurement], scores: Scores, topics: Mapping[str, str]
) -> TalkPage:
    """`measurements` are the pair's, in order of time; `scores` and `topics` those that this reader may see."""
    return _Builder(pair, measurement, measurements, scores).page(topics)


class _Builder:
    def __init__(
        self, pair: Pair, measurement: Measurement, measurements: Sequence[Measurement], scores: Scores
    ) -> None:
        self.pair, self.measurement, self.scores = pair, measurement, scores
        self.client, self.worker = pair.client.first_name, pair.worker.first_name
        self.names = {Rater.CLIENT: self.client, Rater.WORKER: self.worker}
        self.instrument = patterns.parsed(measurement)
        self.language = get_language() or "nl"
        self.first = next((m for m in measurements if self.began(m)), None)
        now = {(r, s): score for (m, r, s), score in scores.items() if m == measurement.pk}
        self.compared = {one.scale: one for one in talk.compare(self.instrument, now)}

    def began(self, moment: Measurement) -> bool:
        """Whether the small marks may be of this moment: revealed, earlier, and its scores may be compared."""
        earlier = moment.is_revealed and moment.opens_on < self.measurement.opens_on
        return earlier and may_compare(patterns.parsed(moment), self.instrument)

    def page(self, topics: Mapping[str, str]) -> TalkPage:
        rows = list(self.rows())
        return TalkPage(
            client=self.client,
            worker=self.worker,
            names=_("%(client)s en %(worker)s") % self.words(),
            moment=self.measurement.label_inside,
            origin=origin_line([self.instrument]),
            topic=topics.get(Rater.CLIENT, ""),
            worker_topic=topics.get(Rater.WORKER, ""),
            first=self.first.label_inside if self.first else "",
            charts=tuple(talk_chart.places(rows, self.instrument.values, layout) for layout in talk_chart.LAYOUTS),
            near=tuple(self.near()),
            apart=tuple(self.apart()),
            openers=tuple(self.openers()),
            figures=tuple(self.figures()),
            low=self.instrument.values[0],
            high=self.instrument.values[-1],
            missing=tuple(self.missing()),
        )

    def title(self, scale: Scale) -> str:
        return scale.title.get(self.language)

    def score(self, moment: Measurement | None, rater: Rater, scale: Scale) -> Decimal | None:
        return self.scores.get((moment.pk, rater, scale.key)) if moment else None

    def place(self, rater: Rater, scale: Scale) -> Place:
        now, was = self.score(self.measurement, rater, scale), self.score(self.first, rater, scale)
        return Place("client" if rater is Rater.CLIENT else "worker", now, was)

    def rows(self) -> Iterator[Scored]:
        """One row a scale; where the two sides measure different things each has a row of its own."""
        for scale in self.instrument.scales:
            if scale.parallel:
                about = _ABOUT.get(scale.key)
                question = str(about()) % self.words() if about else ""
                yield Scored(self.title(scale), question, [self.place(rater, scale) for rater in Rater])
                continue
            for rater in Rater:
                about = _ABOUT.get(f"{scale.key} {rater}")
                title = f"{scale.title_for(rater).get(self.language)}, {self.names[rater]}"
                question = about() % self.words() if about else ""
                yield Scored(title, question, [self.place(rater, scale)])

    def words(self) -> dict[str, str]:
        return {"client": self.client, "worker": self.worker}

    def near(self) -> Iterator[Sentence]:
        near = [one for one in self.compared.values() if one.closeness is Closeness.NEAR]
        if near:
            titles = get_text_list([self.scale_title(one) for one in near], _("en"))
            yield Sentence(_("Bij"), titles, _("zien %(client)s en %(worker)s het bijna hetzelfde.") % self.words())

    def scale_title(self, one: Comparison) -> str:
        scale = self.instrument.scale(one.scale)
        assert scale is not None
        return self.title(scale)

    def apart(self) -> Iterator[Sentence]:
        for one in self.compared.values():
            if one.closeness is Closeness.NEAR:
                continue
            more, less = (self.client, self.worker) if one.higher == Rater.CLIENT else (self.worker, self.client)
            degree = _("een stuk") if one.closeness is Closeness.FAR else _("iets")
            words = _MORE.get(one.scale, lambda: _("%(more)s zegt %(degree)s vaker ja dan %(less)s."))()
            yield Sentence(_("Bij"), self.scale_title(one), words % {"more": more, "less": less, "degree": degree})

    def openers(self) -> Iterator[Openers]:
        for scale in self.instrument.scales:
            one = self.compared.get(scale.key)
            asked = talk.openers(scale.key, one.closeness if one else None)
            if asked:
                yield Openers(self.title(scale), tuple(opener_words(opener) % self.words() for opener in asked))

    def figures(self) -> Iterator[FigureRow]:
        for scale in self.instrument.scales:
            was = [self.score(self.first, rater, scale) for rater in Rater]
            now = [self.score(self.measurement, rater, scale) for rater in Rater]
            yield FigureRow(self.title(scale), (was[0], was[1]), (now[0], now[1]))

    def missing(self) -> Iterator[str]:
        """A side that left too much open for a mark."""
        for scale in self.instrument.scales:
            for rater in Rater:
                if self.score(self.measurement, rater, scale) is None:
                    words = {"scale": self.title(scale), "name": self.names[rater]}
                    yield _("%(scale)s: %(name)s vulde hier te weinig in voor een plaats op de lijn.") % words


# What a scale is about, beside its name; our own words, not the questionnaire's.
_ABOUT = {
    "trust": lambda: _("Durven we eerlijk te zijn?"),
    "direction": lambda: _("Is duidelijk wat moet, en waarom?"),
    "bonding": lambda: _("Voelt %(client)s zich als mens gezien?"),
    "friction client": lambda: _("Hoe stroef gaat het voor %(client)s?"),
    "friction worker": lambda: _("Kost het %(worker)s veel energie?"),
}
_MORE = {
    "trust": lambda: _("voor %(more)s is er %(degree)s meer vertrouwen dan voor %(less)s."),
    "direction": lambda: _("voor %(more)s is %(degree)s duidelijker wat moet en waarom dan voor %(less)s."),
    "bonding": lambda: _("%(more)s voelt %(degree)s meer band dan %(less)s."),
}


def opener_words(opener: Opener) -> str:
    """A question that two people can say aloud; with places for the names of client and worker."""
    return {
        Opener.RELIABLE: _("Doen we allebei wat we zeggen? Noem een keer dat het lukte."),
        Opener.HARD_TO_SAY: _("Wanneer lukte het om iets moeilijks te zeggen? Wat hielp toen?"),
        Opener.SHOW_TRUST: _("Waarin kan %(worker)s laten zien dat %(client)s vertrouwen krijgt?"),
        Opener.EXPECTED: _("Wat moet, wat mag niet, en wat kiezen we zelf?"),
        Opener.NOT_CLEAR: _("Wat is nog niet duidelijk voor %(client)s?"),
        Opener.HEARD: _("Wanneer voelde %(client)s zich gehoord, zonder oordeel?"),
        Opener.HUMOUR: _("Waar kunnen we samen om lachen?"),
        Opener.OF_MYSELF: _("Wat wil %(worker)s over zichzelf vertellen?"),
        Opener.SEE_APART: _("Waar zien we dit anders? Noem allebei een voorbeeld."),
        Opener.NAME_IT: _("Wat loopt stroef? Zeg het gewoon, dan kunnen we er iets mee."),
        Opener.ENERGY: _("Wat kost %(worker)s energie, en wat geeft energie?"),
    }[opener]


def next_words(moments: Sequence[tuple[str, str]]) -> str:
    """When the next questions come, from `moments.next_moments`; "" when none will. The sentence sets the full stop."""
    return "; ".join(f"{label}, {dates}" for label, dates in moments).rstrip(".")


def day_words(day: dt.date) -> str:
    return f"{days.weekday_long(day)} {day.year}"
