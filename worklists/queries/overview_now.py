"""What waits at this hour in all the teams that somebody runs: the ansvarsvakt's way to her own desk."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from django.utils.translation import gettext as _

from heltom.lib import clock
from teams.models import Team, User
from teams.permissions import Permission, teams_visible_to
from teams.queries import shift_by_clock
from worklists.models import TeamShift
from worklists.queries.addresses import shift_url
from worklists.queries.desk_lines import DeskLine, Lines
from worklists.queries.desk_now import URGENCY, desk_now


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A line, and whose desk it stands on."""

    team: Team
    line: DeskLine


@dataclass(frozen=True, slots=True)
class Desk:
    team: Team
    url: str


@dataclass(frozen=True, slots=True)
class OverviewNow:
    desks: list[Desk]
    lines: list[TeamLine]

    @property
    def first(self) -> list[TeamLine]:
        return self.lines[: Lines.SHOWN]

    @property
    def rest(self) -> list[TeamLine]:
        return self.lines[Lines.SHOWN :]

    @property
    def version(self) -> str:
        shown = repr([(row.team.code, row.line) for row in self.lines])
        return blake2b(shown.encode(), digest_size=8).hexdigest()

    @property
    def said(self) -> str:
        if not self.lines:
            return _("Ingenting venter i teamene dine.")
        first = self.lines[0]
        words = {"number": len(self.lines), "team": first.team, "first": first.line.text}
        return _("%(number)s venter. Først: %(team)s: %(first)s") % words

    @property
    def patients_of(self) -> list[tuple[Team, set[str]]]:
        """Whom it shows, by the team whose desk says so, for the access log."""
        teams = dict.fromkeys(row.team for row in self.lines if row.line.patient_number)
        return [
            (team, {row.line.patient_number for row in self.lines if row.team == team} - {""})
            for team in teams
        ]


def overview_now(user: User) -> OverviewNow:
    """The shift that is going on, in the teams the user runs it in: an HT and the OTs under it at most.

    Some ten queries for each of them, so it is a slot of its own (docs/htmx.md).
    """
    teams = teams_visible_to(user, Permission.RUN_SHIFT)
    day, kind = shift_by_clock(clock.now())
    known = {shift.team_id: shift for shift in TeamShift.objects.on(day).filter(kind=kind)}
    shifts = [known.get(team.pk) or TeamShift(team=team, date=day, kind=kind) for team in teams]
    for shift, team in zip(shifts, teams, strict=True):
        shift.team = team
    rows = [TeamLine(shift.team, line) for shift in shifts for line in desk_now(user, shift)]
    desks = [Desk(team, shift_url(team, day, kind)) for team in teams]
    return OverviewNow(desks, _once(sorted(rows, key=_urgency)))


def _urgency(row: TeamLine) -> tuple[int, float]:
    at = row.line.at
    return URGENCY[row.line.level], at.timestamp() if at else float("inf")


def _once(rows: list[TeamLine]) -> list[TeamLine]:
    """A question between two teams stands on both desks, and here once, where it is most urgent."""
    first: dict[str, Team] = {}
    return [row for row in rows if first.setdefault(row.line.url, row.team) == row.team]
