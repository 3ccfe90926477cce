"""Studies in words: for the researcher with counts, for whoever may take part with their own choice."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from caseload import days
from research.models import Study, StudyConsent, Taking


@dataclass(frozen=True, slots=True)
class StudyRow:
    """`taking`: None in a count means fewer than `FEWEST`."""

    name: str
    purpose: str
    until: str
    is_over: bool
    taking: Taking


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
    return [
        StudyRow(
            name=study.name,
            purpose=study.purpose,
            until=days.day_long(study.ends_on),
            is_over=today > study.ends_on,
            taking=taking.get(study.pk, Taking(None, None)),
        )
        for study in Study.objects.visible_to(user)
    ]


def choices_of(user: User, *, today: dt.date) -> list[Choice]:
    own = set(StudyConsent.objects.of(user).standing().values_list("study", flat=True))
    return [
        Choice(study.pk, study.name, study.purpose, days.day_long(study.ends_on), study.pk in own)
        for study in Study.objects.visible_to(user)
        if study.pk in own or study.starts_on <= today <= study.ends_on
    ]
