"""The alliance monitor: instruments, moments, answers, scores, and the client's way in."""

from alliance.models.instrument import Instrument, InUse, OwnNorm
from alliance.models.measurement import Measurement, MomentKind
from alliance.models.moments import NonResponse, NonResponseReason, Talk, WindowChange, WindowReason, Worth
from alliance.models.response import Company, Draft, ItemConsent, Rater, Response, ScaleScore, Way, topics
from alliance.models.schedule import LookUp, ReminderSchedule
from alliance.models.way_in import ClientLink, ClientPin, HandedOverBy

__all__ = [
    "ClientLink",
    "ClientPin",
    "Company",
    "Draft",
    "HandedOverBy",
    "InUse",
    "Instrument",
    "ItemConsent",
    "LookUp",
    "Measurement",
    "MomentKind",
    "NonResponse",
    "NonResponseReason",
    "OwnNorm",
    "Rater",
    "ReminderSchedule",
    "Response",
    "ScaleScore",
    "Talk",
    "Way",
    "WindowChange",
    "WindowReason",
    "Worth",
    "topics",
]
