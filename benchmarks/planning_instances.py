"""Public planning instances as problems of our planner, and its plans in their formats.

``team_day``: one team's shift, in minutes. Everything in it can be said: competence levels,
two carers at once, soft windows, priorities, one meal break at the base, continuity to the
primary contact, over-competence and overtime. A break is hard in both, overtime is unlimited
there and ten hours here, which no cheap plan comes near.

``hhcrsp``: the home health care routing problem of Mankowska, Meisel and Bierwirth, and the
Italian city instances in the same form. Distances and times are decimal numbers there and whole
here: they are scaled by a hundred and rounded, and the answer is timed again with the
decimals, so that rounding can make a plan worse but not wrong. Not mapped: one carer giving
both services of a patient with a gap between them, which their rules allow and ours do not (two
carers are two people), so some of their best plans are out of reach.
"""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from worklists.planning import Break, Carer, Need, Plan, Problem, Stop, Travel, VisitNeed, Weights

Json = dict[str, Any]
SCALE = 100
"""Planner minutes in one time unit of an instance with decimals."""
NO_END = 10_000_000
MUST = 1_000_000_000
TEN_HOURS = 600

# -- team days ----------------------------------------------------------------------------------

TEAM_WEIGHTS = Weights(
    waiting_minute=0, over_level=20, stranger=60, deputy=60, recent=60, worst_late_minute=0
)


def team_day(path: Path, seed: int = 1) -> Problem:
    """A team day file as a problem; ten points are one unit of its cost."""
    day = json.loads(path.read_text())
    pause = day["break"]
    meal = Break(pause["duration"], pause["start"], pause["end"], place=0)
    carers = tuple(
        Carer(
            key=c["id"],
            start=c["shift"][0],
            end=c["shift"][1],
            start_place=0,
            end_place=0,
            level=c["level"],
            breaks=(meal,),
            overtime_allowed=TEN_HOURS,
        )
        for c in day["carers"]
    )
    travel = Travel({"car": tuple(map(tuple, day["travel"]))})
    return Problem(tuple(map(_team_visit, day["visits"])), carers, travel, TEAM_WEIGHTS, seed)


def _team_visit(row: Json) -> VisitNeed:
    earliest, latest = row["window"]
    return VisitNeed(
        key=row["id"],
        place=row["at"],
        minutes=row["duration"],
        earliest=earliest,
        latest=latest,
        late_weight=row["late_weight"],
        priority=row["priority"],
        needs=tuple(Need(level) for level in row["levels"]),
        patient=str(row["patient"]),
        primary=row["primary"],
    )


def team_plan(path: Path, plan: Plan) -> Json:
    """The plan file that the evaluator of the team days reads."""
    return {
        "routes": {
            route.carer: [stop.visit if isinstance(stop, Stop) else "L" for stop in route.stops]
            for route in plan.routes
        }
    }


# -- home health care routing -------------------------------------------------------------------


def hhcrsp(path: Path, seed: int = 1) -> Problem:
    """A Mankowska or Italian instance; its objective is the plan's cost / 3 (/ the scale)."""
    instance = json.loads(path.read_text())
    scale = _scale(instance)
    matrix = tuple(tuple(round(scale * d) for d in row) for row in instance["distances"])
    carers = tuple(
        Carer(c["id"], 0, NO_END, 0, 0, competences=frozenset(c["abilities"]))
        for c in instance["caregivers"]
    )
    visits = tuple(
        _patient(instance, patient, place, scale)
        for place, patient in enumerate(instance["patients"], start=1)
    )
    weights = Weights(
        travel_minute=1, waiting_minute=0, late_minute=1, worst_late_minute=1, over_level=0,
        drop_must_now=MUST,
    )  # fmt: skip
    return Problem(visits, carers, Travel({"car": matrix}), weights, seed)


def _scale(instance: Json) -> int:
    """One where every distance is whole, else SCALE."""
    whole = all(float(d).is_integer() for row in instance["distances"] for d in row)
    return 1 if whole else SCALE


def _lengths(instance: Json, patient: Json) -> dict[str, float]:
    usual = {service["id"]: service.get("default_duration") for service in instance["services"]}
    return {
        asked["service"]: float(asked.get("duration") or usual[asked["service"]])
        for asked in patient["required_caregivers"]
    }


def _gap(patient: Json) -> tuple[float, float]:
    how = patient.get("synchronization") or {"type": "simultaneous"}
    low, high = (0, 0) if how["type"] == "simultaneous" else how["distance"]
    return low, high


def _patient(instance: Json, patient: Json, place: int, scale: int) -> VisitNeed:
    lengths = _lengths(instance, patient)
    low, high = (round(scale * minutes) for minutes in _gap(patient))
    opens, closes = (round(scale * minutes) for minutes in patient["time_window"])
    together = len(lengths) == 2 and high == 0
    return VisitNeed(
        patient["id"],
        place,
        max(1, round(scale * max(lengths.values()))),
        opens,
        closes,
        late_weight=2 if together else 1,  # they count both services late, we one visit
        priority=1,
        needs=tuple(
            Need(competences=frozenset({service}), minutes=max(1, round(scale * minutes)))
            for service, minutes in lengths.items()
        ),
        gap=(low, high),
        patient=patient["id"],
    )


def hhcrsp_solution(path: Path, plan: Plan) -> Json:
    """The solution file that the evaluator reads, timed with the instance's own decimals."""
    instance = json.loads(path.read_text())
    asked = {patient["id"]: list(_lengths(instance, patient)) for patient in instance["patients"]}
    lists = {
        route.carer: [(stop.visit, asked[stop.visit][stop.part]) for stop in route.visits]
        for route in plan.routes
    }
    starts = _earliest(instance, lists)
    lengths = {patient["id"]: _lengths(instance, patient) for patient in instance["patients"]}
    return {
        "routes": [
            {
                "caregiver_id": carer,
                "locations": [
                    {
                        "patient": patient,
                        "service": service,
                        "start": starts[patient, service],
                        "end": starts[patient, service] + lengths[patient][service],
                    }
                    for patient, service in stops
                ],
            }
            for carer, stops in lists.items()
        ]
    }


Lists = dict[str, list[tuple[str, str]]]
Starts = dict[tuple[str, str], float]


def _earliest(instance: Json, lists: Lists) -> Starts:
    """The earliest starts that keep the orders: raised until nothing has to be raised."""
    windows = {patient["id"]: patient["time_window"] for patient in instance["patients"]}
    starts = {step: float(windows[step[0]][0]) for steps in lists.values() for step in steps}
    while _raise_along(instance, lists, starts) | _raise_together(instance, starts):
        pass
    return starts


def _raise_along(instance: Json, lists: Lists, starts: Starts) -> bool:
    """Nobody is at the next patient before she has come from the one before."""
    index = {patient["id"]: i for i, patient in enumerate(instance["patients"], start=1)}
    lengths = {patient["id"]: _lengths(instance, patient) for patient in instance["patients"]}
    distances = instance["distances"]
    raised = False
    for steps in lists.values():
        if steps:
            raised |= _raise(starts, steps[0], distances[0][index[steps[0][0]]])
        for before, after in pairwise(steps):
            way = distances[index[before[0]]][index[after[0]]]
            done = starts[before] + lengths[before[0]][before[1]]
            raised |= _raise(starts, after, done + way)
    return raised


def _raise_together(instance: Json, starts: Starts) -> bool:
    """The second service begins so long after the first."""
    raised = False
    for patient in instance["patients"]:
        services = list(_lengths(instance, patient))
        if len(services) == 2:
            one, two = ((patient["id"], service) for service in services)
            low, high = _gap(patient)
            raised |= _raise(starts, two, starts[one] + low)
            raised |= _raise(starts, one, starts[two] - high)
    return raised


def _raise(starts: Starts, step: tuple[str, str], least: float) -> bool:
    if starts[step] + 1e-9 >= least:
        return False
    starts[step] = least
    return True


Reader = Callable[[Path, int], Problem]
Writer = Callable[[Path, Plan], Json]
FORMATS: dict[str, tuple[Reader, Writer]] = {
    "team-day": (team_day, team_plan),
    "hhcrsp": (hhcrsp, hhcrsp_solution),
}


def format_of(path: Path) -> str:
    """Which of the two formats a file has."""
    return "team-day" if json.loads(path.read_text()).get("kind") == "team-day" else "hhcrsp"
