"""Asking the neighbour, ordering somebody to work, asking somebody to take more: hours by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from teams.models import ExtraAsk, Loan, Team
from worklists.forms.reasons import TOO_LONG, OneReason
from worklists.forms.stays import A_TIME
from worklists.queries.due import instant_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CHOOSE = {"required": _("Velg hvem."), "invalid_choice": _("Velg en av dem på listen.")}


def _time(label: _StrPromise) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time", "step": 300}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=A_TIME)


def _words(label: _StrPromise, **more: Any) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=300, required=False, error_messages=TOO_LONG, widget=widget, **more
    )


class HoursForm(forms.Form):
    """From and to by the Oslo clock, on a shift of `day`: in a night, before noon is the morning after."""

    fra = _time(_("Fra"))
    til = _time(_("Til"))

    def __init__(self, *args: Any, day: date, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.kind = day, kind

    def hours(self) -> tuple[datetime, datetime] | None:
        """The two instants; None where one of them could not be read, or they are back to front."""
        begins, ends = self.cleaned_data.get("fra"), self.cleaned_data.get("til")
        if begins is None or ends is None:
            return None
        found = instant_of(self.day, self.kind, begins), instant_of(self.day, self.kind, ends)
        return found if found[0] < found[1] else None

    def clean(self) -> dict[str, Any]:
        if not self.errors and self.hours() is None:
            self.add_error("til", _("Til-tiden må være etter fra-tiden."))
        return self.cleaned_data


def typed(starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """The hours as the fields begin."""
    return {
        "fra": starts_at.astimezone(clock.OSLO).time(),
        "til": ends_at.astimezone(clock.OSLO).time(),
    }


class AskForm(HoursForm):
    """What is asked of which neighbour."""

    hva = forms.ChoiceField(
        label=_("Hva trenger dere?"),
        choices=[
            (Loan.Kind.CARER.value, _("En hjelper")),
            (Loan.Kind.CAR.value, _("En bil")),
            (Loan.Kind.VISIT.value, _("At de tar et oppdrag")),
        ],
        error_messages={"required": _("Velg hva dere trenger.")},
        widget=forms.RadioSelect,
    )
    hvem = forms.ChoiceField(label=_("Hvem spør du?"), error_messages=CHOOSE)
    tekst = _words(_("Beskjed"))

    def __init__(self, *args: Any, teams: Iterable[Team], has_visit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hvem"].choices = [(team.code, team.name) for team in teams]  # type: ignore[attr-defined]
        if has_visit:
            self.fields["fra"].required = self.fields["til"].required = False
        else:
            self.fields["hva"].choices = self.fields["hva"].choices[:2]  # type: ignore[attr-defined]
        self.has_visit = has_visit

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data if self.has_visit else super().clean()


class AnswerForm(OneReason):
    text = _words(_("Beskjed"))


class OrderForm(HoursForm):
    """Who is ordered to work, when, and why."""

    hvem = forms.ChoiceField(label=_("Hvem?"), error_messages=CHOOSE)
    hvorfor = _words(_("Hvorfor?"))

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hvem"].choices = [("", _("Velg …")), *people]  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Who goes to which team from when, and why."""

    flyttes = forms.ChoiceField(label=_("Hvem?"), error_messages=CHOOSE)
    til_team = forms.ChoiceField(
        label=_("Til team"), error_messages=CHOOSE | {"required": _("Velg et team.")}
    )
    fra_kl = _time(_("Fra"))
    grunn = _words(_("Hvorfor?"))

    def __init__(
        self, *args: Any, people: Iterable[tuple[int, str]], teams: Iterable[Team], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["flyttes"].choices = [("", _("Velg …")), *people]  # type: ignore[attr-defined]
        self.fields["til_team"].choices = [(team.code, team.name) for team in teams]  # type: ignore[attr-defined]


class ExtraForm(forms.Form):
    """One tap on the list: who was rung, what she said, and why where rules would break."""

    hvem = forms.IntegerField(error_messages={"required": CHOOSE["required"]})
    svar = forms.ChoiceField(choices=[("", ""), *ExtraAsk.Answer.choices], required=False)
    hvorfor = _words(_("Hvorfor likevel?"))
    fra = forms.TimeField(error_messages=A_TIME)
    til = forms.TimeField(error_messages=A_TIME)
