"""Answers and scores, and who may have them: blindness is a rule of this layer, not of a template.

A side's answers are its own. Its scale scores exist for the other side from the reveal on (both sides in), or when
the side itself chose to share them after the window closed. There is no other way to them than `visible_to`,
`for_figures` and the actions; a test reads the syntax tree for it.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions import Permission, has_permission
from alliance.models.instrument import Instrument
from alliance.models.measurement import Measurement
from audit import clock
from caseload.access import cover_scope, pair_scope


class Rater(models.TextChoices):
    CLIENT = "client", _("cliënt")
    WORKER = "worker", _("werker")

    @property
    def other(self) -> "Rater":
        return Rater.WORKER if self is Rater.CLIENT else Rater.CLIENT


class Way(models.TextChoices):
    PORTAL = "portal", _("in het portaal")
    LINK = "link", _("met de persoonlijke link")
    OFFICE = "office", _("op kantoor, op de tablet")
    PAPER = "paper", _("op papier")
    INTERVIEW = "interview", _("in een gesprek voorgelezen")


class Company(models.TextChoices):
    """Whether somebody helped or sat beside: asked before the first question, may stay open."""

    ALONE = "alone", _("alleen")
    TOGETHER = "together", _("samen met iemand")


class Draft(models.Model):
    """What one side has filled in so far. Only that side ever reads it.

    `answers` maps an item to `[value, credential, given at]`: under which PIN or visit, and when. Under another
    credential (a renewed PIN, the tablet at the office) earlier answers count but are not shown again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="drafts")
    rater = models.CharField(max_length=10, choices=Rater)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="nl")
    # The version of "wie ziet wat ik invul?" that was on the screen before the first question.
    notice_version = models.CharField(max_length=20)
    company = models.CharField(max_length=10, choices=Company, blank=True)
    # What this side wants to talk about first, in their own words; seen by the other side from the reveal on.
    topic = models.CharField(max_length=300, blank=True)
    # The client's yes to showing single answers to their worker, after the reveal. Default no.
    show_items = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measurement", "rater"], name="draft_one_per_side")]

    def __str__(self) -> str:
        return str(self.pk)


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: User) -> "ResponseQuerySet":
        """Single answers: one's own; after the reveal and with a yes, the client's for their worker."""
        if user.role == Role.CLIENT:
            return self.filter(pair_scope(user, "measurement__pair"), rater=Rater.CLIENT)
        if user.role == Role.WORKER:
            own = Q(rater=Rater.WORKER, submitted_by=user)
            allowed = Q(
                rater=Rater.CLIENT,
                standing=True,
                measurement__revealed_at__isnull=False,
                item_consent__isnull=False,
                item_consent__withdrawn_at__isnull=True,
            )
            return self.filter(pair_scope(user, "measurement__pair"), own | allowed)
        return self.none()

    def for_study(self, clients: "models.QuerySet[Any]", workers: "models.QuerySet[Any]") -> "ResponseQuerySet":
        """Standing answers for a study: a client's with the client's yes, a worker's with both yeses.

        What one side gave while the other may still come in stays out. Never to be shown beside a name.
        """
        given = Q(rater=Rater.CLIENT) | Q(rater=Rater.WORKER, submitted_by__in=workers)
        over = Q(measurement__revealed_at__isnull=False) | Q(measurement__closes_on__lte=clock.today())
        return self.filter(given, over, standing=True, measurement__pair__supervision__client__in=clients)

    def for_quality(self, organisation: Organisation, instrument: Instrument) -> "ResponseQuerySet":
        """Revealed standing answers of an organisation, for figures about the questionnaire that hide small numbers."""
        revealed = self.filter(standing=True, measurement__revealed_at__isnull=False, instrument=instrument)
        return revealed.filter(measurement__pair__team__organisation=organisation)

    def standing(self) -> "ResponseQuerySet":
        return self.filter(standing=True)


class Response(models.Model):
    """One side's submitted answers. Never changed; a correction names the one in whose place it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="responses")
    rater = models.CharField(max_length=10, choices=Rater)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField()
    way = models.CharField(max_length=10, choices=Way)
    language = models.CharField(max_length=10)
    notice_version = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    # Empty for a client who answers without an account.
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    company = models.CharField(max_length=10, choices=Company, blank=True)
    topic = models.CharField(max_length=300, blank=True)
    # For answers on paper or by interview: the day on which they were really given.
    filled_on = models.DateField(null=True, blank=True)
    standing = models.BooleanField(default=True)
    # A correction names the response in whose place it stands; that one stays and no longer stands.
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    # Set when this side chose to share its scale scores although the other side never came in.
    shared_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measurement", "rater"], condition=Q(standing=True), name="response_one_standing_per_side"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


def topics(user: User, measurement: Measurement) -> dict[str, str]:
    """What each side wants to talk about, by rater; both sides' from the reveal on, to those who see their scores.

    Who stands in for the worker reads the page of the talk, which begins with it.
    """
    may = has_permission(user, Permission.SEE_SCORES) or has_permission(user, Permission.SEE_OWN_RESULTS)
    if not may or not measurement.is_revealed:
        return {}
    reach = pair_scope(user, "measurement__pair") | cover_scope(user, "measurement__pair")
    found = Response.objects.standing().filter(reach, measurement=measurement)
    return dict(found.exclude(topic="").values_list("rater", "topic"))


class ScaleScoreQuerySet(models.QuerySet["ScaleScore"]):
    def visible_to(self, user: User) -> "ScaleScoreQuerySet":
        """Scale scores of the pair's own client and worker, from the reveal or the sharing on; nobody else's.

        Who stands in for the worker sees the revealed ones: what one side shared alone was for the other.
        """
        if not (has_permission(user, Permission.SEE_SCORES) or has_permission(user, Permission.SEE_OWN_RESULTS)):
            return self.none()
        pair, revealed = "response__measurement__pair", Q(response__measurement__revealed_at__isnull=False)
        own = pair_scope(user, pair) & (revealed | Q(response__shared_at__isnull=False))
        return self.filter(own | (cover_scope(user, pair) & revealed), response__standing=True)

    def for_figures(self, organisation: Organisation) -> "ScaleScoreQuerySet":
        """Revealed scores of an organisation, for figures that hide small numbers; never to be shown one by one."""
        return self.filter(
            response__measurement__pair__team__organisation=organisation,
            response__measurement__revealed_at__isnull=False,
            response__standing=True,
        )


class ScaleScore(models.Model):
    """One scale of one response (docs/scoring.md): 4 decimals, or blank when too few items were answered."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scores")
    scale = models.CharField(max_length=40)
    score = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    answered = models.PositiveSmallIntegerField()

    objects = ScaleScoreQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "scale"], name="scale_score_once")]

    def __str__(self) -> str:
        return self.scale


class ItemConsent(models.Model):
    """The client's yes to showing the single answers of one response to their worker; withdrawn with one click."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="item_consent")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
