"""Cover (waarneming): a colleague stands in for an absent worker, for a time."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import clock


class CoverReason(models.TextChoices):
    LEAVE = "leave", _("verlof")
    ILLNESS = "illness", _("ziekte")
    OTHER = "other", _("anders afwezig")


class CoverQuerySet(models.QuerySet["Cover"]):
    def standing(self) -> "CoverQuerySet":
        """Today between the first and the last day, and not stopped."""
        today = clock.today()
        return self.filter(starts_on__lte=today, ends_on__gt=today, stopped_at__isnull=True)

    def coming_or_standing(self) -> "CoverQuerySet":
        return self.filter(ends_on__gt=clock.today(), stopped_at__isnull=True)

    def of_teams_of(self, user: User) -> "CoverQuerySet":
        """Those of workers in the teams that this supervisor leads."""
        return self.filter(absent__team__supervisors=user, absent__organisation=user.organisation_id)


class Cover(models.Model):
    """Who stands in for whom, from `starts_on` up to `ends_on` (not included), and who decided so.

    It shows the colleague what the absent worker's running pairs show the worker, except shielded ones and the
    worker's own unfinished answers. It ends by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covered")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers")
    reason = models.CharField(_("reden"), max_length=10, choices=CoverReason)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot"))
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["by", "ends_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(absent=F("by")), name="cover_by_another"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
