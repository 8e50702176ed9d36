"""When a test is to be done, and what a primærområdemøte agreed on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.models import ShiftKind


class PlanTestForm(forms.Form):
    test = forms.CharField(max_length=20)
    on = forms.DateField(
        label=_("Dag"),
        error_messages={"required": _("Velg en dag."), "invalid": _("Velg en dag fra listen.")},
    )
    shift = forms.ChoiceField(label=_("Vakt"), choices=ShiftKind.choices)


class AreaMeetingForm(forms.Form):
    note = forms.CharField(
        label=_("Hva vi ble enige om"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "class": "ds-input"}),
        error_messages={"max_length": _("Skriv kortere: høyst %(limit_value)s tegn.")},
    )
