"""The huskeliste's forms: one field and Enter, and the rest for those who want it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import ShiftKind, Staff, User
from worklists.forms.reasons import NO_DATE, TOO_LONG
from worklists.models import TeamShift
from worklists.queries import reminders
from worklists.queries.patient_search import named_in, the_one

MOST_DAYS = 365


def _day(**more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages=NO_DATE, **more)


class ReminderForm(forms.Form):
    """What, and if need be when, who and how often. Without more it is for the shift on the page."""

    text = forms.CharField(
        label=_("Hva skal huskes?"), max_length=300,
        error_messages=TOO_LONG | {"required": _("Skriv hva som skal huskes.")},
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    due_on = _day(label=_("Dato"), required=False)
    due_shift = forms.ChoiceField(label=_("Vakt"), choices=ShiftKind.choices, required=False)
    patient = forms.CharField(
        label=_("Pasient"), max_length=100, required=False, error_messages=TOO_LONG,
        help_text=_("Nummer eller navn. Står nummeret i teksten, finner vi det selv."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    responsible = forms.ChoiceField(label=_("Ansvarlig"), required=False)
    every_days = forms.IntegerField(
        label=_("Gjentas hver … dag"), required=False, min_value=1, max_value=MOST_DAYS,
        error_messages={
            "invalid": _("Skriv et tall."),
            "min_value": _("Skriv minst 1."),
            "max_value": _("Skriv høyst 365."),
        },
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Eller på ukedager"), required=False, coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User, shift: TeamShift) -> None:
        super().__init__(data, initial={"due_on": shift.date, "due_shift": shift.kind})
        self.user, self.shift = user, shift
        self.people: dict[str, Staff] = {
            str(one.pk): one for one in reminders.at_work(shift.team, shift.date)
        }
        named = [(key, one.name) for key, one in self.people.items()]
        self.fields["responsible"].choices = [("", _("Hvem som helst")), *named]  # type: ignore[attr-defined]

    def clean_patient(self) -> Patient | None:
        words = self.cleaned_data["patient"]
        if not words.strip():
            return None
        try:
            return the_one(self.user, words)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def opens_more(self) -> bool:
        """Whether something beyond the one field has been typed, or is wrong."""
        return self.is_bound and (len(self.errors) > ("text" in self.errors) or self._has_more())

    def _has_more(self) -> bool:
        names = ("patient", "responsible", "every_days", "weekdays")
        return any(self.data.get(name) for name in names)

    def reminder(self) -> dict[str, Any]:
        """What the action takes. Only of a form that is valid."""
        said = self.cleaned_data
        return {
            "text": said["text"],
            "due_on": said["due_on"] or self.shift.date,
            "due_shift": said["due_shift"] or self.shift.kind,
            "patient": said["patient"] or named_in(self.user, said["text"]),
            "responsible": self.people.get(said["responsible"]),
            "every_days": said["every_days"],
            "weekdays": said["weekdays"],
        }


class SettleForm(forms.Form):
    """How one line is settled: a note, or why it is not needed."""

    note = forms.CharField(max_length=300, required=False, error_messages=TOO_LONG)

    def note_or_refuse(self) -> str:
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return str(self.cleaned_data["note"])


class PutOffForm(forms.Form):
    due_on = _day()
    due_shift = forms.ChoiceField(choices=ShiftKind.choices)

    def slot_or_refuse(self) -> dict[str, Any]:
        if not self.is_valid():
            raise Refused(str(_("Velg dato og vakt.")))
        return {"due_on": self.cleaned_data["due_on"], "due_shift": self.cleaned_data["due_shift"]}
