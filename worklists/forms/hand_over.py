"""What she wants to add to what wrote itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from worklists.forms.reasons import TOO_LONG


class HandOverForm(forms.Form):
    note = forms.CharField(
        label=_("Det du vil si i tillegg"),
        max_length=2000,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 3, "class": "ds-input"}),
    )
