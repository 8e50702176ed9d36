"""When each visit is likely to begin, by what is ticked: "where is my visit?", and who will be late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import FETCH_RAISE

from heltom.lib import clock
from teams.models import Shift
from worklists.models import BreakTime, Entry, State, TeamShift, Visit, VisitState, Worklist
from worklists.models.visits import OPEN
from worklists.planning.forecast import Course, Leg, Walk, forecast


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


@dataclass(slots=True)
class Ticks:
    """What is ticked of one visit since it was last due: instants, and who did it."""

    began: datetime | None = None
    ended: datetime | None = None
    carer_id: int | None = None
    state: str = State.DUE


@dataclass(frozen=True, slots=True)
class Half:
    """One carer's part of a visit on the lists that hold, and when she herself could be there."""

    entry: Entry
    shift: Shift
    course: Course
    ready_at: datetime | None
    starts_at: datetime | None

    @property
    def visit(self) -> Visit:
        return self.entry.visit

    @property
    def is_sure(self) -> bool:
        return self.entry.visit_id not in self.course.unsure


@dataclass(slots=True)
class Standing:
    """How the shift goes: each list's course, and the visits on it with their ticks."""

    team_shift: TeamShift
    worklists: list[Worklist] = field(default_factory=list)
    courses: dict[str, Course] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    ticks: dict[int, Ticks] = field(default_factory=lambda: defaultdict(Ticks))

    def halves(self) -> Iterator[Half]:
        """Every part of every visit that nobody has begun, list by list in order."""
        day = self.team_shift.date
        for worklist in self.worklists:
            course = self.courses[str(worklist.shift_id)]
            for entry in self.entries[worklist.pk]:
                if self.ticks[entry.visit_id].state == State.DUE:
                    yield Half(
                        entry,
                        worklist.shift,
                        course,
                        _instant(day, course.ready.get(entry.visit_id)),
                        _instant(day, course.starts.get(entry.visit_id)),
                    )

    def ticked_at(self, course: Course) -> datetime | None:
        return _instant(self.team_shift.date, course.ticked)


def standing(team_shift: TeamShift, now: datetime | None = None) -> Standing:
    """How the lists that hold go. Four queries, whatever their size."""
    found = Standing(team_shift)
    if team_shift.current_id is None:
        return found
    of = Worklist.objects.filter(publication=team_shift.current_id).select_related("shift__staff")
    found.worklists = list(of.fetch_mode(FETCH_RAISE))
    rows = Entry.objects.filter(worklist__publication=team_shift.current_id)
    for entry in rows.select_related("visit__patient").order_by("position").fetch_mode(FETCH_RAISE):
        found.entries[entry.worklist_id].append(entry)
    breaks = BreakTime.objects.filter(worklist__publication=team_shift.current_id)
    pauses: dict[int, list[BreakTime]] = defaultdict(list)
    for pause in breaks.fetch_mode(FETCH_RAISE):
        pauses[pause.worklist_id].append(pause)
    visits = {entry.visit_id for entries in found.entries.values() for entry in entries}
    found.ticks = ticks_of(visits)
    minute = clock.minutes_since_midnight(team_shift.date, now or clock.now())
    walks = [_walk(found, worklist, pauses[worklist.pk]) for worklist in found.worklists]
    found.courses = forecast(walks, minute)
    return found


def ticks_of(visits: set[int]) -> dict[int, Ticks]:
    """What is ticked of these visits. One query."""
    found: dict[int, Ticks] = defaultdict(Ticks)
    for step in VisitState.objects.filter(visit__in=visits).order_by("pk").fetch_mode(FETCH_RAISE):
        ticks = found[step.visit_id]
        at = step.happened_at or step.at
        ticks.state = step.state
        if step.state == State.STARTED:
            ticks.began, ticks.carer_id = at, step.carer_id
        elif step.state == State.DONE:
            ticks.ended, ticks.carer_id = at, step.carer_id
        else:
            ticks.began = ticks.ended = ticks.carer_id = None
    return found


def _walk(found: Standing, worklist: Worklist, pauses: list[BreakTime]) -> Walk:
    day = found.team_shift.date
    shift = worklist.shift
    legs = [
        _leg(entry, found.ticks[entry.visit_id], shift, day) for entry in found.entries[worklist.pk]
    ]
    legs += [Leg(None, _minute(day, one.starts_at), _minute(day, one.ends_at)) for one in pauses]
    legs.sort(key=lambda leg: (leg.start, leg.end))
    return Walk(str(shift.pk), _minute(day, shift.starts_at), tuple(legs))


def _leg(entry: Entry, ticks: Ticks, shift: Shift, day: date) -> Leg:
    """A stop as planned and as ticked. A visit that is locked begins no earlier than it stands.

    Where somebody else did it in her stead, she goes past it.
    """
    visit = entry.visit
    not_before = entry.starts_at if visit.locked else visit.earliest
    by_another = visit.carers == 1 and ticks.carer_id not in (None, shift.staff_id)
    return Leg(
        visit=visit.pk,
        start=_minute(day, entry.starts_at),
        end=_minute(day, entry.ends_at),
        travel=entry.travel_minutes,
        earliest=_minute(day, not_before),
        began=_minute_or_none(day, ticks.began),
        ended=_minute_or_none(day, ticks.ended),
        skipped=by_another or ticks.state not in (*OPEN, State.DONE),
    )


def expected(team_shift: TeamShift, now: datetime | None = None) -> dict[int, Expected]:
    """By visit, for those that are due on the lists that hold; of two carers the later. Four queries."""
    return expected_of(standing(team_shift, now))


def expected_of(found: Standing) -> dict[int, Expected]:
    """The same, of lists that are read already."""
    told: dict[int, Expected] = {}
    for half in found.halves():
        one = _expected(found, half)
        before = told.get(half.entry.visit_id)
        if before is None or (one.is_sure, one.starts_at) > (before.is_sure, before.starts_at):
            told[half.entry.visit_id] = one
    return told


def _expected(found: Standing, half: Half) -> Expected:
    planned = half.entry.starts_at
    starts_at = half.starts_at or planned
    return Expected(
        shift=half.shift,
        planned_at=planned,
        starts_at=starts_at,
        late_minutes=max(0, minutes_between(half.visit.latest, starts_at)),
        is_sure=half.is_sure,
        ticked_at=found.ticked_at(half.course),
    )


def minutes_between(first: datetime, second: datetime) -> int:
    return (second - first) // timedelta(minutes=1)


def _minute(day: date, instant: datetime) -> int:
    return clock.minutes_since_midnight(day, instant)


def _minute_or_none(day: date, instant: datetime | None) -> int | None:
    return None if instant is None else _minute(day, instant)


def _instant(day: date, minute: int | None) -> datetime | None:
    return None if minute is None else clock.instant_after_midnight(day, minute)
