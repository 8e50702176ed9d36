"""A unit's own deadline for one kind of message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from emeldinger.due_rules import DAY, HOUR

AT_ONCE, INFORMS = "straks", "orientering"
UNITS = {"minutter": 1, "timer": HOUR, "dager": DAY}
#: Ten years of days are a slip of the hand; a month is long for any message.
MOST = 31 * DAY
KINDS = [
    (AT_ONCE, _lazy("Straks")),
    ("minutter", _lazy("Innen så mange minutter")),
    ("timer", _lazy("Innen så mange timer")),
    ("dager", _lazy("Innen så mange dager")),
    (INFORMS, _lazy("Ingen frist: bare til orientering, kan signeres samlet")),
]
RANKS = [
    (1, _lazy("1: fare for pasienten eller store følger")),
    (2, _lazy("2: følger samme dag")),
    (3, _lazy("3: følger i løpet av noen dager")),
    (4, _lazy("4: noen venter på svar")),
    (5, _lazy("5: lite henger på den")),
]
A_NUMBER = {"invalid": _lazy("Skriv et helt tall."), "min_value": _lazy("Skriv et tall over null.")}


class DeadlineForm(forms.Form):
    """How long, how much hangs on it, and why."""

    kind = forms.ChoiceField(
        label=_lazy("Frist"), choices=KINDS,
        error_messages={"required": _lazy("Velg en frist."), "invalid_choice": _lazy("Velg en frist.")},
    )  # fmt: skip
    number = forms.IntegerField(
        label=_lazy("Antall"), required=False, min_value=1, error_messages=A_NUMBER,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 4}),
    )  # fmt: skip
    rank = forms.TypedChoiceField(
        label=_lazy("Hvor mye som henger på den"), choices=RANKS, coerce=int,
        help_text=_lazy("Avgjør rekkefølgen mellom meldinger med samme frist."),
        error_messages={
            "required": _lazy("Velg hvor mye som henger på den."),
            "invalid_choice": _lazy("Velg fra listen."),
        },
    )  # fmt: skip
    source = forms.CharField(
        label=_lazy("Hvorfor, og hvor fristen kommer fra"), max_length=200,
        error_messages={
            "required": _lazy("Skriv hvor fristen kommer fra."),
            "max_length": _lazy("Skriv kortere: høyst %(limit_value)s tegn."),
        },
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, number = cleaned.get("kind"), cleaned.get("number")
        if kind in UNITS and "number" not in self.errors:
            if number is None:
                self.add_error("number", _("Skriv hvor mange."))
            elif number * UNITS[kind] > MOST:
                self.add_error("number", _("Fristen kan være høyst 31 dager."))
        return cleaned

    @property
    def minutes(self) -> int | None:
        """None: it wants nothing done."""
        kind = self.cleaned_data["kind"]
        if kind == INFORMS:
            return None
        return int(self.cleaned_data["number"]) * UNITS[kind] if kind in UNITS else 0


def typed(minutes: int | None, rank: int) -> dict[str, object]:
    """What stands in the form before anybody has typed: the largest unit that goes up."""
    if minutes is None or minutes == 0:
        return {"kind": INFORMS if minutes is None else AT_ONCE, "rank": rank}
    kind = next(name for name in ("dager", "timer", "minutter") if minutes % UNITS[name] == 0)
    return {"kind": kind, "number": minutes // UNITS[kind], "rank": rank}
