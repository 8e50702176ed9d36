"""What patients really got: the visits done, by task, in minutes a week. One statement.

A visit counts when it was done. Its minutes are the real ones where they can be trusted (read as in
`observed.py`: started, ended, nothing else in between, not ticked in one go, not over three times what
was planned), else what was planned. **Real minutes are used only for a task at a patient that at
least five different carers have done**; with fewer all of them are as planned, so that no carer's time
can be read out. Who did it never leaves the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from patients.criteria.facts import NURSE_LEVEL
from worklists.estimates import LEAST_CARERS
from worklists.queries.observed import IN_ONE_GO, LONGEST, SPANS

STATEMENT = f"""
WITH who AS (
    SELECT * FROM unnest(%(patients)s::bigint[], %(firsts)s::date[]) AS w (patient, first)
), step AS MATERIALIZED (
    SELECT v.id AS visit, v.date, s.id, s.state, s.happened_at AS at, s.carer_id AS carer
    FROM who JOIN worklists_visit v ON v.patient_id = who.patient
        AND v.date BETWEEN who.first AND %(last)s
    JOIN worklists_visitstate s ON s.visit_id = v.id
), {SPANS}, done AS MATERIALIZED (
    SELECT v.id AS visit, v.patient_id AS patient, v.title, v.team_id AS team, v.code, v.level,
        v.carers, v.minutes AS planned,
        CASE WHEN in_order AND v.id NOT IN (SELECT visit FROM together)
            AND ended - began BETWEEN interval '1 minute'
                AND %(longest)s * v.minutes * interval '1 minute'
            THEN extract(epoch FROM ended - began)::float / 60 ELSE v.minutes END AS took
    FROM span JOIN worklists_visit v ON v.id = span.visit
), crew AS (
    SELECT patient, title, team, code, level, count(DISTINCT carer) >= %(least)s AS is_real
    FROM done LEFT JOIN hand USING (visit) GROUP BY patient, title, team, code, level
)
SELECT patient, title, team, code, level, count(*), is_real,
    sum(CASE WHEN is_real THEN took ELSE planned END * carers),
    sum(CASE WHEN is_real THEN took ELSE planned END)
FROM done JOIN crew USING (patient, title, team, code, level)
GROUP BY patient, title, team, code, level, is_real
ORDER BY patient, level DESC, 9 DESC, title, team, code
"""  # noqa: S608 - put together of constants alone


@dataclass(frozen=True, slots=True)
class TaskDone:
    """One task at one patient in the period. `minutes` of all carers, `once` of one of them."""

    title: str
    team_id: int
    code: str
    level: int
    visits: int
    is_real: bool
    minutes: float
    once: float

    @property
    def nurse_minutes(self) -> float:
        """Only a nurse may do it: of two carers one is enough."""
        return self.once if self.level >= NURSE_LEVEL else 0.0


def done_by_patient(firsts: Mapping[int, date], last: date) -> dict[int, list[TaskDone]]:
    """The tasks of each patient from her own first day to `last`, both included; what takes a nurse
    first. One statement, whatever the number of patients.
    """
    values: dict[str, Any] = {
        "patients": list(firsts), "firsts": list(firsts.values()), "last": last,
        "in_one_go": IN_ONE_GO, "longest": LONGEST, "least": LEAST_CARERS,
    }  # fmt: skip
    found: dict[int, list[TaskDone]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        for patient, *row in cursor.fetchall():
            found[patient].append(TaskDone(*row))
    return found
