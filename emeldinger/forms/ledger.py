"""What is written down when a message did not get there by itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from emeldinger.actions.receipt_tasks import SAID_BY_HAND
from emeldinger.models import ReceiptTask

Outcome = ReceiptTask.Outcome


class SettleForm(forms.Form):
    """How it got there after all."""

    outcome = forms.ChoiceField(
        label=_("Hvordan gikk det?"),
        choices=[(outcome.value, outcome.label) for outcome in SAID_BY_HAND],
        initial=Outcome.PHONED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvordan det gikk.")},
    )
    said = forms.CharField(
        label=_("Hvem snakket du med, eller hva er gjort?"),
        max_length=300,
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
        error_messages={
            "required": _("Skriv hvem du ringte, eller hva som er gjort."),
            "max_length": _("Skriv høyst 300 tegn."),
        },
    )
