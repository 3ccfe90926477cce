"""Around the form of a contact: the headings it offers, and what can be done with a line that was just saved."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, has_permission
from audit import clock
from caseload import days
from caseload.access import stands_in
from caseload.models import Pair
from remote_contact.models import Appointment, Contact
from remote_contact.policies import UNDO_WITHIN, may_undo
from remote_contact.presenters.appointments import Clashes, find_clashes


def headings() -> list[str]:
    return [_("Agenda"), _("Hoe gaat het"), _("Wat deden we"), _("Afspraken")]


@dataclass(frozen=True, slots=True)
class JustLogged:
    """The contact that was just saved: its page, and until when it can be taken back ("" once that is over)."""

    change_url: str
    undo_url: str
    until: str
    # The one that was planned with it, else the first that stands; what it clashes with is said once, as of any other.
    next_appointment: str
    clashes: Clashes | None = None
    move_url: str = ""


def coming(pair: Pair, *, without: uuid.UUID | None = None) -> Appointment | None:
    """The first of this case that is planned and yet to come; `without`: not the one that is being recorded."""
    planned = Appointment.objects.planned().of_supervision_of(pair).filter(starts_at__gt=clock.now())
    return (planned.exclude(pk=without) if without else planned).first()


def just_logged(user: User, pair: Pair, new: uuid.UUID | None) -> JustLogged | None:
    if new is None or not has_permission(user, Permission.LOG_CONTACT):
        return None
    contact = Contact.objects.of_supervision_of(pair).filter(pk=new).first()
    if contact is None or (contact.logged_by_id != user.pk and stands_in(user, pair)):
        return None
    address = [pair.pk, contact.pk]
    until = days.clock_time(contact.logged_at + UNDO_WITHIN) if may_undo(contact, user, clock.now()) else ""
    planned = pair.appointments.planned().filter(form_id=contact.form_id).first()
    stands = planned or coming(pair)
    clashes = None
    if planned is not None:
        clashes = find_clashes(pair, [planned.starts_at], planned.minutes, form_id=contact.form_id, reader=user)
    return JustLogged(
        change_url=reverse("remote_contact:change", args=address),
        undo_url=reverse("remote_contact:undo", args=address),
        until=until,
        next_appointment=days.moment(stands.starts_at) if stands else "",
        clashes=clashes,
        move_url=reverse("remote_contact:move_appointment", args=[pair.pk, planned.pk]) if planned else "",
    )
