"""The HT's report: what was done about it, and from when it counts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from worklists.forms.reasons import TOO_LONG


class FollowForm(forms.Form):
    said = forms.CharField(
        label=_("Hva ble gjort?"), max_length=300, required=False, error_messages=TOO_LONG
    )


class BeginForm(forms.Form):
    since = forms.DateField(
        label=_("Rapporten gjelder fra"),
        error_messages={"required": _("Velg en dag."), "invalid": _("Skriv dagen som 24.12.2026.")},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
