"""Volunteers, ready to print for the co-ordinator."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit import clock
from caseload import days
from volunteers import papers
from volunteers.figures import Done
from volunteers.languages import spoken
from volunteers.models import Paper, PaperKind, Part, Project, Stage, StageChange, Volunteer
from volunteers.paper_lines import findings, held_by, rules_of
from volunteers.papers import Finding, Standing
from volunteers.presenters.matches import MatchRow, match_row
from volunteers.stages import KEPT_DAYS

# The colour of a tag follows the task that stands there, never the person.
STAGE_KINDS = {Stage.APPLIED: "open", Stage.AVAILABLE: "done"}
PAPER_KINDS = {Standing.LACKING: "open", Standing.EXPIRED: "late", Standing.EXPIRING: "notice", Standing.GOOD: "done"}


@dataclass(frozen=True)
class VolunteerRow:
    id: uuid.UUID
    name: str
    first_name: str
    email: str
    phone: str
    stage: str
    stage_kind: str
    account_is_on: bool
    may_be_matched: bool
    # Of the papers only what asks for something.
    papers: list[str]
    matches: list[MatchRow]


@dataclass(frozen=True)
class PaperLine:
    """How one kind of paper stands, in words."""

    kind: str
    words: str
    tag: str
    tag_kind: str


@dataclass(frozen=True)
class StageLine:
    words: str
    on: dt.date
    note: str
    by: str


@dataclass(frozen=True)
class ProjectLine:
    """What of one project stands in the way, or nothing."""

    name: str
    lacking: list[str]


@dataclass(frozen=True)
class HeldPaper:
    id: uuid.UUID
    words: str
    on: dt.date
    until: dt.date | None


@dataclass(frozen=True)
class PersonPage:
    """Everything the co-ordinator sees of one volunteer."""

    stage: str
    stage_kind: str
    since: str
    facts: list[tuple[str, str]]
    papers: list[PaperLine]
    held: list[HeldPaper]
    projects: list[ProjectLine]
    stages: list[StageLine]
    matches: list[MatchRow]
    hours: Done | None
    has_left: bool
    is_turned_down: bool
    erased_on: dt.date | None


def volunteer_rows(volunteers: Iterable[Volunteer]) -> list[VolunteerRow]:
    """Rows for volunteers that were fetched `with_running_matches()`, papers and projects."""
    today = clock.today()
    return [
        VolunteerRow(
            id=volunteer.pk,
            name=str(volunteer),
            first_name=volunteer.first_name,
            email=volunteer.email,
            phone=volunteer.phone,
            stage=stage_words(volunteer),
            stage_kind=STAGE_KINDS.get(Stage(volunteer.stage), ""),
            account_is_on=volunteer.account is None or volunteer.account.is_active,
            may_be_matched=volunteer.stage == Stage.AVAILABLE,
            papers=[paper_words(f) for f in findings(volunteer, today) if f.standing != Standing.GOOD],
            matches=[match_row(match) for match in volunteer.running_matches],
        )
        for volunteer in volunteers
    ]


def stage_words(volunteer: Volunteer) -> str:
    if volunteer.stage == Stage.RESTING and volunteer.resting_until:
        return _("rust uit tot %(day)s") % {"day": days.near(volunteer.resting_until, clock.today())}
    return str(Stage(volunteer.stage).label)


def paper_words(finding: Finding) -> str:
    """VOG verloopt op 3 jan. 2027"""
    words = {
        Standing.LACKING: _("%(what)s ontbreekt"),
        Standing.EXPIRED: _("%(what)s verliep op %(day)s"),
        Standing.EXPIRING: _("%(what)s verloopt op %(day)s"),
        Standing.GOOD: _("%(what)s is in orde"),
    }[finding.standing]
    return words % {"what": capfirst(PaperKind(finding.kind).label), "day": days.day_year(finding.until)}


def paper_tag(standing: Standing) -> str:
    return {
        Standing.LACKING: _("ontbreekt"),
        Standing.EXPIRED: _("verlopen"),
        Standing.EXPIRING: _("verloopt"),
        Standing.GOOD: _("in orde"),
    }[standing]


def person_page(volunteer: Volunteer, done: Done) -> PersonPage:
    """Of one volunteer fetched `with_running_matches()`, papers, projects, skills and stages with who made them.

    `done`: this year.
    """
    today = clock.today()
    down = next((change for change in volunteer.stages.all() if change.stage == Stage.TURNED_DOWN and change.by), None)
    is_turned_down = volunteer.stage == Stage.TURNED_DOWN
    return PersonPage(
        stage=stage_words(volunteer),
        stage_kind=STAGE_KINDS.get(Stage(volunteer.stage), ""),
        since=_since(volunteer),
        facts=_facts(volunteer),
        papers=[_paper_line(finding) for finding in findings(volunteer, today)],
        held=[_held(paper) for paper in volunteer.papers.all()],
        projects=[_project_line(volunteer, project, today) for project in volunteer.projects.all()],
        stages=[_stage_line(change) for change in volunteer.stages.all()],
        matches=[match_row(match) for match in volunteer.running_matches],
        hours=done if done.activities else None,
        has_left=volunteer.left_on is not None,
        is_turned_down=is_turned_down,
        erased_on=down.on + dt.timedelta(days=KEPT_DAYS) if is_turned_down and down else None,
    )


def _since(volunteer: Volunteer) -> str:
    changes = list(volunteer.stages.all())
    return days.day_year(changes[0].on) if changes else ""


def _facts(volunteer: Volunteer) -> list[tuple[str, str]]:
    parts = {part.value: part.label for part in Part}
    found = [
        (_("E-mailadres"), volunteer.email),
        (_("Telefoonnummer"), volunteer.phone),
        (_("Projecten"), _listed(project.name for project in volunteer.projects.all())),
        (_("Helpt met"), _listed(skill.name for skill in volunteer.skills.all())),
        (_("Talen"), spoken(volunteer.languages)),
        (_("Kan"), "; ".join(str(parts[code]) for code in volunteer.free_at if code in parts)),
        (_("Uren per week"), str(volunteer.hours_a_week or "")),
        (_("Postcode"), volunteer.postcode),
        (_("Afstand"), str(volunteer.get_reach_display())),
        (_("Ervaren"), _("ja") if volunteer.experienced else ""),
        (_("Wensen"), volunteer.wishes),
        (_("Waarom"), volunteer.motivation),
    ]
    return [(label, value) for label, value in found if value]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _paper_line(finding: Finding) -> PaperLine:
    return PaperLine(
        kind=str(capfirst(PaperKind(finding.kind).label)),
        words=_("tot en met %(day)s") % {"day": days.day_year(finding.until)} if finding.until else "",
        tag=paper_tag(finding.standing),
        tag_kind=PAPER_KINDS[finding.standing],
    )


def _held(paper: Paper) -> HeldPaper:
    kind = str(capfirst(PaperKind(paper.kind).label))
    words = f"{kind}: {paper.name}" if paper.name else kind
    return HeldPaper(paper.pk, words, paper.on, paper.valid_until)


def _project_line(volunteer: Volunteer, project: Project, today: dt.date) -> ProjectLine:
    found = papers.check(rules_of(project), held_by(volunteer), today)
    return ProjectLine(project.name, [paper_words(f) for f in found if not papers.may_begin([f])])


def _stage_line(change: StageChange) -> StageLine:
    by = change.by.full_name if change.by else ""
    return StageLine(str(capfirst(Stage(change.stage).label)), change.on, change.note, by)
