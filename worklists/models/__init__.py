from worklists.models.action_cards import ActionCard
from worklists.models.advice import Advice, AdviceStep
from worklists.models.alarms import ALARM_OPEN, ALARM_TRANSITIONS, Alarm, AlarmStep
from worklists.models.calls import Call, CallHours
from worklists.models.estimates import (
    EstimateRun,
    MinutesDecision,
    MinutesProposal,
    PlanMinutes,
    TaskMinutes,
)
from worklists.models.handover import HandOver
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
from worklists.models.plans import Appointment, PlanException, PlanHold, VisitPlan
from worklists.models.pocket import PhoneMessage, VisitLoan, VisitNote, VisitObservation
from worklists.models.reminders import PriorityItem, Reminder, ReminderMove
from worklists.models.repairs import Release, RepairDraft
from worklists.models.report import ReportStart, ReportTick
from worklists.models.roads import RoadTimes, RoadTrouble
from worklists.models.visits import VISIT_TRANSITIONS, State, Visit, VisitState
from worklists.models.weights import UnitWeights

__all__ = [
    "ALARM_OPEN",
    "ALARM_TRANSITIONS",
    "VISIT_TRANSITIONS",
    "ActionCard",
    "Advice",
    "AdviceStep",
    "Alarm",
    "AlarmStep",
    "Appointment",
    "BreakTime",
    "Call",
    "CallHours",
    "Entry",
    "EstimateRun",
    "HandOver",
    "ListChange",
    "MinutesDecision",
    "MinutesProposal",
    "MovedPlan",
    "PhoneMessage",
    "PlanException",
    "PlanHold",
    "PlanMinutes",
    "PriorityItem",
    "Publication",
    "Rebuild",
    "Release",
    "Reminder",
    "ReminderMove",
    "RepairDraft",
    "ReportStart",
    "ReportTick",
    "RoadTimes",
    "RoadTrouble",
    "State",
    "TaskMinutes",
    "TeamShift",
    "Unassigned",
    "UnitWeights",
    "Visit",
    "VisitLoan",
    "VisitNote",
    "VisitObservation",
    "VisitPlan",
    "VisitState",
    "Worklist",
]
