"""What is written of a decision after the meeting, and how a visit plan is to be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.models import Decision, Service
from boards.queries.plan_changes import DAYS
from boards.unnamed import unnamed
from heltom.lib import clock
from teams.models import ShiftKind
from worklists.models.plans import Level

if TYPE_CHECKING:
    from worklists.models import VisitPlan

INPUT = {"class": "ds-input"}
NEEDED = {"required": _("Skriv dette."), "invalid": _("Skriv dette på nytt.")}
A_DAY = {
    "required": _("Velg en dag."),
    "invalid": _("Skriv dagen som dag.måned.år, for eksempel 03.12.2026."),
}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, error_messages=A_DAY)


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Other words, another day."""

    due_on = _day(_("Innen"))
    agreed_on = _day(_("Avtalt til"), required=False)

    class Meta:
        model = Decision
        fields = ("text", "service", "due_on", "agreed_on", "with_whom")
        widgets = {
            "text": forms.Textarea({**INPUT, "rows": 2}),
            "service": forms.Select(INPUT),
            "with_whom": forms.TextInput(INPUT),
        }
        error_messages = {"text": {"required": _("Skriv hva som skal gjøres.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", _("Ingen")), *Service.choices]  # type: ignore[attr-defined]
        patient = self.instance.patient
        for name in ("text", "with_whom"):
            self.initial[name] = unnamed(self.initial[name], patient)
        if self.instance.kind != Decision.Kind.HOME_VISIT:
            del self.fields["agreed_on"], self.fields["with_whom"]
        if self.instance.kind != Decision.Kind.REFERRAL:
            del self.fields["service"]


class PlanForm(forms.Form):
    """A plan as it is to be from a day. What is left as it is, is not part of the proposal."""

    task_text = forms.CharField(
        label=_("Oppdragstekst"), required=False, max_length=4000,
        widget=forms.Textarea({**INPUT, "rows": 5}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutter"), min_value=1, max_value=600,
        widget=forms.NumberInput(INPUT),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Skriv et tall fra 1 til 600.")
        ),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Ukedager"), coerce=int, choices=list(enumerate(DAYS, start=1)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst én ukedag.")},
    )  # fmt: skip
    shift = forms.ChoiceField(
        label=_("Vakt"), choices=ShiftKind.choices, widget=forms.Select(INPUT)
    )
    earliest = forms.TimeField(
        label=_("Tidligst"), widget=forms.TimeInput({**INPUT, "type": "time"}, format="%H:%M"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Skriv klokkeslett, for eksempel 08:30.")),
    )  # fmt: skip
    latest = forms.TimeField(
        label=_("Senest"), widget=forms.TimeInput({**INPUT, "type": "time"}, format="%H:%M"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Skriv klokkeslett, for eksempel 09:30.")),
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=_("Krever minst"), coerce=int, choices=Level.choices, widget=forms.Select(INPUT)
    )
    carers = forms.TypedChoiceField(
        label=_("Antall hjelpere"), coerce=int, choices=[(1, "1"), (2, "2")],
        widget=forms.Select(INPUT),
    )  # fmt: skip
    ends = forms.BooleanField(label=_("Tidsplanen avsluttes"), required=False)
    from_on = _day(_("Gjelder fra"))

    def proposed(self, plan: VisitPlan) -> dict[str, object]:
        """The plan's own names and values; only whether it ends, where it does. Words that were shown
        without the patient's name and left so are the plan's own.
        """
        if self.cleaned_data["ends"]:
            return {"ends": True}
        left_out = ("ends", "from_on")
        new = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        if _lines(new["task_text"]) == _lines(unnamed(plan.task_text, plan.patient)):
            del new["task_text"]
        return new

    @classmethod
    def of(cls, plan: VisitPlan) -> PlanForm:
        """As the plan is now, from tomorrow."""
        tomorrow = clock.today() + timedelta(days=1)
        kept = {name: getattr(plan, name) for name in cls.base_fields if hasattr(plan, name)}
        kept["task_text"] = unnamed(plan.task_text, plan.patient)
        return cls(initial=kept | {"minutes": plan.minutes_on(tomorrow), "from_on": tomorrow})


def _lines(text: str) -> list[str]:
    """A browser ends lines in its own way."""
    return text.strip().splitlines()
