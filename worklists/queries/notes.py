"""Rapporter of a team: for the hand-over, and gathered in one place."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from heltom.lib import clock
from patients.models import Note, Placement
from patients.queries.notes import readable
from teams.models import Team


def notes_of(team: Team, start: datetime, end: datetime) -> list[Note]:
    """Every rapport from `start` until `end` that was written on one of the team's visits, or about a
    patient of the team's. One query, the newest first.
    """
    placed = Placement.objects.on(clock.today()).filter(team=team)
    of_team = Q(on_visit__visit__team=team) | Q(
        on_visit__isnull=True, patient__in=placed.values("patient")
    )
    rows = readable().filter(of_team, at__gte=start, at__lt=end)
    return list(rows.select_related("on_visit__visit"))


def important_notes(team: Team, start: datetime, end: datetime) -> list[Note]:
    """Those of them that the next shift must know: marked as important, or with words to the next one.
    What was struck out is left aside. One query; `patient` and `by` come along.
    """
    return [note for note in notes_of(team, start, end) if tells_the_next(note)]


def tells_the_next(note: Note) -> bool:
    return note.struck_at is None and bool(note.important or note.next_must_know)
