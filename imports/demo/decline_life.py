"""A patient's past, day by day: visits, what is measured, what is written, what happens.

All that gets worse is seen through the same few windows as in a real team: a weight now and then, a
test twice a year, and many hands that each write a line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from boards.rules.history import (
    Away,
    Evaluated,
    Face,
    Granted,
    Happened,
    Measured,
    Seen,
    Written,
)
from imports.demo import decline_words as words
from imports.demo.decline import AWAY, KINDS, Person
from imports.demo.decline_crew import Door, Hand
from imports.demo.decline_notes import Pen
from imports.demo.decline_signs import Instruments

DAY = timedelta(days=1)
#: As worklists.queries.observed: times what was planned.
LONGEST = 2.9
#: How much longer a visit takes, how often she says no, and alarms a day, when all of it is there.
LONGER = {"tyngre": 0.7, "funksjon": 0.35, "etter sykehus": 0.3, "hjerte-lunge": 0.15,
          "hukommelse": 0.15, "fall": 0.12, "vekt": 0.1}  # fmt: skip
SAYS_NO = {"motløshet": 0.14, "fremmede": 0.04, "hukommelse": 0.03}
RINGS = {
    "etter sykehus": 0.03,
    "tyngre": 0.03,
    "hjerte-lunge": 0.02,
    "fall": 0.02,
    "motløshet": 0.01,
}
ADDED = {"tyngre": 0.2, "etter sykehus": 0.06, "fall": 0.03}
#: On ordinary days: cancelled, refused, rung, added, and a visit that takes far longer for once.
CANCELLED, REFUSES, RINGS_USUALLY, ADDED_USUALLY, ONCE_LONG = 0.012, 0.004, 0.003, 0.004, 0.008
#: Falls a day: by each step of frailty, and of somebody who has begun to fall.
FALLS_BY_FRAILTY, FALLS = 0.0005, 0.035
#: Chance a year that a little more is granted, for no other reason than that it was too little.
GRANTED_MORE = 0.12


@dataclass(slots=True)
class Life:
    """All there is to know of a person, sorted by day."""

    person: Person
    measured: list[Measured] = field(default_factory=list)
    notes: list[Written] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)
    visits: list[Seen] = field(default_factory=list)
    plans: list[Granted] = field(default_factory=list)
    stays: list[Away] = field(default_factory=list)
    evaluations: list[Evaluated] = field(default_factory=list)


def live(person: Person, crew: Door, first: date, last: date, rng: Random) -> Life:
    """The days of a person from the first to the last that she was there."""
    first, last = max(first, person.started), min(last, person.ended or last)
    life = Life(person)
    life.stays = [
        Away(AWAY[spell.kind], spell.first, spell.last)
        for spell in person.spells
        if spell.kind in AWAY and first <= spell.first and spell.last <= last
    ]
    more = _grants(life, first, last, rng)
    walk = _Walk(life, crew, rng, Instruments(person, rng), Pen(person, rng), more)
    day = first
    while day <= last:
        if not any(stay.start <= day <= (stay.end or last) for stay in life.stays):
            walk.through(day)
        day += DAY
    life.evaluations = _evaluations(person, first, last, rng)
    return life


def _grants(life: Life, first: date, last: date, rng: Random) -> dict[date, int]:
    """Her plans. Minutes are added to the first some weeks after she became heavier, or just so: from
    when, and how many there are then.
    """
    person = life.person
    for reference, minutes, days, _hour in person.plans:
        life.plans.append(Granted(reference, person.started, None, minutes, float(len(days))))
    when = _added_on(person, first, last, rng)
    if when is None or when > last:
        return {}
    old = life.plans[0]
    more = old.minutes + rng.choice((5, 10, 15))
    life.plans[0] = replace(old, last=when - DAY)
    life.plans.append(Granted(f"{old.plan}b", when, None, more, old.a_week))
    return {when: more}


def _added_on(person: Person, first: date, last: date, rng: Random) -> date | None:
    if person.plant and person.has("tyngre"):
        return person.plant.onset + timedelta(weeks=rng.randint(6, 14))
    if rng.random() < GRANTED_MORE * (last - first).days / 365:
        return first + timedelta(days=rng.randrange(1, max(2, (last - first).days)))
    return None


@dataclass(slots=True)
class _Walk:
    """Goes through the days and writes down what was seen."""

    life: Life
    crew: Door
    rng: Random
    instruments: Instruments
    pen: Pen
    more: dict[date, int]

    def through(self, day: date) -> None:
        person, rng = self.life.person, self.rng
        severity = person.severity(day)
        kind = person.plant.kind if person.plant else ""
        hand = None
        for number, (reference, minutes, weekdays, _hour) in enumerate(person.plans):
            if day.isoweekday() in weekdays:
                reference, minutes = self._as_granted(number, reference, minutes, day)
                hand = self._visit(day, reference, minutes, kind, severity) or hand
        if rng.random() < ADDED_USUALLY + ADDED.get(kind, 0.0) * severity:
            hand = self._visit(day, "", 15, kind, severity) or hand
        strange = severity if kind == "fremmede" else 0.0
        self._events(day, kind, severity, strange)
        if hand:
            self.life.measured += self.instruments.read(day, hand.number, severity)

    def _as_granted(self, number: int, reference: str, minutes: int, day: date) -> tuple[str, int]:
        for since, added in self.more.items():
            if number == 0 and day >= since:
                return f"{reference}b", added
        return reference, minutes

    def _visit(self, day: date, plan: str, minutes: int, kind: str, severity: float) -> Hand | None:
        rng, person = self.rng, self.life.person
        feast = person.spell(day, "feiring")
        if rng.random() < REFUSES + SAYS_NO.get(kind, 0.0) * severity:
            self._cancel(day, plan, minutes, rng.choice(words.REFUSED))
            return None
        if rng.random() < (0.5 if feast else CANCELLED):
            self._cancel(day, plan, minutes, rng.choice(words.CANCELLED))
            return None
        hand = self.crew.at_door(rng, day, person.number, severity if kind == "fremmede" else 0.0)
        share = max(0.4, rng.gauss(1.0, 0.18)) * (1 + LONGER.get(kind, 0.0) * severity)
        if person.spell(day, "infeksjon"):
            share *= 1.2
        if rng.random() < ONCE_LONG:
            share *= rng.uniform(2, 3.5)
        # Far longer than planned was something else: nobody believes the minutes.
        took = max(2, round(minutes * share)) if share <= LONGEST else 0
        face = (Face(hand.number, hand.is_temp),)
        self.life.visits.append(Seen(day, plan, minutes, took, face))
        text = self.pen.write(day, hand, severity, known=self.crew.knows(hand, person.number))
        if text:
            self.life.notes.append(Written(day, hand.number, text))
        return hand

    def _cancel(self, day: date, plan: str, minutes: int, why: str) -> None:
        if plan:
            self.life.visits.append(Seen(day, plan, minutes, cancelled=why))

    def _events(self, day: date, kind: str, severity: float, strange: float) -> None:
        rng, person = self.rng, self.life.person
        falls = FALLS_BY_FRAILTY * (person.frailty - 1)
        if rng.random() < falls + (FALLS * severity if kind == "fall" else 0.0):
            self._happens("fall", day, rng.choice(words.FELL), strange)
        if rng.random() < RINGS_USUALLY + RINGS.get(kind, 0.0) * severity:
            self._happens("alarm", day, rng.choice(words.RANG), strange)

    def _happens(self, what: str, day: date, text: str, strange: float) -> None:
        by = self.crew.at_door(self.rng, day, self.life.person.number, strange).number
        self.life.events.append(Happened(what, day, by, text))


#: Who has a goal, how often it is looked at, whether anybody does, and how it is found to go.
WITH_GOAL, EVERY_WEEKS, LOOKED_AT = 0.45, (8, 12), 0.6
RESULTS = (("bedre", 30), ("likt", 50), ("verre", 12), ("nadd", 8))


def _evaluations(person: Person, first: date, last: date, rng: Random) -> list[Evaluated]:
    found: list[Evaluated] = []
    if rng.random() > WITH_GOAL:
        return found
    topic = person.worries or rng.choice(list(words.GOALS))
    if person.plant and rng.random() < 0.4:
        topic = next(iter(KINDS[person.plant.kind]))
    every, day = timedelta(weeks=rng.randint(*EVERY_WEEKS)), first
    while (day := day + every) <= last:
        about = person.plant is not None and topic in KINDS[person.plant.kind]
        worse = 0.65 * min(1.0, person.severity(day)) if about else 0.0
        usual = rng.choices([one for one, _ in RESULTS], [share for _, share in RESULTS])[0]
        result = "verre" if rng.random() < worse else usual
        if rng.random() < LOOKED_AT:
            goal = words.GOALS.get(topic, words.GOALS["stell"])
            found.append(Evaluated(day, result, goal, words.AREAS.get(topic, "egenomsorg")))
            if result == "nadd":
                break
    return found
