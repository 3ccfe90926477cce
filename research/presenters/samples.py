"""Samples in words: for the researcher counts by pattern, for a worker their own pairs."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from alliance.change import Pattern
from alliance.instruments import Instrument
from alliance.models import Rater
from alliance.patterns import pattern_words
from caseload import days
from caseload.fewest import FEWEST
from research.models import SampleMember, Study
from research.models.data import SampleMemberQuerySet

PATTERNS = (Pattern.IMPROVING, Pattern.STABLE, Pattern.DETERIORATING)


@dataclass(frozen=True, slots=True)
class PatternRow:
    """None: fewer than `FEWEST`, or there would be too few. `lacking` says how many more were wanted."""

    pattern: str
    drawn: int | None
    lacking: int | None
    reserve: int | None


@dataclass(frozen=True, slots=True)
class SampleRow:
    id: UUID
    drawn: str
    scale: str
    side: str
    seed: int
    letters: str
    patterns: list[PatternRow]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    client_id: UUID
    client: str
    url: str
    study: str
    purpose: str


def sample_rows(study: Study, instrument: Instrument) -> list[SampleRow]:
    """The newest first, in two queries; small numbers stay hidden."""
    members = SampleMember.objects.filter(sample__study=study).order_by().values("sample", "pattern")
    asked, reserve = Q(is_reserve=False), Q(is_reserve=True)
    counted = members.annotate(drawn=Count("pk", filter=asked), more=Count("pk", filter=reserve))
    counts = {(row["sample"], row["pattern"]): (row["drawn"], row["more"]) for row in counted}
    titles = {scale.key: scale.title.get(get_language() or "nl") for scale in instrument.scales}
    rows = []
    for sample in study.samples.all():
        patterns = []
        for pattern in PATTERNS:
            n, more = counts.get((sample.pk, pattern.value), (0, 0))
            whole = (n, sample.per_pattern - n, more) if n + more >= FEWEST else (None, None, None)
            patterns.append(PatternRow(pattern_words(pattern), *whole))
        rows.append(
            SampleRow(
                id=sample.pk,
                drawn=days.day_long(timezone.localdate(sample.drawn_at)),
                scale=titles.get(sample.scale, sample.scale),
                side=str(Rater(sample.rater).label),
                seed=sample.seed,
                letters=days.day_long(timezone.localdate(sample.letters_at)) if sample.letters_at else "",
                patterns=patterns,
            )
        )
    return rows


def drawn_rows(members: SampleMemberQuerySet) -> list[DrawnRow]:
    """One line for a pair and a study, however often it was drawn; one query."""
    found = members.select_related("pair__supervision__client", "sample__study").order_by("sample__study__name")
    rows = {}
    for member in found:
        client, study = member.pair.client, member.sample.study
        url = reverse("portal:pair", args=[member.pair_id])
        rows[member.pair_id, study.pk] = DrawnRow(client.pk, client.full_name, url, study.name, study.purpose)
    return list(rows.values())
