"""How the neighbours' shifts stand now: minutes to spare, what nobody has, who runs it. No patients.

Enough to know whom to ask. Nobody is named but the vaktkoordinator; who may go is for her to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import from_to
from teams.models import DutyFunction, Shift, Team
from teams.rest import in_words
from worklists.models import BreakTime, Entry, TeamShift, Unassigned, Visit, Worklist
from worklists.models.visits import OPEN

type Span = tuple[datetime, datetime]

#: A hole shorter than this is a wait at a door, no help to anybody.
LEAST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Standing:
    """`free_minutes`: holes of a quarter of an hour and more on its lists, from now, the
    vaktkoordinator's own left aside. `longest` is the longest of them.
    """

    team: Team
    is_built: bool
    lists: int = 0
    free_minutes: int = 0
    longest: Span | None = None
    loose: int = 0
    vk: str = ""

    @property
    def is_short(self) -> bool:
        """It has visits that nobody takes: it needs help itself."""
        return self.loose > 0

    @property
    def free(self) -> str:
        return in_words(self.free_minutes) if self.free_minutes else _("ingenting")

    @property
    def hole(self) -> str:
        return from_to(*self.longest) if self.longest else ""

    @property
    def sentence(self) -> str:
        """How it stands, in one line."""
        if not self.is_built:
            return _("Listene er ikke bygget.")
        lists = ngettext("%(count)s liste", "%(count)s lister", self.lists) % {"count": self.lists}
        told = [_("%(free)s ledig på %(lists)s") % {"free": self.free, "lists": lists}]
        if self.hole:
            told.append(_("mest %(when)s") % {"when": self.hole})
        if self.loose:
            told.append(_("%(count)s ufordelt") % {"count": self.loose})
        return ", ".join(told)


def standings(
    teams: Iterable[Team], day: date, kind: str, now: datetime | None = None
) -> list[Standing]:
    """One for each team, those with most to spare first. Six queries, whatever their number."""
    chosen = list(teams)
    rows = TeamShift.objects.filter(team__in=chosen, date=day, kind=kind, current__isnull=False)
    current = {row.team_id: row.current_id for row in rows}
    lists = _lists(current.values())
    busy = _busy(current.values())
    loose = _loose(current.values())
    vks = _vks(chosen, day, kind)
    found = [
        _standing(
            team, lists[current.get(team.pk)], busy, loose[current.get(team.pk)],
            vks.get(team.pk, ""), now or clock.now(), is_built=team.pk in current,
        )
        for team in chosen
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.is_short, -one.free_minutes))


def _lists(publications: Iterable[int | None]) -> dict[int | None, list[Worklist]]:
    rows = Worklist.objects.filter(publication__in=list(publications), shift__absence=None)
    found: dict[int | None, list[Worklist]] = defaultdict(list)
    for row in rows.exclude(shift__function=DutyFunction.VK).select_related("shift"):
        found[row.publication_id].append(row)
    return found


def _busy(publications: Iterable[int | None]) -> dict[int, list[Span]]:
    """By list: when she is at a visit, on the way to one, or at her meal."""
    keys = list(publications)
    found: dict[int, list[Span]] = defaultdict(list)
    for entry in Entry.objects.filter(worklist__publication__in=keys):
        way = timedelta(minutes=entry.travel_minutes)
        found[entry.worklist_id].append((entry.starts_at - way, entry.ends_at))
    for pause in BreakTime.objects.filter(worklist__publication__in=keys):
        found[pause.worklist_id].append((pause.starts_at, pause.ends_at))
    return found


def _loose(publications: Iterable[int | None]) -> dict[int | None, int]:
    rows = Unassigned.objects.filter(publication__in=list(publications))
    of = dict(rows.values_list("visit", "publication"))
    found: dict[int | None, int] = defaultdict(int)
    for visit in Visit.objects.filter(pk__in=of).with_state():
        found[of[visit.pk]] += visit.state in OPEN
    return found


def _vks(teams: list[Team], day: date, kind: str) -> dict[int, str]:
    runs = (DutyFunction.VK, DutyFunction.ANSVARSVAKT)
    rows = Shift.objects.worked().filter(team__in=teams, date=day, kind=kind, function__in=runs)
    return {row.team_id: row.staff.name for row in rows.select_related("staff")}


def _standing(
    team: Team,
    lists: list[Worklist],
    busy: dict[int, list[Span]],
    loose: int,
    vk: str,
    now: datetime,
    *,
    is_built: bool,
) -> Standing:
    holes = [hole for row in lists for hole in _holes(row, sorted(busy[row.pk]), now)]
    longest = max(holes, key=lambda hole: hole[1] - hole[0], default=None)
    minutes = sum((end - start for start, end in holes), timedelta()).total_seconds() // 60
    return Standing(team, is_built, len(lists), int(minutes), longest, loose, vk)


def _holes(row: Worklist, busy: list[Span], now: datetime) -> list[Span]:
    """Free time on one list from now; the way home from the last visit is not free."""
    ready = row.shift.starts_at + timedelta(minutes=row.report_minutes)
    free_from, holes = max(ready, now), []
    last = max((end for _start, end in busy), default=ready)
    taken = [*busy, (last, max(last, row.home_at)), (row.shift.ends_at, row.shift.ends_at)]
    for start, end in taken:
        until = min(start, row.shift.ends_at)
        if until - free_from >= LEAST:
            holes.append((free_from, until))
        free_from = max(free_from, end)
    return holes
