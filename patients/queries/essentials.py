"""The least that somebody must know of a patient who has another page before her: beside an e-melding."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from heltom.lib import clock
from patients.models import Contact, Criticality, NextOfKin, Patient, Placement
from patients.queries.alerts import Alert, alerts
from patients.queries.news2 import news2_of
from patients.queries.patient import known_of
from teams.models import Absence


@dataclass(frozen=True, slots=True)
class Essentials:
    """Whose she is, who knows her, how to get in, whom to ring, and what must be known first."""

    patient: Patient
    alerts: list[Alert]
    placements: list[Placement]
    """Today's, the one with the main responsibility first."""
    contacts: list[Contact]
    """Primærkontakt, then the deputy."""
    absent: frozenset[int]
    """The staff of those who are away now."""
    next_of_kin: list[NextOfKin]

    @property
    def is_critical(self) -> bool:
        return self.patient.criticality == Criticality.HIGH

    @property
    def needs_interpreter(self) -> bool:
        return self.patient.language not in ("nb", "nn", "no", "")


def essentials(patient: Patient) -> Essentials:
    """Some dozen queries, the same for a short history and a long one. The patient is one whom the reader
    may see.
    """
    today = clock.today()
    placements = list(
        Placement.objects.on(today)
        .filter(patient=patient)
        .select_related("team__site__unit", "decided_by")
        .order_by("-owner", "pk")
    )
    contacts = Contact.objects.on(today).filter(patient=patient).select_related("staff")
    found = list(contacts.order_by("kind", "pk"))
    return Essentials(
        patient=patient,
        alerts=alerts(known_of(patient, placements, news2_of(patient))),
        placements=placements,
        contacts=found,
        absent=_absent(found),
        next_of_kin=list(patient.next_of_kin.all()),
    )


def _absent(contacts: list[Contact]) -> frozenset[int]:
    """Asked of the absences, which say when and not why."""
    now = clock.now()
    away = Absence.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        starts_at__lte=now,
        staff__in=[contact.staff_id for contact in contacts],
    )
    return frozenset(away.values_list("staff", flat=True))
