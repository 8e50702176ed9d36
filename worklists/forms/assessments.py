"""The guide's six steps as one form. A draft may hold anything; what a decision lacks, `missing` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from patients.models import Assessment, StayMeasure
from patients.queries.assessments import Draft, Possible, Way, way_of
from teams.models import ShiftKind, Staff, TeamKind
from worklists.forms.reasons import NO_DATE, TOO_LONG
from worklists.models import VisitPlan

#: Long enough for what is said on the phone; the record is the place for more.
MOST_LETTERS = 2000

#: What each kind of measure asks for, in the words of the guide.
HINTS = {
    StayMeasure.Kind.TRAINING: _("Hva skal teamet lære, og av hvem?"),
    StayMeasure.Kind.DELEGATION: _("Hva skal delegeres, og til hvem?"),
    StayMeasure.Kind.NURSE_VISIT: _("Hvor ofte kommer sykepleier, og for å se etter hva?"),
    StayMeasure.Kind.OTHER: _("Hva annet trengs?"),
}


def _text(label: Any, help_text: Any = "", rows: int = 2) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=MOST_LETTERS,
        widget=widget,
        error_messages=TOO_LONG,
    )


def _radios(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Velg ett av svarene.")},
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, error_messages=NO_DATE, **more
    )


class AssessmentForm(forms.Form):
    """Steps 1–4 and 6. The fields are named as those of the assessment, but for the teams."""

    state_text = _text(_("Hvordan er pasienten nå?"))
    stability = _radios(_("Hvor stabil er tilstanden?"), Assessment.Stability.choices)
    stability_text = _text(_("Hva bygger du det på?"))
    complexity = _radios(_("Hvor sammensatt er det?"), Assessment.Complexity.choices)
    complexity_text = _text(_("Hva gjør det sammensatt?"))
    need = _radios(_("Hvem må gjøre det?"), Assessment.Need.choices)
    need_text = _text(_("Hvilken kompetanse, og når?"))
    way = _radios(_("Hvem skal ha pasienten?"), [])
    ot = forms.ChoiceField(label=_("Hvilket OT?"), required=False)
    ht_plans = forms.MultipleChoiceField(
        label=_("Når de deler: hvilke oppdrag tar HT?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Tidsplanene er endret. Se på siden på nytt.")},
    )
    move_from = _day(_("Ved flytting: fra dato"))
    move_shift = forms.ChoiceField(
        label=_("Ved flytting: fra vakt"), required=False, choices=ShiftKind.choices
    )
    reason = _text(_("Begrunnelse"), _("De som leser det om et år, skal forstå det."), rows=3)
    review_on = _day(_("Vurderes på nytt"))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        draft: Draft,
        possible: Possible,
        plans: Iterable[VisitPlan],
        staff: Iterable[Staff],
    ) -> None:
        super().__init__(data, initial=_initial(draft))
        self.possible = possible
        self.fields["way"].choices = _ways(possible)  # type: ignore[attr-defined]
        self.fields["ot"].choices = [(ot.code, ot.name) for ot in possible.ots]  # type: ignore[attr-defined]
        self.fields["ht_plans"].choices = [(p.reference, _plan(p)) for p in plans]  # type: ignore[attr-defined]
        self.measures = _measure_forms(data, draft.measures, list(staff))

    def is_valid(self) -> bool:
        """The rows of measures too: all are read, so that all that is wrong is told at once."""
        rows = [row.is_valid() for row in self.measures]
        return super().is_valid() and all(rows)

    def answers(self) -> dict[str, Any]:
        """The fields of an assessment, of a form that is valid."""
        values = dict(self.cleaned_data)
        way, code = values.pop("way"), values.pop("ot")
        ot = next((ot for ot in self.possible.ots if ot.code == code), None)
        belonging = self.possible.of(way, ot) if way else None
        return values | {
            "choice": belonging.choice if belonging else "",
            "owner": belonging.owner if belonging else None,
            "shared_with": belonging.shared_with if belonging else None,
        }

    def filled(self) -> list[MeasureForm]:
        """The rows in which a measure is written."""
        return [row for row in self.measures if row.cleaned_data.get("text", "").strip()]

    def told(self, sentences: Mapping[str, str]) -> None:
        """Put what is missing where it was not written."""
        rows = {f"measure_{number}": row for number, row in enumerate(self.filled())}
        for name, sentence in sentences.items():
            if name in rows:
                rows[name].add_error(None, sentence)
            else:
                self.add_error(name, sentence)

    def wrong(self) -> list[tuple[str, str, str]]:
        """(id of the field, its name, what is wrong), in the order of the page."""
        own = [
            (field.id_for_label or f"id_{field.name}_0", str(field.label), _joined(field.errors))
            for field in self
            if field.errors
        ]
        rows = [
            (f"id_{row.prefix}-text", row.title, _joined(chain.from_iterable(row.errors.values())))
            for row in self.measures
            if row.errors
        ]  # fmt: skip
        return own + rows


class MeasureForm(forms.Form):
    """One measure: a row counts when something is written in it."""

    kind = forms.ChoiceField(choices=StayMeasure.Kind.choices, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Hva"), required=False, max_length=300, error_messages=TOO_LONG)
    responsible = forms.ChoiceField(
        label=_("Ansvarlig"),
        required=False,
        error_messages={"invalid_choice": _("Velg en som arbeider i et av teamene.")},
    )
    due_on = _day(_("Innen"))

    def __init__(
        self, data: QueryDict | None, *, row: int, measure: StayMeasure, staff: list[Staff]
    ):
        initial = {
            "kind": measure.kind,
            "text": measure.text,
            "responsible": str(measure.responsible_id or ""),
            "due_on": measure.due_on,
        }
        super().__init__(data, initial=initial, prefix=f"m{row}")
        self.people = {str(person.pk): person for person in staff}
        if measure.responsible and str(measure.responsible_id) not in self.people:
            self.people[str(measure.responsible_id)] = measure.responsible
        choices = [("", "–"), *((key, person.name) for key, person in self.people.items())]
        self.fields["responsible"].choices = choices  # type: ignore[attr-defined]
        self.measure = measure

    @property
    def title(self) -> str:
        return str(StayMeasure.Kind(self.measure.kind).label)

    @property
    def hint(self) -> str:
        return str(HINTS[StayMeasure.Kind(self.measure.kind)])

    @property
    def is_open(self) -> bool:
        return bool(self["text"].value()) or bool(self.errors)

    def of(self) -> StayMeasure:
        """The measure that is written, not saved."""
        data = self.cleaned_data
        return StayMeasure(
            kind=data["kind"],
            text=data["text"].strip(),
            responsible=self.people.get(data["responsible"]),
            due_on=data["due_on"],
        )


class ConfirmForm(forms.Form):
    """Looked at again and nothing changes: why, and when to look the next time.

    `standing` is the decision that she looked at.
    """

    standing = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Hvorfor er det fortsatt riktig?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 2}),
        error_messages=TOO_LONG | {"required": _("Skriv begrunnelsen.")},
    )
    review_on = _day(_("Vurderes på nytt igjen"))


def _initial(draft: Draft) -> dict[str, Any]:
    row = draft.assessment
    names = (
        "state_text", "stability", "stability_text", "complexity", "complexity_text", "need",
        "need_text", "ht_plans", "move_from", "move_shift", "reason", "review_on",
    )  # fmt: skip
    ot = next((t for t in (row.owner, row.shared_with) if t and t.kind == TeamKind.OT), None)
    teams = {"way": way_of(row), "ot": ot.code if ot else ""}
    return {name: getattr(row, name) for name in names} | teams


def _ways(possible: Possible) -> list[tuple[str, str]]:
    """What can be chosen, by name where there is one OT only; how it is today says so."""
    found = []
    for way in Way:
        belonging = possible.of(way)
        if belonging is None:
            continue
        label = belonging.sentence if len(possible.ots) < 2 else str(_WAYS[way])
        now = str(_("som i dag")) if possible.is_now(belonging) else ""
        found.append((way.value, f"{label} – {now}" if now else label))
    return found


_WAYS = {
    Way.OT: _("OT har pasienten (PBP)"),
    Way.HT: _("HT har pasienten (HSY)"),
    Way.OT_SHARES: _("OT og HT deler, OT har hovedansvaret"),
    Way.HT_SHARES: _("OT og HT deler, HT har hovedansvaret"),
}


def _plan(plan: VisitPlan) -> str:
    return f"{plan.title}, {plan.get_shift_display()} ({plan.team})"


def _measure_forms(
    data: QueryDict | None, measures: Iterable[StayMeasure], staff: list[Staff]
) -> list[MeasureForm]:
    """The measures there are, and a blank row for each kind that has none; as many as were sent."""
    rows = [*measures]
    used = {measure.kind for measure in rows}
    rows += [StayMeasure(kind=kind) for kind in StayMeasure.Kind if kind not in used]
    if data is not None:
        sent = [data[f"m{n}-kind"] for n in range(50) if f"m{n}-kind" in data]
        rows = [StayMeasure(kind=kind) for kind in sent if kind in StayMeasure.Kind.values]
    order = list(StayMeasure.Kind.values)
    rows = rows if data is not None else sorted(rows, key=lambda row: order.index(row.kind))
    return [
        MeasureForm(data, row=number, measure=row, staff=staff) for number, row in enumerate(rows)
    ]


def _joined(errors: Iterable[Any]) -> str:
    return " ".join(map(str, errors))
