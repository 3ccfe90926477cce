"""What happened to a moment: its window was moved, a side stayed away, it was talked about."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.models.measurement import Measurement
from alliance.models.response import Rater


class WindowReason(models.TextChoices):
    ILL = "ill", _("ziekte")
    DETENTION = "detention", _("detentie")
    HOLIDAY = "holiday", _("vakantie")
    LANGUAGE = "language", _("hulp bij lezen of taal nodig")
    WORKLOAD = "workload", _("te weinig tijd van de werker")
    CRISIS = "crisis", _("er speelt nu iets anders")
    OTHER = "other", _("anders")


class WindowChange(models.Model):
    """A window that was postponed, opened for late answers, or moved by a pause; the old days stay known."""

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("uitgesteld")
        LATE = "late", _("later invullen toegestaan")
        PAUSED = "paused", _("opgeschoven door een pauze")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="window_changes")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(_("reden"), max_length=12, choices=WindowReason)
    old_opens_on = models.DateField()
    old_closes_on = models.DateField()
    changed_at = models.DateTimeField()
    # Empty when a pause moved it.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["changed_at"]

    def __str__(self) -> str:
        return str(self.pk)


class NonResponseReason(models.TextChoices):
    NOT_REACHED = "not_reached", _("niet bereikt")
    DID_NOT_WANT = "did_not_want", _("wilde niet")
    COULD_NOT = "could_not", _("kon niet: ziek of vastgezet")
    LANGUAGE = "language", _("taal of lezen")
    FORGOTTEN = "forgotten", _("vergeten of geen tijd")
    OTHER = "other", _("anders")


class NonResponse(models.Model):
    """Why a side did not answer. Data about the measurement, never an absence or a hitch of a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="non_responses")
    rater = models.CharField(max_length=10, choices=Rater)
    reason = models.CharField(_("reden"), max_length=12, choices=NonResponseReason)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measurement", "rater"], name="non_response_once_per_side")]

    def __str__(self) -> str:
        return str(self.pk)


class Talk(models.Model):
    """Client and worker talked about a revealed measurement, on this day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measurement = models.OneToOneField(Measurement, on_delete=models.PROTECT, related_name="talk")
    held_on = models.DateField(_("besproken op"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Worth(models.Model):
    """What filling in and talking was worth to one side, 1 (nothing) to 5 (much). Shown per organisation only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="worths")
    rater = models.CharField(max_length=10, choices=Rater)
    filling_in = models.PositiveSmallIntegerField(null=True, blank=True)
    talking = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measurement", "rater"], name="worth_once_per_side")]

    def __str__(self) -> str:
        return str(self.pk)
