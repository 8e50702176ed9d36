"""Who could take a visit, and what each choice would mean: the ranked list behind "Flytt …".

    found = candidates(team_shift, visit)
    found[0].sentence  # "+6 min reise, første gang hun er hos ham, insulinkurs i orden, ingen overtid"

One reading of the day and one layout of it for all of them: no search for each carer. All other visits
stay with those who have them, and only their times may move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teams.models import Shift, Staff
from worklists.models import TeamShift, Visit
from worklists.queries.outlook import Extra


@dataclass(frozen=True, slots=True)
class LateVisit:
    """A visit that would begin later after its window than it does now. `minutes`: after its end."""

    visit: Visit
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the shift, and what it would mean that she took the visit.

    Figures are what would be more than now, for all lists together; meaningless where she cannot.
    `mates` go with her where the visit takes two and both would be new or are given here.
    """

    shift: Shift
    possible: bool
    sentence: str
    why_not: str = ""
    """What stands in the way: "mangler kompetanse", "opptatt", "borte", "fritatt", "laast", "annet-team"."""
    starts_at: datetime | None = None
    extra_minutes: int = 0
    """Minutes of travel."""
    late: tuple[LateVisit, ...] = ()
    overtime_minutes: int = 0
    first_time: bool = False
    knows: str = ""
    """What she is to the patient: "primærkontakt", or "har vært hos ham før"."""
    mates: tuple[Shift, ...] = ()
    shifts: tuple[int, ...] = ()
    """All who would be at the visit, in the order of its parts: what a Pin takes."""
    points: int = 0
    """The planner's price, by which they are ranked."""
    has_it: bool = False

    @property
    def staff(self) -> Staff:
        return self.shift.staff


def candidates(
    team_shift: TeamShift,
    visit: Visit | None = None,
    *,
    extra: Extra | None = None,
    at: datetime | None = None,
    leaves: int | None = None,
    now: datetime | None = None,
) -> list[Candidate]:
    """Everybody who walks a list on the shift, the best first, those who cannot last with the reason.

    Of a visit on the shift, or of one that is not saved (`extra`: an alarm, a neighbour's). `at`: it
    begins then, to the minute. `leaves`: the shift that lets go of her half of a visit for two; the
    other half stays where it is. Some thirty queries, and below 150 ms for ten lists.
    """
    raise NotImplementedError
