"""What somebody asked of the portal's messages, looked up at the moment of sending."""

import uuid

from django.db.models import Q

from accounts.models import User
from messaging.models import Preference


def language_of(user: User) -> str:
    """The language of an account's messages; a client's stands with the client."""
    return Preference.objects.filter(user=user).values_list("language", flat=True).first() or "nl"


def wants_no_questionnaires(recipient_id: uuid.UUID) -> bool:
    wishes = Preference.objects.filter(Q(client=recipient_id) | Q(user=recipient_id))
    return wishes.filter(no_questionnaires=True).exists()
