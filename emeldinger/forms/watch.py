"""What is said of a gap or a silence, the note on a round, and how an HT's messages are watched."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from emeldinger.actions.rounds import MINUTES
from emeldinger.actions.seeing import LONGEST

TOO_LONG = {"max_length": _lazy("Skriv kortere: høyst %(limit_value)s tegn.")}
#: More rounds than this on a day are a slip of the hand.
ROUNDS = 12


class SaidForm(forms.Form):
    """What is being done, or has been looked into. `question` is what the field asks."""

    said = forms.CharField(
        max_length=LONGEST,
        error_messages={"required": _lazy("Skriv noen ord om det."), **TOO_LONG},
        widget=forms.TextInput({"autocomplete": "off", "class": "ds-input"}),
    )

    def __init__(self, *args: Any, question: str, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{key}-%s"})
        self.fields["said"].label = question


class RoundForm(forms.Form):
    """Which round it is that she signs: the page may be older than the hour."""

    due_at = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_lazy("Merknad"), max_length=LONGEST, required=False, error_messages=TOO_LONG,
        widget=forms.TextInput({"autocomplete": "off", "class": "ds-input"}),
    )  # fmt: skip

    def clean_due_at(self) -> datetime:
        try:
            found = parse_datetime(self.cleaned_data["due_at"])
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise forms.ValidationError(_("Last siden på nytt og signer runden igjen."))
        return found


class RulesForm(forms.Form):
    """The rounds as hours and minutes with commas between; empty for none."""

    rounds = forms.CharField(
        label=_lazy("Meldingsrunder"), required=False, max_length=200,
        help_text=_lazy("Klokkeslett med komma mellom, som 09, 11, 13.30. Tomt: ingen runder."),
        error_messages=TOO_LONG,
        widget=forms.TextInput({"autocomplete": "off", "class": "ds-input"}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_lazy("Minutter før neste får beskjed"),
        help_text=_lazy(
            "Når en melding som skal ses straks, har ligget så lenge uten at noen har tatt den,"
            " får sykepleier 2 beskjed. Etter dobbelt så lang tid får leder det."
        ),
        min_value=MINUTES[0],
        max_value=MINUTES[1],
        error_messages={
            "required": _lazy("Skriv et tall."),
            "invalid": _lazy("Skriv et helt tall."),
            "min_value": _lazy("Minst %(limit_value)s minutter."),
            "max_value": _lazy("Høyst %(limit_value)s minutter."),
        },
        widget=forms.TextInput({"inputmode": "numeric", "class": "ds-input", "size": 4}),
    )
    reason = forms.CharField(
        label=_lazy("Hvorfor endres det?"), max_length=LONGEST,
        error_messages={"required": _lazy("Skriv hvorfor det endres."), **TOO_LONG},
        widget=forms.TextInput({"autocomplete": "off", "class": "ds-input"}),
    )  # fmt: skip

    def clean_rounds(self) -> list[time]:
        words = self.cleaned_data["rounds"].replace(";", ",").split(",")
        found = sorted({_clock(word.strip()) for word in words if word.strip()})
        if len(found) > ROUNDS:
            raise forms.ValidationError(_("Velg høyst %d runder på et døgn.") % ROUNDS)
        return found


def _clock(word: str) -> time:
    """9, 09, 13.30 and 13:30."""
    hour, _mark, minute = word.replace(".", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as wrong:
        said = _("«%s» er ikke et klokkeslett. Skriv det som 09 eller 13.30.") % word[:20]
        raise forms.ValidationError(said) from wrong


def rounds_words(rounds: tuple[time, ...]) -> str:
    """As they stand in the form before anybody has typed."""
    return ", ".join(f"{at:%H.%M}" for at in rounds)
