"""What was measured, typed with cold fingers; the scale; and what the unit wants done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients import news2
from patients.models import NewsResponse
from patients.news2 import LIMITS, TABLE, Bands, Parameter
from patients.queries.news2 import CONSCIOUS, NAMES, OXYGEN, UNITS

TOO_LONG = {"max_length": _lazy("Skriv kortere: høyst %(limit_value)s tegn.")}
CHOSEN = (Parameter.OXYGEN, Parameter.CONSCIOUSNESS)
#: A clock time further ahead than this is yesterday's.
AHEAD = timedelta(minutes=5)


class FigureField(forms.CharField):
    """A figure from a numeric keypad. A comma or a point before the decimal; empty is not measured."""

    def __init__(self, one: Parameter) -> None:
        self.one = one
        mode = "decimal" if one is Parameter.TEMPERATURE else "numeric"
        most = 5 if one is Parameter.TEMPERATURE else 3
        widget = forms.TextInput(
            {"inputmode": mode, "autocomplete": "off", "maxlength": most + 2, "size": most}
        )
        super().__init__(label=NAMES[one], required=False, widget=widget)

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value) or "").strip().replace(",", ".")
        if not typed:
            return None
        return self._within(self._number(typed))

    def _number(self, typed: str) -> Decimal:
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise forms.ValidationError(_("Skriv %s med tall.") % str(NAMES[self.one]).lower())
        if self.one is not Parameter.TEMPERATURE and number != number.to_integral_value():
            raise forms.ValidationError(_("%s er et helt tall.") % NAMES[self.one])
        return number

    def _within(self, number: Decimal) -> int | float:
        low, high = LIMITS[self.one]
        if not low <= number <= high:
            raise forms.ValidationError(
                _("%(name)s %(value)s? Skriv mellom %(low)s og %(high)s.")
                % {
                    "name": NAMES[self.one],
                    "value": f"{number:f}".replace(".", ","),
                    "low": low,
                    "high": high,
                }
            )
        return round(float(number), 1) if self.one is Parameter.TEMPERATURE else int(number)


@dataclass(frozen=True, slots=True)
class Row:
    """A field as the page shows it: `bands` is the table's own, for the points beside it."""

    field: BoundField
    parameter: str
    unit: object
    bands: str
    is_choice: bool


class MeasureForm(forms.Form):
    """All seven may be left out, though not at once. `at` is the clock when it was measured."""

    respiration = FigureField(Parameter.RESPIRATION)
    spo2 = FigureField(Parameter.SATURATION)
    oxygen = forms.ChoiceField(
        label=NAMES[Parameter.OXYGEN], required=False, widget=forms.RadioSelect,
        choices=[(value, words) for value, words in OXYGEN.items()],
    )  # fmt: skip
    systolic = FigureField(Parameter.SYSTOLIC)
    pulse = FigureField(Parameter.PULSE)
    consciousness = forms.ChoiceField(
        label=NAMES[Parameter.CONSCIOUSNESS], required=False, widget=forms.RadioSelect,
        choices=[(value, words) for value, words in CONSCIOUS.items()],
    )  # fmt: skip
    temperature = FigureField(Parameter.TEMPERATURE)
    at = forms.TimeField(
        label=_lazy("Målt klokka"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _lazy("Skriv når det ble målt."),
            "invalid": _lazy("Skriv klokkeslettet som 14:30."),
        },
    )

    def __init__(self, *args: Any, scale: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        spoken = {value: f"{letter} {words}" for value, (letter, words) in CONSCIOUS.items()}
        self.fields["consciousness"].choices = list(spoken.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = any(str(self.data.get(one.value, "")).strip() for one in Parameter)
        if not typed:
            self.add_error(None, _("Skriv minst én måling."))
        return cleaned

    def parts(self) -> dict[str, object]:
        """What was measured, as the action takes it. Only of a form that is valid."""
        found = {one.value: self.cleaned_data.get(one.value) for one in Parameter}
        chosen = {one.value: int(str(found[one.value])) for one in CHOSEN if found[one.value]}
        kept = {name: value for name, value in found.items() if name not in CHOSEN}
        return {name: value for name, value in (kept | chosen).items() if value is not None}

    def taken_at(self) -> datetime:
        """The last time the clock showed it: just after midnight five to twelve is yesterday's."""
        typed: time = self.cleaned_data["at"]
        now = clock.now().astimezone(clock.OSLO)
        then = clock.at(now.date(), typed)
        return then if then <= now + AHEAD else clock.at(now.date() - timedelta(days=1), typed)

    def rows(self) -> Iterator[Row]:
        """In RCP's own order."""
        for one in Parameter:
            yield Row(
                self[one.value], one.value, UNITS.get(one, ""), self._bands(one), one in CHOSEN
            )

    def _bands(self, one: Parameter) -> str:
        if one is not Parameter.SATURATION:
            return _written(TABLE[one])
        return json.dumps(
            [
                json.loads(_written(news2.saturation_bands(self.scale, on_oxygen=on)))
                for on in (False, True)
            ]
        )


def _written(bands: Bands) -> str:
    """[[8, 3], [11, 1], …, [null, 3]]: as the script beside the fields reads them."""
    return json.dumps([[None if up_to is None else float(up_to), n] for up_to, n in bands])


def measured_now() -> dict[str, Any]:
    now = clock.now().astimezone(clock.OSLO)
    return {"at": now.replace(second=0, microsecond=0).time()}


class StrikeForm(forms.Form):
    why = forms.CharField(
        label=_lazy("Hva er feil?"), max_length=200, required=False, error_messages=TOO_LONG
    )

    def why_or_refuse(self) -> str:
        """Raises Refused with the sentence of what is wrong with it."""
        return _or_refuse(self, "why")


class ScaleForm(forms.Form):
    """Whether it is enough is for the action to say."""

    clinician = forms.CharField(
        label=_lazy("Hvem har bestemt det"), max_length=100, required=False,
        error_messages=TOO_LONG, help_text=_lazy("Navn og tittel på lege eller sykepleier."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_lazy("Hvorfor"), max_length=300, required=False, error_messages=TOO_LONG,
        help_text=_lazy("For eksempel: KOLS med kjent CO₂-retensjon, mål 88–92 %."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class EndScaleForm(forms.Form):
    why = forms.CharField(
        label=_lazy("Hvorfor gjelder den ikke lenger?"), max_length=300, required=False,
        error_messages=TOO_LONG,
    )  # fmt: skip

    def why_or_refuse(self) -> str:
        return _or_refuse(self, "why")


class ResponseForm(forms.Form):
    """What one result leads to. `before_…` is what the writer had in front of her."""

    text = forms.CharField(
        label=_lazy("Hva som skal gjøres"), max_length=1000, required=False,
        error_messages=TOO_LONG, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    asks = forms.ChoiceField(
        label=_lazy("Sykepleierråd"), choices=NewsResponse.Asks.choices, required=False
    )
    before_text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)
    before_asks = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    def before(self) -> tuple[str, str]:
        """A form sends line breaks as two characters; what is kept has one."""
        return self._plain("before_text"), self.cleaned_data["before_asks"]

    def chosen(self) -> dict[str, str]:
        return {"text": self._plain("text"), "asks": self.cleaned_data["asks"]}

    def _plain(self, name: str) -> str:
        typed: str = self.cleaned_data[name]
        return typed.replace("\r\n", "\n").strip()


def _or_refuse(form: forms.Form, name: str) -> str:
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    found: str = form.cleaned_data[name]
    return found
