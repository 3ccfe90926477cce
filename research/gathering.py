"""What a study may have of those who said yes, under pseudonyms: read from the tables, nothing written.

No name, number, date or free text is read at all: what is not fetched cannot leak.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from alliance.change import Spread
from alliance.instruments import Instrument
from alliance.models import Instrument as LoadedInstrument
from alliance.models import MomentKind, OwnNorm, Response
from alliance.norms import NormUsed, norm_for
from caseload.models import Client, Fact, FactKind, Hitch, Pair, ProblemArea, Shield, Supervision
from remote_contact.models import Contact, Outcome, Way
from research.anonymity import HIDDEN, Known, protect
from research.courses import Answered, NormOf, courses, patterns
from research.models import Study
from research.pseudonyms import pseudonym
from research.rows import QUASI, CourseRow, K, OutcomeRow, PairRow, ResponseRow, in_time
from research.traces import Safe, safe
from volunteers.models import Match

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that goes into the files of one study. `left_out` persons were too few to hide among others."""

    pairs: list[PairRow]
    responses: list[ResponseRow]
    patterns: list[CourseRow]
    courses: list[CourseRow]
    outcomes: list[OutcomeRow]
    # By person the labels by name; the same as in `PairRow.quasi`, and of those only whose label is shown there.
    labels: dict[str, dict[str, str]]
    instruments: list[LoadedInstrument]
    left_out: int
    responses_left_out: int

    @property
    def persons(self) -> int:
        return len({row.person for row in self.pairs})

    def newest(self) -> dict[str, PairRow]:
        """By person the last pair of the last supervision."""
        return {row.person: row for row in sorted(self.pairs, key=lambda row: (row.started, row.weeks_from))}


@dataclass(slots=True)
class Mix:
    """Of one pair: contacts that took place and how many of them at a distance; missed by the client; failed."""

    held: int = 0
    remote: int = 0
    missed: int = 0
    failed: int = 0

    @property
    def tried(self) -> int:
        return self.held + self.missed + self.failed


class Gathering:
    """Reads for one study. The pseudonyms are made with its key and kept nowhere."""

    def __init__(self, study: Study, today: dt.date) -> None:
        self.study, self.today = study, today
        self.name = partial(pseudonym, study.key)
        standing = study.consents.standing()
        # A shielded file is closed to research too, whatever was said before it was closed.
        shielded = Shield.objects.filter(client=OuterRef("pk"), lifted_at__isnull=True)
        self.clients = Client.objects.filter(
            Exists(standing.filter(client=OuterRef("pk"))), ~Exists(shielded), organisation=study.organisation_id
        )
        self.workers: set[uuid.UUID] = set(standing.exclude(worker=None).values_list("worker", flat=True))

    def gather(self, *, for_files: bool = False) -> Gathered:
        """For figures of groups, which hide small numbers themselves, or as it may leave the portal."""
        supervisions = {s.pk: s for s in Supervision.objects.filter(client__in=self.clients).order_by("pk")}
        pairs, responses = self._pairs(supervisions), list(self._responses(supervisions))
        found = (safe if for_files else _for_figures)(pairs, responses, list(self._outcomes()), K)
        kept, responses = found.pairs, found.responses
        used = {(row.instrument.key, row.instrument.version) for row in responses}
        loaded = [i for i in LoadedInstrument.objects.order_by("key", "version") if (i.key, i.version) in used]
        by_pair, by_supervision = self._courses(in_time(kept, responses), self._norm_of(loaded))
        return Gathered(
            pairs=kept,
            responses=responses,
            patterns=by_pair,
            courses=by_supervision,
            outcomes=found.outcomes,
            labels={row.person: self.labels.get(row.person, {}) for row in kept if row.quasi["label"] != HIDDEN},
            instruments=loaded,
            left_out=found.left_out,
            responses_left_out=found.responses_left_out,
        )

    # ---------- pairs ----------

    def _pairs(self, supervisions: dict[uuid.UUID, Supervision]) -> list[PairRow]:
        rows = list(Pair.objects.filter(supervision__client__in=self.clients).order_by("supervision", "starts_on"))
        facts, matched, hitches, contacts = self._facts(), self._matched(), self._hitches(), self._contacts()
        several: dict[uuid.UUID, int] = defaultdict(int)
        order = _order(supervisions.values())
        languages = dict(self.clients.values_list("pk", "language"))
        for pair in rows:
            several[pair.supervision_id] += 1
        found = []
        for pair in rows:
            supervision = supervisions[pair.supervision_id]
            person = self.name("person", supervision.client_id)
            mix = contacts.get(pair.pk, Mix())
            row = PairRow(
                person=person,
                supervision=self.name("supervision", supervision.pk),
                pair=self.name("pair", pair.pk),
                worker=self.name("worker", pair.worker_id) if pair.worker_id in self.workers else "",
                is_first=pair.is_first,
                weeks_from=_weeks(supervision.starts_on, pair.starts_on),
                weeks=_weeks(pair.starts_on, pair.ends_on or self.today),
                has_ended=pair.ends_on is not None,
                contacts=mix.held,
                remote_share=_tens(mix.remote, mix.held),
                missed_share=_tens(mix.missed, mix.tried),
                failed_share=_tens(mix.failed, mix.tried),
                hitches=len(hitches[supervision.pk]),
                hitch_weeks=tuple(
                    _weeks(supervision.starts_on, on) for of, on in hitches[supervision.pk] if of == pair.pk
                ),
                started=order[supervision.pk],
            )
            row.quasi = {
                "worker_changed": _yes(several[supervision.pk] > 1),
                "substance": _yes(ProblemArea.SUBSTANCE in facts[supervision.pk, FactKind.PROBLEM_AREA]),
                "risk": next(iter(facts[supervision.pk, FactKind.RISK]), ""),
                "volunteer": _yes(supervision.pk in matched),
                "ending": supervision.end_reason or "running",
                "level": next(iter(facts[supervision.pk, FactKind.LEVEL]), ""),
                "language": "nl" if languages[supervision.client_id] == "nl" else "other",
                # Who has a rare combination is as rare as its rarest part.
                "label": "; ".join(f"{name}={value}" for name, value in self.labels.get(person, {}).items()),
            }
            found.append(row)
        return found

    def _facts(self) -> dict[tuple[uuid.UUID, str], list[str]]:
        """By supervision and kind; of level and risk the first that was known comes first."""
        rows = Fact.objects.filter(supervision__client__in=self.clients).order_by("since", "value")
        found: dict[tuple[uuid.UUID, str], list[str]] = defaultdict(list)
        for supervision, kind, value in rows.values_list("supervision", "kind", "value"):
            found[supervision, kind].append(value)
        return found

    def _matched(self) -> set[uuid.UUID]:
        return set(Match.objects.filter(supervision__client__in=self.clients).values_list("supervision", flat=True))

    def _hitches(self) -> dict[uuid.UUID, list[tuple[uuid.UUID, dt.date]]]:
        """By supervision the pair and the day of each."""
        rows = Hitch.objects.filter(pair__supervision__client__in=self.clients)
        found: dict[uuid.UUID, list[tuple[uuid.UUID, dt.date]]] = defaultdict(list)
        for supervision, pair, on in rows.order_by("on").values_list("pair__supervision", "pair", "on"):
            found[supervision].append((pair, on))
        return found

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """By person the labels of the study, by name."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for person, name, value in self.study.labels.order_by("name").values_list("person", "name", "value"):
            found[person][name] = value
        return found

    def _contacts(self) -> dict[uuid.UUID, Mix]:
        """By pair. What was moved to another day is not in it: the other day counts."""
        found: dict[uuid.UUID, Mix] = defaultdict(Mix)
        of_clients = Contact.objects.standing().filter(pair__supervision__client__in=self.clients)
        rows = of_clients.exclude(outcome=Outcome.MOVED).order_by()
        kinds = rows.values_list("pair", "way", "took_place", "outcome", "is_hitch", "planned")
        for pair, way, took_place, outcome, is_hitch, planned, n in kinds.annotate(n=Count("pk")):
            mix, together = found[pair], way == Way.FACE_TO_FACE
            if took_place:
                mix.held += n
                mix.remote += n * (not together)
            elif stayed_away(outcome, is_hitch=is_hitch, agreed=planned and together):
                mix.missed += n
            else:
                mix.failed += n
        return found

    # ---------- answers ----------

    def _responses(self, supervisions: dict[uuid.UUID, Supervision]) -> Iterator[ResponseRow]:
        rows = Response.objects.for_study(self.clients, User.objects.filter(pk__in=self.workers))
        # Read once: every row with its own copy of the questionnaire was half a gigabyte at five thousand people.
        versions = {one.pk: one.parsed for one in LoadedInstrument.objects.all()}
        order = ("measurement__pair__supervision", "measurement__opens_on", "measurement_id", "rater")
        whole = rows.select_related("measurement__pair").prefetch_related("scores")
        for row in whole.order_by(*order).iterator(CHUNK):
            measurement = row.measurement
            supervision = supervisions[measurement.pair.supervision_id]
            given_on = row.filled_on or timezone.localdate(row.submitted_at)
            yield ResponseRow(
                id=self.name("response", row.pk),
                person=self.name("person", supervision.client_id),
                supervision=self.name("supervision", supervision.pk),
                pair=self.name("pair", measurement.pair_id),
                moment=moment_code(measurement.kind, measurement.months, measurement.number),
                weeks=_weeks(supervision.starts_on, given_on),
                rater=row.rater,
                way=row.way,
                instrument=versions[row.instrument_id],
                answers=dict(row.answers),
                scores={score.scale: (score.score, score.answered) for score in row.scores.all()},
            )

    def _courses(self, responses: list[ResponseRow], norm_of: NormOf) -> tuple[list[CourseRow], list[CourseRow]]:
        """Per pair and side its patterns; per supervision and side its course. Given in time."""
        of_pair: dict[tuple[str, str, str, str], list[Answered]] = defaultdict(list)
        of_supervision: dict[tuple[str, str, str], list[Answered]] = defaultdict(list)
        for row in responses:
            if row.moment.startswith("extra"):
                continue
            scores = {scale: score for scale, (score, _) in row.scores.items()}
            answered = Answered(row.moment, row.weeks, row.pair, row.instrument, scores)
            of_pair[row.person, row.supervision, row.pair, row.rater].append(answered)
            of_supervision[row.person, row.supervision, row.rater].append(answered)
        by_pair = [
            CourseRow(person, supervision, pair, rater, course)
            for (person, supervision, pair, rater), moments in sorted(of_pair.items())
            for course in patterns(moments, rater, norm_of)
        ]
        by_supervision = [
            CourseRow(person, supervision, course.second.pair, rater, course)
            for (person, supervision, rater), moments in sorted(of_supervision.items())
            for course in courses(moments, rater, norm_of)
        ]
        return by_pair, by_supervision

    def _norm_of(self, loaded: list[LoadedInstrument]) -> NormOf:
        rows = OwnNorm.objects.in_force().filter(organisation=self.study.organisation_id, instrument__in=loaded)
        own: dict[tuple[str, str], dict[tuple[str, str], NormUsed]] = defaultdict(dict)
        names = {one.pk: (one.key, one.version) for one in loaded}
        for row in rows:
            own[names[row.instrument_id]][row.rater, row.scale] = NormUsed(row.sd, row.alpha, row.n, None)

        def norm_of(instrument: Instrument, rater: str, scale: str) -> Spread | None:
            return norm_for(instrument, rater, scale, own[instrument.key, instrument.version])

        return norm_of

    def _outcomes(self) -> Iterator[OutcomeRow]:
        for row in self.study.outcomes.order_by("name", "person"):
            yield OutcomeRow(row.person, row.name, row.happened, row.weeks)


STAYED_AWAY = frozenset({Outcome.NO_SHOW, Outcome.NO_SHOW_REASON})
IN_VAIN = frozenset({Outcome.NOT_REACHED, Outcome.TECHNICAL})


def stayed_away(outcome: str, *, is_hitch: bool, agreed: bool) -> bool:
    """Of a contact that did not take place: whether the client did not come or called off; else the attempt failed.

    The word says it. Of an organisation's own word what it stands for does: it counts in compliance, or they had agreed
    to meet face to face (as in `remote_contact.attempts`).
    """
    if outcome in STAYED_AWAY | IN_VAIN:
        return outcome in STAYED_AWAY
    return is_hitch or agreed


def moment_code(kind: str, months: int, number: int) -> str:
    """ "intake", "handover", "m6", "extra1": short enough for the name of a variable."""
    if kind == MomentKind.REGULAR:
        return f"m{months}"
    return f"extra{number}" if kind == MomentKind.EXTRA else kind


def _for_figures(pairs: list[PairRow], responses: list[ResponseRow], outcomes: list[OutcomeRow], k: int) -> Safe:
    """What is rare of somebody counts nowhere; the weeks stay as they are, for nobody sees them."""
    for row, shown in zip(pairs, protect([Known(row.person, row.quasi) for row in pairs], QUASI, k), strict=True):
        row.quasi = shown or {}
    kept = [row for row in pairs if row.quasi]
    of_pair, persons = {row.pair for row in kept}, {row.person for row in kept}
    return Safe(
        pairs=kept,
        responses=[row for row in responses if row.pair in of_pair],
        outcomes=[row for row in outcomes if row.person in persons],
        left_out=len({row.person for row in pairs} - persons),
        responses_left_out=0,
    )


def _order(supervisions: Iterable[Supervision]) -> dict[uuid.UUID, int]:
    """Of each person the supervisions from 1 on, as they began."""
    seen: Counter[uuid.UUID] = Counter()
    found = {}
    for supervision in sorted(supervisions, key=lambda one: one.starts_on):
        seen[supervision.client_id] += 1
        found[supervision.pk] = seen[supervision.client_id]
    return found


def _weeks(since: dt.date, day: dt.date) -> int:
    return (day - since).days // 7


def _tens(part: int, whole: int) -> int | None:
    return round(10 * part / whole) * 10 if whole else None


def _yes(value: bool) -> str:
    return "yes" if value else "no"
