"""A volunteer's papers as `papers.py` reckons with them: the rules of their projects, and what they have."""

import datetime as dt
import uuid
from collections import defaultdict

from accounts.models import User
from volunteers import papers
from volunteers.models import Paper, Project, Stage, Volunteer
from volunteers.papers import Finding, Held, Rules


def rules_of(project: Project) -> Rules:
    return Rules(
        vog=project.needs_vog,
        interview=project.needs_interview,
        training=project.needs_training,
        vog_months=project.vog_months,
        training_months=project.training_months,
    )


def held_by(volunteer: Volunteer) -> list[Held]:
    return [Held(paper.kind, paper.on, paper.valid_until, paper.pk) for paper in volunteer.papers.all()]


def findings(volunteer: Volunteer, today: dt.date) -> list[Finding]:
    """Of each kind of paper how it stands for all their projects together. No query when both were prefetched.

    Of whoever is in no project, only what they have is looked at.
    """
    projects = [rules_of(project) for project in volunteer.projects.all() if project.retired_at is None]
    return _together(projects, held_by(volunteer), today)


def standing_of_all(viewer: User, today: dt.date) -> dict[uuid.UUID, list[Finding]]:
    """The same of everybody who takes part in the viewer's organisation, in four queries however many they are."""
    people = Volunteer.objects.visible_to(viewer).filter(stage__in=[Stage.AVAILABLE, Stage.RESTING])
    rules = {project.pk: rules_of(project) for project in Project.objects.filter(organisation=viewer.organisation_id)}
    asked: dict[uuid.UUID, list[Rules]] = defaultdict(list)
    in_use = people.filter(projects__retired_at__isnull=True, projects__isnull=False)
    for volunteer, project in in_use.values_list("pk", "projects"):
        asked[volunteer].append(rules[project])
    held: dict[uuid.UUID, list[Held]] = defaultdict(list)
    of_people = Paper.objects.filter(volunteer__in=people)
    for volunteer, kind, on, until, pk in of_people.values_list("volunteer", "kind", "on", "valid_until", "pk"):
        held[volunteer].append(Held(kind, on, until, pk))
    everybody = people.values_list("pk", flat=True)
    return {volunteer: _together(asked[volunteer], held[volunteer], today) for volunteer in everybody}


def _together(projects: list[Rules], held: list[Held], today: dt.date) -> list[Finding]:
    if projects:
        return papers.worst(f for rules in projects for f in papers.check(rules, held, today))
    has = {paper.kind for paper in held}
    own = Rules(papers.VOG in has, papers.INTERVIEW in has, papers.TRAINING in has, vog_months=0)
    return papers.check(own, held, today)
