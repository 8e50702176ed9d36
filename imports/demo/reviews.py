"""When the whole of each patient was last gone through: most in time, a few past it, the newest never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from imports.demo.build import World
from imports.demo.chance import stream
from imports.demo.world import Patient

Row = Mapping[str, object]
#: Days between two reviews by criticality, as the boards have them where the unit has chosen nothing.
INTERVALS = {1: 56, 2: 182, 3: 364}
#: The oldest last review, in parts of the interval: one in thirteen is past its time.
LATEST = 1.08
#: A new patient was gone through so many days after she came.
FIRST = (14, 27)
#: No reviews are known from further back.
KEPT = timedelta(days=400)


def review_rows(world: World) -> Iterator[Row]:
    for code, patients in world.patients.items():
        rng = stream(world.seed, code, "reviews")
        for patient in patients:
            last = world.today - timedelta(days=rng.randint(3, _most(patient)))
            first = patient.started + timedelta(days=rng.randint(*FIRST))
            if patient.ended is None and first < world.today:
                yield from _of(patient, code, max(first, last), world.today)


def _most(patient: Patient) -> int:
    return int(INTERVALS[patient.criticality] * LATEST)


def _of(patient: Patient, team: str, last: date, today: date) -> Iterator[Row]:
    interval = timedelta(days=INTERVALS[patient.criticality])
    days = []
    while last >= max(patient.started, today - KEPT):
        days.append(last)
        last -= interval
    for number, day in enumerate(reversed(days), 1):
        yield {
            "reference": f"HG-{patient.number[2:]}-{number}",
            "patient": patient.number,
            "team": team,
            "on": day,
            "next_on": day + interval,
        }
