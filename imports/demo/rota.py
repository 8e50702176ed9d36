"""The duty roster: who works when, with rest, weekends and posts as a Norwegian rota has them.

Eleven hours between two shifts, every third weekend, at most five days in a row, and hours that
follow the post. Where nobody is left, somebody is hired in; where there is nobody to hire in, the
list stays without a carer, and that is a vacancy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from imports.demo.world import Absence, Carer, Duty, instant, oslo_day

REST = timedelta(hours=11)
#: The days whose shifts may lie too near one.
NEAR = tuple(timedelta(days=step) for step in (-2, -1, 1, 2))
LONGEST_STREAK, LONGEST_EXTRA = 5, 7
#: How far ahead of the post's hours a person may be, in minutes.
SLACK = 14 * 60
#: Most minutes a week for somebody who is hired in, and for own staff who take an extra shift.
FULL = 37 * 60
EXTRA = 46 * 60

Fits = Callable[[Carer], bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's place on a shift. `must`: it is filled even beyond the rota."""

    kind: str
    function: str
    times: tuple[int, int]
    fits: Fits
    must: bool = False

    @property
    def length(self) -> int:
        """Minutes by the clock."""
        return self.times[1] - self.times[0]


@dataclass(slots=True)
class Rota:
    """The roster of one team while it grows. `day` is always the shift's date."""

    team: str
    carers: list[Carer]
    first: date
    rng: Random
    duties: list[Duty] = field(default_factory=list)
    by_day: dict[date, list[Duty]] = field(default_factory=dict)
    by_carer: dict[str, dict[date, Duty]] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)
    short: set[tuple[date, str]] = field(default_factory=set)
    """Shifts on which a list has been left without a carer."""
    absences: dict[str, list[Absence]] = field(default_factory=dict)

    def add(self, carer: Carer, day: date, slot: Slot) -> Duty:
        """Put the person on duty, whatever the rules say."""
        duty = Duty(carer, self.team, day, slot.kind, slot.function, slot.times)
        self.duties.append(duty)
        self.by_day.setdefault(day, []).append(duty)
        self.by_carer.setdefault(carer.number, {})[day] = duty
        self.minutes[carer.number] = self.minutes.get(carer.number, 0) + slot.length
        return duty

    def fill(self, day: date, slot: Slot) -> Duty | None:
        """Somebody for the shift: own people by rota, hired in, or (`must`) own people beyond it."""
        found = (
            self._best(self._on_rota(day, slot), day, slot)
            or self._best(self._hired(day, slot), day, slot)
            or (self._best(self._extra(day, slot), day, slot) if slot.must else None)
        )
        return self.add(found, day, slot) if found else None

    def cover(self, day: date, slot: Slot) -> Duty | None:
        """Somebody instead of one who is away: an extra shift for a part-timer, or hired in."""
        pools = [self._extra(day, slot), self._hired(day, slot)]
        if self.rng.random() < 0.5:
            pools.reverse()
        found = self._best(pools[0], day, slot) or self._best(pools[1], day, slot)
        return self.add(found, day, slot) if found else None

    def _on_rota(self, day: date, slot: Slot) -> Iterable[Carer]:
        for carer in self.carers:
            if carer.hired_in or not self._may(carer, day, slot):
                continue
            if self._weekend_free(carer, day) or self._ahead(carer, day) > SLACK:
                continue
            if self._streak(carer, day) < LONGEST_STREAK:
                yield carer

    def _hired(self, day: date, slot: Slot) -> Iterable[Carer]:
        return self._within(FULL, [carer for carer in self.carers if carer.hired_in], day, slot)

    def _extra(self, day: date, slot: Slot) -> Iterable[Carer]:
        return self._within(
            EXTRA, [carer for carer in self.carers if not carer.hired_in], day, slot
        )

    def _within(self, most: int, carers: list[Carer], day: date, slot: Slot) -> Iterable[Carer]:
        for carer in carers:
            free = self._may(carer, day, slot) and self._week(carer, day) + slot.length <= most
            if free and self._streak(carer, day) < LONGEST_EXTRA:
                yield carer

    def _may(self, carer: Carer, day: date, slot: Slot) -> bool:
        """Can do it, has no shift that day, is not away, and gets her rest on both sides."""
        able = carer.rostered and not carer.standing and slot.kind in carer.works
        mine = self.by_carer.get(carer.number, {})
        if not able or day in mine or not slot.fits(carer):
            return False
        start, end = instant(day, slot.times[0]), instant(day, slot.times[1])
        for step in NEAR:
            duty = mine.get(day + step)
            if duty and start - duty.end < REST and duty.start - end < REST:
                return False
        return not self.is_away(carer, start, end)

    def on(self, day: date) -> list[Duty]:
        """Shifts that begin on the day."""
        return self.by_day.get(day, [])

    def is_away(self, carer: Carer, start: datetime, end: datetime) -> bool:
        gone = self.absences.get(carer.number, ())
        return any(away.start < end and (away.end is None or start < away.end) for away in gone)

    def send_away(
        self, carer: Carer, start: datetime, end: datetime | None, reason: str
    ) -> list[Duty]:
        """The person is away; returns the shifts that she does not come to."""
        self.absences.setdefault(carer.number, []).append(Absence(carer, start, end, reason))
        mine = self.by_carer.get(carer.number, {}).values()
        missed = [duty for duty in mine if duty.end > start and (end is None or duty.start < end)]
        for duty in missed:
            duty.absent = reason
        return missed

    def _best(self, candidates: Iterable[Carer], day: date, slot: Slot) -> Carer | None:
        """Whoever is furthest behind her hours; rather the kind of shift she had yesterday."""
        ranked = [
            (
                self._ahead(carer, day) + self._change(carer, day, slot.kind) + self.rng.random(),
                carer,
            )
            for carer in candidates
        ]
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _ahead(self, carer: Carer, day: date) -> float:
        """Minutes worked beyond what the post comes to so far. Everybody starts even."""
        due = carer.post / 100 * 35.5 * 60 / 7 * ((day - self.first).days + 1)
        return self.minutes.get(carer.number, 0) - due

    def _change(self, carer: Carer, day: date, kind: str) -> int:
        before = self.by_carer.get(carer.number, {}).get(day - timedelta(days=1))
        if before is None:
            return 0
        return -240 if before.kind == kind else 120

    def _weekend_free(self, carer: Carer, day: date) -> bool:
        return day.isoweekday() >= 6 and ((day.toordinal() - 1) // 7 + carer.weekend) % 3 != 0

    def _streak(self, carer: Carer, day: date) -> int:
        """Days on duty right before this one."""
        mine, length = self.by_carer.get(carer.number, {}), 0
        while day - timedelta(days=length + 1) in mine:
            length += 1
        return length

    def _week(self, carer: Carer, day: date) -> int:
        monday = day - timedelta(days=day.weekday())
        mine = self.by_carer.get(carer.number, {})
        week = (mine.get(monday + timedelta(days=step)) for step in range(7))
        return sum(int((duty.end - duty.start).total_seconds()) // 60 for duty in week if duty)


def on_duty(rota: Rota, rng: Random, moment: datetime) -> Carer:
    """Somebody of the team who was at work at the instant; any of its own people if none is known."""
    days = (oslo_day(moment), oslo_day(moment) - timedelta(days=1))
    there = [
        duty.carer for day in days for duty in rota.on(day)
        if duty.start <= moment < duty.end and not duty.absent
    ]  # fmt: skip
    own = [carer for carer in rota.carers if carer.rostered and not carer.hired_in]
    return rng.choice(there or own)
