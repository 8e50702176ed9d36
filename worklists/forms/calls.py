"""Registering a call, and what became of it. Everything has a default but who has rung."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib.errors import Refused
from patients.models import NextOfKin, Patient
from worklists.actions.calls import Said
from worklists.forms.reasons import TOO_LONG
from worklists.models import Call
from worklists.queries.call_page import KIN, weekdays

#: What the buttons say beside a time: dealt with at once, straight away, when there is room.
NOW, URGENT, WHENEVER = "na", "haster", "ledig"


def _line(label: Any, length: int, **attributes: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", "class": "ds-input", **attributes})
    return forms.CharField(
        label=label, max_length=length, required=False, error_messages=TOO_LONG, widget=widget
    )


class WhenForm(forms.Form):
    """The button that was pressed: NOW, URGENT, WHENEVER or a time that the team offers."""

    when = forms.CharField(
        max_length=40, error_messages={"required": _lazy("Velg når det ringes tilbake.")}
    )

    def clean_when(self) -> str | datetime:
        chosen: str = self.cleaned_data["when"]
        if chosen in (NOW, URGENT, WHENEVER):
            return chosen
        try:
            found = parse_datetime(chosen)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise forms.ValidationError(_("Velg en av tidene."))
        return found

    def chosen(self) -> dict[str, Any]:
        """What the actions take. Only of a form that is valid."""
        when = self.cleaned_data["when"]
        return {
            "urgent": when == URGENT,
            "call_back_at": when if isinstance(when, datetime) else None,
        }


class RegisterForm(WhenForm):
    who = forms.CharField(max_length=30, required=False)
    name = _line(_lazy("Navn"), 100)
    phone = _line(_lazy("Telefon"), 20, type="tel", inputmode="tel")
    about = _line(_lazy("Hva gjelder det?"), 300)
    promise = _line(_lazy("Hva lovet du?"), 200)

    def __init__(self, *args: Any, patient: Patient | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient

    def clean(self) -> dict[str, Any]:
        """Without a name, a number or a patient there is nobody to ring back."""
        cleaned = super().clean() or self.cleaned_data
        known = self.patient or cleaned.get("name") or cleaned.get("phone")
        if not known and cleaned.get("when") not in (None, NOW):
            self.add_error("name", _("Skriv hvem som ringte, eller et telefonnummer."))
        return cleaned

    def said(self) -> Said:
        """Who rang, with the name and number that are known of her. Only of a form that is valid."""
        typed = self.cleaned_data
        caller, name, phone = self._caller(typed["who"])
        return Said(
            caller=caller,
            name=typed["name"] or name,
            phone=typed["phone"] or phone,
            patient=self.patient,
            about=typed["about"],
            promise=typed["promise"],
        )

    def _caller(self, who: str) -> tuple[str, str, str]:
        if who.startswith(KIN) and self.patient and (kin := self._kin(who)):
            return Call.Caller.NEXT_OF_KIN, kin.name, kin.phone
        if who == Call.Caller.PATIENT and self.patient:
            return Call.Caller.PATIENT, self.patient.name, self.patient.phone
        known = who in Call.Caller.values and who != Call.Caller.PATIENT
        return (who if known else Call.Caller.OTHER.value), "", ""

    def _kin(self, who: str) -> NextOfKin | None:
        key = who.removeprefix(KIN)
        rows = self.patient.next_of_kin.all() if self.patient else []
        return next((one for one in rows if str(one.pk) == key), None)


class SaidForm(forms.Form):
    """What was said when she was rung; `seen` is how many tries stood on the page."""

    note = forms.CharField(max_length=300, required=False, error_messages=TOO_LONG)
    promise = forms.CharField(max_length=200, required=False, error_messages=TOO_LONG)
    seen = forms.IntegerField(min_value=0, required=False)

    def cleaned_or_refuse(self) -> dict[str, Any]:
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.cleaned_data


A_TIME = {
    "required": _lazy("Skriv et klokkeslett."),
    "invalid": _lazy("Skriv klokkeslettet som 14:30."),
}


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time", "class": "ds-input"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=A_TIME)


class HoursForm(forms.Form):
    """When the team rings back, on one or more weekdays."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_lazy("Dager"),
        coerce=int,
        choices=weekdays,
        widget=forms.CheckboxSelectMultiple({"class": "ds-input"}),
        error_messages={
            "required": _lazy("Velg minst én dag."),
            "invalid_choice": _lazy("Velg blant ukens dager."),
        },
    )
    starts = _clock(_lazy("Fra"))
    ends = _clock(_lazy("Til"))
    slot_minutes = forms.IntegerField(
        label=_lazy("Minutter til hver"),
        initial=10,
        widget=forms.NumberInput({"class": "ds-input", "min": 5, "max": 60}),
        error_messages={
            "required": _lazy("Skriv hvor mange minutter hver samtale får."),
            "invalid": _lazy("Skriv minuttene med tall."),
        },
    )

    def hours(self) -> dict[str, Any]:
        """What the action takes. Only of a form that is valid."""
        return dict(self.cleaned_data)


WEEKDAYS_AT_FIRST = [1, 2, 3, 4, 5]
AT_FIRST = {"weekdays": WEEKDAYS_AT_FIRST, "starts": time(13), "ends": time(14), "slot_minutes": 10}
