"""Every contact moment of a pair, at a distance and face to face."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from caseload.access import pair_scope
from caseload.models import Pair


class Method(models.TextChoices):
    OFFICE = "office", _("Op kantoor")
    HOME_VISIT = "home_visit", _("Huisbezoek")
    ELSEWHERE = "elsewhere", _("Elders")
    WALK = "walk", _("Wandelen")
    PHONE = "phone", _("Telefoon")
    VIDEO = "video", _("Beeldbellen")
    TEXT = "text", _("WhatsApp of sms")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Brief")


FACE_TO_FACE = frozenset({Method.OFFICE, Method.HOME_VISIT, Method.ELSEWHERE, Method.WALK})


class Outcome(models.TextChoices):
    TOOK_PLACE = "took_place", _("Ja")
    NOT_REACHED = "not_reached", _("Niet bereikt")
    NO_SHOW = "no_show", _("Niet gekomen")
    MOVED = "moved", _("Verzet")
    TECHNICAL = "technical", _("Techniek haperde")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> "ContactQuerySet":
        return self.filter(pair_scope(user, "pair"))

    def of_supervision_of(self, pair: Pair) -> "ContactQuerySet":
        """Contacts belong to the case: the present worker reads on where the last one stopped."""
        return self.filter(pair__supervision=pair.supervision_id)


class Contact(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="contacts")
    method = models.CharField(_("vorm"), max_length=12, choices=Method)
    at = models.DateTimeField(_("wanneer"))
    outcome = models.CharField(_("ging het door?"), max_length=12, choices=Outcome)
    minutes = models.PositiveSmallIntegerField(_("minuten"), null=True, blank=True)
    note = models.TextField(_("notitie"), max_length=12000, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    # Comes with the empty form: a second click or a reload makes no second contact.
    form_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["pair", "-at"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def took_place(self) -> bool:
        return self.outcome == Outcome.TOOK_PLACE
