"""What has been seen of a patient: measurements, notes, alarms and falls."""

from imports.columns import Column, Kind, Table, choice, decimal, instant, reference, text
from patients.models import Event, Note, Observation

#: The parameters of each kind of observation: name, least and greatest value.
PARTS: dict[str, dict[str, tuple[float, float]]] = {
    Observation.Kind.NEWS2: {
        "respiration": (0, 80),
        "spo2": (50, 100),
        "spo2_scale": (1, 2),
        "oxygen": (0, 1),
        "systolic": (40, 300),
        "pulse": (20, 250),
        "consciousness": (0, 4),
        "temperature": (25, 45),
    },
    Observation.Kind.KATZ: {
        "bathing": (0, 1),
        "dressing": (0, 1),
        "toileting": (0, 1),
        "transferring": (0, 1),
        "continence": (0, 1),
        "feeding": (0, 1),
    },
    Observation.Kind.FRAILTY: {},
    Observation.Kind.WEIGHT: {"height_cm": (80, 230)},
    Observation.Kind.IPLOS: {f"v{number:02}": (1, 9) for number in range(1, 20)},
    Observation.Kind.INTAKE: {
        "meals": (0, 12),
        "fluid_ml": (0, 10_000),
        "energy_kcal": (0, 10_000),
    },
}

#: Least and greatest total of each kind.
TOTALS: dict[str, tuple[float, float]] = {
    Observation.Kind.NEWS2: (0, 20),
    Observation.Kind.KATZ: (0, 6),
    Observation.Kind.FRAILTY: (1, 9),
    Observation.Kind.WEIGHT: (20, 400),
    Observation.Kind.IPLOS: (1, 9),
    Observation.Kind.INTAKE: (0, 10_000),
}

OBSERVATIONS = Table(
    "observations",
    Observation,
    "Measurements: NEWS2 0–20, Katz 0–6, frailty 1–9, weight in kg, IPLOS 1–5 (9 not relevant), intake.",
    (
        text("reference", "The observation's own id", "M-10234-31", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        choice("kind", "Kind", "news2", Observation.Kind, required=True),
        instant("taken_at", "When it was measured", "2026-11-20 08:10", required=True),
        decimal("value", "Total or figure; empty where a parameter is missing", "3", 0, 99_999),
        Column(
            "parts",
            Kind.PARTS,
            "Parameters, name=value with a space between, or a JSON object",
            "respiration=18 spo2=95 pulse=88",
        ),
        reference("by", "staff", "Staff number", "20417"),
    ),
    key=("reference",),
)

NOTES = Table(
    "notes",
    Note,
    "What carers have written about a patient.",
    (
        text("reference", "The note's own id", "N-10234-12", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        instant("at", "When it was written", "2026-11-20 08:32", required=True),
        reference("by", "staff", "Staff number", "20417"),
        text("text", "Text", "Spiste lite til frokost", required=True),
    ),
    key=("reference",),
)

EVENTS = Table(
    "events",
    Event,
    "Alarms that somebody went out on, and falls.",
    (
        text("reference", "The event's own id", "H-10234-2", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        choice("kind", "alarm or fall", "fall", Event.Kind, required=True),
        instant("at", "When", "2026-11-18 22:40", required=True),
        text("text", "What happened", "Falt ved sengen, ingen skade"),
        reference("by", "staff", "Staff number", "20417"),
    ),
    key=("reference",),
)
