"""PyVRP: prizes, windows, a profile for each carer, paid overtime. No soft window, no pairs."""

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from benchmarks.libraries.tasks import Day, Task, Way

WAYS = (
    Way("widened 20, apart 15, quiet", widen=20, apart=15),
    Way("widened 30, apart 15, quiet", widen=30, apart=15),
    Way("widened 30, apart 15, last", widen=30, apart=15, when=1),
)
NEVER = 100_000
OVERTIME, OVERTIME_PRICE = 60, 3


def solve(day: Day, way: Way, seconds: float, seed: int) -> dict[int, list[int]]:
    """Task numbers by carer, in order."""
    carers = range(len(day.carers))
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0)] * len(day.travel),
        [_client(task, place) for place, task in enumerate(day.tasks, start=1)],
        [pyvrp.Depot(0)],
        [_vehicle(day, number) for number in carers],
        [_distances(day, number) for number in carers],
        [np.array(day.travel)] * len(carers),
    )
    result = pyvrp.solve(
        data, MaxRuntime(seconds), seed=seed, collect_stats=False, params=_params(),
        initial_solution=_meals_only(day, data),
    )  # fmt: skip
    return {
        route.vehicle_type(): [stop.idx for stop in route.schedule() if stop.is_client()]
        for route in result.best.routes()
    }


def _params() -> pyvrp.SolveParams:
    """Penalties in the range of our prizes: its own reach would hide them at the start."""
    return pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(min_penalty=1, max_penalty=1000))


def _client(task: Task, place: int) -> pyvrp.Client:
    meal = task.visit == "L"
    return pyvrp.Client(
        place, service_duration=task.minutes, tw_early=task.opens, tw_late=task.closes,
        prize=0 if meal else task.prize, required=meal,
    )  # fmt: skip


def _vehicle(day: Day, number: int) -> pyvrp.VehicleType:
    early, late = day.shifts[number]
    return pyvrp.VehicleType(
        tw_early=early, tw_late=late + OVERTIME, start_late=early, shift_duration=late - early,
        max_overtime=OVERTIME, unit_overtime_cost=OVERTIME_PRICE, profile=number,
    )  # fmt: skip


def _distances(day: Day, carer: int) -> np.ndarray:
    """Travel and what the carer costs; no way to what she may not do."""
    costs = np.array(day.costs(carer))
    for place, task in enumerate(day.tasks, start=1):
        if carer not in task.carers:
            costs[:, place] = NEVER
    np.fill_diagonal(costs, 0)
    return costs


def _meals_only(day: Day, data: pyvrp.ProblemData) -> pyvrp.Solution:
    """Every carer with her meal and nothing else: a start that keeps the rules."""
    meals = {task.carers[0]: t for t, task in enumerate(day.tasks) if task.visit == "L"}
    return pyvrp.Solution(data, [pyvrp.Route(data, [t], carer) for carer, t in meals.items()])
