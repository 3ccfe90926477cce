"""The tables of contact: what was logged, planned and arranged, and the organisation's own words for it."""

from remote_contact.models.access_request import SensitiveDecision, SubjectAccessRequest
from remote_contact.models.appointments import (
    Appointment,
    AppointmentQuerySet,
    AppointmentState,
    AskedBy,
    CalendarFeed,
    FollowUp,
)
from remote_contact.models.contact import (
    AbsenceReason,
    Contact,
    ContactDraft,
    ContactQuerySet,
    ContactRevision,
    Impression,
    Initiative,
)
from remote_contact.models.lists import ListEntry, ListKind, Method, Outcome, Way
from remote_contact.models.mix import ClientWish, MixPlan, MixRule, RemoteFacts
from remote_contact.models.survey import Audience, Opinion, Taken, Wave
from remote_contact.models.talk import Alone, Mood, RemoteTalk
from remote_contact.models.working_life import OwnHours, Training, TrainingDone

__all__ = [
    "AbsenceReason",
    "Alone",
    "Appointment",
    "AppointmentQuerySet",
    "AppointmentState",
    "AskedBy",
    "Audience",
    "CalendarFeed",
    "ClientWish",
    "Contact",
    "ContactDraft",
    "ContactQuerySet",
    "ContactRevision",
    "FollowUp",
    "Impression",
    "Initiative",
    "ListEntry",
    "ListKind",
    "Method",
    "MixPlan",
    "MixRule",
    "Mood",
    "Opinion",
    "Outcome",
    "OwnHours",
    "RemoteFacts",
    "RemoteTalk",
    "SensitiveDecision",
    "SubjectAccessRequest",
    "Taken",
    "Training",
    "TrainingDone",
    "Wave",
    "Way",
]
