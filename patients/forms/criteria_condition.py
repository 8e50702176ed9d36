"""One condition as somebody writes it: the fields that its kind asks for, and their sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from patients.criteria import rules
from patients.criteria.check import code_fault, condition_faults
from patients.criteria.kinds import ASKS, ICD10, ICPC2, SIDES, SYSTEMS, Kind
from patients.models import Condition, HealthState

NO_FIGURE = {"invalid": _("Skriv et helt tall.")}
A_FIGURE = {"inputmode": "numeric", "autocomplete": "off", "size": "6"}

type Choices = Sequence[tuple[str, str]]


NUMBER_LABELS = {
    Kind.VISIT_CODE: _("Minst så mange i uken (kan stå tomt)"),
    Kind.NURSE_MINUTES: _("Minst så mange minutter i uken"),
    Kind.VISITS: _("Minst så mange oppdrag i uken"),
    Kind.NEWS2: _("NEWS2 er minst"),
    Kind.NEWS2_RISE: _("Steget med minst"),
    Kind.FRAILTY: _("Minst (1–9)"),
    Kind.KATZ: _("Høyst (0–6)"),
}
VALUE_LABELS = {
    Kind.TASK: _("En av disse oppgavene"),
    Kind.TITLE: _("Ett av disse ordene"),
    Kind.VISIT_CODE: _("Kode"),
    Kind.EQUIPMENT: _("Ett av disse"),
    Kind.STATE: _("En av disse"),
}
CODE_HINTS = {
    ICPC2: _("Som T90. Flere med komma: T89, T90. Stjerne for alle som begynner slik: T*."),
    ICD10: _("Som E11.9. Flere med komma. Stjerne for alle som begynner slik: E11*."),
}


class ConditionForm(forms.Form):
    """One condition, with the fields that its kind asks for. The kind itself is not changed again."""

    kind = forms.CharField(widget=forms.HiddenInput)
    negated = forms.ChoiceField(
        label=_("Vilkåret"),
        choices=[("", _("skal stemme")), ("1", _("skal ikke stemme"))],
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: Kind,
        equipment: Choices,
        competences: Choices,
        prefix: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"kind": kind} | (initial or {}))
        self.about = kind
        self.choices = {
            Kind.TASK: competences,
            Kind.EQUIPMENT: equipment,
            Kind.STATE: HealthState.State.choices,
            Kind.VISIT_CODE: [(side, side) for side in SIDES],
        }
        self.fields |= self._values() | self._figures()

    @property
    def title(self) -> str:
        return str(Condition.Kind(self.about).label)

    def _values(self) -> dict[str, forms.Field]:
        if self.about is Kind.DIAGNOSIS:
            return {system: _words(SYSTEMS[system], CODE_HINTS[system]) for system in SYSTEMS}
        if self.about is Kind.TITLE:
            return {
                "values": _words(VALUE_LABELS[self.about], _("Flere med komma: frokost, lunsj."))
            }
        if self.about not in self.choices:
            return {}
        boxes: dict[str, forms.Field] = {
            "values": forms.MultipleChoiceField(
                label=VALUE_LABELS[self.about],
                choices=self.choices[self.about],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "invalid_choice": _("%(value)s finnes ikke lenger. Velg en annen.")
                },
            )
        }
        if self.about is Kind.EQUIPMENT:
            boxes["other"] = _words(_("Annet utstyr"), _("Koden i journalen. Kan stå tomt."))
        return boxes

    def _figures(self) -> dict[str, forms.Field]:
        asks, found = ASKS[self.about], dict[str, forms.Field]()
        if asks.number:
            found["number"] = _figure(NUMBER_LABELS[self.about])
        if asks.days:
            found["days"] = _figure(_("De siste så mange dagene"))
        return found

    def clean(self) -> dict[str, Any]:
        if self.about is Kind.DIAGNOSIS:
            self._check_codes()
        else:
            for field, fault in condition_faults(self.condition()):
                if field in self.fields and field not in self.errors:
                    self.add_error(field, fault)
        return self.cleaned_data

    def _check_codes(self) -> None:
        """Each code's fault beside the field where it was written."""
        if not self.condition().values:
            self.add_error(ICPC2, _("Skriv minst én diagnosekode."))
        for system in SYSTEMS:
            for code in _split(self.cleaned_data.get(system, "")):
                fault = code_fault(system, code.upper())
                if fault:
                    self.add_error(system, fault)

    def condition(self) -> rules.Condition:
        """What was written, as far as it could be read."""
        said = self.cleaned_data
        return rules.Condition(
            kind=str(self.about),
            values=tuple(dict.fromkeys(self._said_values(said))),
            number=said.get("number"),
            days=said.get("days"),
            negated=bool(said.get("negated")),
        )

    def _said_values(self, said: dict[str, Any]) -> Iterable[str]:
        if self.about is Kind.DIAGNOSIS:
            return [
                f"{system}:{code.upper()}"
                for system in SYSTEMS
                for code in _split(said.get(system, ""))
            ]
        values = said.get("values", [])
        chosen = _split(values) if isinstance(values, str) else values
        return [*chosen, *(code.lower() for code in _split(said.get("other", "")))]

    def checkboxes(self) -> forms.BoundField | None:
        """The field that is a list of boxes, where the kind has one."""
        return self["values"] if self.about in self.choices else None

    def lines(self) -> list[forms.BoundField]:
        """The other visible fields, in order."""
        boxes = self.checkboxes()
        return [
            field
            for field in self.visible_fields()
            if field.name != "negated" and (boxes is None or field.name != boxes.name)
        ]


def _words(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=600)


def _figure(label: Any) -> forms.IntegerField:
    widget = forms.TextInput(A_FIGURE)
    return forms.IntegerField(label=label, required=False, error_messages=NO_FIGURE, widget=widget)


def _split(text: str) -> list[str]:
    """What stands between commas or line ends, without the empty ones."""
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]


def initial_of(condition: rules.Condition) -> dict[str, Any]:
    said: dict[str, Any] = {
        "negated": "1" if condition.negated else "",
        "number": condition.number,
        "days": condition.days,
        "values": list(condition.values),
    }
    if condition.kind == Kind.TITLE:
        said["values"] = ", ".join(condition.values)
    for system in SYSTEMS:
        codes = [v.partition(":")[2] for v in condition.values if v.startswith(f"{system}:")]
        said[system] = ", ".join(codes)
    return said


def typed(form: forms.Form) -> dict[str, Any]:
    """What stands in the fields, judged or not."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }
