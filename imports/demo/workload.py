"""How many lists a team needs: from the minutes of its plans, the way between them, and the peaks."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from imports.demo.land import drive_minutes
from imports.demo.needs import THERAPY
from imports.demo.shape import HT, TeamShape
from imports.demo.world import DAY, EVENING, KINDS, NIGHT, Patient, Plan

#: Minutes of a list that can be filled: report, meal break and what no plan foresees are taken off.
CAPACITY = {DAY: 356, EVENING: 360, NIGHT: 430}
VK_RESERVE = 60
#: Not everybody may do everything in an HT, and those who are two together at night wait for each
#: other: so much more is needed there.
MORE = {DAY: 1.15, EVENING: 1.15, NIGHT: 1.4}
#: A list is opened when this part of it is needed: with many lists the others take the rest.
ROUND_UP_FROM, MANY = 0.3, 6
#: Peaks are looked for between every two points of this grid, minutes.
GRID = 15
#: A visit that must begin within a window may end after it: so much longer is the window in effect.
OVERHANG = 6
#: How many neighbours a carer chooses the next patient among, and how often she passes the base.
NEIGHBOURS, PASSES, STOPS_A_LIST = 5, 4, 14


@dataclass(slots=True)
class Load:
    """The work of one team's shift on an average day: (earliest, latest, minutes with travel)."""

    jobs: list[tuple[int, int, float]] = field(default_factory=list)

    def lists(self, kind: str, reserve: int, more: float) -> int:
        if not self.jobs:
            return 0
        whole = (sum(minutes for *_, minutes in self.jobs) + reserve) / CAPACITY[kind]
        needed = max(whole, self._peak()) * more
        return max(1, math.ceil(needed - ROUND_UP_FROM * min(1, needed / MANY)))

    def _peak(self) -> float:
        """The most carers that any stretch of the shift asks for, by what must begin within it."""
        first = min(earliest for earliest, *_ in self.jobs) // GRID * GRID
        last = max(latest for _, latest, _ in self.jobs) + GRID
        marks = range(first, last + 1, GRID)
        return max(
            sum(m for a, b, m in self.jobs if start <= a and b <= end) / (end - start + OVERHANG)
            for start in marks
            for end in marks
            if end - start >= 2 * GRID
        )


def lists_needed(
    team: TeamShape, base: tuple[float, float], patients: Iterable[Patient], today: date
) -> dict[tuple[str, bool], int]:
    """(kind of shift, weekend) → number of lists. `patients` are all who may have plans with the team."""
    loads = {(kind, weekend): Load() for kind in KINDS for weekend in (False, True)}
    jobs = list(_jobs(team, patients))
    travel = _travel(base, [patient for patient, _ in jobs])
    days = [today + timedelta(days=step) for step in range(28)]
    for _, plan in jobs:
        minutes = (plan.minutes + (travel if plan.where == "hjemme" else 1)) * plan.carers
        for weekend in (False, True):
            due = sum(plan.recurs_on(day) for day in days if (day.isoweekday() >= 6) is weekend)
            share = due / (8 if weekend else 20)
            if due:
                loads[plan.shift, weekend].jobs.append(
                    (plan.earliest, plan.latest, minutes * share)
                )
    reserve, more = (0, MORE) if team.kind == HT else (VK_RESERVE, {})
    needed = {key: load.lists(key[0], reserve, more.get(key[0], 1)) for key, load in loads.items()}
    return needed | ({(DAY, False): team.day_lists} if team.day_lists else {})


def _jobs(team: TeamShape, patients: Iterable[Patient]) -> Iterable[tuple[Patient, Plan]]:
    """The team's plans, without those of patients who are away and of the therapists."""
    for patient in patients:
        if patient.ended or any(pause.end is None for pause in patient.pauses):
            continue
        for plan in patient.plans:
            if plan.team == team.code and not set(THERAPY) & set(plan.competences):
                yield patient, plan


def _travel(base: tuple[float, float], patients: list[Patient]) -> float:
    """Minutes from one stop to the next: among near neighbours, with the ways from and to the base."""
    spots = [(patient.spot.lat, patient.spot.lon) for patient in patients]
    near = 0.0
    for number in range(len(spots)):
        ways = [drive_minutes(spots[number], spots[other]) for other in _nearest(number, spots)]
        near += sum(ways) / max(1, len(ways))
    home = sum(drive_minutes(base, spot) for spot in spots)
    return (near + home * PASSES / STOPS_A_LIST) / max(1, len(spots))


def _nearest(number: int, spots: list[tuple[float, float]]) -> list[int]:
    """The neighbours of a spot, by number. Two million distances in Bergen: only squares are compared."""
    lat, lon = spots[number]
    narrow = math.cos(math.radians(lat))
    squares = [
        ((other[0] - lat) ** 2 + ((other[1] - lon) * narrow) ** 2, at)
        for at, other in enumerate(spots)
        if at != number
    ]
    return [at for _square, at in heapq.nsmallest(NEIGHBOURS, squares)]


def therapy_visits(team: TeamShape, patients: Iterable[Patient], competence: str) -> float:
    """Visits a week that ask for this therapist."""
    plans = (plan for patient in patients for plan in patient.plans)
    return sum(
        len(plan.weekdays) / plan.every_weeks
        for plan in plans
        if plan.team == team.code and competence in plan.competences
    )
