"""An alarm told on the phone, and what people write about it: short, and never in the way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused
from worklists.forms.reasons import TOO_LONG
from worklists.models import Alarm


class AlarmForm(forms.Form):
    """Whom, in the caller's words; the button says which patient, or that nobody knows."""

    who = forms.CharField(
        label=_("Hvem gjelder alarmen?"), max_length=200, required=False, error_messages=TOO_LONG,
        help_text=_("Nummer eller navn. Vet ingen hvem det er, skriv det du har fått høre."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Hva slags alarm?"), choices=Alarm.Kind.choices, initial=Alarm.Kind.SAFETY,
        widget=forms.RadioSelect, error_messages={"invalid_choice": _("Velg en av alarmene.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Hva sier responssenteret?"), max_length=2000, required=False,
        error_messages=TOO_LONG, widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class WordsForm(forms.Form):
    """What was done, or why nobody need go."""

    words = forms.CharField(max_length=2000, required=False, error_messages=TOO_LONG)
    fell = forms.BooleanField(required=False)

    def said_or_refuse(self) -> dict[str, Any]:
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.cleaned_data


class SendForm(forms.Form):
    """Who is to go, and what the sender had seen."""

    shift = forms.IntegerField()
    sett = forms.IntegerField(required=False)
    ordne = forms.BooleanField(required=False)

    def said_or_refuse(self) -> dict[str, Any]:
        if not self.is_valid():
            raise Refused(str(_("Velg hvem som skal dra.")))
        return self.cleaned_data
