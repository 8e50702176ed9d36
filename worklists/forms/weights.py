from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from worklists.forms.reasons import TOO_LONG
from worklists.planning.setting import GROUPS, Setting
from worklists.planning.weights import SETTINGS, Chosen, complaints
from worklists.queries.trial import ShiftToTry

A_FIGURE = {
    "required": _("Skriv et tall."),
    "invalid": _("Skriv et tall, for eksempel 1,5."),
    "max_decimal_places": _("Skriv høyst én desimal, for eksempel 1,5."),
    "max_digits": _("Skriv et mindre tall."),
    "max_whole_digits": _("Skriv et mindre tall."),
}
A_WHOLE_FIGURE = {"required": _("Skriv et tall."), "invalid": _("Skriv et helt tall.")}


def _field_of(setting: Setting) -> forms.Field:
    """With a comma for minutes of travel and for speeds, else a whole number."""
    common: dict[str, Any] = {
        "label": setting.label,
        "help_text": setting.why,
        "localize": True,
    }
    if setting.scale > 1:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        return forms.DecimalField(
            max_digits=6, decimal_places=1, error_messages=A_FIGURE, widget=widget, **common
        )
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(error_messages=A_WHOLE_FIGURE, widget=widget, **common)


class _LongForm(forms.Form):
    """So many fields that what is wrong must be told in one place too."""

    def wrong(self) -> list[forms.BoundField]:
        return [field for field in self if field.errors]


class WeightsForm(_LongForm):
    """Every figure that a unit may set, in the minutes of travel that people read."""

    def __init__(self, data: QueryDict | None = None, *, chosen: Chosen) -> None:
        values = chosen.values()
        initial = {name: setting.shown(values[name]) for name, setting in SETTINGS.items()}
        super().__init__(data, initial=initial)
        self.fields |= {name: _field_of(setting) for name, setting in SETTINGS.items()}

    def clean(self) -> dict[str, Any]:
        for name, sentence in complaints(self._whole()).items():
            self.add_error(name, sentence)
        return self.cleaned_data

    def _whole(self) -> dict[str, int]:
        """What could be read, in the planner's own whole numbers."""
        return {
            name: int(value * SETTINGS[name].scale)
            for name, value in self.cleaned_data.items()
            if name in SETTINGS
        }

    def chosen(self) -> Chosen:
        """Only of a form that is valid."""
        return Chosen.of(self._whole())

    def groups(self) -> list[tuple[str, str, list[tuple[Setting, forms.BoundField]]]]:
        """(key, title, its settings with their fields) in the order of the page."""
        return [
            (key, title, [(s, self[s.name]) for s in SETTINGS.values() if s.group == key])
            for key, title in GROUPS.items()
        ]


class TryForm(_LongForm):
    """Which coming shift the figures are tried on."""

    shift = forms.ChoiceField(
        label=_("Prøv på en vakt"),
        required=False,
        error_messages={
            "invalid_choice": _("Vakten har begynt, eller finnes ikke. Velg en annen.")
        },
    )

    def __init__(self, data: QueryDict | None, *, shifts: Iterable[ShiftToTry]) -> None:
        super().__init__(data)
        self.shifts = {shift.key: shift for shift in shifts}
        self.fields["shift"].choices = [  # type: ignore[attr-defined]
            (key, str(shift)) for key, shift in self.shifts.items()
        ]

    def picked(self) -> ShiftToTry | None:
        """The chosen one; None where none was, or there is none to choose."""
        return self.shifts.get(self.cleaned_data["shift"])


class DecisionForm(forms.Form):
    """Why, from when, and for whom: what a decision needs beside its figures."""

    reason = forms.CharField(
        label=_("Hvorfor?"),
        help_text=_("De som leser det om et år, skal forstå det."),
        max_length=300,
        error_messages=TOO_LONG | {"required": _("Skriv hvorfor tallene endres.")},
    )
    valid_from = forms.DateField(
        label=_("Gjelder for vakter fra"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Velg en dag."), "invalid": _("Skriv en dag som finnes.")},
    )
    running_too = forms.BooleanField(
        label=_("Bruk dem også på vaktene som går nå"),
        required=False,
        widget=forms.CheckboxInput({"class": "ds-input"}),
    )
    after = forms.IntegerField(widget=forms.HiddenInput)
