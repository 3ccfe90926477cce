"""Figures as they were made public: once per closed period, and never changed after it (decision 0037).

The room reads all others and writes only these two tables. What is hidden is not in them at all.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, Team, User


class PeriodKind(models.TextChoices):
    """Alliances move slowly and are counted per half-year, contacts per month; no period overlaps another of its
    kind."""

    HALF_YEAR = "half_year", _("halfjaar")
    MONTH = "month", _("maand")


class PublishedPeriod(models.Model):
    """A closed period of an organisation of which the figures stand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="published_periods")
    kind = models.CharField(max_length=10, choices=PeriodKind)
    starts_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "starts_on"], name="published_period_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class PublishedFiguresQuerySet(models.QuerySet["PublishedFigures"]):
    def visible_to(self, user: User) -> "PublishedFiguresQuerySet":
        """Public within the organisation, for those who lead a team in it: every row was made safe to be read so."""
        if not user.is_active or user.role != Role.SUPERVISOR:
            return self.none()
        return self.filter(period__organisation=user.organisation_id)


class PublishedFigures(models.Model):
    """What a period shows of one team, or without a team of the organisation (`dashboards/published.py`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(PublishedPeriod, on_delete=models.CASCADE, related_name="figures")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    figures: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    objects = PublishedFiguresQuerySet.as_manager()

    class Meta:
        ordering = ["period", "team"]
        verbose_name_plural = "published figures"
        constraints = [
            models.UniqueConstraint(fields=["period", "team"], name="published_figures_once_per_team"),
            models.UniqueConstraint(
                fields=["period"], condition=Q(team__isnull=True), name="published_figures_once_per_organisation"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
