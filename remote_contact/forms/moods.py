"""The word a client taps before a talk."""

from django import forms

from remote_contact.models import Mood


class MoodForm(forms.Form):
    value = forms.ChoiceField(choices=Mood.Value.choices)
