"""The tables of contact: what was logged, and the organisation's own words for it."""

from remote_contact.models.contact import Contact, ContactQuerySet
from remote_contact.models.lists import ListEntry, ListKind, Method, Outcome, Way

__all__ = ["Contact", "ContactQuerySet", "ListEntry", "ListKind", "Method", "Outcome", "Way"]
