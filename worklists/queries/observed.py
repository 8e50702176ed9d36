"""What visits really took, read from their steps: one statement a team or unit, cleaned in the database.

A visit counts when somebody started it, ended it, and did nothing else in between. Left out are

    order     undone, interrupted or corrected, or never ticked as started
    changed   the plan asked for another task, place or number of carers then
    together  ticked as done within a minute of another, or while the next had already begun
    short     under a minute
    long      more than three times what was planned

Two carers at one visit make one observation. **Who did it is never read out**: the database
compares it, to see what was ticked in one go, and counts how many different ones there were. That
number is all that leaves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from worklists.estimates import Observed

#: Ticks of one carer so close to each other were made in one go, in seconds.
IN_ONE_GO = 60
#: A visit that took so many times what was planned was something else, or ticked late.
LONGEST = 3

#: From `step` (visit, date, id, state, at, carer): when each visit that is done began and ended, whose
#: hands did it, and which were ticked in one go with another.
SPANS = """span AS MATERIALIZED (
    SELECT visit, date,
        min(at) FILTER (WHERE state = 'startet') AS began,
        max(at) FILTER (WHERE state = 'utfort') AS ended,
        coalesce(max(id) FILTER (WHERE state NOT IN ('startet', 'utfort')), 0)
            < min(id) FILTER (WHERE state = 'startet')
        AND max(id) FILTER (WHERE state = 'startet')
            < min(id) FILTER (WHERE state = 'utfort') AS in_order
    FROM step GROUP BY visit, date
    HAVING (array_agg(state ORDER BY id DESC))[1] = 'utfort'
), hand AS MATERIALIZED (
    SELECT DISTINCT visit, span.date, began, ended, carer
    FROM span JOIN step USING (visit)
    WHERE in_order AND carer IS NOT NULL
), together AS MATERIALIZED (
    SELECT DISTINCT own.visit
    FROM hand own JOIN hand other USING (carer, date)
    WHERE other.visit <> own.visit AND (
        abs(extract(epoch FROM other.ended - own.ended)) <= %(in_one_go)s
        OR (other.began > own.began AND other.began < own.ended))
)"""

#: A row for each group and each reason to leave visits out ('' for those that count): the minutes
#: they took, how many different carers, how many patients, and what was planned for the middle one.
STATEMENT = f"""
WITH step AS MATERIALIZED (
    SELECT v.id AS visit, v.date, s.id, s.state, s.happened_at AS at, s.carer_id AS carer
    FROM worklists_visit v JOIN worklists_visitstate s ON s.visit_id = v.id
    WHERE v.team_id = ANY(%(teams)s) AND v.date BETWEEN %(first)s AND %(last)s
        AND v.plan_id IS NOT NULL
), {SPANS}, seen AS MATERIALIZED (
    SELECT v.id AS visit, v.patient_id, v.minutes AS planned,
        CASE WHEN %(by_task)s THEN v.title ELSE v.plan_id::text END AS grp,
        extract(epoch FROM ended - began)::float / 60 AS took,
        CASE
            WHEN in_order IS NOT TRUE OR ended < began THEN 'order'
            WHEN (v.title, v.carers, v."where") <> (p.title, p.carers, p."where") THEN 'changed'
            WHEN v.id IN (SELECT visit FROM together) THEN 'together'
            WHEN ended - began < interval '1 minute' THEN 'short'
            WHEN ended - began > %(longest)s * v.minutes * interval '1 minute' THEN 'long'
            ELSE ''
        END AS fault
    FROM span JOIN worklists_visit v ON v.id = span.visit
    JOIN worklists_visitplan p ON p.id = v.plan_id
), crew AS (
    SELECT grp, fault, count(DISTINCT carer) AS carers
    FROM seen LEFT JOIN hand USING (visit) GROUP BY grp, fault
)
SELECT grp, fault, array_agg(took ORDER BY took) AS took, min(carers) AS carers,
    count(DISTINCT patient_id) AS patients,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY planned) AS planned
FROM seen JOIN crew USING (grp, fault)
GROUP BY grp, fault ORDER BY grp, fault
"""  # noqa: S608 - put together of constants alone


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date


@dataclass(slots=True)
class TeamSeen:
    """The visits of one team: by plan, and how many were left out by why."""

    by_plan: dict[int, Observed] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def counted(self) -> int:
        return sum(len(observed.minutes) for observed in self.by_plan.values())


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """One task in a unit. `planned` is what is planned for the middle visit."""

    title: str
    observed: Observed
    patients: int
    planned: int


def seen_in_team(team_id: int, period: Period) -> TeamSeen:
    """One statement: 60 ms for two thousand visits, as two weeks of a team are."""
    seen, left_out = TeamSeen(), Counter[str]()
    for plan, fault, minutes, carers, _patients, _planned in _groups([team_id], period, False):
        if fault:
            left_out[fault] += len(minutes)
        else:
            seen.by_plan[int(plan)] = Observed(minutes, carers)
    seen.left_out = dict(left_out)
    return seen


def tasks_in_unit(team_ids: Iterable[int], period: Period) -> list[TaskSeen]:
    """Every task of the unit's plans, in the order of their titles. One statement."""
    return [
        TaskSeen(title, Observed(minutes, carers), patients, round(planned))
        for title, fault, minutes, carers, patients, planned in _groups(team_ids, period, True)
        if not fault
    ]


def _groups(team_ids: Iterable[int], period: Period, by_task: bool) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "teams": list(team_ids), "first": period.first, "last": period.last, "by_task": by_task,
        "in_one_go": IN_ONE_GO, "longest": LONGEST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return list(cursor.fetchall())
