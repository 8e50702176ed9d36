"""When the team meets, who comes, and what a unit has chosen for its boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.actions.meetings import Moved
from boards.actions.plans import Hour
from boards.models import MeetingPlan, Service
from boards.queries.seats import may_sit
from heltom.lib import clock

if TYPE_CHECKING:
    from boards.models import Meeting
    from teams.models import Staff, Team

REQUIRED = _lazy("Fyll ut feltet.")
TOO_LONG = {
    "required": REQUIRED,
    "max_length": _lazy("Skriv kortere: høyst %(limit_value)s tegn."),
}


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text,
        widget=forms.DateInput({"type": "date", "class": "ds-input"}, format="%Y-%m-%d"),
        error_messages={"required": REQUIRED, "invalid": _lazy("Velg en dato.")},
    )  # fmt: skip


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput({"type": "time", "class": "ds-input"}, format="%H:%M"),
        error_messages={"required": REQUIRED, "invalid": _lazy("Skriv klokkeslettet som 13:00.")},
    )  # fmt: skip


def _line(
    label: Any, length: int, help_text: Any = "", *, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, help_text=help_text, required=required,
        widget=forms.TextInput({"autocomplete": "off", "class": "ds-input"}),
        error_messages=TOO_LONG,
    )  # fmt: skip


class PlanForm(forms.Form):
    weekday = forms.TypedChoiceField(
        label=_lazy("Dag"), choices=MeetingPlan.Weekday.choices, coerce=int,
        error_messages={"invalid_choice": _lazy("Velg en dag fra mandag til fredag.")},
    )  # fmt: skip
    starts = _time(_lazy("Klokkeslett"))
    room = _line(_lazy("Rom"), 60)
    minutes = forms.IntegerField(
        label=_lazy("Minutter"), required=False, min_value=10, max_value=120,
        help_text=_lazy("Tomt: som i enheten ellers."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "ds-input", "size": 4}),
        error_messages={
            "invalid": _lazy("Skriv et helt tall."),
            "min_value": _lazy("Minst 10 minutter."),
            "max_value": _lazy("Høyst 120 minutter."),
        },
    )  # fmt: skip
    from_day = _day(_lazy("Fra uken med dagen"), _lazy("Møter som alt er satt opp, blir med."))

    def hour(self) -> Hour:
        """What the action takes. Only of a form that is valid."""
        found = self.cleaned_data
        return Hour(found["weekday"], found["starts"], found["minutes"], found["room"])


class EndPlanForm(forms.Form):
    last_day = _day(_lazy("Siste dag"), _lazy("Møter etter dagen blir avlyst."))
    why = _line(_lazy("Hvorfor"), 300)


class SeatForm(forms.Form):
    """Whoever may belong to the board and does not."""

    staff: forms.ModelChoiceField[Staff] = forms.ModelChoiceField(
        label=_lazy("Hvem"), queryset=None, empty_label=_lazy("Velg"),
        error_messages={"required": _lazy("Velg hvem."), "invalid_choice": _lazy("Velg fra listen.")},
    )  # fmt: skip
    from_day = _day(_lazy("Fra"))

    def __init__(self, *args: Any, team: Team, seated: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["staff"]
        field.queryset = may_sit(team, clock.today()).exclude(pk__in=seated)
        field.label_from_instance = seat_label


def seat_label(staff: Staff) -> str:
    return f"{staff.name}, {staff.get_profession_display()}, {staff.team}"


class MoveForm(forms.Form):
    day = _day(_lazy("Dag"))
    at = _time(_lazy("Klokkeslett"))
    room = _line(_lazy("Rom"), 60)
    why = _line(_lazy("Hvorfor flyttes møtet"), 300)
    saw = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def to(self) -> Moved:
        """What the action takes. Only of a form that is valid."""
        found = self.cleaned_data
        return Moved(clock.at(found["day"], found["at"]), found["room"], found["why"])


class CancelForm(forms.Form):
    why = _line(_lazy("Hvorfor avlyses møtet"), 300)
    saw = forms.DateTimeField(widget=forms.HiddenInput, required=False)


def now_at(meeting: Meeting) -> dict[str, object]:
    """What stands in the form before anybody has typed: where the meeting is."""
    local = meeting.starts_at.astimezone(clock.OSLO)
    saw = meeting.starts_at.isoformat()
    return {"day": local.date(), "at": local.time(), "room": meeting.room, "saw": saw}


class SayForm(forms.Form):
    """She comes, or why not."""

    is_coming = forms.TypedChoiceField(
        label=_lazy("Kommer hun?"), choices=[("ja", _lazy("Kommer")), ("nei", _lazy("Kommer ikke"))],
        widget=forms.RadioSelect, coerce=lambda value: value == "ja", empty_value=None,
        error_messages={"required": _lazy("Velg om hun kommer.")},
    )  # fmt: skip
    why = _line(
        _lazy("Hvorfor ikke"), 300,
        _lazy("For eksempel «kurs» eller «møte på sykehuset». Ikke skriv om sykdom."), required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("is_coming") is False
            and not cleaned.get("why")
            and "why" not in self.errors
        ):
            self.add_error("why", _("Skriv kort hvorfor, for eksempel «kurs»."))
        return cleaned


class InviteForm(forms.Form):
    """Which service, whom there if one knows, and what one needs her for."""

    service = forms.ChoiceField(
        label=_lazy("Tjeneste"), choices=[("", _lazy("Velg")), *Service.choices],
        error_messages={"required": _lazy("Velg tjeneste."), "invalid_choice": _lazy("Velg fra listen.")},
    )  # fmt: skip
    staff = forms.CharField(
        label=_lazy("Ansattnummer, om du vet hvem"), max_length=20, required=False,
        help_text=_lazy("Hun får da se forberedelsen til denne ene pasienten."),
        widget=forms.TextInput({"autocomplete": "off", "class": "ds-input"}),
    )  # fmt: skip
    why = _line(_lazy("Hva vi trenger hjelp til"), 300)
