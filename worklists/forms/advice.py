"""Asking the nurse, and her answer: short forms, filled in with a phone at the ear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import User
from worklists.forms.reasons import TOO_LONG
from worklists.models import Advice
from worklists.queries.patient_search import the_one

#: From the form where a kind has its own question.
ASKABLE = [
    (Advice.Kind.ADVICE.value, _lazy("Sykepleierråd")),
    (Advice.Kind.MEDICINE.value, _lazy("Behovsmedisin")),
]
MEDICINE_QUESTION = _lazy("Kan pasienten få dette nå?")
COMES_IN = timedelta(minutes=20)


class AskForm(forms.Form):
    """The commonest case is one field: what she needs. `patient` is a number or a name."""

    kind = forms.ChoiceField(
        label=_lazy("Hva"), choices=ASKABLE, initial=Advice.Kind.ADVICE, widget=forms.RadioSelect
    )
    question = forms.CharField(
        label=_lazy("Hva trenger du råd om?"), max_length=2000, required=False,
        error_messages=TOO_LONG, widget=forms.Textarea({"rows": 3, "autofocus": True}),
    )  # fmt: skip
    patient = forms.CharField(
        label=_lazy("Pasient"), max_length=100, required=False, error_messages=TOO_LONG,
        help_text=_lazy("Nummer eller navn. La den stå tom hvis det ikke gjelder en pasient."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    medicine = forms.CharField(
        label=_lazy("Medisin og dose"), max_length=200, required=False, error_messages=TOO_LONG,
        help_text=_lazy("For eksempel: Paracet 1 g. Bare for behovsmedisin."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_lazy("Hvor fort"), choices=Advice.Urgency.choices, initial=Advice.Urgency.SOON,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Velg hvor fort du trenger svar.")},
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_patient(self) -> Patient | None:
        typed = self.cleaned_data["patient"].strip()
        if not typed:
            return None
        try:
            return the_one(self.user, typed)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """For medicine the question is given, so that its name and dose are enough."""
        cleaned = super().clean() or {}
        medicine = cleaned.get("kind") == Advice.Kind.MEDICINE
        if medicine and not cleaned.get("question", "").strip():
            cleaned["question"] = str(MEDICINE_QUESTION)
        if not medicine:
            cleaned["medicine"] = ""
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the action takes. Only of a form that is valid."""
        names = ("kind", "question", "patient", "medicine", "urgency")
        return {name: self.cleaned_data[name] for name in names}


class AnswerForm(forms.Form):
    """The advice in words; for medicine the button that was pressed is the answer."""

    text = forms.CharField(
        label=_lazy("Svar"), max_length=2000, required=False, error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    allowed = forms.ChoiceField(choices=[("ja", "ja"), ("nei", "nei")], required=False)

    def answer(self) -> dict[str, Any]:
        said = {"ja": True, "nei": False}.get(self.cleaned_data["allowed"])
        return {"text": self.cleaned_data["text"], "allowed": said}


class ComeForm(forms.Form):
    at = forms.TimeField(
        label=_lazy("Kommer klokka"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _lazy("Skriv når du kommer."),
            "invalid": _lazy("Skriv klokkeslettet som 14:30."),
        },
    )

    def arrives_at(self) -> datetime:
        """The next time the clock shows it: at a quarter to midnight ten past twelve is tomorrow's."""
        now = clock.now().astimezone(clock.OSLO)
        then = clock.at(now.date(), self.cleaned_data["at"])
        if then < now - timedelta(minutes=5):
            then = clock.at(now.date() + timedelta(days=1), self.cleaned_data["at"])
        return then


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_lazy("Hvorfor trenger du ikke svar lenger?"), max_length=200, required=False,
        error_messages=TOO_LONG,
    )  # fmt: skip


def comes_soon() -> dict[str, Any]:
    there = (clock.now() + COMES_IN).astimezone(clock.OSLO)
    return {"at": there.replace(second=0, microsecond=0).time()}


def first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0]) if form.errors else _("Noe mangler.")
