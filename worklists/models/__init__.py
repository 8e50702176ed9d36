from worklists.models.lists import (
    BreakTime,
    Entry,
    ListChange,
    Publication,
    Rebuild,
    TeamShift,
    Unassigned,
    Worklist,
)
from worklists.models.plans import Appointment, PlanException, VisitPlan
from worklists.models.visits import VISIT_TRANSITIONS, State, Visit, VisitState

__all__ = [
    "VISIT_TRANSITIONS",
    "Appointment",
    "BreakTime",
    "Entry",
    "ListChange",
    "PlanException",
    "Publication",
    "Rebuild",
    "State",
    "TeamShift",
    "Unassigned",
    "Visit",
    "VisitPlan",
    "VisitState",
    "Worklist",
]
