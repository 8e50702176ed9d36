"""Whom a team's board is responsible for on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from patients.models import Patient, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import Team


def active(team: Team, on: date) -> QuerySet[Patient]:
    """The patients whom the team has the main responsibility for and who have services on the day.

    One who is away for a while is among them: she comes home. One query.
    """
    owned = Placement.objects.on(on).filter(team=team, owner=True)
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    return Patient.objects.filter(
        running, started_on__lte=on, pk__in=owned.values("patient")
    ).order_by("number")


def still_with(team: Team, patients: Iterable[int], *days: date) -> set[int]:
    """Those of these patients (keys) who belong to the team, for all or part of their care, and have
    services on one of the days at least. One query.
    """
    here = Q(pk__in=[])
    for day in days:
        placed = Placement.objects.on(day).filter(team=team)
        running = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
        here |= running & Q(pk__in=placed.values("patient"))
    return set(Patient.objects.filter(here, pk__in=patients).values_list("pk", flat=True))
