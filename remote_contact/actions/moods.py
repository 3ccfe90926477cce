"""What a client taps before a talk at a distance: of their own accord, once for each appointment."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.access import PURPOSE_OF_ROLE
from remote_contact.models import Appointment, Mood
from remote_contact.policies import may_tell_mood


@transaction.atomic
def tell_mood(*, appointment: Appointment, value: str, by: User) -> Mood:
    """The client's word, or another in its place until the talk begins. Raises ValidationError outside that time."""
    # One at a time, and not while the appointment is being moved.
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if not may_tell_mood(appointment, now=clock.now()):
        raise ValidationError(_("Dit kan nu niet meer. Je kunt het in het gesprek vertellen."))
    mood = Mood.objects.filter(appointment=appointment).first() or Mood(appointment=appointment)
    mood.value, mood.at = value, clock.now()
    mood.full_clean()
    mood.save()
    record(
        Action.CHANGED,
        by=by,
        what="mood",
        subjects=[appointment.pair.supervision.client_id],
        object_id=mood.pk,
        purpose=PURPOSE_OF_ROLE[by.role],  # type: ignore[index]
    )
    return mood
