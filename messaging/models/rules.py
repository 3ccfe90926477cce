"""What an organisation decides about its messages: when they leave, and their words."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from messaging.models.outbox import Channel


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


class SendingRules(models.Model):
    """When an organisation's messages leave; without a row the defaults of this table hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="sending_rules")
    # Local time, half-open: nothing leaves at or after `sends_until`.
    sends_from = models.TimeField(_("versturen vanaf"), default=dt.time(9))
    sends_until = models.TimeField(_("versturen tot"), default=dt.time(18))
    # ISO weekdays, Monday is 1. National holidays are no working days besides.
    weekdays = models.JSONField(_("werkdagen"), default=monday_to_friday)
    # Off unless the organisation chooses so: a subject is read over a shoulder.
    name_in_subject = models.BooleanField(_("naam van de organisatie in het onderwerp"), default=False)
    # Caps on messages about questionnaires, per person.
    per_day = models.PositiveSmallIntegerField(_("hoogstens per dag"), default=1)
    per_week = models.PositiveSmallIntegerField(_("hoogstens per week"), default=2)
    per_moment = models.PositiveSmallIntegerField(_("hoogstens per meetmoment"), default=5)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sends_until__gt=F("sends_from")), name="sending_hours_not_empty"),
            models.CheckConstraint(
                condition=Q(per_day__gte=1, per_week__gte=1, per_moment__gte=1), name="sending_caps_positive"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class ClosedDay(models.Model):
    """A day on which an organisation sends nothing, besides weekends and national holidays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField(_("dag"))
    reason = models.CharField(_("waarom"), max_length=80, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class MessageText(models.Model):
    """An organisation's own words for one kind, language and channel. The newest row holds; older ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="message_texts")
    kind = models.CharField(max_length=40)
    side = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    version = models.PositiveIntegerField()
    subject = models.CharField(_("onderwerp"), max_length=120, blank=True)
    body = models.TextField(_("tekst"), max_length=4000)
    # False: the portal's own words hold again from this version on.
    in_use = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "side", "language", "channel", "version"],
                name="message_text_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"
