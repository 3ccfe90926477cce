"""A volunteer's papers as `papers.py` reckons with them: the rules of their projects, and what they have."""

import datetime as dt

from volunteers import papers
from volunteers.models import Project, Volunteer
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
    held = held_by(volunteer)
    projects = [project for project in volunteer.projects.all() if project.retired_at is None]
    if projects:
        return papers.worst(f for project in projects for f in papers.check(rules_of(project), held, today))
    has = {paper.kind for paper in held}
    own = Rules(papers.VOG in has, papers.INTERVIEW in has, papers.TRAINING in has, vog_months=0)
    return papers.check(own, held, today)
