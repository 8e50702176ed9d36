"""What is written in the meeting: a field of what is said, a decision, who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.models import Decision, Service
from boards.queries.room_case import Case

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from teams.models import Staff

Kind = Decision.Kind
FIELDS = ("light", "assessment", "next_review_on", "is_review", "nothing_more")


class FieldForm(forms.Form):
    """One field, with what it held when she began to write."""

    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS])
    value = forms.CharField(required=False, strip=False)

    @property
    def was(self) -> str | None:
        """None where the sender showed nothing."""
        return self.data["was"].replace("\r\n", "\n") if "was" in self.data else None


@dataclass(frozen=True, slots=True)
class Usual:
    """Something that is often decided: one tap, with the owner and the day that follow by themselves."""

    kind: str
    text: _StrPromise
    weeks: int
    service: str = ""


USUAL = {
    "vekt": Usual(Kind.TEST, _("Veie hver uke og skrive opp det som spises"), 4),
    "katz": Usual(Kind.TEST, _("Ny Katz ADL og klinisk skrøpelighet"), 2),
    "parorende": Usual(Kind.MEASURE, _("Snakke med pasienten og pårørende om endringen"), 1),
    "faste": Usual(Kind.MEASURE, _("Færre og faste hjelpere på listen"), 2),
    "legemidler": Usual(Kind.REFERRAL, _("Be fastlegen gå gjennom legemidlene"), 2, Service.DOCTOR),
    "fysio": Usual(Kind.REFERRAL, _("Vurdere gange, balanse og fall"), 2, Service.PHYSIOTHERAPY),
    "ergo": Usual(
        Kind.REFERRAL, _("Vurdere hjelpemidler og boligen"), 2, Service.OCCUPATIONAL_THERAPY
    ),
    "mat": Usual(Kind.REFERRAL, _("Kartlegge ernæring"), 2, Service.DIETITIAN),
    "trene": Usual(Kind.REFERRAL, _("Vurdere hverdagsrehabilitering"), 2, Service.REABLEMENT),
}


class DecideForm(forms.Form):
    """A decision in the meeting. Owner and day are there when the form is shown."""

    kind = forms.ChoiceField(label=_("Hva slags"), choices=Kind, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Hva skal gjøres"), max_length=500)
    service = forms.ChoiceField(
        label=_("Til hvem"), choices=[("", _("Velg")), *Service.choices], required=False
    )
    agreed_on = forms.DateField(label=_("Avtalt dag"), required=False)
    with_whom = forms.CharField(label=_("Sammen med"), max_length=200, required=False)
    owner = forms.ChoiceField(label=_("Ansvarlig"), required=False)
    due = forms.DateField(label=_("Innen"), required=False)
    due_on = forms.DateField(label=_("Annen dag"), required=False)

    def __init__(self, data: Any, case: Case) -> None:
        super().__init__(data)
        self.case = case
        found = [(str(one.staff.pk), one.staff.name) for one in case.owners]
        self.fields["owner"].choices = [("", ""), *found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["due_on"] = data.get("due_on") or data.get("due") or data.get("agreed_on")
        if not data["due_on"] and "due_on" not in self.errors:
            self.add_error("due_on", _("Velg innen når."))
        if data.get("kind") == Kind.REFERRAL and not data.get("service"):
            self.add_error("service", _("Velg hvem det henvises til."))
        return data

    def values(self) -> dict[str, Any]:
        """What `decisions.decide` is given. The agreed day belongs to a home visit alone."""
        data = self.cleaned_data
        is_visit, is_referral = data["kind"] == Kind.HOME_VISIT, data["kind"] == Kind.REFERRAL
        return {
            "kind": data["kind"],
            "text": data["text"],
            "due_on": data["due_on"],
            "owner": self._owner(data["owner"]),
            "service": data["service"] if is_referral else "",
            "agreed_on": data["agreed_on"] if is_visit else None,
            "with_whom": data["with_whom"] if is_visit else "",
        }

    def _owner(self, pk: str) -> Staff | None:
        return next((one.staff for one in self.case.owners if str(one.staff.pk) == pk), None)


def usual_values(key: str, day: date) -> dict[str, Any]:
    """The same for one of `USUAL`; its owner is the one who answers by default."""
    chosen = USUAL[key]
    return {
        "kind": chosen.kind,
        "text": str(chosen.text),
        "service": chosen.service,
        "due_on": day + timedelta(weeks=chosen.weeks),
    }


class CameForm(forms.Form):
    """Who came without being expected: a colleague, or somebody of another service."""

    staff: forms.ModelChoiceField[Staff] = forms.ModelChoiceField(
        queryset=None, label=_("Kollega"), required=False
    )
    service = forms.ChoiceField(
        label=_("Tjeneste"), choices=[("", _("Velg")), *Service.choices], required=False
    )
    name = forms.CharField(label=_("Navn eller yrke"), max_length=100, required=False)

    def __init__(self, data: Any, people: Any) -> None:
        super().__init__(data)
        self.fields["staff"].queryset = people  # type: ignore[attr-defined]
