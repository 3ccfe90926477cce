"""A contact that did not take place and what comes after it, in words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from caseload import days
from remote_contact.lists import Lists
from remote_contact.models import AbsenceReason, Contact, FollowUp


@dataclass(frozen=True, slots=True)
class After:
    """`plan` is "" while nothing was written down, `came_of_it` while it is open."""

    contact: str
    reason: str
    plan: str
    due: str
    came_of_it: str
    hitch: bool


def after(contact: Contact, stands: FollowUp | None, words: Lists) -> After:
    day = timezone.localtime(contact.at).date()
    told = {"day": days.weekday_long(day), "method": words.method(contact.method)}
    told["outcome"] = words.outcome(contact.outcome).lower()
    return After(
        contact=_("%(day)s: %(method)s, %(outcome)s") % told,
        reason=str(AbsenceReason(contact.reason).label) if contact.reason else "",
        plan=stands.what if stands else "",
        due=days.weekday_long(stands.due) if stands else "",
        came_of_it=stands.came_of_it if stands else "",
        hitch=stands is not None and stands.hitch_id is not None,
    )
