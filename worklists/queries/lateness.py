"""Who is likely to be late, before a window breaks: the desk's lines, and how every list goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Shift, Team, User
from teams.permissions import Permission, can
from worklists.models import TeamShift, Unassigned, Visit
from worklists.models.plans import Priority
from worklists.queries.addresses import shift_url
from worklists.queries.desk_lines import DeskLine
from worklists.queries.forecast import (
    Expected,
    Half,
    Standing,
    expected_of,
    minutes_between,
    standing,
)
from worklists.queries.meetings import Meeting, meetings


@dataclass(frozen=True, slots=True)
class Late:
    """A visit that is likely to begin after its window, and later than planned."""

    visit: Visit
    expected: Expected

    @property
    def is_critical(self) -> bool:
        return bool(self.visit.priority == Priority.AT_THIS_TIME)

    @property
    def sentence(self) -> str:
        words = {
            "name": self.expected.name,
            "then": hhmm(self.expected.starts_at),
            "who": self.visit.patient.family_name,
            "latest": hhmm(self.visit.latest),
            "minutes": self.expected.late_minutes,
        }
        return (
            _(
                "%(name)s ligger an til %(then)s hos %(who)s, senest %(latest)s: %(minutes)s min for sent"
            )
            % words
        )


@dataclass(frozen=True, slots=True)
class Silent:
    """A list on which nothing is ticked for long. `since` None: nothing since the shift began."""

    name: str
    since: datetime | None

    @property
    def sentence(self) -> str:
        if self.since is None:
            return _("%s har ikke ført noe ennå") % self.name
        words = {"name": self.name, "at": hhmm(self.since)}
        return _("%(name)s: ikke ført siden %(at)s") % words


def late_visits(found: Standing, team: Team) -> list[Late]:
    """Those beyond the unit's warning, the critical ones first. No queries beyond what is read."""
    least = team.unit.late_warning_minutes
    expected, visits = expected_of(found), visits_of(found)
    late = [Late(visits[pk], one) for pk, one in expected.items() if _warns(one, least)]
    return sorted(late, key=lambda one: (not one.is_critical, one.expected.starts_at))


def visits_of(found: Standing) -> dict[int, Visit]:
    return {half.entry.visit_id: half.visit for half in found.halves()}


def _warns(one: Expected, least: int) -> bool:
    """Only what is later than the lists say already: those are warned of when they are built."""
    return one.is_sure and one.late_minutes >= max(1, least) and one.starts_at > one.planned_at


def silent_lists(found: Standing, now: datetime) -> list[Silent]:
    """Lists that should have moved on long ago and have not been ticked."""
    return [
        Silent(worklist.shift.staff.name, found.ticked_at(course))
        for worklist in found.worklists
        if (course := found.courses[str(worklist.shift_id)]).silent and worklist.shift.ends_at > now
    ]


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """What the desk is told of lateness, meetings and visits put aside. Five queries."""
    if shift.current_id is None or not can(user, Permission.CHANGE_LISTS, shift.team):
        return []
    told = list(_aside_lines(shift))
    now = clock.now()
    found = standing(shift, now)
    if any(
        worklist.shift.starts_at <= now < worklist.shift.ends_at for worklist in found.worklists
    ):
        told += [*_late_lines(found, shift), *_meeting_lines(found, shift)]
        told += _silent_lines(silent_lists(found, now), shift)
    return told


def _aside_lines(shift: TeamShift) -> Iterator[DeskLine]:
    rows = Unassigned.objects.filter(publication=shift.current_id, code=Unassigned.ASIDE)
    for row in rows.select_related("visit__patient"):
        visit = row.visit
        words = {"title": visit.title, "who": visit.patient.family_name}
        urgent = visit.priority == Priority.AT_THIS_TIME
        yield DeskLine(
            "aside",
            _("Ingen har %(title)s hos %(who)s. Velg hvem") % words,
            reverse("worklists:visit_move", args=[visit.pk]),
            "danger" if urgent else "warning",
            visit.latest,
            visit.patient.number,
        )


def _late_lines(found: Standing, shift: TeamShift) -> Iterator[DeskLine]:
    for late in late_visits(found, shift.team):
        yield DeskLine(
            "late",
            late.sentence,
            reverse("worklists:visit_late", args=[late.visit.pk]),
            "danger" if late.is_critical else "warning",
            late.visit.latest,
            late.visit.patient.number,
        )


def _meeting_lines(found: Standing, shift: TeamShift) -> Iterator[DeskLine]:
    least = max(1, shift.team.unit.late_warning_minutes)
    for meeting in meetings(found):
        if meeting.late >= least and meeting.sentence:
            yield DeskLine(
                "meeting",
                meeting.sentence,
                forecast_url(shift),
                "info",
                meeting.planned_at,
                meeting.visit.patient.number,
            )


def _silent_lines(silent: list[Silent], shift: TeamShift) -> Iterator[DeskLine]:
    """One line for all of them: it is nobody's fault that a phone stayed in the pocket."""
    if len(silent) == 1:
        yield DeskLine("silent", silent[0].sentence, forecast_url(shift))
    elif silent:
        text = ngettext(
            "%s liste er ikke ført på en stund", "%s lister er ikke ført på en stund", len(silent)
        )
        yield DeskLine("silent", text % len(silent), forecast_url(shift))


def forecast_url(shift: TeamShift) -> str:
    return reverse("worklists:forecast", args=[shift.team.code, shift.date, shift.kind])


@dataclass(frozen=True, slots=True)
class Next:
    """How one list goes: what is next on it, and when."""

    name: str
    visit: Visit | None
    planned: str
    expected: str
    behind: int
    ticked: str
    silent: bool


@dataclass(frozen=True, slots=True)
class ForecastPage:
    shift: TeamShift
    lists: list[Next]
    late: list[Late]
    meetings: list[Meeting]
    silent: list[Silent]

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def patient_numbers(self) -> set[str]:
        visits = [one.visit for one in self.late] + [one.visit for one in self.meetings]
        visits += [one.visit for one in self.lists if one.visit]
        return {visit.patient.number for visit in visits}


def forecast_page(shift: TeamShift) -> ForecastPage:
    """Four queries, whatever the number of lists."""
    now = clock.now()
    found = standing(shift, now)
    return ForecastPage(
        shift=shift,
        lists=_next_of_each(found),
        late=late_visits(found, shift.team),
        meetings=meetings(found),
        silent=silent_lists(found, now),
    )


def _next_of_each(found: Standing) -> list[Next]:
    firsts: dict[int, Half] = {}
    for half in found.halves():
        if half.is_sure or half.course.silent:
            firsts.setdefault(half.shift.pk, half)
    return [
        _next(found, worklist.shift, firsts.get(worklist.shift_id)) for worklist in found.worklists
    ]


def _next(found: Standing, shift: Shift, half: Half | None) -> Next:
    course = found.courses[str(shift.pk)]
    ticked = found.ticked_at(course)
    starts_at = half.starts_at if half else None
    planned = half.entry.starts_at if half else None
    return Next(
        name=shift.staff.name,
        visit=half.visit if half else None,
        planned=hhmm(planned) if planned else "",
        expected=hhmm(starts_at) if starts_at and not course.silent else "",
        behind=max(0, minutes_between(planned, starts_at)) if planned and starts_at else 0,
        ticked=hhmm(ticked) if ticked else "",
        silent=course.silent,
    )
