"""How a client without an account gets to their questions: a personal link and a PIN of their own."""

import hashlib
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.models.measurement import Measurement
from caseload.models import Client


class HandedOverBy(models.TextChoices):
    FACE_TO_FACE = "face_to_face", _("ik gaf de pincode persoonlijk")
    PHONE = "phone", _("ik belde en herkende de stem")


class ClientPin(models.Model):
    """The client's six digits, only ever shown at the moment they are made.

    `credential` is new with every PIN: what was answered under an earlier one is not shown again, and a browser that
    came in with an earlier one is shown out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="pin")
    pin_hash = models.CharField(max_length=128)
    credential = models.UUIDField(default=uuid.uuid4)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_over_by = models.CharField(max_length=20, choices=HandedOverBy)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class ClientLink(models.Model):
    """A personal link to one measurement. The token itself is only in the message to the client; here is its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="links")
    # The message that it was made for: a second try of that message makes another in its place.
    message_id = models.UUIDField(null=True, blank=True, db_index=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The first time that the client's own PIN opened it; counted in figures, shown of nobody.
    opened_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def new_token() -> str:
        """192 random bits in 32 characters that survive a mail."""
        return secrets.token_urlsafe(24)

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
