"""Who is under supervision, of what kind, with whom, and what was agreed."""

from caseload.models.client import Client, FormerAddress
from caseload.models.cover import Cover, CoverReason
from caseload.models.pair import Pair, PairEnd
from caseload.models.shield import Shield, ShieldMember
from caseload.models.supervision import (
    Condition,
    EndReason,
    Fact,
    FactKind,
    Goal,
    Pause,
    PauseReason,
    Phase,
    ProblemArea,
    Risk,
    Supervision,
)
from caseload.models.work import (
    Agreement,
    AgreementState,
    AgreementWho,
    AttentionAside,
    Hitch,
    HitchKind,
    NeedAside,
    PassOn,
)

__all__ = [
    "Agreement",
    "AgreementState",
    "AgreementWho",
    "AttentionAside",
    "Client",
    "Condition",
    "Cover",
    "CoverReason",
    "EndReason",
    "Fact",
    "FactKind",
    "FormerAddress",
    "Goal",
    "Hitch",
    "HitchKind",
    "NeedAside",
    "Pair",
    "PairEnd",
    "PassOn",
    "Pause",
    "PauseReason",
    "Phase",
    "ProblemArea",
    "Risk",
    "Shield",
    "ShieldMember",
    "Supervision",
]
