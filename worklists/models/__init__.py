from worklists.models.estimates import (
    EstimateRun,
    MinutesDecision,
    MinutesProposal,
    PlanMinutes,
    TaskMinutes,
)
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
from worklists.models.moves import MovedPlan
from worklists.models.plans import Appointment, PlanException, VisitPlan
from worklists.models.roads import RoadTimes, RoadTrouble
from worklists.models.visits import VISIT_TRANSITIONS, State, Visit, VisitState
from worklists.models.weights import UnitWeights

__all__ = [
    "VISIT_TRANSITIONS",
    "Appointment",
    "BreakTime",
    "Entry",
    "EstimateRun",
    "ListChange",
    "MinutesDecision",
    "MinutesProposal",
    "MovedPlan",
    "PlanException",
    "PlanMinutes",
    "Publication",
    "Rebuild",
    "RoadTimes",
    "RoadTrouble",
    "State",
    "TaskMinutes",
    "TeamShift",
    "Unassigned",
    "UnitWeights",
    "Visit",
    "VisitPlan",
    "VisitState",
    "Worklist",
]
