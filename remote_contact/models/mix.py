"""Blended on purpose: the plan of the mix, the facts its advice looks at, and what a person decided."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from caseload.access import pair_scope
from caseload.models import Pair, Supervision


class MixPlanQuerySet(models.QuerySet["MixPlan"]):
    def visible_to(self, user: User) -> "MixPlanQuerySet":
        return self.filter(pair_scope(user, "pair"))

    def of_supervision_of(self, pair: Pair) -> "MixPlanQuerySet":
        """Plans belong to the case: what was agreed with the last worker stands until it is agreed anew."""
        return self.filter(pair__supervision=pair.supervision_id)


class MixPlan(models.Model):
    """How often, and which part at a distance, from a day on. The newest holds; the earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="mix_plans")
    per_month = models.PositiveSmallIntegerField(_("contacten per maand"))
    remote_part = models.PositiveSmallIntegerField(_("daarvan op afstand"))
    since = models.DateField()
    # What the advice said on that day: which way it leaned, and of each reason its rule, side, sentence and source.
    lean = models.CharField(max_length=20, blank=True)
    advice: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list, blank=True)
    follows_advice = models.BooleanField()
    why = models.CharField(_("waarom"), max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = MixPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=Q(remote_part__lte=models.F("per_month")), name="mix_remote_within_whole"),
            models.CheckConstraint(condition=Q(follows_advice=True) | ~Q(why=""), name="mix_other_way_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.remote_part}/{self.per_month}"


class ClientWish(models.TextChoices):
    REMOTE = "remote", _("liever op afstand")
    MIXED = "mixed", _("van beide wat")
    FACE_TO_FACE = "face_to_face", _("liever bij elkaar")


class RemoteFacts(models.Model):
    """What only matters for contact at a distance, of one supervision. No score of the monitor, ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.OneToOneField(Supervision, on_delete=models.CASCADE, related_name="remote_facts")
    wish = models.CharField(_("wat wil de cliënt zelf?"), max_length=12, choices=ClientWish, blank=True)
    technique_hard = models.BooleanField(_("bellen of beeldbellen lukt slecht"), default=False)
    # Only where the organisation records it: a code of its own list.
    offence = models.CharField(_("soort delict"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.supervision_id)


class MixRule(models.Model):
    """An organisation's own setting of one rule of the advice; without a row the shipped sentence holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mix_rules")
    rule = models.CharField(max_length=40)
    in_use = models.BooleanField(_("doet mee"), default=True)
    sentence = models.CharField(_("zin"), max_length=240, blank=True)
    source = models.CharField(_("bron"), max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "rule"], name="mix_rule_once")]

    def __str__(self) -> str:
        return self.rule
