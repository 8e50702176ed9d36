"""A criterion as somebody writes it: the row, and up to four conditions with the fields of their kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from patients.criteria import rules
from patients.criteria.check import LONGEST_TEXT, MOST_CONDITIONS
from patients.criteria.kinds import Kind
from patients.forms.criteria_condition import Choices, ConditionForm, initial_of, typed
from patients.models import Code, Condition, Strength, TaskRule

TOO_LONG = {"max_length": _("Skriv kortere: høyst %(limit_value)s tegn.")}
NO_CHOICE = {"required": _("Velg en av dem."), "invalid_choice": _("Velg en av dem.")}
DO_SAVE, DO_ADD, DO_REMOVE = "lagre", "legg-til", "fjern-"


class RowForm(forms.Form):
    """What the criterion is called, for whom it speaks and how much."""

    text = forms.CharField(
        label=_("Kriterium"),
        help_text=_("Med ord, slik at alle kan lese det."),
        max_length=LONGEST_TEXT,
        error_messages=TOO_LONG | {"required": _("Skriv kriteriet med ord.")},
    )
    speaks_for = forms.ChoiceField(
        label=_("Taler for"),
        choices=[(code.value, f"{code.value} – {code.label}") for code in Code],
        widget=forms.RadioSelect,
        error_messages=NO_CHOICE,
    )
    strength = forms.ChoiceField(
        label=_("Styrke"),
        choices=[(str(value), label) for value, label in Strength.choices],
        widget=forms.RadioSelect,
        error_messages=NO_CHOICE,
    )
    source = forms.CharField(
        label=_("Kilde"),
        help_text=_("Hvem har sagt det? Vedtak, veileder, lov. Kan stå tomt."),
        max_length=LONGEST_TEXT,
        required=False,
        error_messages=TOO_LONG,
    )


class CriterionEditor:
    """The whole form: read from a criterion, or from what was typed; grown and shrunk by its buttons."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        rule: rules.Rule | None = None,
        competences: Choices,
        equipment: Choices,
    ) -> None:
        self.data = data
        self.said = {"competences": competences, "equipment": equipment}
        if data is None:
            self.row = RowForm(initial=_row_of(rule))
            self.conditions = [
                self._form(number, Kind(one.kind), initial=initial_of(one))
                for number, one in enumerate(rule.conditions if rule else ())
            ]
        else:
            self.row = RowForm(data)
            self.conditions = [
                self._form(number, Kind(kind), data=data) for number, kind in _kinds_in(data)
            ]

    def _form(
        self,
        number: int,
        kind: Kind,
        *,
        data: QueryDict | None = None,
        initial: dict[str, Any] | None = None,
    ) -> ConditionForm:
        return ConditionForm(data, kind=kind, prefix=f"v{number}", initial=initial, **self.said)

    @property
    def kinds(self) -> Choices:
        """What a new condition may be about."""
        return [(value, str(label)) for value, label in Condition.Kind.choices]

    @property
    def is_full(self) -> bool:
        return len(self.conditions) >= MOST_CONDITIONS

    @property
    def wrong(self) -> list[tuple[str, forms.BoundField]]:
        """(what it is called, field) of everything wrong in it, in the order of the page."""
        found = [(str(field.label), field) for field in _faulty(self.row)]
        for number, form in enumerate(self.conditions, 1):
            place = _("Vilkår %d") % number
            found += [(f"{place}, {field.label}", field) for field in _faulty(form)]
        return found

    @property
    def refusals(self) -> list[str]:
        """What is wrong with it as a whole."""
        return [str(said) for said in self.row.non_field_errors()] if self.row.is_bound else []

    def reshaped(self, do: str) -> CriterionEditor:
        """As typed and not yet judged, with a condition more or one less."""
        kept = [form for form in self.conditions if do != f"{DO_REMOVE}{form.prefix}"]
        self.row = RowForm(initial=typed(self.row))
        self.conditions = [
            self._form(number, form.about, initial=typed(form)) for number, form in enumerate(kept)
        ]
        wanted = self.data.get("ny", "") if self.data else ""
        if do == DO_ADD and wanted in Condition.Kind.values and not self.is_full:
            self.conditions.append(self._form(len(self.conditions), Kind(wanted)))
        return self

    def is_valid(self) -> bool:
        """Every form is judged, so that all that is wrong is told at once."""
        judged = [form.is_valid() for form in (self.row, *self.conditions)]
        if not self.conditions:
            self.row.add_error(None, _("Legg til minst ett vilkår. Uten vilkår taler det aldri."))
        return all(judged) and bool(self.conditions)

    def rule(self) -> rules.Rule:
        """Only of a form that is valid."""
        said = self.row.cleaned_data
        return rules.Rule(
            key="",
            speaks_for=said["speaks_for"],
            strength=int(said["strength"]),
            text=said["text"],
            source=said["source"],
            conditions=tuple(form.condition() for form in self.conditions),
        )


def _faulty(form: forms.Form) -> list[forms.BoundField]:
    return [field for field in form if field.errors] if form.is_bound else []


def _kinds_in(data: QueryDict) -> list[tuple[int, str]]:
    kinds = ((number, data.get(f"v{number}-kind", "")) for number in range(MOST_CONDITIONS))
    return [(number, kind) for number, kind in kinds if kind in Condition.Kind.values]


def _row_of(rule: rules.Rule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "text": rule.text,
        "speaks_for": rule.speaks_for,
        "strength": str(rule.strength),
        "source": rule.source,
    }


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Navn på tabellen"),
        max_length=100,
        error_messages=TOO_LONG | {"required": _("Skriv hva tabellen heter.")},
    )
    why = forms.CharField(
        label=_("Hva er nytt, og hvorfor?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": "4"}),
        error_messages=TOO_LONG,
    )
    is_example = forms.BooleanField(
        label=_("Dette er fortsatt et eksempel, ikke kommunens egne kriterier"),
        required=False,
        widget=forms.CheckboxInput({"class": "ds-input"}),
    )


class TaskRuleForm(forms.Form):
    """Whether a helsefagarbeider may do what asks for a competence, and who says so."""

    competence = forms.ChoiceField(label=_("Oppgave"), error_messages=NO_CHOICE)
    allowed = forms.ChoiceField(
        label=_("Helsefagarbeider får gjøre det"),
        choices=TaskRule.Allowed.choices,
        widget=forms.RadioSelect,
        error_messages=NO_CHOICE,
    )
    basis = forms.ChoiceField(
        label=_("Hvem sier det?"),
        choices=TaskRule.Basis.choices,
        widget=forms.RadioSelect,
        error_messages=NO_CHOICE,
    )
    text = forms.CharField(
        label=_("Regel"),
        help_text=_("Med ord: hva som må være på plass. Kan stå tomt."),
        max_length=LONGEST_TEXT,
        required=False,
        error_messages=TOO_LONG,
    )
    source = forms.CharField(
        label=_("Kilde"), max_length=LONGEST_TEXT, required=False, error_messages=TOO_LONG
    )

    def __init__(self, *args: Any, competences: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"].choices = competences  # type: ignore[attr-defined]

    def law(self) -> rules.TaskLaw:
        return rules.TaskLaw(**self.cleaned_data)


class DecideForm(forms.Form):
    why = forms.CharField(
        label=_("Hva er nytt, og hvorfor?"),
        help_text=_("De som leser det om et år, skal forstå det."),
        max_length=2000,
        widget=forms.Textarea({"rows": "4"}),
        error_messages=TOO_LONG | {"required": _("Skriv hva som er nytt, og hvorfor.")},
    )
    valid_from = forms.DateField(
        label=_("Gjelder fra"),
        help_text=_(
            "Fra i morgen eller senere kan du angre fram til dagen. Fra i dag gjelder de med en gang,"
            " og kan bare erstattes av en ny utgave."
        ),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Velg en dag."),
            "invalid": _("Skriv datoen som 23.11.2026."),
        },
    )
