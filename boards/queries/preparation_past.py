"""What was said and decided of her before, whether it helped, who reported her, and what was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from boards.models import Discussion, FolderNote, Item, ItemReading, ItemReport, Meeting
from boards.queries.decisions import Task, standing, tasks
from heltom.lib import clock
from patients.models import Candidate, Note
from patients.queries.care import GoalRow, open_goals
from patients.queries.notes import readable
from teams.queries import name_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from patients.models import Patient

#: So long back decisions are told of: half a year shows what was tried.
BACK = timedelta(days=182)
#: Of what is read in the folder and in the rapporter, so many of each.
DISCUSSIONS, PAGES, NOTES = 3, 3, 6
NOTED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody put her forward: by which of the criteria, with one sentence."""

    candidate: Candidate
    who: str


@dataclass(frozen=True, slots=True)
class Past:
    discussions: tuple[Discussion, ...] = ()
    decisions: tuple[Task, ...] = ()
    reports: tuple[Report, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    notes: tuple[Note, ...] = ()
    pages: tuple[FolderNote, ...] = ()


def past_of(patients: Iterable[Patient]) -> dict[int, Past]:
    """By patient. Some fourteen queries, however many patients."""
    keys = [patient.pk for patient in patients]
    discussions, decisions, reports = _discussions(keys), _decisions(keys), _reports(keys)
    goals, notes, pages = open_goals(keys), _notes(keys), _pages(keys)
    return {
        key: Past(
            discussions=tuple(discussions[key]),
            decisions=tuple(decisions[key]),
            reports=tuple(reports[key]),
            goals=tuple(goals.get(key, [])),
            notes=tuple(notes[key]),
            pages=tuple(pages[key]),
        )
        for key in keys
    }


def newest[M: Model](rows: QuerySet[M], most: int, patient: str, by: str) -> QuerySet[M]:
    """So many of each patient's, the newest first."""
    numbered = Window(RowNumber(), partition_by=F(patient), order_by=[F(by).desc(), F("pk").desc()])
    chosen = rows.annotate(number=numbered).filter(number__lte=most).order_by("number")
    return cast("QuerySet[M]", chosen)


def _discussions(keys: list[int]) -> dict[int, list[Discussion]]:
    held = Discussion.objects.filter(
        item__patient__in=keys, item__meeting__state=Meeting.State.HELD
    )
    rows = newest(held, DISCUSSIONS, "item__patient", "item__meeting__starts_at")
    found: dict[int, list[Discussion]] = defaultdict(list)
    for row in rows.select_related("item__meeting"):
        found[row.item.patient_id].append(row)
    return found


def _decisions(keys: list[int]) -> dict[int, list[Task]]:
    """What is still open however old, and all of the last half year."""
    lately = standing().filter(patient__in=keys, decided_at__gt=clock.now() - BACK)
    still = standing().filter(patient__in=keys, state="apen")
    found: dict[int, list[Task]] = defaultdict(list)
    for task in tasks((lately | still).order_by("-decided_at", "-pk")):
        found[task.decision.patient_id].append(task)
    return found


def _reports(keys: list[int]) -> dict[int, list[Report]]:
    """Those that stand and that no earlier meeting has dealt with."""
    dealt = ItemReport.objects.filter(item__state=Item.State.DONE).values("candidate")
    rows = Candidate.objects.filter(patient__in=keys, withdrawn_at__isnull=True)
    found: dict[int, list[Report]] = defaultdict(list)
    for row in rows.exclude(pk__in=dealt).select_related("reported_by__staff"):
        found[row.patient_id].append(Report(row, name_of(row.reported_by)))
    return found


def _notes(keys: list[int]) -> dict[int, list[Note]]:
    """Rapporter of two weeks, the newest first; those that are struck left out."""
    since, now = clock.now() - NOTED, clock.now()
    lately = readable().filter(patient__in=keys, at__gt=since, at__lte=now, struck_at__isnull=True)
    found: dict[int, list[Note]] = defaultdict(list)
    for row in newest(lately, NOTES, "patient", "at"):
        found[row.patient_id].append(row)
    return found


def _pages(keys: list[int]) -> dict[int, list[FolderNote]]:
    pages = FolderNote.objects.filter(patient__in=keys, struck_at__isnull=True)
    found: dict[int, list[FolderNote]] = defaultdict(list)
    for row in newest(pages, PAGES, "patient", "at").select_related("staff", "by__staff"):
        found[row.patient_id].append(row)
    return found


def readings_of(items: Iterable[Item]) -> dict[int, list[tuple[str, datetime]]]:
    """By line: who has read up on her, and when last. One query."""
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    rows = ItemReading.objects.filter(item__in=[item.pk for item in items])
    for row in rows.select_related("user__staff"):
        found[row.item_id].append((name_of(row.user), row.at))
    return found
