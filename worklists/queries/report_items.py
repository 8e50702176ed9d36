"""What was written, as one line of the HT's report: who, where from, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from patients.models import Event, Note, Observation, Patient
from patients.queries.news2 import reading_of, sentence_of
from teams.models import Staff
from worklists.queries.report import Key

Kind = Observation.Kind

#: What stands behind the figure of a measurement.
UNITS: dict[str, object] = {
    Kind.WEIGHT: "kg",
    Kind.KATZ: _lazy("av 6"),
    Kind.FRAILTY: _lazy("av 9"),
}
#: NEWS2 from this colour on is shown as what must be seen to.
LOUD = {"yellow": "warning", "orange": "danger", "red": "danger"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing. `level` is "danger" for a fall and a high NEWS2, "warning" for what is important."""

    key: str
    patient: Patient
    at: datetime
    label: str
    level: str
    text: str
    more: tuple[tuple[str, str], ...]
    """What else stands there, with its heading."""
    who: str
    team: str
    """The team whose carer wrote it."""
    url: str


def items_of(keys: Iterable[Key]) -> dict[str, Item]:
    """By key. Three queries, whatever their number."""
    wanted: dict[str, list[int]] = {"n": [], "o": [], "e": []}
    for key in keys:
        wanted[key.letter].append(key.pk)
    notes = Note.objects.filter(pk__in=wanted["n"]).order_by()
    measured = Observation.objects.filter(pk__in=wanted["o"]).order_by()
    events = Event.objects.filter(pk__in=wanted["e"]).order_by()
    joined = ("patient", "by__team")
    told = [
        *map(_note, notes.select_related(*joined, "on_visit__visit__team", "measure", "goal")),
        *map(_measured, measured.select_related(*joined, "on_visit__visit__team")),
        *map(_event, events.select_related(*joined)),
    ]
    return {item.key: item for item in told}


def _note(row: Note) -> Item:
    visit = getattr(row, "on_visit", None)
    more = (
        (_("Vurdering"), row.assessment),
        (_("Gjort"), row.done),
        (_("Neste må vite"), row.next_must_know if row.next_must_know != row.text else ""),
        (_("Tiltak"), row.measure.text if row.measure else ""),
        (_("Mål"), row.goal.text if row.goal and not row.measure else ""),
    )
    return Item(
        key=f"n{row.pk}", patient=row.patient, at=row.at, label=_("Rapport"),
        level="warning" if row.important else "", text=row.text,
        more=tuple((head, words) for head, words in more if words), who=_name(row.by),
        team=str(visit.visit.team) if visit else _team(row.by),
        url=reverse("worklists:visit", args=[visit.visit_id]) if visit else "",
    )  # fmt: skip


def _measured(row: Observation) -> Item:
    visit = getattr(row, "on_visit", None)
    is_news2 = row.kind == Kind.NEWS2
    reading = reading_of(row) if is_news2 else None
    url = "worklists:news2_measured" if is_news2 else ""
    return Item(
        key=f"o{row.pk}", patient=row.patient, at=row.taken_at,
        label=str(row.get_kind_display()), level=LOUD.get(reading.level, "") if reading else "",
        text=sentence_of(reading) if reading else _figure(row), more=(), who=_name(row.by),
        team=str(visit.visit.team) if visit else _team(row.by),
        url=reverse(url, args=[row.patient.number, row.pk]) if url else "",
    )  # fmt: skip


def _figure(row: Observation) -> str:
    if row.value is None:
        return ", ".join(f"{name}: {value}" for name, value in row.parts.items())
    shown = row.value.normalize()
    places = 0 if shown == shown.to_integral_value() else 1
    return f"{number_format(shown, decimal_pos=places)} {UNITS.get(row.kind, '')}".strip()


def _event(row: Event) -> Item:
    level = "danger" if row.kind == Event.Kind.FALL else "warning"
    return Item(
        key=f"e{row.pk}", patient=row.patient, at=row.at,
        label=str(row.get_kind_display()).capitalize(), level=level, text=row.text, more=(),
        who=_name(row.by), team=_team(row.by), url="",
    )  # fmt: skip


def _name(staff: Staff | None) -> str:
    return staff.name if staff else ""


def _team(staff: Staff | None) -> str:
    return str(staff.team) if staff else ""
