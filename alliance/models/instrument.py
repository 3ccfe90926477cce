"""A loaded questionnaire, unchangeable once loaded."""

import uuid
from functools import lru_cache

from django.db import models

from alliance import instruments


@lru_cache(maxsize=32)
def _parsed(content: str) -> instruments.Instrument:
    return instruments.parse_instrument(content)


class Instrument(models.Model):
    """The text of an instrument file, pinned to every measurement and response that uses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    content = models.TextField()
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["key", "-loaded_at"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="instrument_version_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def parsed(self) -> instruments.Instrument:
        return _parsed(self.content)
