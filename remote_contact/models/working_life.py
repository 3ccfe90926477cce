"""The worker's own: hours that are theirs alone to see, and training in remote talks."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class OwnHours(models.Model):
    """The hours a worker keeps on one weekday. Nobody else ever sees them, or anything computed from them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_hours")
    # ISO: Monday is 1.
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField(_("van"))
    ends = models.TimeField(_("tot"))

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(fields=["user", "weekday"], name="own_hours_once_per_weekday"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="own_hours_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="own_hours_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.weekday)


class Training(models.Model):
    """A training in talking at a distance, from the organisation's own list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="remote_trainings")
    name = models.CharField(_("training"), max_length=100)
    refresh_months = models.PositiveSmallIntegerField(_("opfrissen na (maanden)"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="training_name_once")]

    def __str__(self) -> str:
        return self.name


class TrainingDone(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="done")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("gedaan op"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["training", "user", "on"], name="training_done_once_a_day")]

    def __str__(self) -> str:
        return str(self.on)
