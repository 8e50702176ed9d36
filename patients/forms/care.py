"""Goals, measures and evaluations as they are written: choose with the thumb, or write oneself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from patients.models import Evaluation, Term

TOO_LONG = {"max_length": _("Skriv kortere: høyst %(limit_value)s tegn.")}
NO_DATE = {"invalid": _("Skriv datoen som 23.11.2026."), "required": _("Velg en dag.")}
LONGEST = 300
#: Days until somebody looks, to choose among; the first that is chosen for her is four weeks.
DAYS = {7: _("om en uke"), 14: _("om to uker"), 28: _("om fire uker"), 91: _("om tre måneder")}
USUALLY = 28


class _WhenForm(forms.Form):
    """When somebody is to look: in so many days, or on a day of her own."""

    when = forms.TypedChoiceField(
        label=_("Når skal målet evalueres?"), coerce=int, widget=forms.RadioSelect, required=False,
        empty_value=None, initial=USUALLY,
    )  # fmt: skip
    on = forms.DateField(
        label=_("Eller en annen dag"), required=False, error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["when"].choices = [  # type: ignore[attr-defined]
            (days, f"{label} ({_short(today + timedelta(days=days))})")
            for days, label in DAYS.items()
        ]

    def day(self) -> date:
        """A day that was written goes before what was chosen. Only of a form that is valid."""
        written = self.cleaned_data["on"]
        return written or clock.today() + timedelta(days=self.cleaned_data["when"] or USUALLY)


class GoalForm(_WhenForm):
    """A problem, a goal and what is done. What is written goes before what was chosen."""

    problem = forms.ChoiceField(
        label=_("Hva er problemet?"), widget=forms.RadioSelect, required=False
    )
    own_problem = forms.CharField(
        label=_("Eller med egne ord"), max_length=LONGEST, required=False, error_messages=TOO_LONG
    )
    goal = forms.ChoiceField(label=_("Hva vil vi oppnå?"), widget=forms.RadioSelect, required=False)
    own_goal = forms.CharField(
        label=_("Eller med egne ord"), max_length=LONGEST, required=False, error_messages=TOO_LONG
    )
    measures = forms.MultipleChoiceField(
        label=_("Hva skal vi gjøre?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    own_measure = forms.CharField(
        label=_("Et tiltak til, med egne ord"), max_length=LONGEST, required=False,
        error_messages=TOO_LONG,
    )  # fmt: skip

    field_order = ["problem", "own_problem", "goal", "own_goal", "measures", "own_measure"]

    def __init__(self, *args: Any, words: Mapping[str, Iterable[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {
            "problem": Term.Kind.PROBLEM,
            "goal": Term.Kind.GOAL,
            "measures": Term.Kind.MEASURE,
        }
        for name, kind in kinds.items():
            texts = words.get(kind, [])
            self.fields[name].choices = [(text, text) for text in texts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        said["problem"] = said.get("own_problem") or said.get("problem")
        said["goal"] = said.get("own_goal") or said.get("goal")
        if not said["problem"] and "own_problem" not in self.errors:
            self.add_error("problem", str(_("Velg et problem, eller skriv det selv.")))
        if not said["goal"] and "own_goal" not in self.errors:
            self.add_error("goal", str(_("Velg et mål, eller skriv det selv.")))
        return said

    def all_measures(self) -> list[str]:
        """Only of a form that is valid."""
        own = self.cleaned_data["own_measure"]
        return [*self.cleaned_data["measures"], *([own] if own else [])]


class MeasureForm(forms.Form):
    """One more measure: a word of the area's vocabulary, or her own."""

    measure = forms.CharField(
        label=_("Nytt tiltak"), max_length=LONGEST,
        error_messages=TOO_LONG | {"required": _("Skriv eller velg et tiltak.")},
    )  # fmt: skip

    def __init__(self, *args: Any, area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].widget.attrs["list"] = f"words-{area}"


class EvaluateForm(_WhenForm):
    result = forms.ChoiceField(
        label=_("Hvordan har det gått?"), choices=Evaluation.Result, widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvordan det har gått.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Hva har du sett?"), max_length=2000, widget=forms.Textarea({"rows": 3}),
        error_messages=TOO_LONG | {"required": _("Skriv hva du har sett.")},
    )  # fmt: skip

    field_order = ["result", "text", "when", "on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].label = _("Når skal vi se på det igjen?")


class EndForm(forms.Form):
    why = forms.CharField(
        label=_("Hvorfor er målet avsluttet?"), max_length=LONGEST,
        error_messages=TOO_LONG | {"required": _("Skriv hvorfor målet er avsluttet.")},
    )  # fmt: skip


def _short(day: date) -> str:
    return formats.date_format(day, "j. b")
