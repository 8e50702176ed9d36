"""Who the patient is, without her name: teams, people around her, health, what must be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm
from patients.models import Contact, Diagnosis, Equipment, HealthState, Placement
from patients.queries.alerts import loudness
from teams.models import Absence, Shift

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import Staff, Team


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Primærkontakt or deputy. `at_meeting` says whether she is at work then; empty without a meeting."""

    role: str
    staff: Staff
    at_meeting: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Today's, the team with the main responsibility first."""

    placements: tuple[Placement, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    states: tuple[HealthState, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    equipment: tuple[Equipment, ...] = ()

    @property
    def teams(self) -> list[Team]:
        return [placement.team for placement in self.placements]


def who_of(patients: Iterable[Patient], at: datetime | None = None) -> dict[int, Who]:
    """By patient; `at` is when the meeting is, None where there is none. Seven queries at most."""
    keys, today = [patient.pk for patient in patients], clock.today()
    placed = Placement.objects.on(today).filter(patient__in=keys)
    placements = _by_patient(placed.select_related("team__site__unit").order_by("-owner", "pk"))
    contacts = _contacts(keys, at)
    states = _by_patient(HealthState.objects.on(today).filter(patient__in=keys))
    diagnoses = _by_patient(Diagnosis.objects.on(today).filter(patient__in=keys))
    equipment = _by_patient(Equipment.objects.on(today).filter(patient__in=keys))
    return {
        key: Who(
            placements=tuple(placements[key]),
            contacts=tuple(contacts[key]),
            states=tuple(sorted(states[key], key=loudness)),
            diagnoses=tuple(diagnoses[key]),
            equipment=tuple(equipment[key]),
        )
        for key in keys
    }


def _by_patient[M: (Placement, HealthState, Diagnosis, Equipment)](
    rows: Iterable[M],
) -> dict[int, list[M]]:
    found: dict[int, list[M]] = defaultdict(list)
    for row in rows:
        found[row.patient_id].append(row)
    return found


def _contacts(keys: list[int], at: datetime | None) -> dict[int, list[ContactLine]]:
    rows = Contact.objects.on(clock.today()).filter(patient__in=keys).select_related("staff")
    contacts = list(rows.order_by("kind", "pk"))
    told = _at_meeting({contact.staff_id for contact in contacts}, at) if at else {}
    found: dict[int, list[ContactLine]] = defaultdict(list)
    for contact in contacts:
        words, there = told.get(contact.staff_id, ("", False))
        line = ContactLine(contact.get_kind_display(), contact.staff, words, there)
        found[contact.patient_id].append(line)
    return found


def _at_meeting(staff: set[int], at: datetime) -> dict[int, tuple[str, bool]]:
    """By person: whether her duty covers the meeting, or that she is away. It says that, and not why."""
    away = set(
        Absence.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at, staff__in=staff
        ).values_list("staff", flat=True)
    )
    shifts = Shift.objects.worked().at(at).filter(staff__in=staff).values_list("staff", flat=True)
    on_duty = set(shifts)
    told = {"clock": hhmm(at)}
    words = {key: (_("ikke på vakt når møtet er, kl. %(clock)s") % told, False) for key in staff}
    words |= {key: (_("på vakt når møtet er, kl. %(clock)s") % told, True) for key in on_duty}
    return words | {key: (_("borte når møtet er"), False) for key in away}
