"""What was done of a team's patients' visits, by whom, and how long it took: one statement a team.

Which times are to be believed is said in one place (worklists.queries.observed): a visit that was ticked
in one go with another, or wrong in some other way, has no minutes here, and still has its faces.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from boards.rules.history import Face, Seen
from boards.unnamed import unnamed
from heltom.lib import clock
from teams.models import Staff
from worklists.queries.observed import IN_ONE_GO, LONGEST, SPANS

if TYPE_CHECKING:
    from patients.models import Patient

#: A step that the importer brought without an hour belongs to the day of its visit.
STATEMENT = f"""
WITH mine AS MATERIALIZED (
    SELECT id, patient_id, date, plan_id, team_id, minutes
    FROM worklists_visit
    WHERE patient_id = ANY(%(patients)s) AND date BETWEEN %(first)s AND %(last)s
), step AS MATERIALIZED (
    SELECT v.id AS visit, v.date, s.id, s.state, s.happened_at AS at, s.carer_id AS carer, s.reason
    FROM mine v JOIN worklists_visitstate s ON s.visit_id = v.id
    WHERE s.happened_at IS NULL OR s.happened_at < %(end)s
), {SPANS}, took AS (
    SELECT visit, extract(epoch FROM ended - began)::float / 60 AS minutes
    FROM span
    WHERE in_order AND ended >= began AND visit NOT IN (SELECT visit FROM together)
), newest AS (
    SELECT DISTINCT ON (visit) visit, state, reason FROM step ORDER BY visit, id DESC
), hands AS (
    SELECT visit, array_agg(DISTINCT carer) AS carers
    FROM step WHERE carer IS NOT NULL AND state IN ('startet', 'utfort') GROUP BY visit
)
SELECT v.patient_id, v.date, coalesce(p.reference, ''), v.minutes, v.team_id,
    CASE WHEN took.minutes BETWEEN 1 AND %(longest)s * v.minutes THEN round(took.minutes) ELSE 0 END,
    CASE WHEN n.state = 'utfort' THEN hands.carers END,
    CASE WHEN n.state = 'avlyst' THEN n.reason ELSE '' END
FROM mine v JOIN newest n ON n.visit = v.id AND n.state IN ('utfort', 'avlyst')
LEFT JOIN took ON took.visit = v.id
LEFT JOIN hands ON hands.visit = v.id
LEFT JOIN worklists_visitplan p ON p.id = v.plan_id
ORDER BY v.patient_id, v.date, v.id
"""  # noqa: S608 - put together of constants alone


def visits_of(named: dict[int, Patient], on: date, days: int) -> dict[int, tuple[Seen, ...]]:
    """The visits of the patients that were done or called off in the days that end with `on`, whichever
    team did them. Two statements.
    """
    found: dict[int, list[Seen]] = {}
    crew: dict[tuple[int, int], Face] = {}
    staff = _staff()
    for key, day, plan, planned, team, took, carers, cancelled in _rows(list(named), on, days):
        faces = tuple(_face(carer, team, staff, crew) for carer in carers or ())
        why = unnamed(cancelled, named[key]) if cancelled else ""
        seen = Seen(day, plan, planned, int(took), faces, why)
        found.setdefault(key, []).append(seen)
    return {key: tuple(rows) for key, rows in found.items()}


def _rows(patients: list[int], on: date, days: int) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "patients": patients,
        "first": on - timedelta(days=days - 1),
        "last": on,
        "end": clock.midnight(on + timedelta(days=1)),
        "in_one_go": IN_ONE_GO,
        "longest": LONGEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return list(cursor.fetchall())


def _face(
    carer: int,
    team: int,
    staff: dict[int, tuple[str, bool, int]],
    crew: dict[tuple[int, int], Face],
) -> Face:
    """A temp is hired in, or comes from another team than the one whose visit it is."""
    if (carer, team) not in crew:
        number, hired_in, home = staff[carer]
        crew[carer, team] = Face(number, hired_in or home != team)
    return crew[carer, team]


def _staff() -> dict[int, tuple[str, bool, int]]:
    rows = Staff.objects.values_list("pk", "number", "hired_in", "team_id")
    return {pk: (number, hired_in, team) for pk, number, hired_in, team in rows}
