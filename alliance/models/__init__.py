"""The alliance monitor: instruments, moments, answers, scores, and the client's way in."""

from alliance.models.instrument import Instrument
from alliance.models.measurement import Measurement, MomentKind
from alliance.models.response import Draft, Rater, Response, ScaleScore, Way
from alliance.models.way_in import ClientLink, ClientPin, HandedOverBy

__all__ = [
    "ClientLink",
    "ClientPin",
    "Draft",
    "HandedOverBy",
    "Instrument",
    "Measurement",
    "MomentKind",
    "Rater",
    "Response",
    "ScaleScore",
    "Way",
]
