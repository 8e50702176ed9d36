"""A team day as routing libraries see it: one carer, one task, one place, one window.

Every visit is a task, a visit for two carers is two, and each carer's meal is a task at the base
that only that carer may have. What a carer costs at a visit (too high competence, not the primary
contact) is laid on the way there, so a library with a matrix for each vehicle knows it. What no
library can say, a ``Way`` says by other means, several of which are tried.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarks.objectives import OVER_LEVEL, STRANGER, UNSERVED, team_starts

Json = dict[str, Any]
BETWEEN = 6
"""Minutes on the road to a visit, about."""
SAFE = 15
"""Two halves of a visit that may start so far apart cannot wait for each other in a circle."""


class Way(NamedTuple):
    """How a day is bent to the model. ``name`` goes with the result."""

    name: str
    widen: int = 0
    """Minutes by which windows end later; a fifth for those where a minute late costs five."""
    apart: int = 0
    """Minutes the halves of a visit for two may start apart, at most SAFE."""
    when: float | None = None
    """Where in its window a visit for two is fixed: 0 at its start, 1 at its end, None where the
    fewest other visits are expected."""
    soft: bool = False
    """Let the library price lateness itself, if it can."""
    joined: bool = False
    """Let the library hold the halves together itself, if it can."""


@dataclass(frozen=True)
class Task:
    """One stop for one carer. ``visit`` is "L" for a meal; ``carers`` are those who may have it."""

    visit: str
    place: int
    minutes: int
    opens: int
    closes: int
    prize: int
    late_weight: int
    carers: tuple[int, ...]
    extra: tuple[int, ...]


@dataclass(frozen=True)
class Day:
    """The tasks (node 0 is the base, task i is node i + 1), and the shifts by number of carer."""

    carers: tuple[str, ...]
    shifts: tuple[tuple[int, int], ...]
    tasks: tuple[Task, ...]
    pairs: tuple[tuple[int, int], ...]
    travel: list[list[int]]

    def costs(self, carer: int) -> list[list[int]]:
        """Travel plus what this carer costs at the task one comes to."""
        extra = [0, *(task.extra[carer] for task in self.tasks)]
        return [[way + more for way, more in zip(row, extra, strict=True)] for row in self.travel]


def lay_out(day: Json, way: Way) -> Day:
    """The day as tasks, bent in this way."""
    tasks, pairs, fixed = [], [], quiet_times(day)
    for visit in day["visits"]:
        if len(visit["levels"]) == 2:
            pairs.append((len(tasks), len(tasks) + 1))
        tasks += _tasks(day, visit, way, fixed.get(visit["id"], 0))
    tasks += [_meal(day, number, way) for number in range(len(day["carers"]))]
    places = [0, *(task.place for task in tasks)]
    return Day(
        tuple(carer["id"] for carer in day["carers"]),
        tuple((c["shift"][0], c["shift"][1]) for c in day["carers"]),
        tuple(tasks),
        tuple(pairs),
        [[day["travel"][a][b] for b in places] for a in places],
    )


def quiet_times(day: Json) -> dict[str, int]:
    """For each visit for two the start when the least other work is expected."""
    work = [0.0] * (max(visit["window"][1] + visit["duration"] for visit in day["visits"]) + 1)
    single, double = ([v for v in day["visits"] if len(v["levels"]) == n] for n in (1, 2))
    for visit in single:
        opens, closes = visit["window"][0], visit["window"][1] + visit["duration"]
        for minute in range(opens, closes):
            work[minute] += (visit["duration"] + BETWEEN) / (closes - opens)
    fixed = {}
    for visit in sorted(double, key=lambda visit: visit["window"][1] - visit["window"][0]):
        (opens, closes), length = visit["window"], visit["duration"]
        starts = range(opens, closes + 1, 5)
        fixed[visit["id"]] = best = min(starts, key=lambda t: sum(work[t : t + length]))
        for minute in range(best, best + length):
            work[minute] += 2
    return fixed


def _tasks(day: Json, visit: Json, way: Way, quiet: int) -> list[Task]:
    opens, closes = visit["window"]
    if len(visit["levels"]) == 2 and not way.joined:
        opens = quiet if way.when is None else opens + round(way.when * (closes - opens))
        closes = opens + min(way.apart, SAFE)
    elif not way.soft:
        closes += way.widen // visit["late_weight"]
    shared = (visit["id"], visit["at"], visit["duration"], opens, closes)
    prize, late = UNSERVED[visit["priority"]], visit["late_weight"]
    return [
        Task(*shared, prize, late, *_who(day, visit, part)) for part in range(len(visit["levels"]))
    ]


def _who(day: Json, visit: Json, part: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Who may have this part, and what each of them costs there."""
    need, levels = visit["levels"][part], [carer["level"] for carer in day["carers"]]
    able = tuple(number for number, level in enumerate(levels) if level >= need)
    contact = next((n for n, c in enumerate(day["carers"]) if c["id"] == visit["primary"]), None)
    # Of two carers one contact is enough, so only the part she can have is priced.
    hers = next((i for i, n in enumerate(visit["levels"]) if contact in _able(levels, n)), None)
    extra = [
        OVER_LEVEL * max(0, level - need) + STRANGER * (part == hers and number != contact)
        for number, level in enumerate(levels)
    ]
    return able, tuple(extra)


def _able(levels: list[int], need: int) -> set[int | None]:
    return {number for number, level in enumerate(levels) if level >= need}


def _meal(day: Json, carer: int, way: Way) -> Task:
    """It ends earlier by what waiting for a colleague may cost."""
    pause = day["break"]
    free = (0,) * len(day["carers"])
    window = pause["start"], pause["end"] - way.apart
    return Task("L", 0, pause["duration"], *window, 100 * max(UNSERVED.values()), 0, (carer,), free)


def plan_of(day: Json, laid_out: Day, routes: dict[int, list[int]]) -> Json:
    """A plan file that keeps the rules, from task numbers by carer.

    A list without a meal is no list. A visit for two with one carer is left out, and so are visits
    before a meal that the waiting of the two has made late.
    """
    fed = {c: stops for c, stops in routes.items() if any(_is_meal(laid_out, t) for t in stops)}
    given = {task for stops in fed.values() for task in stops}
    alone = {t for pair in laid_out.pairs if len(given.intersection(pair)) == 1 for t in pair}
    lists = {}
    for number, carer in enumerate(laid_out.carers):
        stops = [laid_out.tasks[t].visit for t in fed.get(number, []) if t not in alone]
        lists[carer] = stops or ["L"]
    return _with_meals_in_time(day, {"routes": lists})


def _is_meal(laid_out: Day, task: int) -> bool:
    return laid_out.tasks[task].visit == "L"


def _with_meals_in_time(day: Json, plan: Json) -> Json:
    prizes = {visit["id"]: UNSERVED[visit["priority"]] for visit in day["visits"]}
    while True:
        starts = team_starts(day, plan)
        late = [c for c in plan["routes"] if starts[c] > day["break"]["end"]]
        if not late:
            return plan
        stops = plan["routes"][late[0]]
        least = min(stops[: stops.index("L")], key=prizes.__getitem__)
        plan = {"routes": {c: [s for s in r if s != least] for c, r in plan["routes"].items()}}
