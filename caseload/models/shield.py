"""A shielded file (afgeschermd dossier): closed to everyone but the pair's worker and who is named."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import clock
from caseload.models.client import Client


class ShieldQuerySet(models.QuerySet["Shield"]):
    def standing(self) -> "ShieldQuerySet":
        return self.filter(lifted_at__isnull=True)

    def closed_to(self, user: User) -> "ShieldQuerySet":
        """Standing ones on which this person is not named."""
        named = ShieldMember.objects.standing().filter(user=user, shield=OuterRef("pk"))
        return self.standing().filter(~Exists(named))


class Shield(models.Model):
    """It belongs to the client, so it outlives a change of worker and the end of a supervision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="shields")
    reason = models.CharField(_("waarom"), max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ShieldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(lifted_at__isnull=True), name="shield_one_standing_per_client"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ShieldMemberQuerySet(models.QuerySet["ShieldMember"]):
    def standing(self) -> "ShieldMemberQuerySet":
        """Named today: not taken off, and the last day not yet past."""
        today = clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gt=today), removed_at__isnull=True)


class ShieldMember(models.Model):
    """A colleague for whom the shield is not there: by whom named, when, why, and up to which day (not included)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shield = models.ForeignKey(Shield, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("waarom"), max_length=200)
    until = models.DateField(_("tot"), null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ShieldMemberQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return str(self.pk)
