"""The fagansvarlig's forms: a patient by her number, and what she sets for a line."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.actions.agenda import LONGEST

TOO_LONG = {"max_length": _("Skriv kortere.")}


class AddForm(forms.Form):
    """A patient who is put on the board by hand."""

    number = forms.CharField(
        label=_("Pasientnummer"), max_length=20,
        error_messages=TOO_LONG | {"required": _("Skriv pasientnummeret.")},
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Hvorfor"), max_length=300,
        error_messages=TOO_LONG | {"required": _("Skriv hvorfor pasienten skal på tavla.")},
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )  # fmt: skip


class LineForm(forms.Form):
    """Minutes and presenter; an empty presenter is whoever is reckoned."""

    minutes = forms.IntegerField(
        min_value=1, max_value=LONGEST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Skriv et tall fra 1 til 30 minutter.")
        ),
    )  # fmt: skip
    presenter = forms.IntegerField(required=False)
