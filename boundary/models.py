"""Wrong keys that were tried, counted where no cache can lose them."""

import uuid

from django.db import models


class Guess(models.Model):
    """One key that opens nothing. `address` is a keyed hash of where it came from; both are gone after ten minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return str(self.pk)
