from patients.models.assessments import Assessment, StayMeasure
from patients.models.belonging import Code, Contact, Delegation, Placement
from patients.models.candidates import Candidate
from patients.models.care import Area, Evaluation, Goal, Measure, Term
from patients.models.criteria import Condition, CriteriaTable, Criterion, Strength, TaskRule
from patients.models.endings import Ending
from patients.models.health import STEADINESS, CodeSystem, Diagnosis, Equipment, HealthState
from patients.models.history import Event, Note, Observation
from patients.models.moves import MoveRequest
from patients.models.news2 import NewsResponse, OxygenScale
from patients.models.patient import Criticality, NextOfKin, Patient, Pause
from patients.models.stays import PauseStep, ReturnCheck

__all__ = [
    "STEADINESS",
    "Area",
    "Assessment",
    "Candidate",
    "Code",
    "CodeSystem",
    "Condition",
    "Contact",
    "CriteriaTable",
    "Criterion",
    "Criticality",
    "Delegation",
    "Diagnosis",
    "Ending",
    "Equipment",
    "Evaluation",
    "Event",
    "Goal",
    "HealthState",
    "Measure",
    "MoveRequest",
    "NewsResponse",
    "NextOfKin",
    "Note",
    "Observation",
    "OxygenScale",
    "Patient",
    "Pause",
    "PauseStep",
    "Placement",
    "ReturnCheck",
    "StayMeasure",
    "Strength",
    "TaskRule",
    "Term",
]
