"""A client asked to see their file (AVG 15): each sensitive contact is given or withheld by a person, with a ground."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from caseload.access import pair_scope
from caseload.models import Pair
from remote_contact.models.contact import Contact, ContactQuerySet


class SubjectAccessRequestQuerySet(models.QuerySet["SubjectAccessRequest"]):
    def visible_to(self, user: User) -> "SubjectAccessRequestQuerySet":
        return self.filter(pair_scope(user, "pair"))

    def of_supervision_of(self, pair: Pair) -> "SubjectAccessRequestQuerySet":
        """A request outlives a change of worker."""
        return self.filter(pair__supervision=pair.supervision_id)


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

    def contacts(self) -> ContactQuerySet:
        """What is answered with: of the whole supervision, as far as it was logged when the request was closed."""
        found = Contact.objects.of_supervision_of(self.pair)
        return found.filter(logged_at__lte=self.closed_at) if self.closed_at else found

    def undecided(self) -> ContactQuerySet:
        """The sensitive ones on which nobody decided, or not on the text as it is now."""
        decided = self.decisions.filter(contact=OuterRef("pk"), contact_version=OuterRef("version"))
        return self.contacts().filter(~Exists(decided), sensitive=True)


class SensitiveDecision(models.Model):
    """Whether one sensitive contact is given; withheld only with a ground."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(SubjectAccessRequest, on_delete=models.CASCADE, related_name="decisions")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField(_("wordt gegeven"))
    ground = models.CharField(_("grond"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    # The text that was read for it: of a contact that was changed since, somebody decides again.
    contact_version = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "contact"], name="sensitive_decision_once"),
            models.CheckConstraint(condition=Q(given=True) | ~Q(ground=""), name="sensitive_withheld_has_ground"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
