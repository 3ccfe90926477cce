"""Every contact moment of a pair, at a distance and face to face."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from caseload.access import pair_scope
from caseload.models import Pair, Phase
from remote_contact.models.lists import Way


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> "ContactQuerySet":
        return self.filter(pair_scope(user, "pair"))

    def of_supervision_of(self, pair: Pair) -> "ContactQuerySet":
        """Contacts belong to the case: the present worker reads on where the last one stopped."""
        return self.filter(pair__supervision=pair.supervision_id)


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
    minutes = models.PositiveSmallIntegerField(_("minuten"), null=True, blank=True)
    # The phase of the supervision on that day, so that the mix can be read by phase later.
    phase = models.CharField(max_length=20, choices=Phase, blank=True)
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
