"""Public planning instances as problems of our planner, and its plans in their formats.

``team_day``: one team's shift, in minutes. Everything in it can be said: competence levels,
two carers at once, soft windows, priorities, one meal break at the base, continuity to the
primary contact, over-competence and overtime. A break is hard in both, overtime is unlimited
there and ten hours here, which no cheap plan comes near.

``hhcrsp``: the home health care routing problem of Mankowska, Meisel and Bierwirth, and the
Italian city instances in the same form. Times are decimal numbers there and whole here: they are
multiplied by the power of ten that makes all of them whole (10,000 at most, rounded beyond that),
and the answer is timed again with the decimals. One carer may give both services of a patient with
a gap between them, as their rules allow.
"""

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from benchmarks import objectives
from benchmarks.files import Json, load
from benchmarks.timing import earliest_starts, gap_of, service_lengths
from worklists.planning import Break, Carer, Need, Plan, Problem, Stop, Travel, VisitNeed, Weights

FINEST = 10_000
LONG = 100_000
"""More units of time than any plan lasts, and what a patient left out costs at least."""
TEN_HOURS = 600


class Format(NamedTuple):
    """How one kind of file is read, how a plan is written, and what the plan then costs."""

    kind: str
    read: Callable[[Path, int], Problem]
    write: Callable[[Path, Plan], Json]
    objective: Callable[[Json, Json], float]
    whole: bool
    """Whether a plan that leaves somebody out is no solution at all."""


def _matrix(rows: list[list[float]], places: int, scale: int = 1) -> tuple[tuple[int, ...], ...]:
    """Travel as whole numbers. Raises ValueError where it does not cover every place."""
    if len(rows) < places or any(len(row) != len(rows) for row in rows):
        raise ValueError(f"the travel matrix is not {places} by {places}")
    if any(not isfinite(value) or value < 0 for row in rows for value in row):
        raise ValueError("the travel matrix has a value that is no length of time")
    return tuple(tuple(round(scale * value) for value in row) for row in rows)


# -- team days ----------------------------------------------------------------------------------

TEAM_WEIGHTS = Weights(
    waiting_minute=0, over_level=20, stranger=60, deputy=60, recent=60, worst_late_minute=0
)


def team_day(path: Path, seed: int = 1) -> Problem:
    """A team day file as a problem; ten points are one unit of its cost."""
    day = load(path)
    pause = day["break"]
    meal = Break(*(_whole(pause[name]) for name in ("duration", "start", "end")), place=0)
    carers = tuple(
        Carer(
            key=c["id"],
            start=_whole(c["shift"][0]),
            end=_whole(c["shift"][1]),
            start_place=0,
            end_place=0,
            level=_whole(c["level"]),
            breaks=(meal,),
            overtime_allowed=TEN_HOURS,
        )
        for c in day["carers"]
    )
    visits = tuple(map(_team_visit, day["visits"]))
    places = 1 + max((visit.place for visit in visits), default=0)
    travel = Travel({"car": _matrix([list(map(_whole, row)) for row in day["travel"]], places)})
    return Problem(visits, carers, travel, TEAM_WEIGHTS, seed)


def _whole(value: object) -> int:
    """The number, if the format's whole minutes and levels are kept. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _team_visit(row: Json) -> VisitNeed:
    earliest, latest = map(_whole, row["window"])
    return VisitNeed(
        key=row["id"],
        place=_whole(row["at"]),
        minutes=_whole(row["duration"]),
        earliest=earliest,
        latest=latest,
        late_weight=_whole(row["late_weight"]),
        priority=row["priority"],
        needs=tuple(Need(_whole(level)) for level in row["levels"]),
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
    """A Mankowska or Italian instance; its objective is the plan's cost / 3 / the scale."""
    instance = load(path)
    scale = scale_of(instance)
    matrix = _matrix(instance["distances"], 1 + len(instance["patients"]), scale)
    carers = tuple(
        Carer(c["id"], 0, scale * LONG, 0, 0, competences=frozenset(c["abilities"]))
        for c in instance["caregivers"]
    )
    visits = tuple(
        _patient(instance, patient, place, scale)
        for place, patient in enumerate(instance["patients"], start=1)
    )
    weights = Weights(
        travel_minute=1, waiting_minute=0, late_minute=1, worst_late_minute=1, over_level=0,
        drop_must_now=scale * LONG,
    )  # fmt: skip
    return Problem(visits, carers, Travel({"car": matrix}), weights, seed)


def scale_of(instance: Json) -> int:
    """Planner minutes in one unit of time: the least power of ten that makes all times whole."""
    times = {float(value) for row in instance["distances"] for value in row}
    for patient in instance["patients"]:
        times.update(map(float, (*patient["time_window"], *gap_of(patient))))
        times.update(service_lengths(instance, patient).values())
    for scale in (1, 10, 100, 1000):
        if all(abs(scale * value - round(scale * value)) < 1e-6 for value in times):
            return scale
    return FINEST


def _patient(instance: Json, patient: Json, place: int, scale: int) -> VisitNeed:
    lengths = service_lengths(instance, patient)
    low, high = (round(scale * minutes) for minutes in gap_of(patient))
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
        same_carer=len(lengths) == 2 and not together,
        patient=patient["id"],
    )


def hhcrsp_solution(path: Path, plan: Plan) -> Json:
    """The solution file that the evaluator reads, timed with the instance's own decimals."""
    instance = load(path)
    lengths = {
        patient["id"]: service_lengths(instance, patient) for patient in instance["patients"]
    }
    lists = {
        route.carer: [(stop.visit, list(lengths[stop.visit])[stop.part]) for stop in route.visits]
        for route in plan.routes
    }
    starts = earliest_starts(instance, lists)
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


FORMATS = {
    "team-day": Format("team-day", team_day, team_plan, objectives.team_day, whole=False),
    "hhcrsp": Format("hhcrsp", hhcrsp, hhcrsp_solution, objectives.hhcrsp, whole=True),
}
