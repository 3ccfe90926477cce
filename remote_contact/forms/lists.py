"""One word of an organisation's list of methods, outcomes or kinds of offence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from boundary.fields import TextField
from caseload.version_forms import VersionedForm
from remote_contact.forms.contacts import ChipSelect
from remote_contact.models import ListEntry, ListKind, Way

# What a word stands for, by its list.
MEANING = {
    ListKind.METHOD: ("way",),
    ListKind.OUTCOME: ("took_place", "is_hitch"),
    ListKind.OFFENCE: ("face_to_face_first",),
}


class EntryForm(VersionedForm):
    """`fixed`: something was recorded with it, so only its spelling can change."""

    label = TextField(
        label=gettext_lazy("Woord"),
        max_length=ListEntry._meta.get_field("label").max_length,
        error_messages={"required": gettext_lazy("Vul een woord in.")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Wat is het?"),
        choices=Way.choices,
        widget=ChipSelect,
        help_text=gettext_lazy("Hiermee telt de mix, hoe je het ook noemt."),
        error_messages={"required": gettext_lazy("Kies wat het is.")},
    )
    took_place = forms.BooleanField(label=gettext_lazy("Het contact ging door"), required=False)
    is_hitch = forms.BooleanField(label=gettext_lazy("Telt als haperende naleving"), required=False)
    face_to_face_first = forms.BooleanField(
        label=gettext_lazy("Liever bij elkaar"),
        help_text=gettext_lazy("Het advies over afstand houdt hier rekening mee."),
        required=False,
    )

    def __init__(self, *args: Any, kind: ListKind, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = () if fixed else MEANING[kind]
        for name in {name for names in MEANING.values() for name in names} - set(kept):
            del self.fields[name]


class PlaceForm(VersionedForm):
    """What is done with a word as a whole."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "retire", "bring_back")])
