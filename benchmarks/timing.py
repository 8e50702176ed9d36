"""Earliest starts of a routing solution, in the decimals of the instance."""

from itertools import pairwise
from typing import Any

Json = dict[str, Any]
Step = tuple[str, str]
"""One service given to one patient: (patient, service)."""
Bound = tuple[Step, Step, float]
"""The second step starts at least so long after the first one."""


def service_lengths(instance: Json, patient: Json) -> dict[str, float]:
    """How long each service that the patient needs takes, in the order asked for."""
    usual = {service["id"]: service.get("default_duration") for service in instance["services"]}
    return {
        asked["service"]: float(asked.get("duration") or usual[asked["service"]])
        for asked in patient["required_caregivers"]
    }


def gap_of(patient: Json) -> tuple[float, float]:
    """How long after the first service the second one may start."""
    how = patient.get("synchronization") or {"type": "simultaneous"}
    low, high = (0, 0) if how["type"] == "simultaneous" else how["distance"]
    return low, high


def earliest_starts(instance: Json, lists: dict[str, list[Step]]) -> dict[Step, float]:
    """The earliest starts that keep every carer's order: raised until nothing has to be raised.

    Raises ValueError for orders that wait for each other in a circle.
    """
    starts, bounds = _at_the_door(instance, lists), _bounds(instance, lists)
    for _ in range(2 * len(starts) + 2):
        raised = False
        for before, after, minutes in bounds:
            if starts[after] < starts[before] + minutes - 1e-9:
                starts[after] = starts[before] + minutes
                raised = True
        if not raised:
            return starts
    raise ValueError("two patients wait for each other")


def _at_the_door(instance: Json, lists: dict[str, list[Step]]) -> dict[Step, float]:
    """When each service could start if its carer had nothing before it."""
    index = {patient["id"]: i for i, patient in enumerate(instance["patients"], start=1)}
    opens = {patient["id"]: float(patient["time_window"][0]) for patient in instance["patients"]}
    starts = {step: opens[step[0]] for steps in lists.values() for step in steps}
    for steps in filter(None, lists.values()):
        way = instance["distances"][0][index[steps[0][0]]]
        starts[steps[0]] = max(starts[steps[0]], way)
    return starts


def _bounds(instance: Json, lists: dict[str, list[Step]]) -> list[Bound]:
    patients = {patient["id"]: patient for patient in instance["patients"]}
    index = {key: i for i, key in enumerate(patients, start=1)}
    lengths = {key: service_lengths(instance, patient) for key, patient in patients.items()}
    bounds = []
    for steps in lists.values():
        for one, two in pairwise(steps):
            way = instance["distances"][index[one[0]]][index[two[0]]]
            bounds.append((one, two, lengths[one[0]][one[1]] + way))
    for key in {patient for steps in lists.values() for patient, _ in steps}:
        if len(lengths[key]) == 2:
            one, two = ((key, service) for service in lengths[key])
            low, high = gap_of(patients[key])
            bounds += [(one, two, low), (two, one, -high)]
    return bounds
