"""Visit plans that HeltOm has moved to another team: the file's line is about the plan that goes on.

The source still calls it by its first name and perhaps by its first team. Team, code and the day of the
move are HeltOm's; everything else, and an end above all, is the file's, for every plan of the chain
that is not over. Exceptions and visits that name the first plan belong to the one of their date.
"""

from __future__ import annotations

from heltom.lib import clock
from imports.sql import literal, run

#: What the file does not decide of a plan that has been moved.
KEPT = ("reference", "team", "code", "valid_from")


def find_moved() -> None:
    """moved: every plan of a chain, by the name of its first one."""
    run("""
        CREATE TEMP TABLE moved ON COMMIT DROP AS
        WITH RECURSIVE chain AS (
            SELECT p.reference, p.id, p.valid_from, p.valid_to, false AS successor
            FROM worklists_visitplan p
            WHERE p.moved_from_id IS NULL
                AND EXISTS (SELECT FROM worklists_visitplan n WHERE n.moved_from_id = p.id)
            UNION ALL
            SELECT chain.reference, n.id, n.valid_from, n.valid_to, true
            FROM chain JOIN worklists_visitplan n ON n.moved_from_id = chain.id
        )
        SELECT *, NOT EXISTS (SELECT FROM worklists_visitplan n WHERE n.moved_from_id = chain.id)
            AS is_last FROM chain
    """)


def drop_moved() -> None:
    run("DROP TABLE moved")


def join_plans() -> str:
    """Each plan of the line's chain that is not over; always the last."""
    return f"""LEFT JOIN moved m ON m.reference = f.reference
        AND (m.is_last OR m.valid_to >= {literal(clock.today())})"""


def match_plan() -> str:
    return """e.id = coalesce(m.id,
        (SELECT p.id FROM worklists_visitplan p WHERE p.reference = f.reference))"""


def end_of_plan(given: bool) -> str:
    """The file's end is that of the job. A plan of the chain that begins later holds one empty day."""
    if not given:
        return "e.valid_to"
    ends = "CASE WHEN f.valid_to IS NOT NULL THEN greatest(f.valid_to, e.valid_from) END"
    return f"CASE WHEN m.is_last THEN {ends} ELSE least(e.valid_to, {ends}) END"


def join_by_date(column: str) -> str:
    """The plan of the chain that has the date of a line that names the first one."""
    return f"""LEFT JOIN moved m_{column} ON m_{column}.reference = raw.{column}
        AND raw.date >= m_{column}.valid_from
        AND raw.date <= coalesce(m_{column}.valid_to, 'infinity')"""


def weekdays(cell: str) -> str:
    """A plan that was moved, or that ended, before it began never asks for anything: it has no weekday."""
    return f"""CASE WHEN NOT m.is_last AND e.weekdays = '{{}}' THEN e.weekdays
        WHEN m.successor AND f.valid_to < e.valid_from THEN '{{}}' ELSE {cell} END"""
