"""The person under supervision."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: User) -> "ClientQuerySet":
        """Clients with a pair that this person may see (`caseload/access.py`)."""
        from caseload.access import pair_scope
        from caseload.models.pair import Pair

        if user.role == Role.CLIENT and user.is_active:
            return self.filter(account=user)
        return self.filter(pk__in=Pair.objects.filter(pair_scope(user)).values("supervision__client"))


class Client(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clients")
    number = models.CharField(_("cliëntnummer"), max_length=20)
    first_name = models.CharField(_("voornaam"), max_length=60)
    last_name = models.CharField(_("achternaam"), max_length=80)
    email = models.EmailField(_("e-mailadres"), blank=True)
    mobile = models.CharField(_("mobiel nummer"), max_length=20, blank=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    # Both stand in the header of every page about this person, so that nobody phones the wrong way.
    reach_note = models.CharField(_("bereiken"), max_length=120, blank=True)
    consider_note = models.CharField(_("rekening houden met"), max_length=120, blank=True)
    # The client's own, optional sign-in.
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="client"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "number"]
        # Whose address it is, as somebody typed it.
        indexes = [models.Index(Lower("email"), name="client_email_in_any_case")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="client_number_once_per_organisation"),
            # Who looks for a number finds it in any case of letters, and must find one person.
            models.UniqueConstraint("organisation", Lower("number"), name="client_number_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class FormerAddress(models.Model):
    """An e-mail address that was replaced: it is told of the change once, then it serves nothing any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="former_addresses")
    email = models.EmailField()
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
