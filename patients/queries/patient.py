"""The patient's page: who it is, whom to call, who carries the responsibility."""

from __future__ import annotations

from dataclasses import dataclass

from heltom.lib import clock
from patients.models import Contact, NextOfKin, Patient, Pause, Placement


@dataclass(frozen=True, slots=True)
class PatientPage:
    patient: Patient
    away: Pause | None
    next_of_kin: list[NextOfKin]
    placements: list[Placement]
    contacts: list[Contact]
    pauses: list[Pause]


def patient_page(patient: Patient) -> PatientPage:
    """Five queries. The patient comes from get_patient."""
    now = clock.now()
    placements = patient.placements.select_related("team", "decided_by").order_by("-valid_from")
    contacts = patient.contacts.select_related("staff").order_by("-valid_from", "kind")
    pauses = list(patient.pauses.order_by("-starts_at"))
    return PatientPage(
        patient=patient,
        away=Pause.objects.filter(patient=patient).at(now).first(),
        next_of_kin=list(patient.next_of_kin.all()),
        placements=list(placements),
        contacts=list(contacts),
        pauses=pauses,
    )
