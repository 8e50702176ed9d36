"""A rule of the boards as a unit chooses it: in use or not, its thresholds, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from boards.queries.chosen import Line
    from teams.models import Team

FIGURE = "grense_"


class RuleForm(forms.Form):
    """`before` is the version that the writer had in front of her. A reason is asked for by the action:
    trying takes none.
    """

    is_on = forms.BooleanField(
        label=_lazy("Regelen er i bruk"), required=False,
        widget=forms.CheckboxInput({"class": "ds-input"}),
    )  # fmt: skip
    why = forms.CharField(
        label=_lazy("Hvorfor"), max_length=300, required=False,
        error_messages={"max_length": _lazy("Skriv kortere.")},
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )  # fmt: skip
    team = forms.ChoiceField(
        label=_lazy("Prøv på teamet"), required=False, widget=forms.Select({"class": "ds-input"}),
    )  # fmt: skip
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, line: Line, teams: Iterable[Team], data: Mapping[str, Any] | None = None
    ) -> None:
        initial = {"is_on": line.is_on, "before": line.version}
        super().__init__(data, initial=initial, auto_id=f"id_{line.rule.code}_%s")
        choices = [(team.code, str(team)) for team in teams]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]
        for limit in line.limits:
            one = line.rule.thresholds[limit.name]
            self.fields[FIGURE + limit.name] = _figure(limit.words, limit.value, one.low, one.high)

    @property
    def figures(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(FIGURE)]

    def thresholds(self) -> dict[str, float]:
        return {
            name.removeprefix(FIGURE): value
            for name, value in self.cleaned_data.items()
            if name.startswith(FIGURE)
        }


def _figure(words: object, value: float, low: float, high: float) -> forms.FloatField:
    told = _("Skriv et tall fra %(low)g til %(high)g.") % {"low": low, "high": high}
    return forms.FloatField(
        label=str(words), initial=value, min_value=low, max_value=high, localize=True,
        help_text=_("%(low)g til %(high)g") % {"low": low, "high": high},
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
        widget=forms.TextInput({"class": "ds-input", "inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
