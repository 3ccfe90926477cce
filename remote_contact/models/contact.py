"""Every contact moment of a pair, at a distance and face to face."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from caseload.access import pair_scope
from caseload.models import Agreement, Pair, Phase
from remote_contact.models.lists import Way


class Initiative(models.TextChoices):
    WORKER = "worker", _("werker")
    CLIENT = "client", _("cliënt")
    TOGETHER = "together", _("samen afgesproken")


class AbsenceReason(models.TextChoices):
    HEALTH = "health", _("ziekte of afspraak bij een arts")
    WORK = "work", _("werk of opleiding")
    FAMILY = "family", _("gezin of zorg")
    COURT = "court", _("zitting")
    DETENTION = "detention", _("detentie")
    AWAY = "away", _("vakantie of feestdag")
    TRAVEL = "travel", _("vervoer of techniek")
    OTHER = "other", _("anders")
    UNKNOWN = "unknown", _("weten we niet")


class Impression(models.TextChoices):
    """How the client seemed to the worker; at a distance most workers find this hard to see."""

    WELL = "well", _("goed")
    ORDINARY = "ordinary", _("gewoon")
    TENSE = "tense", _("gespannen")
    LOW = "low", _("somber")
    COULD_NOT_JUDGE = "could_not_judge", _("kon ik niet beoordelen")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> "ContactQuerySet":
        return self.standing().filter(pair_scope(user, "pair"))

    def standing(self) -> "ContactQuerySet":
        """Without those that were taken back at once."""
        return self.filter(undone_at__isnull=True)

    def of_supervision_of(self, pair: Pair) -> "ContactQuerySet":
        """Contacts belong to the case: the present worker reads on where the last one stopped."""
        return self.standing().filter(pair__supervision=pair.supervision_id)


class Contact(models.Model):
    """One contact moment, attempts included.

    `method` and `outcome` are codes of the organisation's lists (`remote_contact/lists.py`). What they meant when it
    was logged stands beside them (`way`, `took_place`, `is_hitch`): every tag and count is made of these three.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="contacts")
    method = models.CharField(_("vorm"), max_length=40)
    way = models.CharField(max_length=12, choices=Way)
    at = models.DateTimeField(_("wanneer"))
    outcome = models.CharField(_("ging het door?"), max_length=40)
    took_place = models.BooleanField()
    is_hitch = models.BooleanField(default=False)
    initiative = models.CharField(_("wie nam het initiatief?"), max_length=10, choices=Initiative, blank=True)
    planned = models.BooleanField(_("was het afgesproken?"), default=True)
    minutes = models.PositiveSmallIntegerField(_("minuten"), null=True, blank=True)
    # The phase of the supervision on that day, so that the mix can be read by phase later.
    phase = models.CharField(max_length=20, choices=Phase, blank=True)
    reason = models.CharField(_("reden"), max_length=12, choices=AbsenceReason, blank=True)
    note = models.TextField(_("notitie"), max_length=12000, blank=True)
    # Once sensitive, always sensitive: never on a client's page.
    sensitive = models.BooleanField(_("gevoelig"), default=False)
    impression = models.CharField(_("hoe zat de cliënt erbij?"), max_length=16, choices=Impression, blank=True)
    worry = models.CharField(_("zorg"), max_length=200, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    # Comes with the empty form: a second click or a reload makes no second contact.
    form_id = models.UUIDField(unique=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Ticked off as it was logged: taking it back opens them again.
    closed_agreements: "models.ManyToManyField[Agreement, Any]" = models.ManyToManyField(
        Agreement, related_name="+", blank=True
    )
    version = models.PositiveIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["pair", "-at"]),
            # Who was tried in vain, of a whole team: without it PostgreSQL reads every contact there is.
            models.Index(
                fields=["pair"], condition=Q(took_place=False, undone_at__isnull=True), name="contact_failed_of_pair"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ContactRevision(models.Model):
    """What a contact said before it was changed; nothing of a log is overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="revisions")
    of_version = models.PositiveIntegerField()
    # The fields as they were, by name; texts included, so it is as secret as the contact.
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-of_version"]
        constraints = [models.UniqueConstraint(fields=["contact", "of_version"], name="contact_revision_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.of_version}"


class ContactDraftQuerySet(models.QuerySet["ContactDraft"]):
    def of(self, user: User, pair: Pair) -> "ContactDraftQuerySet":
        """What this worker may go on with, the newest first. What was saved after all is no draft any more."""
        logged = Contact.objects.filter(form_id=OuterRef("form_id"))
        return self.filter(~Exists(logged), user=user, pair=pair).order_by("-saved_at")


class ContactDraft(models.Model):
    """What a worker typed and has not saved. `id` is of one open page, so two tabs do not fight over one row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="contact_drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Of the contact that it would become: several pages may go on with the same one, and one of them makes it.
    form_id = models.UUIDField(db_index=True)
    # The fields of the form as typed, by name.
    typed: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects = ContactDraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "pair", "-saved_at"], name="contact_draft_of_user")]

    def __str__(self) -> str:
        return str(self.pk)
