"""Whom to ring about messages to one receiver."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("Skriv kortere: høyst %(limit_value)d tegn.")


def _field(label: Any, length: int, required: Any = "", **more: Any) -> forms.CharField:
    """`required` is the sentence where it must be filled in."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=bool(required),
        error_messages={"required": required, "max_length": TOO_LONG},
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
        **more,
    )


class ContactPointForm(forms.Form):
    name = _field(_("Hvem svarer"), 200, _("Skriv hvem som svarer."))
    her_id = _field(
        _("HER-id"),
        20,
        _("Skriv HER-id-en."),
        help_text=_("Tallet i Adresseregisteret, for tjenesten eller for hele virksomheten."),
    )
    phone = _field(
        _("Telefon"), 40, _("Skriv nummeret du kan ringe når en melding ikke kommer fram.")
    )
    hours = _field(
        _("Når de svarer"), 200, help_text=_("For eksempel: hverdager 08–15, ellers sentralbordet.")
    )
    note = _field(_("Merknad"), 300)

    def clean_her_id(self) -> str:
        her_id = "".join(str(self.cleaned_data["her_id"]).split())
        if not her_id.isascii() or not her_id.isdigit():
            raise forms.ValidationError(_("En HER-id er bare sifre."))
        return her_id
