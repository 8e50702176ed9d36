"""Whom to ring about messages to one receiver."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from emeldinger.models import ContactPoint


class ContactPointForm(forms.ModelForm[ContactPoint]):
    class Meta:
        model = ContactPoint
        fields = ("name", "her_id", "phone", "hours", "note")
        help_texts = {
            "her_id": _("Tallet i Adresseregisteret, for tjenesten eller for hele virksomheten."),
            "hours": _("For eksempel: hverdager 08–15, ellers sentralbordet."),
        }
        error_messages = {
            "name": {"required": _("Skriv hvem som svarer.")},
            "her_id": {"required": _("Skriv HER-id-en.")},
        }
        widgets = {
            name: forms.TextInput({"class": "ds-input", "autocomplete": "off"})
            for name in ("name", "her_id", "phone", "hours", "note")
        }

    def clean_her_id(self) -> str:
        her_id = "".join(str(self.cleaned_data["her_id"]).split())
        if not her_id.isascii() or not her_id.isdigit():
            raise forms.ValidationError(_("En HER-id er bare sifre."))
        return her_id

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if not phone:
            raise forms.ValidationError(
                _("Skriv nummeret du kan ringe når en melding ikke kommer fram.")
            )
        return phone

    def validate_unique(self) -> None:
        """The action says whose it is."""
