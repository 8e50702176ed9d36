"""Who slowly gets worse, in what way and from when: planted, so that whoever looks for it can be judged.

Nine ways of getting worse, each with a day on which it began (its onset) and the weeks until all of it is
there. What a carer can see of it at any time follows from `severity`. Beside them lies noise: what
looks like it and is not. Plain Python over the standard library; who and when follow from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from imports.demo.chance import weighted

#: The ways, with what is written about most: topics of `decline_words.TOPICS`, and their weights.
KINDS: dict[str, dict[str, int]] = {
    "vekt": {"mat": 8, "stell": 1, "slapp": 1},
    "funksjon": {"stell": 7, "fall": 1, "tungt": 2},
    "hjerte-lunge": {"pust": 8, "stell": 1, "slapp": 1},
    "fall": {"fall": 8, "stell": 2},
    "hukommelse": {"hode": 9, "humør": 1},
    "motløshet": {"humør": 7, "mat": 3},
    "tyngre": {"tungt": 6, "stell": 4},
    "etter sykehus": {"hjem": 4, "stell": 4, "mat": 2},
    "fremmede": {"fremmed": 7, "humør": 2, "stell": 1},
}
#: Weeks from the onset until all of it is there. What comes from outside comes at once.
WEEKS = {"etter sykehus": (1, 2), "fremmede": (1, 3)}
SLOWLY = (8, 26)
#: Chance a year that somebody begins to get worse; how long it must be possible to see it afterwards.
A_YEAR, SEEN_FOR = 0.16, timedelta(weeks=8)
#: Chance a year of what looks like it: once each, for so many days.
NOISE: dict[str, tuple[float, tuple[int, int]]] = {
    "enkelt utslag": (0.30, (1, 1)),
    "feil på vekta": (0.15, (30, 65)),
    "infeksjon": (0.45, (6, 16)),
    "avlastning": (0.20, (6, 16)),
    "reise": (0.10, (3, 12)),
    "feiring": (0.80, (1, 4)),
    "innleggelse": (0.30, (2, 9)),
}
#: Share who are ill in the weeks of the flu.
FLU = 0.12
#: What is a stay elsewhere, and what the import format calls it.
AWAY = {"innleggelse": "sykehus", "avlastning": "korttid", "reise": "reise"}
#: Share whose weight goes up and down by itself.
SWINGS = 0.05


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted decline. `depth` 1 is the ordinary size of it."""

    kind: str
    onset: date
    weeks: int
    depth: float

    def severity(self, day: date) -> float:
        """0 before the onset, growing evenly to `depth` when the weeks have gone."""
        gone = (day - self.onset).days
        return 0.0 if gone < 0 else self.depth * min(1.0, (gone + 1) / (7 * self.weeks))


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that passes: an infection, a stay, a party."""

    kind: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(slots=True)
class Person:
    """A patient before anything is planted: how she is, what is granted to her, and what is measured.

    `every` is days between measurements by kind; a kind left out is never measured in ordinary times.
    `plans` are (reference, minutes, weekdays, minute of the day); `known` are those who usually come.
    """

    number: int
    reference: str
    sex: str
    started: date
    ended: date | None
    criticality: int
    katz: int
    frailty: int
    weight: float
    height: int
    lungs: bool
    iplos: float
    every: dict[str, int]
    plans: list[tuple[str, int, tuple[int, ...], int]]
    worries: str = ""
    """A topic that is often written about her on ordinary days too: her own usual."""
    swings: bool = False
    plant: Plant | None = None
    spells: list[Spell] = field(default_factory=list)

    def severity(self, day: date) -> float:
        return self.plant.severity(day) if self.plant else 0.0

    def has(self, kind: str) -> bool:
        return self.plant is not None and self.plant.kind == kind

    def apart(self) -> None:
        """Sort what passes, and let no two stays be at once: the first of them is kept."""
        kept: list[Spell] = []
        gone = date.min
        for spell in sorted(self.spells, key=lambda one: (one.first, one.kind)):
            if spell.kind in AWAY:
                if spell.first <= gone + timedelta(days=1):
                    continue
                gone = spell.last
            kept.append(spell)
        self.spells = kept

    def spell(self, day: date, *kinds: str) -> Spell | None:
        return next((one for one in self.spells if one.kind in kinds and one.holds(day)), None)


def plant(person: Person, first: date, last: date, rng: Random, *, kind: str = "") -> None:
    """Let her get worse from a day between the two on which there is time to see it, if there is one.
    Somebody whose known faces go missing is frail, or nobody would mind.
    """
    begin = max(first, person.started + SEEN_FOR)
    room = (min(last, person.ended or last) - SEEN_FOR - begin).days
    if room < 1:
        return
    kind = kind or rng.choice(
        [one for one in KINDS if one != "fremmede" or _is_often_visited(person)]
    )
    weeks = rng.randint(*WEEKS.get(kind, SLOWLY))
    onset = begin + timedelta(days=rng.randrange(room))
    person.plant = Plant(kind, onset, weeks, round(rng.uniform(0.55, 1.35), 2))
    if kind == "fremmede":
        person.frailty, person.katz = max(6, person.frailty), min(3, person.katz)
    if kind == "etter sykehus":
        person.spells.append(
            Spell("innleggelse", onset - timedelta(days=rng.randint(4, 12)), onset)
        )
        if rng.random() < 0.4:
            back = onset + timedelta(days=rng.randint(8, 30))
            person.spells.append(Spell("innleggelse", back, back + timedelta(rng.randint(3, 9))))


def _is_often_visited(person: Person) -> bool:
    """Where somebody comes now and then, nobody's going makes much of a difference."""
    return sum(len(days) for _reference, _minutes, days, _hour in person.plans) >= 10


def may_get_worse(person: Person, first: date, last: date, rng: Random) -> None:
    """The chance of A_YEAR for the time that she is there."""
    there = (min(last, person.ended or last) - max(first, person.started)).days
    if rng.random() < A_YEAR * there / 365:
        plant(person, first, last, rng)


def disturb(person: Person, first: date, last: date, rng: Random) -> None:
    """Lay noise over the time that she is there."""
    begin, end = max(first, person.started), min(last, person.ended or last)
    for kind, (a_year, (low, high)) in NOISE.items():
        for _ in range(_times(a_year * max(0, (end - begin).days) / 365, rng)):
            day = begin + timedelta(days=rng.randrange(max(1, (end - begin).days)))
            length = timedelta(days=rng.randint(low, high) - 1)
            person.spells.append(Spell(kind, day, day + length))
    person.swings = rng.random() < SWINGS


def catch_flu(person: Person, begins: date, rng: Random) -> None:
    """Ill for some days in the weeks of the flu, if she catches it."""
    if rng.random() < FLU:
        day = begins + timedelta(days=rng.randrange(21))
        person.spells.append(Spell("infeksjon", day, day + timedelta(days=rng.randint(5, 12))))


def _times(expected: float, rng: Random) -> int:
    """How often something happens that is to be expected so often (Poisson)."""
    count, left = 0, rng.expovariate(1)
    while left < expected:
        count, left = count + 1, left + rng.expovariate(1)
    return count


#: Criticality, Katz and frailty of a patient, and how often she gets help, by how heavy her days are.
HEAVINESS = {
    "lett": ((3, 3, 2), (5, 6), (3, 5), (2, 7)),
    "middels": ((2, 2, 3), (3, 6), (4, 6), (6, 14)),
    "tung": ((1, 2, 2), (1, 4), (6, 8), (14, 28)),
}
#: Shares that are measured at all, and how many days between: most have few measurements.
MEASURED = {
    "vekt": (0.30, (28, 45)),
    "katz": (0.55, (170, 260)),
    "iplos": (0.85, (330, 420)),
    "news2": (0.14, (7, 30)),
    "inntak": (0.04, (7, 14)),
}
HOURS = (470, 560, 720, 1020, 1200, 620)


def somebody(number: int, reference: str, started: date, ended: date | None, rng: Random) -> Person:
    """A patient drawn from what is usual in home care."""
    heavy = weighted(rng, {"lett": 40.0, "middels": 42, "tung": 18})
    criticality, katz, frailty, visits = HEAVINESS[heavy]
    sex = "k" if rng.random() < 0.64 else "m"
    height = rng.randint(150, 172) if sex == "k" else rng.randint(164, 186)
    lungs = rng.random() < 0.08
    every = {
        kind: rng.randint(*days)
        for kind, (share, days) in MEASURED.items()
        if rng.random() < share or (lungs and kind == "news2")
    }
    return Person(
        number, reference, sex, started, ended, rng.choice(criticality), rng.randint(*katz),
        rng.randint(*frailty), height - 100 + rng.uniform(-12, 18), height, lungs,
        round(rng.uniform(1.4, 2.4) + (6 - katz[0]) * 0.25, 1), every,
        _plans(reference, rng.randint(*visits), rng),
        worries=weighted(rng, {"": 70.0, "pust": 8, "stell": 8, "hode": 6, "humør": 4, "fall": 4}),
    )  # fmt: skip


def _plans(reference: str, visits: int, rng: Random) -> list[tuple[str, int, tuple[int, ...], int]]:
    """So many visits a week, in plans of at most one a day."""
    plans = []
    for number, hour in enumerate(HOURS, 1):
        if visits <= 0:
            break
        days = tuple(sorted(rng.sample(range(1, 8), min(7, visits))))
        plans.append(
            (f"{reference}-{number}", rng.choice((10, 15, 15, 20, 25, 30, 40)), days, hour)
        )
        visits -= len(days)
    return plans
