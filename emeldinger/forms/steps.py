"""The fields of each thing that a message may lead to, as people write them; each gives its step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from emeldinger.letter_words import CAN
from emeldinger.queries.proposed import Offer, Proposal
from emeldinger.steps import (
    Answer,
    Away,
    Board,
    CloseEarlier,
    Contact,
    Death,
    ExtraVisit,
    Forward,
    Home,
    Medicines,
    Nothing,
    Read,
    Remember,
    Report,
    Sent,
    Step,
    TakeBack,
)
from heltom.lib import clock
from patients.models import Pause
from worklists.forms.reasons import NO_DATE, TOO_LONG
from worklists.forms.stays import InstantForm
from worklists.models.plans import Level
from worklists.queries.due import instant_of
from worklists.queries.reminders import slot_words
from worklists.queries.slots import slot_from

A_CHOICE = {"required": _("Velg en."), "invalid_choice": _("Velg en av dem som står her.")}
#: What is proposed is a sentence, and all of it is to be seen.
AREA = forms.Textarea({"rows": 2})
A_REASON = TOO_LONG | {"required": _("Skriv hvorfor.")}


class StepForm(forms.Form):
    """One of the panel's choices. `offer` has the teams and shifts to choose among."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, proposal: Proposal, offer: Offer) -> None:
        super().__init__(data, prefix=proposal.key, initial=proposal.initial)
        self.proposal, self.offer = proposal, offer
        if "team" in self.fields:
            teams = [(team.pk, team.name) for team in offer.teams]
            self.fields["team"].choices = teams  # type: ignore[attr-defined]
        if "slot" in self.fields:
            self.fields["slot"].choices = _slots(offer)  # type: ignore[attr-defined]

    def step(self) -> Step:
        """Only of a form that is valid."""
        raise NotImplementedError

    @property
    def about(self) -> int:
        return self.proposal.about or 0


def _slots(offer: Offer) -> list[tuple[str, str]]:
    today = clock.today()
    return [(f"{day} {kind}", slot_words(day, kind, today)) for day, kind in offer.slots]


class AtForm(InstantForm, StepForm):
    """A day and a time. One that lies beyond what lists can be made for is told at the field."""

    def __init__(self, data: Any = None, *, proposal: Proposal, offer: Offer) -> None:
        StepForm.__init__(self, data, proposal=proposal, offer=offer)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "on" in said and "at" in said and self.instant() is None:
            self.add_error("on", _("Velg en dag som er høyst to år unna."))
        return said

    def when(self) -> Any:
        return self.instant()


class AwayForm(AtForm):
    reason = forms.ChoiceField(
        label=_("Hvorfor"), choices=Pause.Reason.choices, error_messages=A_CHOICE
    )
    where = forms.CharField(
        label=_("Hvor"), max_length=100, required=False, error_messages=TOO_LONG
    )
    expected_return = forms.DateField(
        label=_("Ventes hjem"), required=False, error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    field_order = ("on", "at", "reason", "expected_return", "where")

    def step(self) -> Step:
        said = self.cleaned_data
        return Away(self.when(), said["reason"], said["where"], said["expected_return"])


class HomeForm(AtForm):
    def step(self) -> Step:
        return Home(self.when())


class DeathForm(AtForm):
    def step(self) -> Step:
        return Death(self.when())


class AnswerForm(StepForm):
    answer = forms.ChoiceField(
        label=_("Svar"), widget=forms.RadioSelect({"data-first": ""}), error_messages=A_CHOICE,
        choices=list(CAN.items()),
    )  # fmt: skip
    on = forms.DateField(
        label=_("Dag"), required=False, error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Mer til sykehuset"), required=False, max_length=2000, error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        wants_day = said.get("answer") in ("kan", "annen-dato")
        if wants_day and said.get("on") is None and "on" not in self.errors:
            self.add_error("on", _("Velg dagen vi tar imot."))
        return said

    def step(self) -> Step:
        said = self.cleaned_data
        on = said["on"] if said["answer"] != "kan-ikke" else None
        return Answer(said["answer"], on, said["text"].strip())


class TaskForm(StepForm):
    text = forms.CharField(
        label=_("Hva skal gjøres?"), max_length=300,
        error_messages=TOO_LONG | {"required": _("Skriv hva som skal gjøres.")}, widget=AREA,
    )  # fmt: skip
    slot = forms.ChoiceField(label=_("Vakt"), error_messages=A_CHOICE)

    def slot_said(self) -> Any:
        return slot_from(self.cleaned_data["slot"])


class ContactForm(TaskForm):
    def step(self) -> Step:
        return Contact(self.cleaned_data["text"], self.slot_said())


class RememberForm(TaskForm):
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, error_messages=A_CHOICE)
    field_order = ("text", "team", "slot")

    def step(self) -> Step:
        return Remember(self.cleaned_data["team"], self.cleaned_data["text"], self.slot_said())


class MedicinesForm(RememberForm):
    def step(self) -> Step:
        return Medicines(self.cleaned_data["team"], self.cleaned_data["text"], self.slot_said())


class VisitForm(StepForm):
    title = forms.CharField(
        label=_("Hva skal gjøres?"), max_length=100,
        error_messages=TOO_LONG | {"required": _("Skriv hva som skal gjøres.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, error_messages=A_CHOICE)
    slot = forms.ChoiceField(label=_("Vakt"), error_messages=A_CHOICE)
    earliest = forms.TimeField(
        label=_("Tidligst"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Skriv et klokkeslett."),
                        "invalid": _("Skriv klokkeslettet som 14:30.")},
    )  # fmt: skip
    latest = forms.TimeField(
        label=_("Senest"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Skriv et klokkeslett."),
                        "invalid": _("Skriv klokkeslettet som 14:30.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutter"), min_value=1, max_value=600,
        error_messages={"required": _("Skriv hvor mange minutter."),
                        "invalid": _("Skriv et tall."),
                        "min_value": _("Skriv minst 1 minutt."),
                        "max_value": _("Skriv høyst 600 minutter.")},
    )  # fmt: skip
    level = forms.TypedChoiceField(label=_("Krever minst"), choices=Level.choices, coerce=int)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if {"slot", "earliest", "latest"} <= set(said) and self._at("latest") < self._at(
            "earliest"
        ):
            self.add_error("latest", _("Senest kan ikke være før tidligst."))
        return said

    def _at(self, name: str) -> Any:
        slot = slot_from(self.cleaned_data["slot"])
        return instant_of(slot[0], slot[1], self.cleaned_data[name]) if slot else None

    def step(self) -> Step:
        said = self.cleaned_data
        slot = slot_from(said["slot"])
        assert slot is not None  # noqa: S101  # one of the choices
        return ExtraVisit(
            team=said["team"], title=said["title"].strip(), minutes=said["minutes"], slot=slot,
            earliest=self._at("earliest"), latest=self._at("latest"), level=said["level"],
        )  # fmt: skip


class BoardForm(StepForm):
    reason = forms.CharField(
        label=_("Hvorfor skal møtet se på pasienten?"), max_length=300, error_messages=A_REASON,
        widget=AREA,
    )  # fmt: skip

    def step(self) -> Step:
        return Board(self.cleaned_data["reason"])


class ForwardForm(StepForm):
    to = forms.CharField(
        label=_("Til hvem"), max_length=100,
        error_messages=TOO_LONG | {"required": _("Skriv hvem som har fått meldingen.")},
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("Hvordan"), error_messages=A_CHOICE,
        choices=[
            (value, value)
            for value in (_("på telefon"), _("i fagsystemet"), _("muntlig"), _("med papir"))
        ],
    )  # fmt: skip
    note = forms.CharField(
        label=_("Merknad"), max_length=300, required=False, error_messages=TOO_LONG
    )

    def step(self) -> Step:
        said = self.cleaned_data
        return Forward(said["to"].strip(), said["how"], said["note"])


class NothingForm(StepForm):
    reason = forms.CharField(label=_("Hvorfor?"), max_length=300, error_messages=A_REASON)

    def step(self) -> Step:
        return Nothing(self.cleaned_data["reason"])


class ReadForm(StepForm):
    def step(self) -> Step:
        return Read()


class ReportForm(StepForm):
    def step(self) -> Step:
        return Report()


class SentForm(StepForm):
    def step(self) -> Step:
        return Sent(self.about)


class TakeBackForm(StepForm):
    reason = forms.CharField(label=_("Hvorfor?"), max_length=300, error_messages=A_REASON)

    def step(self) -> Step:
        return TakeBack(self.about, self.cleaned_data["reason"])


class CloseEarlierForm(StepForm):
    def step(self) -> Step:
        return CloseEarlier(self.about)


#: By the first word of the proposal's key.
FORMS: dict[str, type[StepForm]] = {
    "opphor": AwayForm,
    "hjem": HomeForm,
    "dod": DeathForm,
    "svar": AnswerForm,
    "huskeliste": RememberForm,
    "medisiner": MedicinesForm,
    "kontakt": ContactForm,
    "oppdrag": VisitForm,
    "tavle": BoardForm,
    "videre": ForwardForm,
    "rapport": ReportForm,
    "sendt": SentForm,
    "angre": TakeBackForm,
    "tidligere": CloseEarlierForm,
    "lest": ReadForm,
    "ingenting": NothingForm,
}
