"""What is known of the patients' health, and their goals, as rows of the import format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from imports.demo.build import World
from imports.demo.world import Fact, Goal, Patient, hm, instant

Row = Mapping[str, object]


def health_rows(world: World) -> dict[str, Iterable[Row]]:
    """These files of the folder, in the order of the format."""
    return {
        "diagnoses": _diagnoses(world),
        "equipment": _equipment(world),
        "health_states": _states(world),
        "goals": _goals(world),
        "measures": _measures(world),
        "evaluations": _evaluations(world),
    }


def _facts(world: World, kind: str) -> Iterator[tuple[Patient, Fact]]:
    for patient in world.all_patients:
        for fact in patient.facts:
            if fact.kind == kind:
                yield patient, fact


def _diagnoses(world: World) -> Iterator[Row]:
    for patient, fact in _facts(world, "diagnosis"):
        yield _row(patient, fact, system=fact.system, code=fact.code, name=fact.name)


def _equipment(world: World) -> Iterator[Row]:
    for patient, fact in _facts(world, "equipment"):
        yield _row(patient, fact, code=fact.code, name=fact.name)


def _states(world: World) -> Iterator[Row]:
    for patient, fact in _facts(world, "state"):
        by = patient.primary.number if patient.primary else ""
        yield _row(patient, fact, state=fact.code, note=fact.name, by=by)


def _row(patient: Patient, fact: Fact, **more: object) -> Row:
    until = {"valid_from": fact.valid_from, "valid_to": fact.valid_to}
    return {"patient": patient.number, **more, **until}


def _all_goals(world: World) -> Iterator[tuple[str, Patient, Goal]]:
    for patient in world.all_patients:
        for number, goal in enumerate(patient.goals, 1):
            yield f"G-{patient.number[2:]}-{number}", patient, goal


def _goals(world: World) -> Iterator[Row]:
    for reference, patient, goal in _all_goals(world):
        yield {
            "reference": reference,
            "patient": patient.number,
            "area": goal.area,
            "problem": goal.problem,
            "text": goal.text,
            "evaluate_on": goal.evaluate_on,
            "valid_from": goal.valid_from,
            "valid_to": goal.valid_to,
            "ended_why": goal.ended_why,
        }


def _measures(world: World) -> Iterator[Row]:
    for reference, _patient, goal in _all_goals(world):
        for text in goal.measures:
            yield {
                "goal": reference,
                "text": text,
                "valid_from": goal.valid_from,
                "valid_to": goal.valid_to,
            }


def _evaluations(world: World) -> Iterator[Row]:
    for reference, _patient, goal in _all_goals(world):
        for day, result, text in goal.evaluations:
            at = instant(day, hm("10:30"))
            yield {"goal": reference, "at": at, "result": result, "text": text}
