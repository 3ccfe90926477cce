"""Cover (waarneming): a colleague stands in for an absent worker, for a time."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from audit import clock
from caseload.models.shield import Shield, ShieldMember

if TYPE_CHECKING:
    from caseload.models.pair import Pair


class CoverReason(models.TextChoices):
    LEAVE = "leave", _("verlof")
    ILLNESS = "illness", _("ziekte")
    OTHER = "other", _("anders afwezig")


class CoverQuerySet(models.QuerySet["Cover"]):
    def standing(self) -> "CoverQuerySet":
        """Today between the first and the last day, and in force."""
        return self.coming_or_standing().filter(starts_on__lte=clock.today())

    def coming_or_standing(self) -> "CoverQuerySet":
        return self.in_force().filter(ends_on__gt=clock.today())

    def in_force(self) -> "CoverQuerySet":
        """Not stopped, and by somebody who still works here as a worker: who left has lost it, whatever stands here."""
        works_here = Q(by__is_active=True, by__role=Role.WORKER, by__organisation=F("absent__organisation"))
        return self.filter(works_here, stopped_at__isnull=True)

    def reaching(self, pair: "Pair") -> "CoverQuerySet":
        """Those of its worker by somebody to whom this pair is not closed by a shield."""
        shields = Shield.objects.standing().filter(client=pair.supervision.client_id)
        named = ShieldMember.objects.standing().filter(shield__in=shields, user=OuterRef("by"))
        return self.filter(~Exists(shields) | Exists(named), absent=pair.worker_id, absent__team=pair.team_id)

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
