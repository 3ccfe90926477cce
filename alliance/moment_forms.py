"""What a worker chooses about a moment: an extra one, a later window, and why a side stayed away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.models import NonResponseReason, WindowReason
from caseload.version_forms import VersionedForm

LONG, SHORT = "long", "short"


class ExtraForm(forms.Form):
    form = forms.ChoiceField(
        label=_("Welke vragen?"),
        choices=[
            (LONG, _("De gewone vragenlijst. De uitkomst komt naast die van eerdere momenten.")),
            (SHORT, _("De korte: één vraag per schaal. De uitkomst staat op zichzelf.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies welke vragen jullie krijgen.")},
    )


class _ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Waarom?"),
        choices=WindowReason.choices,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        error_messages={"required": _("Kies een reden.")},
    )


class PostponeForm(VersionedForm, _ReasonForm):
    weeks = forms.TypedChoiceField(
        label=_("Hoe lang?"),
        choices=[(2, _("2 weken")), (4, _("4 weken")), (8, _("8 weken"))],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        error_messages={"required": _("Kies hoe lang.")},
    )
    field_order = ["weeks", "reason", "version"]


class LateForm(_ReasonForm):
    pass


class NonResponseForm(VersionedForm):
    reason = forms.ChoiceField(
        label=_("Waarom niet?"),
        choices=NonResponseReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een reden.")},
    )
