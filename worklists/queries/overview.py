"""The leader's overview of a date: her teams by shift, in figures and without a patient."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from heltom.lib import clock
from teams import queries as teams
from teams.models import Change, Shift, ShiftKind, Team, TeamKind, User
from teams.permissions import Permission, can, teams_visible_to
from worklists.models import TeamShift
from worklists.queries.addresses import shift_url
from worklists.queries.balance import Balance, balances_on
from worklists.queries.day import Link

type Day = date
type Key = tuple[int, str]
"""(team id, shift kind)"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One team's shift. `url` is empty for those who see figures only."""

    balance: Balance
    url: str
    is_now: bool
    missing: tuple[str, ...]
    note: str

    @property
    def is_empty(self) -> bool:
        """Nothing is to be done, and nothing wrong with that."""
        return not self.balance.due and self.balance.balances


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: Team
    cells: list[Cell]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Overview:
    date: date
    kinds: list[Link]
    rows: list[TeamRow]
    missing_later: list[teams.Gap]
    before: Day
    after: Day
    version: str
    runs_shifts: bool
    """What waits on her teams' desks is shown above the figures."""

    @property
    def faults(self) -> int:
        """Shifts that do not balance."""
        return sum(not cell.balance.balances for row in self.rows for cell in row.cells)

    @property
    def unassigned(self) -> int:
        return sum(cell.balance.unassigned for row in self.rows for cell in row.cells)


def overview(user: User, day: date) -> Overview:
    """Every team that the user answers for. Some fifteen queries, whatever the number of teams."""
    chosen = teams_visible_to(user, Permission.SEE_OVERVIEW)
    ahead = max((team.unit.warn_days_ahead for team in chosen), default=0)
    gaps = teams.gaps(chosen, day, day + timedelta(days=ahead))
    return Overview(
        date=day,
        kinds=[Link(str(kind.label), "", kind == _now(day)) for kind in ShiftKind],
        rows=_rows(user, day, chosen, gaps),
        missing_later=[gap for gap in gaps if gap.date > day],
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        version=version_of(user, day),
        runs_shifts=can(user, Permission.RUN_SHIFT),
    )


def version_of(user: User, day: date) -> str:
    """Grows with all that the figures rest on; three cheap queries, so that screens may ask often."""
    chosen = teams_visible_to(user, Permission.SEE_OVERVIEW)
    shown = TeamShift.objects.on(day).filter(team__in=chosen).aggregate(Sum("version"), Max("pk"))
    changed = Change.objects.filter(team__in=chosen).aggregate(Max("pk"))
    return ".".join(str(part or 0) for part in (*shown.values(), *changed.values()))


def _now(day: date) -> str | None:
    """The kind of shift that is going on, when the day shown is its date."""
    current, kind = teams.shift_by_clock(clock.now())
    return kind if current == day else None


def _rows(user: User, day: date, chosen: list[Team], gaps: list[teams.Gap]) -> list[TeamRow]:
    opens = {team.pk for team in teams_visible_to(user, Permission.SEE_DAY)}
    missing: dict[Key, list[str]] = defaultdict(list)
    for gap in gaps:
        if gap.date == day:
            missing[gap.team.pk, gap.kind].append(gap.function_label)
    lists, notes = _lists(chosen, day), teams.dimension_notes(chosen, day)
    cells: dict[int, list[Cell]] = defaultdict(list)
    for balance in balances_on(day, chosen):
        key = (balance.team.pk, balance.kind)
        cells[balance.team.pk].append(
            Cell(
                balance=balance,
                url=shift_url(balance.team, day, balance.kind) if key[0] in opens else "",
                is_now=balance.kind == _now(day),
                missing=tuple(missing[key]),
                note=_too_many(balance.team, lists.get(key, 0)),
            )
        )
    return [TeamRow(team, cells[team.pk], notes[team.pk]) for team in chosen]


def _lists(chosen: list[Team], day: date) -> dict[Key, int]:
    """How many walk a list, by team and shift. One query."""
    walking = Shift.objects.worked().walking().filter(team__in=chosen, date=day)
    counted = walking.order_by().values_list("team", "kind").annotate(lists=Count("pk"))
    return {(team, kind): lists for team, kind, lists in counted}


def _too_many(team: Team, lists: int) -> str:
    """More lists than the unit finds that one vaktkoordinator can oversee (HeltOm 3.0, 5.5)."""
    most = team.unit.max_lists_per_ot
    if team.kind != TeamKind.OT or lists <= most:
        return ""
    return _("%(lists)s lister, enheten vil ha høyst %(most)s") % {"lists": lists, "most": most}
