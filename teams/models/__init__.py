from teams.models.drafts import FormDraft
from teams.models.help import ExtraAsk, Loan, StaffOrder
from teams.models.places import Site, Team, TeamKind, Unit
from teams.models.records import AccessLog, AuditEvent, Change
from teams.models.shifts import Absence, DutyFunction, Shift, ShiftKind
from teams.models.staff import (
    NURSES,
    Competence,
    Position,
    PositionKind,
    Profession,
    Staff,
    StaffCompetence,
    Transport,
    User,
)

__all__ = [
    "NURSES",
    "Absence",
    "AccessLog",
    "AuditEvent",
    "Change",
    "Competence",
    "DutyFunction",
    "ExtraAsk",
    "FormDraft",
    "Loan",
    "Position",
    "PositionKind",
    "Profession",
    "Shift",
    "ShiftKind",
    "Site",
    "Staff",
    "StaffCompetence",
    "StaffOrder",
    "Team",
    "TeamKind",
    "Transport",
    "Unit",
    "User",
]
