"""The planner: a team's visits and carers in, everybody's worklist out. No Django inside.

plan = solve(problem, previous=published)
why = explain(problem, plan, "visit-17")
"""

from worklists.planning.checker import Fault, check
from worklists.planning.explain import explain
from worklists.planning.plan import (
    Alternative,
    BreakStop,
    Explanation,
    Plan,
    Route,
    Stop,
    Term,
    Unassigned,
    published,
)
from worklists.planning.problem import (
    Break,
    Carer,
    Need,
    Place,
    Problem,
    Travel,
    VisitNeed,
    fingerprint,
)
from worklists.planning.repair import (
    Absence,
    CancelledVisit,
    LentCarer,
    LongerVisit,
    Moved,
    NewVisit,
    Repair,
    as_it_stands,
    repair,
)
from worklists.planning.solver import PlanRejected, retimed, solve
from worklists.planning.travel import travel_between
from worklists.planning.weights import Weights

__all__ = [
    "Absence",
    "Alternative",
    "Break",
    "BreakStop",
    "CancelledVisit",
    "Carer",
    "Explanation",
    "Fault",
    "LentCarer",
    "LongerVisit",
    "Moved",
    "Need",
    "NewVisit",
    "Place",
    "Plan",
    "PlanRejected",
    "Problem",
    "Repair",
    "Route",
    "Stop",
    "Term",
    "Travel",
    "Unassigned",
    "VisitNeed",
    "Weights",
    "as_it_stands",
    "check",
    "explain",
    "fingerprint",
    "published",
    "repair",
    "retimed",
    "solve",
    "travel_between",
]
