"""How somebody wants to be reached, and which of their channels do not work."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseload.models import Client
from messaging.models.outbox import Channel


class Preference(models.Model):
    """The wishes of one person, client or account; who has no row gets the organisation's ordinary way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.OneToOneField(
        Client, on_delete=models.CASCADE, null=True, blank=True, related_name="message_preference"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="message_preference"
    )
    channel = models.CharField(_("liefst via"), max_length=10, choices=Channel, default=Channel.EMAIL)
    # Half-open, local time: from 18:00 until 20:00 means that nothing comes at 20:00. Empty: the organisation's hours.
    safe_from = models.TimeField(_("niet eerder dan"), null=True, blank=True)
    safe_until = models.TimeField(_("niet later dan"), null=True, blank=True)
    # Somebody else may see the telephone or the mailbox: then the portal sends this person nothing at all.
    never_leave_message = models.BooleanField(_("nooit een bericht achterlaten"), default=False)
    # No messages about questionnaires; the questionnaire itself stays open.
    no_questionnaires = models.BooleanField(_("geen berichten over vragenlijsten"), default=False)
    # On Monday morning: how much is due this week. For workers and supervisors.
    digest = models.BooleanField(_("overzicht van de week"), default=True)
    # A client's language stands with the client; an account's here.
    language = models.CharField(_("taal"), max_length=10, default="nl")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, user__isnull=True) | Q(client__isnull=True, user__isnull=False),
                name="preference_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(safe_from__isnull=True, safe_until__isnull=True)
                | Q(safe_from__isnull=False, safe_until__isnull=False, safe_until__gt=models.F("safe_from")),
                name="preference_safe_hours_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class StopCause(models.TextChoices):
    BOUNCED = "bounced", _("het bericht kwam terug")
    INVALID = "invalid", _("adres of nummer bestaat niet")
    OPTED_OUT = "opted_out", _("wil hier geen berichten meer")


class ChannelStop(models.Model):
    """A channel of one person to which nothing goes any more, until somebody mends the address or lifts the stop."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The client's or the account's id, as in `Message.recipient_id`.
    recipient_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    # Of the address that failed, so that a new address works at once; the address itself is not kept twice.
    address_hash = models.CharField(max_length=64)
    cause = models.CharField(max_length=12, choices=StopCause)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "channel", "address_hash"],
                condition=Q(lifted_at__isnull=True),
                name="channel_stopped_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.cause}"
