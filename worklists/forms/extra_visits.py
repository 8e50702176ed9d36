"""A new visit on a shift: whom, what, how long and when, and what it asks for."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import Competence, User
from worklists.forms.reasons import TOO_LONG
from worklists.models import TeamShift
from worklists.models.plans import Level, Place, Priority
from worklists.queries.due import instant_of
from worklists.queries.extra_visits import Suggested
from worklists.queries.patient_search import the_one
from worklists.queries.wanted import Wanted

A_TIME = {
    "required": _("Skriv et klokkeslett."),
    "invalid": _("Skriv klokkeslettet som 14:30."),
}
A_NUMBER = {
    "required": _("Skriv hvor mange minutter."),
    "invalid": _("Skriv et tall."),
    "min_value": _("Skriv minst 1 minutt."),
    "max_value": _("Skriv høyst 600 minutter."),
}


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=A_TIME)


class VisitForm(forms.Form):
    patient = forms.CharField(
        label=_("Pasient"), max_length=100,
        help_text=_("Nummer eller navn."),
        error_messages=TOO_LONG | {"required": _("Skriv hvem oppdraget er hos.")},
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Hva skal gjøres?"), max_length=100,
        error_messages=TOO_LONG | {"required": _("Skriv hva som skal gjøres.")},
        widget=forms.TextInput({"autocomplete": "off", "list": "usual-titles"}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutter"), min_value=1, max_value=600, error_messages=A_NUMBER
    )
    earliest = _time(_("Tidligst"))
    latest = _time(_("Senest"))
    priority = forms.TypedChoiceField(
        label=_("Prioritet"), choices=Priority.choices, coerce=int, widget=forms.RadioSelect
    )
    level = forms.TypedChoiceField(label=_("Krever minst"), choices=Level.choices, coerce=int)
    carers = forms.TypedChoiceField(
        label=_("Hjelpere"), choices=[(1, _("én")), (2, _("to sammen"))], coerce=int
    )
    where = forms.ChoiceField(label=_("Hvor"), choices=Place.choices)
    competences = forms.ModelMultipleChoiceField(
        label=_("Kompetanse"), queryset=Competence.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    task_text = forms.CharField(
        label=_("Mer om oppdraget"), required=False, max_length=2000, error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    huskeliste = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, user: User, shift: TeamShift, suggested: Suggested
    ) -> None:
        super().__init__(data, initial=suggested.initial)
        self.user, self.shift, self.suggested = user, shift, suggested
        self.fields["competences"].queryset = suggested.competences  # type: ignore[attr-defined]

    def clean_patient(self) -> Patient:
        try:
            return the_one(self.user, self.cleaned_data["patient"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "earliest" in said and "latest" in said and self._at("latest") < self._at("earliest"):
            self.add_error("latest", _("Senest kan ikke være før tidligst."))
        return said

    def _at(self, name: str) -> Any:
        said: time = self.cleaned_data[name]
        return instant_of(self.shift.date, self.shift.kind, said)

    @property
    def opens_more(self) -> bool:
        names = ("level", "carers", "where", "competences", "task_text")
        return self.is_bound and any(name in self.errors for name in names)

    def wanted(self) -> Wanted:
        """Only of a form that is valid."""
        said = self.cleaned_data
        names = ("patient", "minutes", "level", "priority", "carers", "where")
        return Wanted(
            title=said["title"].strip(),
            earliest=self._at("earliest"),
            latest=self._at("latest"),
            task_text=said["task_text"].strip(),
            competences=tuple(said["competences"]),
            **{name: said[name] for name in names},
        )
