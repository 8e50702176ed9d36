from __future__ import annotations

import json
from typing import TypeGuard

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heltom.lib.kept_json import check_can_be_kept


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("Brukernavn"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Passord"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class DraftForm(forms.Form):
    """What the script sends of a form that is being written. `draft` is JSON: names and fields."""

    key = forms.CharField(max_length=300)
    page = forms.CharField(max_length=300, required=False)
    title = forms.CharField(max_length=120, required=False)
    draft = forms.CharField(max_length=100_000)

    def clean_draft(self) -> dict[str, list[str] | list[list[str]]]:
        try:
            read = json.loads(self.cleaned_data["draft"])
            names, fields = read["names"], read["fields"]
            check_can_be_kept([names, fields])
        except (ValueError, TypeError, KeyError):
            raise forms.ValidationError(_now("Utkastet kan ikke leses.")) from None
        pairs = _is_texts(names) and isinstance(fields, list) and all(map(_is_pair, fields))
        if not pairs:
            raise forms.ValidationError(_now("Utkastet kan ikke leses."))
        return {"names": names, "fields": fields}

    def clean_page(self) -> str:
        """A page of ours, or none."""
        page: str = self.cleaned_data["page"]
        return page if page.startswith("/") and not page.startswith("//") else ""


def _is_pair(value: object) -> bool:
    return _is_texts(value) and len(value) == 2


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
