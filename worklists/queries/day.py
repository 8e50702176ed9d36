"""The vaktkoordinator's day page: one team, one shift, exactly what the page prints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from heltom.lib import clock
from teams import queries as teams
from teams.models import Shift, ShiftKind, Team, User
from teams.permissions import Permission, can
from worklists.models import Publication, Rebuild, TeamShift, Visit
from worklists.models.visits import OPEN
from worklists.queries.addresses import shift_url
from worklists.queries.axis import Axis
from worklists.queries.balance import Balance, day_balance
from worklists.queries.changes import Difference, difference
from worklists.queries.desk_tools import Now, now_of
from worklists.queries.lists import Published, Row, Stop, loose_stop, read, rows_of

BUSY = (Rebuild.Status.WAITING, Rebuild.Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class DayLink:
    day: date
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Loose:
    """Visits on nobody's list for one and the same reason."""

    reason: str
    stops: list[Stop]


@dataclass(frozen=True, slots=True)
class Duty:
    """Everybody with one function on the shift."""

    function: str
    people: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """The lists' last building: how far it has come, or when and why it was done."""

    rebuild: Rebuild | None
    publication: Publication | None

    @property
    def by(self) -> str:
        """Who asked for the lists that hold; empty when a clock did."""
        asker = self.publication.by if self.publication else None
        return teams.name_of(asker) if asker else ""

    @property
    def busy(self) -> bool:
        return self.rebuild is not None and self.rebuild.status in BUSY

    @property
    def changed_nothing(self) -> bool:
        """The last building ended with the lists that were there before."""
        if self.rebuild is None or self.publication is None:
            return False
        is_done = self.rebuild.status == Rebuild.Status.DONE
        return is_done and self.publication.rebuild_id != self.rebuild.pk

    @property
    def failed(self) -> bool:
        return self.rebuild is not None and self.rebuild.status == Rebuild.Status.FAILED


@dataclass(frozen=True, slots=True)
class DayPage:
    shift: TeamShift
    url: str
    as_lists: bool
    now: Now
    kinds: list[Link]
    before: DayLink
    after: DayLink
    today: DayLink
    duty: list[Duty]
    missing: list[teams.Gap]
    missing_later: list[teams.Gap]
    balance: Balance
    loose: list[Loose]
    rows: list[Row]
    axis: Axis | None
    difference: Difference
    build: Build
    may_rebuild: bool
    may_acknowledge: bool
    may_move: bool

    @property
    def team(self) -> Team:
        return self.shift.team

    @property
    def loose_count(self) -> int:
        return sum(len(group.stops) for group in self.loose)

    @property
    def patient_numbers(self) -> set[str]:
        """Whom the page shows, for the access log."""
        groups: list[Row | Loose] = [*self.rows, *self.loose]
        stops = [stop for group in groups for stop in group.stops]
        named = self.balance.patient_numbers | self.difference.patient_numbers
        return {stop.number for stop in stops} | named | self.now.patient_numbers


def day_page(user: User, shift: TeamShift, *, as_lists: bool = False) -> DayPage:
    """Some twenty queries, the same for three lists and for twelve."""
    duty = teams.on_duty(shift.team, shift.date, shift.kind)
    ahead = timedelta(days=shift.team.unit.warn_days_ahead)
    gaps = teams.gaps([shift.team, *_over(shift.team)], shift.date, shift.date + ahead)
    missing = [gap for gap in gaps if (gap.date, gap.kind) == (shift.date, shift.kind)]
    found = read(shift)
    rows, axis = rows_of(found)
    return DayPage(
        shift=shift,
        url=shift_url(shift.team, shift.date, shift.kind),
        as_lists=as_lists,
        now=now_of(user, shift),
        kinds=[_kind_link(shift, kind) for kind in ShiftKind],
        before=_day_link(shift, shift.date - timedelta(days=1)),
        after=_day_link(shift, shift.date + timedelta(days=1)),
        today=_day_link(shift, clock.today()),
        duty=_duty(duty),
        missing=missing,
        missing_later=[gap for gap in gaps if gap not in missing],
        balance=day_balance(shift.team, shift.date, shift.kind),
        loose=_loose(found),
        rows=rows,
        axis=axis,
        difference=difference(shift),
        build=build_of(shift),
        may_rebuild=may_rebuild(user, shift.team),
        may_acknowledge=can(user, Permission.ACKNOWLEDGE, shift.team),
        may_move=can(user, Permission.CHANGE_LISTS, shift.team),
    )


@dataclass(frozen=True, slots=True)
class PrintPage:
    """The lists as sheets of paper; also what the ward works from when the network is down."""

    shift: TeamShift
    rows: list[Row]
    loose: list[Loose]
    printed_at: datetime

    @property
    def patient_numbers(self) -> set[str]:
        groups: list[Row | Loose] = [*self.rows, *self.loose]
        stops = [stop for group in groups for stop in group.stops]
        return {stop.number for stop in stops}


def print_page(shift: TeamShift) -> PrintPage:
    """Five queries."""
    found = read(shift)
    return PrintPage(shift, rows_of(found)[0], _loose(found), clock.now())


def is_newest(code: str, day: date, kind: str, version: str) -> bool:
    """Whether a screen that shows this version has nothing to fetch. One query, by the key alone."""
    if not version.isdecimal():
        return False
    shown = TeamShift.objects.filter(team__code=code, date=day, kind=kind, version=int(version))
    return shown.exists()


def may_rebuild(user: User, team: Team) -> bool:
    return can(user, Permission.REBUILD, team)


def build_of(shift: TeamShift) -> Build:
    newest = Rebuild.objects.filter(team_shift=shift.pk).select_related("by").order_by("-id")
    return Build(rebuild=newest.first(), publication=shift.current)


def _over(team: Team) -> list[Team]:
    """The HT whose ansvarsvakt the OT leans on."""
    return [team.ht] if team.ht else []


def _kind_link(shift: TeamShift, kind: ShiftKind) -> Link:
    url = shift_url(shift.team, shift.date, kind.value)
    return Link(str(kind.label), url, current=kind == shift.kind)


def _day_link(shift: TeamShift, day: date) -> DayLink:
    return DayLink(day, shift_url(shift.team, day, shift.kind), current=day == shift.date)


def _duty(shifts: list[Shift]) -> list[Duty]:
    by_function: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        by_function[shift.get_function_display()].append(shift)
    return [Duty(function, tuple(people)) for function, people in by_function.items()]


def _loose(found: Published) -> list[Loose]:
    """The bucket by reason, most urgent first, without what has been called off or done since."""
    rows = [(found.visits[row.visit_id], row.reason) for row in found.bucket]
    rows = [(visit, reason) for visit, reason in rows if visit.state in OPEN]
    by_reason: dict[str, list[Stop]] = defaultdict(list)
    for visit, reason in sorted(rows, key=lambda row: _urgency(row[0])):
        by_reason[reason].append(loose_stop(visit))
    return [Loose(reason, stops) for reason, stops in by_reason.items()]


def _urgency(visit: Visit) -> tuple[int, datetime, int]:
    return visit.priority, visit.earliest, visit.pk
