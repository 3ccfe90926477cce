"""A loaded questionnaire, unchangeable once loaded."""

import uuid
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.db import models

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission
from alliance import instruments


@lru_cache(maxsize=32)
def _parsed(content: str) -> instruments.Instrument:
    return instruments.parse_instrument(content)


class Instrument(models.Model):
    """The text of an instrument file, pinned to every measurement and response that uses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    content = models.TextField()
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["key", "-loaded_at"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="instrument_version_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def parsed(self) -> instruments.Instrument:
        return _parsed(self.content)


class InUse(models.Model):
    """The instrument that an organisation's new measurements get; without a row, the demonstration questions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="instrument_in_use")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="in_use_by")
    since = models.DateTimeField()
    # Empty when it was chosen by command.
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.pk)


class OwnNormQuerySet(models.QuerySet["OwnNorm"]):
    def visible_to(self, user: User) -> "OwnNormQuerySet":
        """An administrator's own organisation's, nobody else's."""
        if not has_permission(user, Permission.MANAGE_INSTRUMENTS):
            return self.none()
        return self.filter(organisation=user.organisation_id)

    def offered(self) -> "OwnNormQuerySet":
        return self.filter(decided_at__isnull=True)

    def in_force(self) -> "OwnNormQuerySet":
        """Accepted ones, the latest decision last: of two for the same place the later one counts."""
        return self.filter(accepted=True).order_by("decided_at", "computed_on")


class OwnNorm(models.Model):
    """Standard deviation and alpha of one side and scale, computed from an organisation's own first moments.

    Offered until an administrator accepts or declines it; an accepted one goes before the instrument file's norm.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="own_norms")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="own_norms")
    rater = models.CharField(max_length=10)
    scale = models.CharField(max_length=40)
    sd = models.DecimalField(max_digits=9, decimal_places=4)
    alpha = models.DecimalField(max_digits=6, decimal_places=4)
    n = models.PositiveIntegerField()
    computed_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted = models.BooleanField(default=False)

    objects = OwnNormQuerySet.as_manager()

    class Meta:
        ordering = ["-computed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "instrument", "rater", "scale", "computed_on"], name="own_norm_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reliability(self) -> Decimal:
        """Under the name that the rule of change reads."""
        return self.alpha
