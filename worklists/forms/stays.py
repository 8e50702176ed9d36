"""Registering that a patient is away, and that she is home: days and times as people write them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause, ReturnCheck
from worklists.forms.reasons import NO_DATE, TOO_LONG, OneReason

A_DAY = NO_DATE | {"required": _("Velg en dag.")}
A_TIME = {
    "required": _("Skriv et klokkeslett."),
    "invalid": _("Skriv klokkeslettet som 14:30."),
}


def _day(**more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages=A_DAY, **more)


def _time(**more: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, error_messages=A_TIME, **more)


def now_typed() -> dict[str, Any]:
    """The present minute, as the fields for a day and a time begin."""
    now = clock.now().replace(second=0, microsecond=0)
    return {"on": now.date(), "at": now.time()}


class InstantForm(forms.Form):
    """A day and a time of the Oslo clock."""

    on = _day(label=_("Dag"))
    at = _time(label=_("Klokka"))

    def instant(self) -> datetime | None:
        """The instant; None where day or time could not be read."""
        day, time = self.cleaned_data.get("on"), self.cleaned_data.get("at")
        if day is None or time is None or not clock.within_reach(day):
            return None
        return clock.at(day, time)

    def instant_or_refuse(self) -> datetime:
        """Raises Refused with the sentence of the first thing that is wrong with it."""
        _refuse_unless_valid(self)
        found = self.instant()
        if found is None:
            raise Refused(_out_of_reach(self.cleaned_data["on"]))
        return found


class StayForm(InstantForm):
    """When, why and where. `seen` is the instant whose consequences the page has shown."""

    reason = forms.ChoiceField(
        label=_("Hvorfor"),
        choices=[("", _("Velg …")), *Pause.Reason.choices],
        error_messages={
            "required": _("Velg hvorfor pasienten er borte."),
            "invalid_choice": _("Velg en av grunnene."),
        },
    )
    where = forms.CharField(
        label=_("Hvor"), max_length=100, required=False, error_messages=TOO_LONG,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    expected_return = _day(
        label=_("Ventes hjem"),
        required=False,
        help_text=_("La den stå tom hvis ingen vet. Da spør vi igjen om en uke."),
    )
    note = forms.CharField(
        label=_("Merknad"), max_length=300, required=False, error_messages=TOO_LONG,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not clock.within_reach(day):
            raise forms.ValidationError(_out_of_reach(day))
        return day

    def has_seen(self) -> bool:
        """Whether the page has shown what just this instant means."""
        found = self.instant()
        return found is not None and self.cleaned_data["seen"] == found.isoformat()

    def stay(self) -> dict[str, Any]:
        """What the action takes. Only of a form that is valid."""
        names = ("reason", "where", "expected_return", "note")
        chosen = {name: self.cleaned_data[name] for name in names}
        return chosen | {"starts_at": self.instant()}


class ExpectedForm(forms.Form):
    expected_return = _day(label=_("Ventes hjem"), required=False)

    def day_or_refuse(self) -> date | None:
        _refuse_unless_valid(self)
        found: date | None = self.cleaned_data["expected_return"]
        return found


class WhyForm(OneReason):
    reason = forms.CharField(max_length=300, required=False, error_messages=TOO_LONG)


class CheckForm(forms.Form):
    """One point of the checklist, ticked or opened again."""

    item = forms.ChoiceField(
        choices=ReturnCheck.Item.choices,
        error_messages={"invalid_choice": _("Punktet finnes ikke.")},
    )
    open = forms.BooleanField(required=False)
    note = forms.CharField(max_length=300, required=False, error_messages=TOO_LONG)

    def cleaned_or_refuse(self) -> dict[str, Any]:
        _refuse_unless_valid(self)
        return self.cleaned_data


def _out_of_reach(day: date) -> str:
    if day < clock.today():
        return str(_("Velg en dag som er høyst to år tilbake."))
    return str(_("Velg en dag som er høyst et år fram."))


def _refuse_unless_valid(form: forms.Form) -> None:
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
