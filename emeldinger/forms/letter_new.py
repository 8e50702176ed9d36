"""A letter that answers nothing: about whom, and what it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from emeldinger.models import LetterKind
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import User
from worklists.queries.patient_search import the_one

KINDS = [
    (LetterKind.QUESTION.value, _lazy("Spørsmål til lege eller sykehus (dialogmelding)")),
    (LetterKind.ADMISSION_REPORT.value, _lazy("Innleggelsesrapport til sykehuset")),
]


class NewLetterForm(forms.Form):
    """Only about a patient whom she may open."""

    kind = forms.ChoiceField(
        label=_lazy("Hva vil du sende?"), choices=KINDS, widget=forms.RadioSelect,
        initial=LetterKind.QUESTION,
        error_messages={"required": _lazy("Velg hva du vil sende.")},
    )  # fmt: skip
    patient = forms.CharField(
        label=_lazy("Pasient"), max_length=100, help_text=_lazy("Nummer eller navn."),
        error_messages={"required": _lazy("Skriv hvem det gjelder.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.label_suffix = user, ""
        self.use_required_attribute = False

    def clean_patient(self) -> Patient:
        try:
            return the_one(self.user, self.cleaned_data["patient"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
