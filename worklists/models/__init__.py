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
from worklists.models.weights import UnitWeights

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
    "UnitWeights",
    "Visit",
    "VisitPlan",
    "VisitState",
    "Worklist",
]
