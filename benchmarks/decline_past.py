"""A life as it was known when a day was over: what boards.queries.histories would read of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from boards.queries import histories as read
from boards.rules.history import Away, Granted, History
from imports.demo.decline_life import Life


class Dated(Protocol):
    @property
    def on(self) -> date: ...


class Shelf[Row: Dated]:
    """Rows by day, and how many days back of them are read."""

    def __init__(self, rows: Sequence[Row], days: int) -> None:
        self.rows = tuple(rows)
        self.days = timedelta(days=days - 1)
        self.when = [row.on for row in rows]

    def until(self, on: date) -> tuple[Row, ...]:
        first = bisect_left(self.when, on - self.days)
        return self.rows[first : bisect_right(self.when, on)]


class Past:
    """One patient's past, to be asked for week after week. `key` is her number in the history."""

    def __init__(self, life: Life, key: int) -> None:
        self.life, self.key, self.person = life, key, life.person
        self.measured = Shelf(life.measured, read.MEASURED_DAYS)
        self.notes = Shelf(life.notes, read.NOTES_DAYS)
        self.events = Shelf(life.events, read.EVENTS_DAYS)
        self.visits = Shelf(life.visits, read.VISITS_DAYS)
        self.evaluations = Shelf(life.evaluations, read.EVALUATIONS_DAYS)

    def until(
        self, on: date, due: date, reviewed: date | None = None, discussed: date | None = None
    ) -> History:
        return History(
            patient=self.key,
            started_on=self.person.started,
            criticality=self.person.criticality,
            placed_on=self.person.started,
            measured=self.measured.until(on),
            notes=self.notes.until(on),
            events=self.events.until(on),
            visits=self.visits.until(on),
            plans=self._plans(on),
            stays=self._stays(on),
            evaluations=self.evaluations.until(on),
            reviewed_on=reviewed,
            review_due_on=due,
            discussed_on=discussed,
        )

    def _plans(self, on: date) -> tuple[Granted, ...]:
        first = on - timedelta(days=read.PLANS_DAYS)
        rows = [
            plan if plan.last is None or plan.last <= on else replace(plan, last=None)
            for plan in self.life.plans
            if plan.first <= on and (plan.last is None or plan.last >= first)
        ]
        return tuple(sorted(rows, key=lambda plan: plan.first))

    def _stays(self, on: date) -> tuple[Away, ...]:
        first = on + timedelta(days=1 - read.STAYS_DAYS)
        return tuple(
            stay if stay.end is None or stay.end <= on else replace(stay, end=None)
            for stay in self.life.stays
            if stay.start <= on and (stay.end is None or stay.end >= first)
        )
