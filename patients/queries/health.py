"""What is known of a patient's health: what holds, what has been, what was written by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from heltom.lib import clock
from patients.models import Diagnosis, Equipment, HealthState, Patient
from patients.models.health import Fact
from patients.permissions import may_write_facts, teams_of
from teams.models import User
from teams.permissions import Permission, can

#: In the addresses: what kind of fact a button is about.
KINDS: dict[str, type[Fact]] = {
    "tilstand": HealthState,
    "diagnose": Diagnosis,
    "utstyr": Equipment,
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line. `what` is the fact as it is read, `aside` what stands beside it."""

    kind: str
    pk: int
    what: str
    aside: str
    begins: date
    ends: date | None
    mistaken: str
    """Why it was never so; empty for what is right."""


@dataclass(frozen=True, slots=True)
class HealthPage:
    patient: Patient
    states: list[FactRow]
    diagnoses: list[FactRow]
    equipment: list[FactRow]
    earlier: list[FactRow]
    """Ended or mistaken, newest first."""
    known_equipment: dict[str, str]
    may_write: bool
    may_wish: bool
    today: date


def health_page(user: User, patient: Patient) -> HealthPage:
    """Five queries."""
    teams = teams_of(patient)
    rows = [*_states(patient), *_diagnoses(patient), *_equipment(patient)]
    now = [row for row in rows if _holds(row)]
    earlier = [row for row in rows if not _holds(row)]
    return HealthPage(
        patient=patient,
        states=[row for row in now if row.kind == "tilstand"],
        diagnoses=[row for row in now if row.kind == "diagnose"],
        equipment=[row for row in now if row.kind == "utstyr"],
        earlier=sorted(earlier, key=lambda row: (row.ends or row.begins, row.pk), reverse=True),
        known_equipment=known_equipment(),
        may_write=may_write_facts(user, teams),
        may_wish=any(can(user, Permission.WRITE_CARE, team) for team in teams),
        today=clock.today(),
    )


def known_equipment() -> dict[str, str]:
    """Code → name of what is in use somewhere: one word for one thing. One query."""
    rows = Equipment.objects.right().order_by("name", "code").values_list("code", "name")
    return dict(rows.distinct())


def fact_of(patient: Patient, kind: str, pk: int) -> Fact:
    """Raises Http404 where there is none of the patient's."""
    model = KINDS.get(kind)
    found = model._default_manager.filter(pk=pk).first() if model else None
    if found is None or found.patient != patient:
        raise Http404
    return found


def _holds(row: FactRow) -> bool:
    """An end in the days to come is an import's; until then it holds."""
    return not row.mistaken and (row.ends is None or row.ends >= clock.today())


def _states(patient: Patient) -> list[FactRow]:
    rows = patient.health_states.select_related("by").order_by("valid_from", "pk")
    return [_row("tilstand", row, str(row.get_state_display()), _seen(row)) for row in rows]


def _seen(row: HealthState) -> str:
    return ". ".join(filter(None, (row.note, row.by.name if row.by else "")))


def _diagnoses(patient: Patient) -> list[FactRow]:
    return [
        _row("diagnose", row, row.name, f"{row.get_system_display()} {row.code}")
        for row in patient.diagnoses.order_by("valid_from", "pk")
    ]


def _equipment(patient: Patient) -> list[FactRow]:
    return [_row("utstyr", row, row.name, "") for row in patient.equipment.order_by("name", "pk")]


def _row(kind: str, row: Fact, what: str, aside: str) -> FactRow:
    return FactRow(
        kind=kind,
        pk=row.pk,
        what=what,
        aside=aside,
        begins=row.valid_from,
        ends=row.valid_to,
        mistaken=row.mistaken_why,
    )
