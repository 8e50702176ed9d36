"""Visits that left the lists because somebody has said that the patient's services ended."""

from __future__ import annotations

from collections.abc import Iterable

from patients.models import Ending
from worklists.models import Visit


def told_ended(visits: Iterable[Visit]) -> dict[int, Ending]:
    """By visit: who said so, of those that would have begun after it. One query."""
    chosen = list(visits)
    patients = {visit.patient_id for visit in chosen}
    rows = Ending.objects.filter(patient__in=patients, undone_at__isnull=True)
    endings = {row.patient_id: row for row in rows.select_related("said_by").order_by("pk")}
    return {
        visit.pk: row
        for visit in chosen
        if (row := endings.get(visit.patient_id)) and visit.latest > row.at
    }
