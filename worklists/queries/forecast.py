"""When each visit is likely to begin, by what is ticked: "where is my visit?", and who will be late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teams.models import Shift
from worklists.models import TeamShift


@dataclass(frozen=True, slots=True)
class Expected:
    """One visit that is not begun. `late_minutes`: after the end of its window; 0 where it is in time.

    Not `is_sure`: nobody has ticked anything on that list for long, so the plan is what is known.
    """

    shift: Shift
    planned_at: datetime
    starts_at: datetime
    late_minutes: int
    is_sure: bool = True
    ticked_at: datetime | None = None

    @property
    def name(self) -> str:
        """Who comes."""
        return self.shift.staff.name


def expected(team_shift: TeamShift, now: datetime | None = None) -> dict[int, Expected]:
    """By visit, for those that are due on the lists that hold; of two carers the later. Four queries."""
    raise NotImplementedError
