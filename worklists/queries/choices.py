"""Those who could go, as a page prints them: one line each, with what it would mean, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib.words import hhmm
from worklists.models import TeamShift, Visit
from worklists.queries.candidates import Candidate, candidates
from worklists.queries.outlook import Extra


@dataclass(frozen=True, slots=True)
class Choice:
    """One who could go, or cannot. `place` says where her list has her now, where that is asked for."""

    candidate: Candidate
    can_be_there: str
    place: str = ""
    shift: TeamShift | None = None
    words: str = ""
    makes_late: bool = False
    """Others would begin too late: then the lists are to be laid anew around it."""
    has_namesake: bool = False

    @property
    def name(self) -> str:
        return self.candidate.staff.name

    @property
    def called(self) -> str:
        """What the button calls her: the first name, and all of it where two have the same."""
        return self.name if self.has_namesake else self.candidate.staff.given_name

    @property
    def key(self) -> str:
        """What the button sends: the shifts of all who would go, in their order."""
        shifts = self.candidate.shifts or (self.candidate.shift.pk,)
        return ",".join(map(str, shifts))

    @property
    def patient_numbers(self) -> set[str]:
        return {one.visit.patient.number for one in self.candidate.late}


def choices_for(
    shift: TeamShift,
    visit: Visit | None = None,
    *,
    extra: Extra | None = None,
    now: datetime | None = None,
) -> list[Choice]:
    """The best first, those who cannot last."""
    found = candidates(shift, visit, extra=extra, now=now)
    return told_apart(list(_choices(found, shift)))


def told_apart(choices: list[Choice]) -> list[Choice]:
    """With those marked who share a first name."""
    names = Counter(choice.candidate.staff.given_name for choice in choices)
    return [
        replace(choice, has_namesake=names[choice.candidate.staff.given_name] > 1)
        for choice in choices
    ]


def _choices(found: list[Candidate], shift: TeamShift) -> Iterator[Choice]:
    for one in found:
        begins = hhmm(one.starts_at) if one.possible and one.starts_at else ""
        yield Choice(one, _("kan være der %s") % begins if begins else "", shift=shift)
