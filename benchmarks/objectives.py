"""What a solution costs by the rules of its instance, counted without the planner.

Costs only: whether a solution keeps the rules is for the instances' own evaluator to say.
"""

from itertools import pairwise
from typing import Any

Json = dict[str, Any]
UNSERVED = {1: 2000, 2: 400, 3: 120}
LATE_HOME, STRANGER, OVER_LEVEL = 3, 6, 2


def hhcrsp(instance: Json, solution: Json) -> float:
    """(All travel, all lateness of services and the greatest lateness) / 3."""
    index = {patient["id"]: i for i, patient in enumerate(instance["patients"], start=1)}
    closes = {patient["id"]: patient["time_window"][1] for patient in instance["patients"]}
    travel, late = 0.0, [0.0]
    for route in solution["routes"]:
        places = [0, *(index[stop["patient"]] for stop in route["locations"]), 0]
        travel += sum(instance["distances"][a][b] for a, b in pairwise(places))
        late += [max(0.0, s["start"] - closes[s["patient"]]) for s in route["locations"]]
    return (travel + sum(late) + max(late)) / 3


def team_day(day: Json, plan: Json) -> float:
    """Travel, lateness, overtime, strangers, wasted competence and what is left out."""
    visits = {visit["id"]: visit for visit in day["visits"]}
    given = {key: [c for c, list_ in plan["routes"].items() if key in list_] for key in visits}
    starts = team_starts(day, plan)
    cost = sum(_carer_cost(day, carer, plan, starts) for carer in day["carers"])
    levels = {carer["id"]: carer["level"] for carer in day["carers"]}
    return cost + sum(
        _visit_cost(visit, given[key], levels, starts.get(key, 0)) for key, visit in visits.items()
    )


def team_starts(day: Json, plan: Json) -> dict[str, int]:
    """Earliest start of each planned visit, and of each carer's break under the carer's key."""
    visits = {visit["id"]: visit for visit in day["visits"]}
    starts = {
        key: visits[key]["window"][0] for r in plan["routes"].values() for key in r if key != "L"
    }
    for _ in range(2 * len(starts) + 2):
        before = dict(starts)
        for carer in day["carers"]:
            _walk(day, carer, plan["routes"].get(carer["id"], []), starts, visits)
        if starts == before:
            return starts
    raise ValueError("two visits wait for each other")


def _walk(
    day: Json, carer: Json, stops: list[str], starts: dict[str, int], visits: dict[str, Json]
) -> tuple[int, int]:
    """Raise the starts along one list. The minutes on the road, and when the carer is home."""
    clock, place, road, travel = carer["shift"][0], 0, 0, day["travel"]
    for stop in stops:
        there = 0 if stop == "L" else visits[stop]["at"]
        key, opens = (carer["id"], day["break"]["start"]) if stop == "L" else (stop, starts[stop])
        length = day["break"]["duration"] if stop == "L" else visits[stop]["duration"]
        road += travel[place][there]
        starts[key] = max(opens, clock + travel[place][there])
        clock, place = starts[key] + length, there
    return road + travel[place][0], clock + travel[place][0]


def _carer_cost(day: Json, carer: Json, plan: Json, starts: dict[str, int]) -> int:
    visits = {visit["id"]: visit for visit in day["visits"]}
    road, home = _walk(day, carer, plan["routes"].get(carer["id"], []), dict(starts), visits)
    return road + LATE_HOME * max(0, home - carer["shift"][1])


def _visit_cost(visit: Json, carers: list[str], levels: dict[str, int], start: int) -> int:
    if not carers:
        return UNSERVED[visit["priority"]]
    cost = visit["late_weight"] * max(0, start - visit["window"][1])
    contact = visit["primary"]
    if levels.get(contact, -1) >= min(visit["levels"]) and contact not in carers:
        cost += STRANGER
    over = sum(levels[carer] for carer in carers) - sum(visit["levels"])
    return cost + OVER_LEVEL * over
