"""The import format: every file of a municipality's folder, in the order in which they are read.

This is the only description there is: the importer reads by it, docs/import-format.md is made from
it, and the demo municipality is written by it.

    from imports.format import TABLES, table
    table("staff").names        # the headings
    table("staff").column("transport").spellings
"""

from imports.columns import Column, Kind, Table
from imports.tables import boards, health, history, reviews, what, who, whom

__all__ = ["TABLES", "Column", "Kind", "Table", "table"]

#: Every file; each one refers only to files before it (teams and addresses also to their own).
TABLES: tuple[Table, ...] = (
    who.UNITS,
    who.SITES,
    who.TEAMS,
    who.ADDRESSES,
    who.CONTACT_POINTS,
    what.ACTION_CARDS,
    who.COMPETENCES,
    who.STAFF,
    who.STAFF_COMPETENCES,
    who.POSITIONS,
    who.ABSENCES,
    who.SHIFTS,
    whom.PATIENTS,
    whom.NEXT_OF_KIN,
    whom.PLACEMENTS,
    whom.CONTACTS,
    whom.DELEGATIONS,
    whom.PAUSES,
    health.DIAGNOSES,
    health.EQUIPMENT,
    health.HEALTH_STATES,
    health.GOALS,
    health.MEASURES,
    health.EVALUATIONS,
    what.VISIT_PLANS,
    what.PLAN_EXCEPTIONS,
    what.APPOINTMENTS,
    what.VISITS,
    history.OBSERVATIONS,
    history.NOTES,
    history.EVENTS,
    boards.BOARD_PLANS,
    boards.BOARD_SEATS,
    reviews.REVIEWS,
)


def table(name: str) -> Table:
    """The table of this name, e.g. "staff". Raises KeyError."""
    return {found.name: found for found in TABLES}[name]
