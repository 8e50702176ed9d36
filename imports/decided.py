"""Visit plans that people have decided to change: the source goes on sending what the plan was.

That is no news, and what was decided holds (`PlanHold`). A value that the plan has not had before is
written: somebody has changed it in the source since.
"""

from __future__ import annotations

from imports.slots import Slot
from imports.sql import literal, name, rows, run
from worklists.queries.plan_changes import FIELDS

#: What may have been decided here of a plan.
HELD = (*FIELDS, "valid_to")


def unless_held(slot: Slot, told: str) -> str:
    """The plan's own value where the file's cell is one that was decided against, else what is told."""
    return f"""CASE WHEN EXISTS (
            SELECT FROM worklists_planhold h
            WHERE h.plan_id = e.id AND h.field = {literal(slot.stored)}
                AND coalesce(f.{name(slot.ready)}::text, '') = ANY(h.instead_of)
        ) THEN e.{name(slot.stored)} ELSE {told} END"""


def let_go(given: tuple[str, ...]) -> None:
    """Where the source says something new of a plan, what was decided here is over."""
    fields = [column for column in HELD if column in given]
    if not fields:
        return
    news = " OR ".join(
        f"(h.field = {literal(field)} AND coalesce(raw.{name(field)}::text, '') <> ALL(h.instead_of))"
        for field in fields
    )
    run(f"""
        DELETE FROM worklists_planhold h
        USING ready_visit_plans r JOIN raw_visit_plans raw USING (line)
        WHERE h.plan_id = r.id AND ({news})
    """)


def lines_held() -> list[tuple[int, str]]:
    """(line, the plan as the source calls it) of those that are otherwise here than the file says."""
    still = " OR ".join(
        f"(h.field = {literal(field)} AND coalesce(raw.{name(field)}::text, '') = ANY(h.instead_of))"
        for field in HELD
    )
    found = rows(f"""
        SELECT DISTINCT r.line, raw.reference
        FROM ready_visit_plans r JOIN raw_visit_plans raw USING (line)
        JOIN worklists_planhold h ON h.plan_id = r.id AND ({still})
        ORDER BY r.line
    """)
    return [(line, reference) for line, reference in found]
