"""Studies, and who said yes to taking part. Nobody but the person sees a choice; researchers see counts."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions import Permission, has_permission
from caseload.fewest import FEWEST
from caseload.models import Client


def new_key() -> str:
    return secrets.token_hex(32)


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, user: User) -> "StudyQuerySet":
        """To the researchers of the organisation all its studies; to those who may take part the same, to choose."""
        may = has_permission(user, Permission.RESEARCH) or has_permission(user, Permission.CHOOSE)
        return self.filter(organisation=user.organisation_id) if may else self.none()

    def owned_by(self, user: User) -> "StudyQuerySet":
        """Those whose files this researcher may make: their own, as long as they are a researcher."""
        return self.visible_to(user).filter(owner=user) if has_permission(user, Permission.RESEARCH) else self.none()

    def running_on(self, day: dt.date) -> "StudyQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Study(models.Model):
    """A study of one organisation. Its purpose is what people read before they choose, so it is in plain Dutch."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="studies")
    name = models.CharField(_("naam"), max_length=120)
    purpose = models.TextField(_("waarvoor"), max_length=600)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("begin"))
    ends_on = models.DateField(_("einde"))
    # Makes the pseudonyms of this study and of no other; never shown.
    key = models.CharField(max_length=64, default=new_key, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name_plural = "studies"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="study_name_once",
                violation_error_message=_("Er is al een onderzoek met deze naam."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="study_end_not_before_start",
                violation_error_message=_("Het einde ligt vóór het begin."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Taking:
    """How many take part; None when that is fewer than `FEWEST`, none at all included."""

    clients: int | None
    workers: int | None


class StudyConsentQuerySet(models.QuerySet["StudyConsent"]):
    def of(self, user: User) -> "StudyConsentQuerySet":
        """A person's own choices, and nobody else's."""
        if not user.is_active:
            return self.none()
        if user.role == Role.CLIENT:
            return self.filter(client__account=user)
        return self.filter(worker=user)

    def standing(self) -> "StudyConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def taking_part(self, organisation: Organisation) -> dict[uuid.UUID, Taking]:
        """By study, how many said yes and did not take it back."""
        rows = self.standing().filter(study__organisation=organisation).order_by()
        counted = rows.values("study").annotate(clients=Count("client"), workers=Count("worker"))
        return {row["study"]: Taking(_enough(row["clients"]), _enough(row["workers"])) for row in counted}


def _enough(n: int) -> int | None:
    return n if n >= FEWEST else None


class StudyConsent(models.Model):
    """One person's yes to one study, given or taken back. Without a row: no."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="consents")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = StudyConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=True, worker__isnull=False) | Q(client__isnull=False, worker__isnull=True),
                name="study_consent_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["study", "client"], condition=Q(client__isnull=False), name="study_consent_once_per_client"
            ),
            models.UniqueConstraint(
                fields=["study", "worker"], condition=Q(worker__isnull=False), name="study_consent_once_per_worker"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
