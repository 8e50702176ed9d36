"""VROOM: skills, windows, priorities, a cost matrix for each carer. No soft window, no pairs."""

from datetime import timedelta

import vroom

from benchmarks.libraries.tasks import Day, Way

WAYS = (
    Way("widened 20, apart 15, quiet", widen=20, apart=15),
    Way("widened 30, apart 10, quiet", widen=30, apart=10),
    Way("widened 30, apart 15, last", widen=30, apart=15, when=1),
)
LEVEL = 5
"""Its highest level of exploration."""


def solve(day: Day, way: Way, seconds: float, seed: int) -> dict[int, list[int]]:
    """Task numbers by carer, in order. VROOM takes no seed."""
    problem = vroom.Input()
    for number, shift in enumerate(day.shifts):
        profile = f"carer {number}"
        problem.set_durations_matrix(profile, day.travel)
        problem.set_costs_matrix(profile, day.costs(number))
        able = {i for i, task in enumerate(day.tasks) if number in task.carers}
        window = vroom.TimeWindow(*shift)
        problem.add_vehicle(
            vroom.Vehicle(number, 0, 0, profile=profile, skills=able, time_window=window)
        )
    for number, task in enumerate(day.tasks):
        window = vroom.TimeWindow(task.opens, task.closes)
        problem.add_job(
            vroom.Job(
                number,
                location=number + 1,
                default_service=task.minutes,
                skills={number},  # its own skill: exactly those who may have it have it
                priority=min(100, task.prize // 20),
                time_windows=[window],
            )
        )
    found = problem.solve(LEVEL, nb_threads=1, timeout=timedelta(seconds=seconds))
    jobs = found.routes[found.routes["type"] == "job"]
    return {number: [int(i) for i in rows["id"]] for number, rows in jobs.groupby("vehicle_id")}
