"""Whom a team's board is responsible for on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from patients.models import Patient, Placement

if TYPE_CHECKING:
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
