"""A client asked to see their file (AVG 15): each sensitive contact is given or withheld by a person, with a ground."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from caseload.access import pair_scope
from caseload.models import Pair
from remote_contact.models.contact import Contact


class SubjectAccessRequestQuerySet(models.QuerySet["SubjectAccessRequest"]):
    def visible_to(self, user: User) -> "SubjectAccessRequestQuerySet":
        return self.filter(pair_scope(user, "pair"))


class SubjectAccessRequest(models.Model):
    """An access request (inzageverzoek) as it stood on a day; the pair is the one that handles it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="access_requests")
    asked_on = models.DateField(_("gevraagd op"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Once every sensitive contact was decided on, and the file was made.
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SubjectAccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(closed_at__isnull=True), name="access_request_one_open_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SensitiveDecision(models.Model):
    """Whether one sensitive contact is given; withheld only with a ground."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(SubjectAccessRequest, on_delete=models.CASCADE, related_name="decisions")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField(_("wordt gegeven"))
    ground = models.CharField(_("grond"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "contact"], name="sensitive_decision_once"),
            models.CheckConstraint(condition=Q(given=True) | ~Q(ground=""), name="sensitive_withheld_has_ground"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
