"""What is known of a patient on a day, as the criteria ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

#: Schooling: 0 assistent, 1 helsefagarbeider, 2 sykepleier or another three-year education.
NURSE_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Task:
    """A visit plan in force: a job that comes again and again."""

    key: str
    title: str
    code: str
    """HSY or PBP."""
    competences: frozenset[str]
    level: int
    minutes: int
    """Of one visit, for each carer."""
    visits_a_week: float
    carers: int = 1

    @property
    def minutes_a_week(self) -> float:
        return self.minutes * self.visits_a_week * self.carers

    @property
    def nurse_minutes_a_week(self) -> float:
        """Minutes that only a nurse may do: one of two carers is enough."""
        return self.minutes * self.visits_a_week if self.level >= NURSE_LEVEL else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement. `value` is None where it was not complete."""

    on: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the criteria may ask about one patient. Unknown is empty or None, never guessed."""

    day: date
    diagnoses: frozenset[str] = frozenset()
    """"icpc2:T90", "icd10:E11.9"."""
    tasks: tuple[Task, ...] = ()
    equipment: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    news2: tuple[Reading, ...] = ()
    """Oldest first; of the last half year."""
    discharged_on: date | None = None
    """Last day on which she came home from hospital."""
    frailty: Reading | None = None
    katz: Reading | None = None
    names: dict[str, str] = field(default_factory=dict, compare=False)
    """What codes are called, to speak of them.

    {"icpc2:T90": "diabetes type 2", "utstyr:oksygen": "oksygen hjemme", "oppgave:insulin": "insulin"}
    """
