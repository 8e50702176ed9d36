"""What a unit has decided about its lists: what holds for a shift, and what the leader's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from teams.models import Shift
from worklists.models import UnitWeights
from worklists.planning.weights import Chosen
from worklists.queries.work import Work


def chosen_for(work: Work) -> Chosen:
    """What holds for the lists of this shift; the defaults where nothing is decided. One query."""
    shift = work.team_shift
    begins = begins_at(work.shifts)
    held = UnitWeights.objects.holding(work.team.unit, shift.date, begins).first()
    return Chosen.of(held.chosen if held else {})


def begins_at(shifts: Iterable[Shift]) -> datetime | None:
    """When the first of them begins to work; None where nobody does."""
    return min((shift.starts_at for shift in shifts), default=None)
