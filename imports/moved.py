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
    """moved: every plan of a chain, by the name of its first one, and when the next one takes over.

    A plan that was moved before it began has no day of its own: the next begins where it begins.
    """
    run("""
        CREATE TEMP TABLE moved ON COMMIT DROP AS
        WITH RECURSIVE chain AS (
            SELECT p.reference, p.id, p.valid_from, false AS successor
            FROM worklists_visitplan p
            WHERE p.moved_from_id IS NULL
                AND EXISTS (SELECT FROM worklists_visitplan n WHERE n.moved_from_id = p.id)
            UNION ALL
            SELECT chain.reference, n.id, n.valid_from, true
            FROM chain JOIN worklists_visitplan n ON n.moved_from_id = chain.id
        )
        SELECT chain.*, n.valid_from AS next_from, n.id IS NULL AS is_last,
            coalesce(n.valid_from <= chain.valid_from, false) AS is_empty
        FROM chain LEFT JOIN worklists_visitplan n ON n.moved_from_id = chain.id
    """)


def drop_moved() -> None:
    run("DROP TABLE moved")


def join_plans() -> str:
    """Each plan of the line's chain that is not over; always the last."""
    return f"""LEFT JOIN moved m ON m.reference = f.reference
        AND (m.is_last OR m.next_from > {literal(clock.today())})"""


def match_plan() -> str:
    return """e.id = coalesce(m.id,
        (SELECT p.id FROM worklists_visitplan p WHERE p.reference = f.reference))"""


def end_of_plan(given: bool) -> str:
    """The file's end is that of the job, and each plan ends where the next one takes over at the
    latest: an end that is taken back leaves no hole before the move. A plan of the chain that begins
    later than the end holds one empty day.
    """
    if not given:
        return "e.valid_to"
    ends = "CASE WHEN f.valid_to IS NOT NULL THEN greatest(f.valid_to, e.valid_from) END"
    return f"""CASE WHEN m.is_last THEN {ends}
        ELSE least(greatest(m.next_from - 1, e.valid_from), {ends}) END"""


def join_by_date(column: str) -> str:
    """The plan of the chain that has the date of a line that names the first one."""
    return f"""LEFT JOIN moved m_{column} ON m_{column}.reference = raw.{column}
        AND NOT m_{column}.is_empty AND raw.date >= m_{column}.valid_from
        AND raw.date < coalesce(m_{column}.next_from, 'infinity')"""


def weekdays(cell: str) -> str:
    """A plan that was moved, or that ended, before it began never asks for anything: it has no weekday."""
    return f"""CASE WHEN m.is_empty THEN e.weekdays
        WHEN m.successor AND f.valid_to < e.valid_from THEN '{{}}' ELSE {cell} END"""
