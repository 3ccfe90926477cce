"""Studies in words: for the researcher with counts, for whoever may take part with their own choice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from caseload import days
from caseload.fewest import FEWEST
from research.models import DataSet, Study, StudyConsent, Taking

# Made in the memory of the web server while somebody waits: ten seconds for so many, measured in docs/research.md.
MOST_ON_A_PAGE = 1000


@dataclass(frozen=True, slots=True)
class StudyRow:
    """`taking`: None in a count means fewer than `FEWEST`. `id` is of one's own: only those have a page.

    `to_destroy`: of one's own that is over, there are files that nobody said were destroyed.
    """

    id: UUID | None
    name: str
    purpose: str
    until: str
    is_over: bool
    to_destroy: bool
    taking: Taking


@dataclass(frozen=True, slots=True)
class DataSetRow:
    id: UUID
    made: str
    persons: int
    responses: int
    manifest: str
    destroyed: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One study and this person's own choice; one that is over shows only while its yes still stands."""

    id: UUID
    name: str
    purpose: str
    until: str
    taking_part: bool


def study_rows(user: User, *, today: dt.date) -> list[StudyRow]:
    """The studies of the researcher's organisation, in two queries."""
    taking = StudyConsent.objects.taking_part(user.organisation)
    left = DataSet.objects.filter(study=OuterRef("pk"), destroyed_on=None)
    return [
        StudyRow(
            id=study.pk if study.owner_id == user.pk else None,
            name=study.name,
            purpose=study.purpose,
            until=days.day_long(study.ends_on),
            is_over=today > study.ends_on,
            to_destroy=study.owner_id == user.pk and today > study.ends_on and study.has_files,
            taking=taking.get(study.pk, Taking(None, None)),
        )
        for study in Study.objects.visible_to(user).annotate(has_files=Exists(left))
    ]


def study_page(study: Study, *, today: dt.date, can_make_files: bool) -> dict[str, Any]:
    """A study of one's own: how many take part, the files that were made, and which of them must be destroyed."""
    is_over = today > study.ends_on
    taking = StudyConsent.objects.taking_part(study.organisation).get(study.pk, Taking(None, None))
    return {
        "study": study,
        "last_day": days.day_long(study.ends_on),
        "is_over": is_over,
        "taking": taking,
        "fewest": FEWEST,
        "may_make": can_make_files and not is_over and taking.clients is not None and not is_large(study),
        "is_large": is_large(study),
        "most": MOST_ON_A_PAGE,
        "can_make_files": can_make_files,
        "data_sets": [
            DataSetRow(
                id=row.pk,
                made=days.day_long(timezone.localdate(row.made_at)),
                persons=row.persons,
                responses=row.responses,
                manifest=row.manifest[:16],
                destroyed=days.day_long(row.destroyed_on) if row.destroyed_on else "",
                is_due=is_over and row.destroyed_on is None,
            )
            for row in study.data_sets.all()
        ],
    }


def is_large(study: Study) -> bool:
    """Too many take part for files to be made while a page is waited for; the command has no bound."""
    return study.consents.standing().filter(client__isnull=False).count() > MOST_ON_A_PAGE


def choices_of(user: User, *, today: dt.date) -> list[Choice]:
    own = set(StudyConsent.objects.of(user).standing().values_list("study", flat=True))
    return [
        Choice(study.pk, study.name, study.purpose, days.day_long(study.ends_on), study.pk in own)
        for study in Study.objects.visible_to(user)
        if study.pk in own or study.starts_on <= today <= study.ends_on
    ]
