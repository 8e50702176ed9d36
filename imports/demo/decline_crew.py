"""Who stands at the door: regulars that come and go, temps in the summer, and how each of them writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Protocol

from heltom.lib.holidays import easter, is_like_sunday

#: Share of the regulars who leave in a year, and of the visits that a temp makes in ordinary weeks.
LEAVE, TEMPS = 0.2, 0.1
#: Of the visits that no temp makes, those made by one of the faces that she knows.
BY_A_KNOWN = 0.75
FACES_KNOWN = 9


@dataclass(frozen=True, slots=True)
class Hand:
    """A carer. `writes` 1 is the ordinary; `gloom` is the share of what she writes that is always dark."""

    number: str
    is_temp: bool
    first: date
    last: date
    writes: float
    gloom: float = 0.0


class Door(Protocol):
    """Who stands at a patient's door on a day, and whether she knows them."""

    def at_door(self, rng: Random, day: date, person: int, strange: float = 0.0) -> Hand: ...

    def knows(self, hand: Hand, person: int) -> bool: ...


@cache
def flu_weeks(year: int) -> tuple[date, date]:
    """Three weeks of every winter, not always the same."""
    begins = date(year, 1, 12) + timedelta(days=(year * 37) % 35)
    return begins, begins + timedelta(days=20)


@cache
def pull_of_temps(day: date) -> float:
    """How many times the ordinary share of temps: the summer, the feasts, the flu."""
    begins, ends = flu_weeks(day.year)
    if (day.month == 7) or (day.month, day.day) >= (12, 22) or (day.month == 8 and day.day < 8):
        return 3.0
    if begins <= day <= ends or abs((day - easter(day.year)).days) <= 6:
        return 2.0
    return 1.5 if is_like_sunday(day) else 1.0


@dataclass(slots=True)
class Crew:
    """The carers of one team over the whole time. `temps` is what the team needs against others."""

    numbers: str
    first: date
    last: date
    size: int
    temps: float
    rng: Random
    regulars: list[Hand] = field(default_factory=list)
    hired: list[Hand] = field(default_factory=list)
    _known: dict[int, list[Hand]] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        for _ in range(self.size):
            self.regulars.append(self._hire(self.first))
        span = (self.last - self.first).days
        for _ in range(max(3, self.size * span // 365 // 2)):
            begins = self.first + timedelta(days=self.rng.randrange(-30, span))
            self.hired.append(self._hand(begins, begins + timedelta(days=200), is_temp=True))

    @property
    def everybody(self) -> list[Hand]:
        return self.regulars + self.hired

    def at_door(self, rng: Random, day: date, person: int, strange: float = 0.0) -> Hand:
        """Who comes to the person that day. `strange` 1: hardly anybody that she knows."""
        share = min(0.6, TEMPS * self.temps * pull_of_temps(day)) + 0.35 * strange
        if rng.random() < share:
            return self._one_of(self.hired, rng, day) or self._regular(rng, day)
        if rng.random() < BY_A_KNOWN * (1 - 0.8 * min(1.0, strange)):
            return self._face_known(rng, day, person)
        return self._regular(rng, day)

    def knows(self, hand: Hand, person: int) -> bool:
        return hand in self._known.get(person, ())

    def _face_known(self, rng: Random, day: date, person: int) -> Hand:
        faces = self._known.get(person)
        if faces is None:
            faces = self._known[person] = [self._regular(rng, day) for _ in range(FACES_KNOWN)]
        # The primærkontakt comes more often than the last of them.
        place = min(rng.randrange(FACES_KNOWN), rng.randrange(FACES_KNOWN))
        if not faces[place].first <= day <= faces[place].last:
            faces[place] = self._regular(rng, day)
        return faces[place]

    def _regular(self, rng: Random, day: date) -> Hand:
        found = self._one_of(self.regulars, rng, day)
        if found:
            return found
        self.regulars.append(self._hand(day, day + timedelta(days=365), is_temp=False))
        return self.regulars[-1]

    def _one_of(self, hands: list[Hand], rng: Random, day: date) -> Hand | None:
        for _ in range(60):
            hand = rng.choice(hands)
            if hand.first <= day <= hand.last:
                return hand
        return None

    def _hire(self, day: date) -> Hand:
        """A regular, and whoever comes after her when she leaves."""
        stays = timedelta(days=round(self.rng.expovariate(LEAVE / 365)) + 30)
        hand = self._hand(day, min(self.last, day + stays), is_temp=False)
        if hand.last < self.last:
            self.regulars.append(self._hire(hand.last + timedelta(days=1)))
        return hand

    def _hand(self, first: date, last: date, *, is_temp: bool) -> Hand:
        self._count += 1
        writes = self.rng.lognormvariate(-0.2, 0.6) * (0.6 if is_temp else 1.0)
        gloom = 0.35 if self.rng.random() < 0.03 and not is_temp else 0.0
        number = f"{self.numbers}{self._count:03}"
        return Hand(number, is_temp, first, last, round(writes, 2), gloom)
