"""OR-Tools routing: it can say all of it. Pairs are also tried at fixed times, where it is quicker."""

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.libraries.tasks import Day, Way

WAYS = (
    Way("soft, joined halves", soft=True, joined=True),
    Way("soft, apart 10, quiet", soft=True, apart=10),
    Way("soft, apart 15, last", soft=True, apart=15, when=1),
)
LATEST, OVERTIME_PRICE = 120, 3
"""Minutes that a start may come after its window, and a carer after her shift."""


def solve(day: Day, way: Way, seconds: float, seed: int) -> dict[int, list[int]]:
    """Task numbers by carer, in order. Its search takes no seed."""
    manager = pywrapcp.RoutingIndexManager(len(day.tasks) + 1, len(day.carers), 0)
    routing = pywrapcp.RoutingModel(manager)
    for carer in range(len(day.carers)):
        costs = routing.RegisterTransitMatrix(day.costs(carer))
        routing.SetArcCostEvaluatorOfVehicle(costs, carer)
    clock = _clock(day, routing)
    for number in range(len(day.tasks)):
        _add_task(day, number, way, manager, routing, clock)
    for pair in day.pairs:
        _add_pair([manager.NodeToIndex(task + 1) for task in pair], way, routing, clock)
    found = routing.SolveWithParameters(_parameters(seconds))
    return _routes(day, manager, routing, found) if found else {}


def _clock(day: Day, routing: pywrapcp.RoutingModel) -> pywrapcp.RoutingDimension:
    lengths = [0, *(task.minutes for task in day.tasks)]
    rows = [[length + way for way in row] for length, row in zip(lengths, day.travel, strict=True)]
    latest = max(late for _, late in day.shifts) + LATEST
    routing.AddDimension(routing.RegisterTransitMatrix(rows), latest, latest, False, "clock")
    clock = routing.GetDimensionOrDie("clock")
    for carer, (early, late) in enumerate(day.shifts):
        clock.CumulVar(routing.Start(carer)).SetValue(early)
        clock.SetCumulVarSoftUpperBound(routing.End(carer), late, OVERTIME_PRICE)
    return clock


def _add_task(day: Day, number: int, way: Way, manager, routing, clock) -> None:
    task, index = day.tasks[number], manager.NodeToIndex(number + 1)
    meal, half = task.visit == "L", any(number in pair for pair in day.pairs)
    soft = way.soft and not meal and (way.joined or not half)
    clock.CumulVar(index).SetRange(task.opens, task.closes + LATEST * soft)
    if soft:
        # The lateness of a visit for two counts once.
        weight = 0 if any(number == second for _, second in day.pairs) else task.late_weight
        clock.SetCumulVarSoftUpperBound(index, task.closes, weight)
    routing.VehicleVar(index).SetValues(([] if meal else [-1]) + list(task.carers))
    if not meal:
        routing.AddDisjunction([index], task.prize)


def _add_pair(pair: list[int], way: Way, routing, clock) -> None:
    one, two = pair
    if way.joined:
        routing.solver().Add(clock.CumulVar(one) == clock.CumulVar(two))


def _parameters(seconds: float):
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy
    parameters.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    climbing = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = climbing.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(round(1000 * seconds))
    return parameters


def _routes(day: Day, manager, routing, found) -> dict[int, list[int]]:
    routes = {}
    for carer in range(len(day.carers)):
        index, stops = found.Value(routing.NextVar(routing.Start(carer))), []
        while not routing.IsEnd(index):
            stops.append(manager.IndexToNode(index) - 1)
            index = found.Value(routing.NextVar(index))
        routes[carer] = stops
    return routes
