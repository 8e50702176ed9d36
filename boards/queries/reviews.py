"""When the whole of each patient was last gone through, when it must be again, and whether there is room.

The interval follows from the patient's criticality as it is now: one who has become more critical is due
sooner than was said at her last review. A day that somebody chose for her, and said why, holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import BoardSettings, Review
from boards.queries.active import active
from boards.queries.settings import settings_of
from patients.models import Patient
from patients.models.patient import Criticality

if TYPE_CHECKING:
    from teams.models import Team

WEEK = timedelta(days=7)
#: Days; as good as never.
LIFETIME = 36_500


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The last whole review of a patient, None where there is none, and the day of the next."""

    last: date | None
    due: date


def interval_of(settings: BoardSettings, criticality: int) -> int:
    """Days between two whole reviews."""
    return {
        Criticality.HIGH.value: settings.review_days_high,
        Criticality.LOW.value: settings.review_days_low,
    }.get(criticality, settings.review_days_medium)


def next_review(settings: BoardSettings, patient: Patient, reviewed_on: date) -> date:
    """When the next is due after one on the day, where nobody chooses another day."""
    return reviewed_on + timedelta(days=interval_of(settings, patient.criticality))


def reviews_of(patients: Iterable[Patient], team: Team, on: date) -> dict[int, Reviewed]:
    """By patient, as it stood when the day was over. Two queries."""
    settings, patients = settings_of(team.unit), list(patients)
    rows = Review.objects.filter(patient__in=patients, on__lte=on).order_by("on", "pk")
    newest = {row.patient_id: row for row in rows}
    return {one.pk: _reviewed(settings, one, newest.get(one.pk)) for one in patients}


def _reviewed(settings: BoardSettings, patient: Patient, last: Review | None) -> Reviewed:
    if last is None:
        first = timedelta(days=settings.first_review_days)
        return Reviewed(None, patient.started_on + first)
    if last.next_why:
        return Reviewed(last.on, last.next_on)
    return Reviewed(last.on, min(last.next_on, next_review(settings, patient, last.on)))


@dataclass(frozen=True, slots=True)
class Capacity:
    """Reviews that fall due each week in the long run, how many a meeting has room for, and how many are
    over their time now.
    """

    a_week: float
    room: float
    overdue: int
    longest_days: int
    """How long it will be between two reviews of the patient who waits longest, in the long run."""

    @property
    def is_enough(self) -> bool:
        return self.room >= self.a_week

    @property
    def words(self) -> str:
        """ "6 gjennomganger forfaller i uken, møtet har plass til 4." """
        falls = ngettext(
            "%(count)s gjennomgang forfaller i uken, møtet har plass til %(room)s.",
            "%(count)s gjennomganger forfaller i uken, møtet har plass til %(room)s.",
            round(self.a_week),
        ) % {"count": round(self.a_week), "room": int(self.room)}
        late = ngettext("%(count)s er over tiden.", "%(count)s er over tiden.", self.overdue) % {
            "count": self.overdue
        }
        longest = _("Med det blir det inntil %s uker mellom to gjennomganger av samme pasient.")
        return f"{falls} {late} {longest % ceil(self.longest_days / WEEK.days)}"


def capacity(team: Team, on: date) -> Capacity:
    """Whether the reviews get through in the meeting as it is set up. Three queries."""
    settings, patients = settings_of(team.unit), list(active(team, on))
    due = reviews_of(patients, team, on)
    intervals = [interval_of(settings, one.criticality) for one in patients]
    room = team.unit.board_minutes * settings.review_percent / 100 / settings.review_minutes
    return Capacity(
        a_week=_a_week(intervals),
        room=room,
        overdue=sum(one.due < on for one in due.values()),
        longest_days=longest_days(intervals, room),
    )


def _a_week(intervals: Iterable[float]) -> float:
    return sum(WEEK.days / days for days in intervals)


def longest_days(intervals: list[int], room: float) -> int:
    """The longest interval where there is room for all; else that and the delay at which as many reviews
    are done a week as there is room for, everybody waiting equally long beyond her day. 0 for nobody, and
    no room at all is a lifetime.
    """
    if not intervals:
        return 0
    low, high = 0, LIFETIME
    while low < high:
        delay = (low + high) // 2
        if _a_week(days + delay for days in intervals) <= room:
            high = delay
        else:
            low = delay + 1
    return max(intervals) + low
