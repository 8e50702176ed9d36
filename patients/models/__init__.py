from patients.models.belonging import Code, Contact, Delegation, Placement
from patients.models.history import Event, Note, Observation
from patients.models.patient import Criticality, NextOfKin, Patient, Pause

__all__ = [
    "Code",
    "Contact",
    "Criticality",
    "Delegation",
    "Event",
    "NextOfKin",
    "Note",
    "Observation",
    "Patient",
    "Pause",
    "Placement",
]
