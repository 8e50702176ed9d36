"""How a patient is, what she lives with at home, and what is worked towards."""

from imports.columns import Table, choice, code, day, instant, reference, text
from patients.models import Diagnosis, Equipment, Evaluation, Goal, HealthState, Measure
from patients.models.care import Area
from patients.models.health import CodeSystem

DIAGNOSES = Table(
    "diagnoses",
    Diagnosis,
    "Diagnoses that the municipality has been told of.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        choice("system", "icpc2 or icd10", "icpc2", CodeSystem, required=True),
        text(
            "code",
            "Code; ICPC-2 has a letter and two digits",
            "T90",
            required=True,
            # The same as the model's own validator.
            pattern=r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?",
        ),
        text("name", "What it is called", "Diabetes type 2", required=True),
        day("valid_from", "First day", "2024-03-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("patient", "system", "code", "valid_from"),
    ends="valid_to",
    shared=("name", "valid_to"),
)

EQUIPMENT = Table(
    "equipment",
    Equipment,
    "What the patient has at home that asks for knowledge: oxygen, pump, catheter, lift.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        code("code", "Code, as the criteria name it", "oksygen"),
        text("name", "What it is called", "Oksygen hjemme", required=True),
        day("valid_from", "First day", "2026-03-01", required=True),
        day("valid_to", "Last day; empty while it is there", "2026-12-31"),
    ),
    key=("patient", "code", "valid_from"),
    ends="valid_to",
    shared=("name", "valid_to"),
)

HEALTH_STATES = Table(
    "health_states",
    HealthState,
    "How the patient is. Several may hold at once; of stabil and ustabil one at a time.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        choice("state", "State", "stabil", HealthState.State, required=True),
        day("valid_from", "First day", "2026-09-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-11-19"),
        reference("by", "staff", "Staff number of who saw it", "20417"),
        text("note", "What it was seen by", "NEWS2 uendret siden sommeren"),
    ),
    key=("patient", "state", "valid_from"),
    ends="valid_to",
    shared=("valid_to", "note"),
)

GOALS = Table(
    "goals",
    Goal,
    "A problem, and what the patient and the team want to reach.",
    (
        text("reference", "The goal's own id", "G-10234-1", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        choice("area", "Area", "ernaering", Area, required=True),
        text("problem", "Problem", "Spiser lite og går ned i vekt", required=True),
        text("text", "Goal", "Vekten er den samme om tre måneder", required=True),
        day("evaluate_on", "When it is to be evaluated", "2026-12-01", required=True),
        day("valid_from", "First day", "2026-09-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
        text("ended_why", "Why it ended; asked for where valid_to is given", "Målet er nådd"),
    ),
    key=("reference",),
    ends="valid_to",
    shared=("area", "problem", "text", "evaluate_on", "valid_to", "ended_why"),
)

MEASURES = Table(
    "measures",
    Measure,
    "Tiltak: what is done to reach a goal.",
    (
        reference("goal", "goals", "The goal's id", "G-10234-1", required=True),
        text("text", "Measure", "Næringsdrikk mellom måltidene", required=True),
        day("valid_from", "First day", "2026-09-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("goal", "text", "valid_from"),
    ends="valid_to",
    shared=("valid_to",),
)

EVALUATIONS = Table(
    "evaluations",
    Evaluation,
    "How it has gone with a goal. A row is added, never changed.",
    (
        reference("goal", "goals", "The goal's id", "G-10234-1", required=True),
        instant("at", "When", "2026-11-02 10:15", required=True),
        choice("result", "How it has gone", "bedre", Evaluation.Result, required=True),
        text("text", "What was seen", "Har gått opp 0,6 kg", required=True),
    ),
    key=("goal", "at"),
)
