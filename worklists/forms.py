from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused
from worklists.models import MinutesDecision
from worklists.planning.setting import GROUPS, Setting
from worklists.planning.weights import SETTINGS, Chosen, complaints
from worklists.queries.trial import ShiftToTry

TOO_LONG = {"max_length": _("Skriv kortere: høyst %(limit_value)s tegn.")}
NO_DATE = {"invalid": _("Skriv datoen som 23.11.2026.")}
#: What a person may answer to a proposal; that it lapses is for newer figures.
ANSWERS = [kind for kind in MinutesDecision.Kind if kind != MinutesDecision.Kind.LAPSED]


class _ReasonForm(forms.Form):
    """One line of why. Whether it is enough is for the action to say."""

    def reason_or_refuse(self) -> str:
        """Raises Refused with the sentence of the first thing that is wrong with it."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return str(next(iter(self.cleaned_data.values())))


class AcknowledgeForm(_ReasonForm):
    why = forms.CharField(
        label=_("Hvorfor er det riktig?"), max_length=200, required=False, error_messages=TOO_LONG
    )


class ReasonForm(_ReasonForm):
    reason = forms.CharField(
        label=_("Grunn"), max_length=200, required=False, error_messages=TOO_LONG
    )


class MinutesForm(forms.Form):
    """An answer to chosen proposals for other minutes. What is missing for it, the action says."""

    svar = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in ANSWERS])
    why = forms.CharField(max_length=200, required=False, error_messages=TOO_LONG)
    from_date = forms.DateField(required=False, error_messages=NO_DATE)
    until = forms.DateField(required=False, error_messages=NO_DATE)

    @property
    def chosen(self) -> list[int]:
        """The keys of the proposals that were chosen; what is no key is nobody's."""
        asked = self.data.getlist("forslag")  # type: ignore[attr-defined]
        return [int(key) for key in asked if key.isascii() and key.isdigit()]

    def cleaned_or_refuse(self) -> dict[str, Any]:
        """Raises Refused with the sentence of the first thing that is wrong with it."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.cleaned_data


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
