"""A visit that somebody wants and that is not made yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from patients.models import Patient
from teams.models import Competence


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done, when, and what it asks for: everything but who does it."""

    patient: Patient
    title: str
    minutes: int
    earliest: datetime
    latest: datetime
    level: int = 0
    priority: int = 2
    carers: int = 1
    task_text: str = ""
    where: str = "hjemme"
    competences: tuple[Competence, ...] = ()

    def task(self) -> dict[str, object]:
        names = ("level", "priority", "carers", "task_text", "where")
        return {name: getattr(self, name) for name in names}
