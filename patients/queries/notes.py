"""Rapporter as they are read: the newest first, those that were struck out still there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet

from heltom.lib import clock
from patients.models import Note

#: How long what the next one must know stands on the next visitors' lists.
TOLD_DAYS = 7
#: What somebody at the door has time to read.
TOLD = 3

#: What is not only for those who look it up.
FOR_THE_NEXT = Q(important=True) | ~Q(next_must_know="")


def readable() -> QuerySet[Note]:
    """With everybody that a screen names. One query."""
    return Note.objects.select_related("by", "struck_by", "goal", "measure", "patient")


def told_to_the_next(patients: Iterable[int]) -> dict[int, list[Note]]:
    """By patient, what whoever comes next must know: at most three, of the last week. One query."""
    since = clock.now() - timedelta(days=TOLD_DAYS)
    rows = readable().filter(
        FOR_THE_NEXT, patient__in=set(patients), at__gte=since, struck_at__isnull=True
    )
    told: dict[int, list[Note]] = defaultdict(list)
    for note in rows:
        if len(told[note.patient_id]) < TOLD:
            told[note.patient_id].append(note)
    return told
