"""The text fields of every form. What is typed is cleaned before anything else looks at it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from boundary.text import Unreadable, clean_text


class _Clean(forms.CharField):
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = clean_text(value, lines=isinstance(self.widget, forms.Textarea))
            except Unreadable:
                raise ValidationError(
                    _("Hier staat een teken in dat we niet kunnen bewaren. Typ de tekst opnieuw."), code="unreadable"
                ) from None
        return super().to_python(value)


class TextField(_Clean):
    """One line of text, or several in a Textarea."""


class SlugField(_Clean, forms.SlugField):
    """Part of an address: letters, figures, hyphens."""


class EmailField(_Clean, forms.EmailField):
    """An address for mail. Before the @ plain letters only: a long s, which passes for an s in any case of letters,
    would make an address that one database takes for another's and the other does not."""

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        if address and not address.rpartition("@")[0].isascii():
            raise ValidationError(validate_email.message, code="invalid")
        return address


class CleanText:
    """The Meta of every ModelForm: `class Meta(CleanText)` gives the text fields of the model the fields above."""

    @staticmethod
    def formfield_callback(field: models.Field, **kwargs: Any) -> forms.Field | None:
        if isinstance(field, models.EmailField):
            kwargs["form_class"] = EmailField
        elif isinstance(field, models.SlugField):
            kwargs["form_class"] = SlugField
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            kwargs["form_class"] = TextField
        found: forms.Field | None = field.formfield(**kwargs)
        return found
