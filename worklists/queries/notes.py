"""Rapporter of a team: for the hand-over, and gathered in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from heltom.lib import clock
from patients.models import Note, Placement
from patients.queries.notes import readable, told_to_the_next
from teams.models import Team
from worklists.models import Visit

#: As far back as somebody looks who was off over a weekend.
READ_DAYS = 3


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


def notes_for(visit: Visit) -> list[Note]:
    """On the visit's page: those that were written on it, struck out too, and what the one who goes there
    must know from the visits before. Two queries, the newest first.
    """
    here = {note.pk: note for note in readable().filter(on_visit__visit=visit)}
    told = told_to_the_next([visit.patient_id]).get(visit.patient_id, [])
    every = here | {note.pk: note for note in told}
    return sorted(every.values(), key=lambda note: (note.at, note.pk), reverse=True)


@dataclass(frozen=True, slots=True)
class NotesPage:
    """A team's rapporter of the last days; only those for the next one when that was asked for."""

    team: Team
    days: int
    important: bool
    notes: list[Note]

    @property
    def patient_numbers(self) -> set[str]:
        return {note.patient.number for note in self.notes}


def notes_page(team: Team, *, important: bool) -> NotesPage:
    """One query."""
    now = clock.now()
    since = now - timedelta(days=READ_DAYS)
    found = important_notes(team, since, now) if important else notes_of(team, since, now)
    return NotesPage(team, READ_DAYS, important, found)


def tells_the_next(note: Note) -> bool:
    return note.struck_at is None and bool(note.important or note.next_must_know)
