"""Visits for two as meetings: who meets whom, when, and how long each waits for the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib.words import hhmm
from worklists.models import State, TeamShift, Visit
from worklists.queries.forecast import Half, Standing, minutes_between, standing


@dataclass(frozen=True, slots=True)
class Comer:
    """One of the two. `waits`: minutes at the door before they begin, as planned; `late` after the
    planned start, as it looks now."""

    name: str
    waits: int
    late: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two carers, one time. `starts_at` is when both are likely to be there."""

    visit: Visit
    planned_at: datetime
    starts_at: datetime
    comers: tuple[Comer, ...]

    @property
    def at(self) -> str:
        return hhmm(self.planned_at)

    @property
    def later_at(self) -> str:
        """The time that it looks like now; empty where it is the planned one."""
        return hhmm(self.starts_at) if self.late else ""

    @property
    def late(self) -> int:
        return max(0, minutes_between(self.planned_at, self.starts_at))

    @property
    def waiting(self) -> int:
        """Minutes of waiting for both together, as planned."""
        return sum(comer.waits for comer in self.comers)

    @property
    def held_up_by(self) -> Comer | None:
        """The one who is late where the other is not."""
        late = sorted(self.comers, key=lambda comer: -comer.late)
        if len(late) < 2 or late[0].late <= late[1].late:
            return None
        return late[0]

    @property
    def plan(self) -> str:
        """Who meets whom, when, and how long each waits."""
        both = _(" og ").join(comer.name for comer in self.comers)
        waits = [_("%(name)s venter %(minutes)s min") % {"name": one.name, "minutes": one.waits}
                 for one in self.comers if one.waits]  # fmt: skip
        told = _("%(both)s møtes kl. %(at)s") % {"both": both, "at": self.at}
        return f"{'. '.join([told, *waits])}."

    @property
    def sentence(self) -> str:
        """Who keeps whom waiting, for the desk and for the one who waits."""
        behind = self.held_up_by
        if behind is None:
            return ""
        other = next(comer for comer in self.comers if comer is not behind)
        words = {
            "behind": behind.name,
            "other": other.name,
            "who": self.visit.patient.family_name,
            "at": self.at,
            "then": hhmm(self.starts_at),
        }
        return (
            _(
                "%(behind)s og %(other)s møtes hos %(who)s kl. %(at)s. %(behind)s er der først %(then)s:"
                " si fra til %(other)s."
            )
            % words
        )


def meetings(found: Standing) -> list[Meeting]:
    """Every visit for two that nobody has begun, by time. No queries beyond what is read."""
    halves: dict[int, list[Half]] = defaultdict(list)
    for half in found.halves():
        if half.visit.carers > 1:
            halves[half.entry.visit_id].append(half)
    both = [_meeting(pair) for pair in halves.values() if len(pair) > 1]
    return sorted(both, key=lambda one: (one.planned_at, one.visit.pk))


def _meeting(halves: list[Half]) -> Meeting:
    ordered = sorted(halves, key=lambda half: half.entry.part)
    planned = max(half.entry.starts_at for half in ordered)
    return Meeting(
        visit=ordered[0].visit,
        planned_at=planned,
        starts_at=max(half.starts_at or planned for half in ordered),
        comers=tuple(_comer(half, planned) for half in ordered),
    )


def _comer(half: Half, planned: datetime) -> Comer:
    late = minutes_between(planned, half.ready_at) if half.ready_at and half.is_sure else 0
    return Comer(half.shift.staff.name, half.entry.waiting_minutes, max(0, late), half.is_sure)


def meeting_of(visit: Visit) -> Meeting | None:
    """The meeting at this visit, if two have it and nobody has begun. Five queries."""
    if visit.carers == 1 or visit.state != State.DUE:
        return None
    shift = TeamShift.objects.filter(team=visit.team_id, date=visit.date, kind=visit.shift).first()
    found = meetings(standing(shift)) if shift else []
    return next((one for one in found if one.visit.pk == visit.pk), None)
