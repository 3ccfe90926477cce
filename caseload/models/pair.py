"""One client with one worker, from a day to a day."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from caseload.models.client import Client
from caseload.models.cover import Cover
from caseload.models.supervision import Supervision


class PairEnd(models.TextChoices):
    HANDED_OVER = "handed_over", _("overgedragen")
    SUPERVISION_ENDED = "supervision_ended", _("toezicht beëindigd")


class PairQuerySet(models.QuerySet["Pair"]):
    def visible_to(self, user: User) -> "PairQuerySet":
        from caseload.access import pair_scope

        return self.filter(pair_scope(user))

    def within_reach_of(self, user: User) -> "PairQuerySet":
        """Theirs, and those of absent workers for whom they stand in today: for the gate, never for a list."""
        from caseload.access import cover_scope, pair_scope

        return self.filter(pair_scope(user) | cover_scope(user)) if user.role == Role.WORKER else self.visible_to(user)

    def with_cover(self) -> "PairQuerySet":
        """Each with `is_covered`: whether somebody stands in for its worker today, without a query of its own."""
        return self.annotate(is_covered=Exists(Cover.objects.standing().filter(absent=OuterRef("worker"))))

    def open(self) -> "PairQuerySet":
        return self.filter(ends_on__isnull=True)

    def open_on(self, day: dt.date) -> "PairQuerySet":
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day)))

    def present_of(self, supervision_id: uuid.UUID) -> "Pair | None":
        """The pair of this supervision now, with its people; None when it has ended."""
        return self.open().filter(supervision=supervision_id).with_people().first()

    def with_people(self) -> "PairQuerySet":
        """Pairs with what every header needs, in one query."""
        return self.select_related("worker", "team__organisation", "supervision__client")


class Pair(models.Model):
    """A change of worker ends one pair and begins the next within the same supervision; nothing is overwritten.

    `ends_on` is the day the pair stopped: on that day the next pair already counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="pairs")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pairs")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="pairs")
    starts_on = models.DateField(_("begin"))
    ends_on = models.DateField(_("einde"), null=True, blank=True)
    end_kind = models.CharField(max_length=20, choices=PairEnd, blank=True)
    # First pair of its supervision: gets an intake; a later one a hand-over measurement instead.
    is_first = models.BooleanField(default=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervision"], condition=Q(ends_on__isnull=True), name="pair_one_open_per_supervision"
            ),
            models.UniqueConstraint(
                fields=["supervision"], condition=Q(is_first=True), name="pair_one_first_per_supervision"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="pair_end_not_before_start"
            ),
            models.CheckConstraint(
                condition=(Q(ends_on__isnull=True) & Q(end_kind="")) | (Q(ends_on__isnull=False) & ~Q(end_kind="")),
                name="pair_end_has_kind",
            ),
        ]
        indexes = [models.Index(fields=["team", "ends_on"]), models.Index(fields=["worker", "ends_on"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def client(self) -> Client:
        return self.supervision.client

    @property
    def is_open(self) -> bool:
        return self.ends_on is None
