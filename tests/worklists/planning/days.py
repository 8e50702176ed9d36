"""Days for the planner's tests: a few words for a small one, a number for a random one."""

from random import Random

from worklists.planning import (
    Break,
    Carer,
    Need,
    Problem,
    Travel,
    VisitNeed,
    Weights,
)
from worklists.planning.weights import SETTINGS

SKILLS = ("insulin", "kateter", "sårstell")
MEANS = ("car", "bicycle", "foot")
SHIFTS = (450, 900, 1380)
TEAMS = ("", "nord", "nord", "sør")
BASE = 0


def line(places=10, minutes=5):
    """Places along one road, so many minutes from each to the next; the base is at its start."""
    rows = tuple(tuple(abs(a - b) * minutes for b in range(places)) for a in range(places))
    return Travel({"car": rows})


def visit(key="v", place=1, minutes=20, earliest=480, latest=540, **more):
    return VisitNeed(key, place, minutes, earliest, latest, **more)


def carer(key="kari", start=450, end=930, **more):
    return Carer(key, start, end, BASE, BASE, **more)


def day(visits=(), carers=(), **more):
    more.setdefault("travel", line())
    return Problem(tuple(visits), tuple(carers), **more)


class Dice(Random):
    """Drawn from a number. On every second day what is odd is rare, so that more can be placed."""

    def __init__(self, seed):
        super().__init__(seed)
        self.odd = self.choice((0.3, 1))

    def oddly(self, share):
        return self.random() < share * self.odd


def random_day(seed, visits=12, carers=4, *, facts=True):
    """A day with every feature that the planner knows, drawn from a number.

    Without ``facts`` nothing is locked to a minute, under way, done or past.
    """
    random = Dice(seed)
    places = random.randint(1, visits + 2)
    start = random.choice(SHIFTS)
    length = random.choice((120, 300, 480))
    keys = [f"c{number}" for number in range(carers)]
    teams = random.choice((("",), TEAMS))
    now = start + random.randrange(length) if facts and random.random() < 0.3 else None
    return Problem(
        tuple(
            random_visit(random, f"v{n}", places, start, length, keys, teams, facts)
            for n in range(visits)
        ),
        tuple(_random_carer(random, key, places, start, length, teams, facts) for key in keys),
        _random_travel(random, places),
        _random_weights(random),
        seed=random.randrange(100),
        now=now,
    )


def _random_weights(random):
    """Half of the days have prices that a unit has set, within the bounds that hold for them."""
    named = {"worst_late_minute": random.choice((0, 0, 5)), "waiting_minute": random.choice((0, 1))}
    if random.random() < 0.5:
        return Weights(**named)
    ours = {n: s for n, s in SETTINGS.items() if n in Weights.__dataclass_fields__}
    return Weights(**{name: random.randint(s.least, s.most) for name, s in ours.items()} | named)


def _random_travel(random, places):
    """Minutes drawn freely: neither symmetric nor keeping to the shortest way."""
    return Travel(
        {
            means: tuple(
                tuple(0 if a == b else random.randint(0, 15) for b in range(places))
                for a in range(places)
            )
            for means in MEANS
        }
    )


def random_visit(random, key, places, start, length, keys, teams, facts):
    """A visit that is due within ``length`` minutes from ``start``, perhaps impossible."""
    earliest = start + random.randint(-30, length)
    two = random.random() < 0.25
    needs = tuple(_random_need(random) for _ in range(2 if two else 1))
    locked = _random_lock(random, [*keys, "gone"], len(needs)) if random.oddly(0.2) else None
    started = facts and locked is not None and random.random() < 0.5
    at_a_minute = started or (facts and random.oddly(0.05))
    away = (
        [earliest + random.randint(-60, 120) for _ in range(random.choice((1, 2)))]
        if random.oddly(0.4)
        else []
    )
    gap = random.choice(((0, 0), (0, 0), (15, 60), (0, 30)))
    return VisitNeed(
        key,
        random.randrange(places),
        random.choice((5, 10, 20, 45)),
        earliest,
        earliest + random.choice((0, 15, 60, 120)),
        hard_window=random.oddly(0.4),
        late_weight=random.choice((1, 1, 5)),
        drop_percent=(60, 100, 100, 150)[(earliest + len(key)) % 4],
        priority=random.choice((1, 2, 2, 3)),
        needs=needs,
        gap=gap,
        same_carer=two and gap != (0, 0) and random.random() < 0.5,
        patient=f"p{random.randrange(8)}",
        forbidden_carers=frozenset(random.sample(keys, min(len(keys), random.choice((0, 0, 1))))),
        wished_carers=frozenset(random.sample(keys, min(len(keys), random.choice((0, 0, 1))))),
        primary=random.choice([*keys, "away", None]),
        deputy=random.choice([*keys, None]),
        recent=frozenset(random.sample(keys, min(len(keys), random.choice((0, 1, 2))))),
        locked_carers=locked,
        locked_start=start + random.randint(-20, length) if at_a_minute else None,
        locked_gap=random.choice(gap) if at_a_minute else 0,
        started=started,
        fixed_time=random.oddly(0.1),
        indoors=random.random() < 0.1,
        blocked=tuple((left, left + random.choice((20, 60))) for left in away),
        team=random.choice(teams),
        may_cross=frozenset(random.sample(TEAMS[2:], random.choice((0, 0, 1, 2)))),
        address=random.choice(("known",) * 8 + ("missing", "outside")),
    )


def _random_need(random):
    asked = frozenset(random.sample(SKILLS, 1 if random.oddly(0.3) else 0))
    return Need(
        random.choice((1, 2)) if random.oddly(0.5) else 0, asked, random.choice((None, None, 7))
    )


def _random_lock(random, keys, needs):
    count = random.randint(1, needs)
    return tuple(random.sample(keys, min(count, len(keys))))


def _random_carer(random, key, places, start, length, teams, facts):
    begin = start + random.choice((0, 0, 60))
    return Carer(
        key,
        begin,
        max(begin, start + length),
        random.randrange(places),
        random.choice((None, random.randrange(places))),
        random.choice(MEANS),
        random.choice((0, 1, 1, 2)),
        frozenset(random.sample(SKILLS, random.randint(0, 3))),
        {"p1": frozenset({"insulin"})} if random.random() < 0.3 else {},
        {"p2": 2} if random.random() < 0.3 else {},
        tuple(
            _random_break(random, places, start, length, facts)
            for _ in range(random.choice((0, 1, 1, 2)))
        ),
        random.choice((0, 15)),
        random.choice((0, 0, 60)),
        random.choice((0, 30, 600)),
        random.choice(teams),
    )


def _random_break(random, places, start, length, facts):
    earliest = start + random.randrange(length)
    latest = earliest + random.choice((0, 60, 120))
    taken = earliest + random.choice((0, -20)) if facts and random.random() < 0.15 else None
    place = random.choice((None, random.randrange(places)))
    return Break(random.choice((15, 30)), earliest, latest, place, taken)
