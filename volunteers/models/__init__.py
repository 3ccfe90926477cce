"""The tables of volunteers: projects, people and papers, requests and proposals, matches and what is done in them."""

from volunteers.models.match import Circle, Match, MatchEnd, MatchQuerySet, OuterMember
from volunteers.models.project import ActivityKind, Form, Project, PublicForm, RunBy
from volunteers.models.request import Proposal, ProposalState, RequestState, Side, VolunteerRequest
from volunteers.models.together import (
    Activity,
    Cooperation,
    Evaluation,
    Receipt,
    Relayed,
    Release,
    Shared,
    Signal,
    Tuning,
)
from volunteers.models.volunteer import (
    Paper,
    PaperKind,
    Part,
    Reach,
    Stage,
    StageChange,
    Volunteer,
    VolunteerQuerySet,
)

__all__ = [
    "Activity",
    "ActivityKind",
    "Circle",
    "Cooperation",
    "Evaluation",
    "Form",
    "Match",
    "MatchEnd",
    "MatchQuerySet",
    "OuterMember",
    "Paper",
    "PaperKind",
    "Part",
    "Project",
    "Proposal",
    "ProposalState",
    "PublicForm",
    "Reach",
    "Receipt",
    "Relayed",
    "Release",
    "RequestState",
    "RunBy",
    "Shared",
    "Side",
    "Signal",
    "Stage",
    "StageChange",
    "Tuning",
    "Volunteer",
    "VolunteerQuerySet",
    "VolunteerRequest",
]
