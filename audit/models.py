"""The append-only record of who read and changed what.

Nothing here points into live data: the actor stands by id and role, a person by a pseudonymous key. Erasing
the row of `SubjectKey` leaves the record whole and the person unknown. The record decides nothing.
"""

import secrets
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def new_key() -> str:
    return secrets.token_hex(16)


class AppendOnly(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise TypeError("the audit record is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit record is append-only")


class EventQuerySet(AppendOnly):
    def of_organisation(self, organisation_id: uuid.UUID) -> "EventQuerySet":
        """What was done within this organisation, by its own people or by the portal for it."""
        return self.filter(organisation_id=organisation_id)

    def about(self, person_id: uuid.UUID) -> "EventQuerySet":
        """Pages and changes that this person stood on; none once their key is erased."""
        key = SubjectKey.objects.filter(pk=person_id).values("key")
        return self.filter(pk__in=EventSubject.objects.filter(subject_key__in=key).values("event"))

    def reads(self) -> "EventQuerySet":
        return self.filter(action__in=[Action.READ, Action.LISTED])


class Action(models.TextChoices):
    READ = "read", _("gelezen")
    LISTED = "listed", _("in een lijst gezien")
    CREATED = "created", _("vastgelegd")
    CHANGED = "changed", _("gewijzigd")
    ENDED = "ended", _("beëindigd")
    HANDED_OVER = "handed_over", _("overgedragen")
    CREDENTIAL = "credential", _("toegang gegeven of ingetrokken")
    ANSWERED = "answered", _("ingevuld")
    REVEALED = "revealed", _("voor beiden zichtbaar geworden")
    SHARED = "shared", _("gedeeld")
    IMPORTED = "imported", _("ingelezen")
    REFUSED = "refused", _("geweigerd")
    SIGN_IN = "sign_in", pgettext_lazy("audit", "aangemeld")
    SIGN_IN_FAILED = "sign_in_failed", _("aanmelden mislukt")


# What was asked for and not given.
DENIALS = (Action.REFUSED, Action.SIGN_IN_FAILED)


class Purpose(models.TextChoices):
    SUPERVISION = "supervision", _("uitvoering toezicht")
    COVER = "cover", _("waarneming")
    TEAM = "team", _("leiding van het team")
    VOLUNTEERING = "volunteering", _("vrijwilligerswerk")
    OWN = "own", _("eigen gegevens")
    ADMINISTRATION = "administration", _("beheer")
    QUALITY = "quality", _("kwaliteit")
    ACCESS_REQUEST = "access_request", _("inzageverzoek van de cliënt")


class Reason(models.TextChoices):
    """Why something was refused. Whether what was asked for exists is not told apart: nobody may learn it here."""

    OUT_OF_REACH = "out_of_reach", _("buiten bereik, of bestaat niet")
    ROLE = "role", _("deze rol mag dit niet")
    WRONG = "wrong", _("e-mailadres, wachtwoord of code klopt niet")
    THROTTLED = "throttled", _("te veel pogingen")


class Event(models.Model):
    """One page, file or change. Free text has no place here.

    The database itself refuses to change or remove one (`append_only.py`). On SQLite a migration that remakes this
    table takes the triggers with it: it ends by putting them back, and `test_append_only.py` sees to it.
    """

    at = models.DateTimeField(db_index=True)
    actor_id = models.UUIDField(null=True, db_index=True)
    actor_role = models.CharField(max_length=20)
    organisation_id = models.UUIDField(null=True)
    action = models.CharField(max_length=20, choices=Action)
    purpose = models.CharField(max_length=20, choices=Purpose)
    what = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(purpose=""), name="audit_event_purpose")]
        indexes = [
            models.Index(fields=["organisation_id", "-at", "-id"], name="audit_event_org_at"),
            # Few of very many: without this, asking for them walks the whole record.
            models.Index(
                fields=["organisation_id", "-at", "-id"],
                condition=models.Q(action__in=["refused", "sign_in_failed"]),
                name="audit_event_denials",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_role} {self.action} {self.what}"


class EventSubject(models.Model):
    """A person on the page, by pseudonymous key."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="subjects")
    subject_key = models.CharField(max_length=32, db_index=True)

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subject_key"], name="audit_subject_once")]

    def __str__(self) -> str:
        return self.subject_key


class SubjectKey(models.Model):
    """Which person a pseudonymous key stands for; the only link, and it can be erased."""

    person_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=32, unique=True, default=new_key)

    def __str__(self) -> str:
        return self.key
