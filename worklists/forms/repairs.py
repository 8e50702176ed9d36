"""Who is away, and what a person says of one line of the proposal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Absence, Shift
from worklists.forms.reasons import NO_DATE, TOO_LONG
from worklists.queries.absences import (
    DATE,
    DAY,
    NOW,
    SHIFT,
    UNKNOWN,
    WHOLE,
    ends_at,
    starts_at,
)
from worklists.queries.repair_lines import CALLED_OFF, HELD, Line
from worklists.queries.repair_plan import GIVE, LOCK

CHOOSE = {"required": _("Velg en av dem."), "invalid_choice": _("Velg en av dem.")}


class AbsenceForm(forms.Form):
    """The commonest answers are chosen already: ill, from now, until the end of the shift."""

    reason = forms.ChoiceField(
        label=_("Hvorfor"), choices=Absence.Reason.choices, initial=Absence.Reason.SICK,
        widget=forms.RadioSelect, error_messages=CHOOSE,
    )  # fmt: skip
    start = forms.ChoiceField(
        label=_("Fra"),
        choices=[(NOW, _("Fra nå")), (WHOLE, _("Hele vakten (har ikke møtt)"))],
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    until = forms.ChoiceField(
        label=_("Hvor lenge"),
        choices=[
            (SHIFT, _("Ut vakten")),
            (DAY, _("Ut dagen")),
            (DATE, _("Til og med en dato")),
            (UNKNOWN, _("Vet ikke")),
        ],
        initial=SHIFT,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    day = forms.DateField(
        label=_("Til og med"), required=False, error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, shift: Shift, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shift = shift
        if not shift.starts_at < clock.now() < shift.ends_at:
            # Before the shift, or after it, there is only one beginning.
            del self.fields["start"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("until") == DATE and "day" not in self.errors:
            self._check_day(cleaned.get("day"))
        return cleaned

    def _check_day(self, day: date | None) -> None:
        if day is None:
            self.add_error("day", _("Velg den siste dagen hun er borte."))
        elif day < self.shift.date:
            self.add_error("day", _("Velg en dag fra vaktens dato av."))
        elif not clock.within_reach(day):
            self.add_error("day", _("Velg en dag som er høyst to år fram."))

    def period(self) -> dict[str, Any]:
        """What the action takes. Only of a form that is valid."""
        said = self.cleaned_data
        start: datetime = starts_at(self.shift, said.get("start", NOW))
        return {
            "starts_at": start,
            "ends_at": ends_at(self.shift, said["until"], said.get("day")),
            "reason": said["reason"],
        }


class LineForm(forms.Form):
    """What she says of one visit. Without `what` her earlier word is taken back."""

    what = forms.ChoiceField(
        choices=[(what, what) for what in ("", GIVE, LOCK, HELD, CALLED_OFF)], required=False
    )
    to = forms.CharField(max_length=60, required=False)
    reason = forms.CharField(max_length=200, required=False, error_messages=TOO_LONG)

    def said_or_refuse(self, line: Line) -> dict[str, Any] | None:
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        what = self.cleaned_data["what"]
        if what == GIVE:
            return {"what": GIVE, "shifts": self._shifts(line.carers)}
        if what == LOCK:
            return {"what": LOCK, "shifts": line.after, "start": line.start}
        if what == CALLED_OFF:
            return {"what": CALLED_OFF, "reason": self._reason()}
        return {"what": HELD} if what == HELD else None

    def _shifts(self, most: int) -> list[int]:
        try:
            found = [int(pk) for pk in self.cleaned_data["to"].split(",")]
        except ValueError as wrong:
            raise Refused(str(_("Velg hvem som skal ha oppdraget."))) from wrong
        if len(set(found)) < len(found) or len(found) > most:
            raise Refused(str(_("Velg hvem som skal ha oppdraget.")))
        return found

    def _reason(self) -> str:
        reason = " ".join(self.cleaned_data["reason"].split())
        if not reason:
            raise Refused(str(_("Skriv hvorfor oppdraget ikke blir gjort.")))
        return reason
