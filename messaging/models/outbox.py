"""The outbox: a message is a row before it is a mail. Celery only wakes the delivery up."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseload.models import Pair


class State(models.TextChoices):
    NEW = "new", _("klaar om te versturen")
    CLAIMED = "claimed", _("in behandeling")
    HANDED_OVER = "handed_over", _("aangeboden")
    SENT = "sent", _("verstuurd")
    FAILED = "failed", _("niet gelukt")
    UNSURE = "unsure", _("niet zeker verzonden")
    CANCELLED = "cancelled", _("niet meer nodig")


class Side(models.TextChoices):
    CLIENT = "client", _("cliënt")
    WORKER = "worker", _("werker")
    USER = "user", _("gebruiker")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("sms")
    WEBHOOK = "webhook", _("berichtendienst van de organisatie")


# A row in one of these still stands for its fact; one that failed or was cancelled may get a successor elsewhere.
STANDING = [State.NEW, State.CLAIMED, State.HANDED_OVER, State.SENT, State.UNSURE]


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: dt.datetime) -> "MessageQuerySet":
        return self.filter(state=State.NEW, not_before__lte=now)

    def with_people(self) -> "MessageQuerySet":
        """With everybody whom making or re-checking one asks after."""
        return self.select_related("user", "pair__supervision__client", "pair__worker", "pair__team")


class Message(models.Model):
    """One message to one person about one thing. No text and no address: both are looked up at the moment of sending.

    The key (kind, subject, moment, side, number, channel) makes a second row for the same fact impossible.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    moment = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=10, choices=Side)
    number = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    # Whose message it is: the client's or the account's id. Caps count by it, a message log asks by it.
    recipient_id = models.UUIDField()
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    # Moment of the last change of state: a stale claim is given back, a stale hand-over becomes "unsure".
    state_at = models.DateTimeField()
    # When it was last handed over, by the portal's clock: caps count days by it. Whether it left, `state` says.
    left_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # A fixed word of the code, never a person's text or an address.
    reason = models.CharField(max_length=60, blank=True)
    # Who settled a message of which nobody knew whether it had left, and when.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "moment", "side", "number", "channel"], name="message_once_per_key"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "moment", "side", "number"],
                condition=Q(state__in=[state.value for state in STANDING]),
                name="message_one_channel_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["recipient_id", "state_at"]),
            models.Index(fields=["subject_id", "side", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Heartbeat(models.Model):
    """When the scheduler last had the worker do something; `/health/ready` reads it."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ChannelPause(models.Model):
    """A channel that does not answer rests, for all workers, until somebody may try it again. Real time."""

    channel = models.CharField(primary_key=True, max_length=10, choices=Channel)
    until = models.DateTimeField()
    since = models.DateTimeField()
    # How often in a row a message broke off: each may have left or not, so the rests grow longer.
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.channel
