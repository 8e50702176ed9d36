"""One swap that keeps a visit in time: itself to somebody else, or one before it on the same list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heltom.lib.words import hhmm
from worklists.models import TeamShift, Visit
from worklists.queries.addresses import shift_url
from worklists.queries.candidates import Candidate, candidates
from worklists.queries.forecast import Half, Standing, expected_of, standing
from worklists.queries.handing import joined
from worklists.queries.lateness import Late, visits_of

#: Visits before the late one whose swap is looked at: each is a reading of the day, a tenth of a second.
LOOKED_AT = 2


@dataclass(frozen=True, slots=True)
class Swap:
    """A visit to somebody else. `seen` and `to` are what the button sends."""

    visit: Visit
    candidate: Candidate
    seen: str
    to: str

    @property
    def sentence(self) -> str:
        words = {
            "who": self.visit.patient.family_name,
            "at": hhmm(self.candidate.starts_at) if self.candidate.starts_at else "",
            "name": self.candidate.staff.name,
            "means": self.candidate.sentence,
        }
        return _("Gi %(who)s kl. %(at)s til %(name)s: %(means)s.") % words


@dataclass(frozen=True, slots=True)
class LatePage:
    """`late` is None where it is in time again."""

    visit: Visit
    late: Late | None
    swap: Swap | None

    @property
    def day_url(self) -> str:
        return shift_url(self.visit.team, self.visit.date, self.visit.shift)

    @property
    def patient_numbers(self) -> set[str]:
        swapped = {self.swap.visit.patient.number} if self.swap else set()
        named = self.swap.candidate.patient_numbers if self.swap else set()
        return {self.visit.patient.number} | swapped | named


def late_page(visit: Visit, team_shift: TeamShift) -> LatePage:
    """The late visit, and the first swap that makes nobody late: at most three readings of the day."""
    found = standing(team_shift)
    expected = expected_of(found)
    if visit.pk not in expected or not expected[visit.pk].late_minutes:
        return LatePage(visit, None, None)
    late = Late(visits_of(found)[visit.pk], expected[visit.pk])
    return LatePage(visit, late, _swap(found, late, team_shift))


def _swap(found: Standing, late: Late, team_shift: TeamShift) -> Swap | None:
    halves = list(found.halves())
    for visit in [late.visit, *_before(halves, late)]:
        holders = [one for one in halves if one.entry.visit_id == visit.pk]
        holders.sort(key=lambda one: one.entry.part)
        seen = [one.shift.pk for one in holders]
        leaves = late.expected.shift.pk if len(seen) > 1 else None
        for one in candidates(team_shift, visit, leaves=leaves):
            if _keeps_all_in_time(one, late.visit, visit):
                return Swap(visit, one, joined(seen), joined(one.shifts))
    return None


def _before(halves: list[Half], late: Late) -> Iterator[Visit]:
    """What stands before it on her list and one carer does alone, the nearest first."""
    hers = [one.entry for one in halves if one.shift.pk == late.expected.shift.pk]
    at = next(i for i, entry in enumerate(hers) if entry.visit_id == late.visit.pk)
    alone = [entry.visit for entry in hers[:at] if entry.visit.carers == 1]
    yield from alone[::-1][:LOOKED_AT]


def _keeps_all_in_time(one: Candidate, late: Visit, moved: Visit) -> bool:
    if not one.possible or one.late or one.overtime_minutes:
        return False
    return moved.pk == late.pk or late.pk in one.saves
