"""A rapport that is written on a visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from patients.actions import notes
from patients.models import Note
from teams.models import User
from worklists.actions import team_shifts
from worklists.models import Visit, VisitNote


@transaction.atomic
def write(*, visit: Visit, by: User, at: datetime | None = None, **words: Any) -> Note:
    """What `by` saw on the visit; `words` as in `patients.actions.notes.write`. The team's desks look
    again: the next visitor may be on her way.
    """
    note = notes.write(patient=visit.patient, team=visit.team, by=by, at=at, **words)
    VisitNote.objects.create(note=note, visit=visit)
    team_shifts.tell(visit.team)
    return note
