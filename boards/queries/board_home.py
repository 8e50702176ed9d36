"""The boards that somebody may read, each with its next meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from boards.models import Meeting
from boards.queries.meetings import upcoming
from heltom.lib import clock
from teams.permissions import Permission, can, teams_visible_to

if TYPE_CHECKING:
    from teams.models import Team, User
    from teams.roles import Role


@dataclass(frozen=True, slots=True)
class BoardLine:
    team: Team
    meeting: Meeting | None


def may_see_any(user: User) -> bool:
    return can(user, Permission.SEE_BOARD)


def board_home(user: User) -> list[BoardLine]:
    """Two queries. In the order of the teams."""
    teams = teams_visible_to(user, Permission.SEE_BOARD)
    first: dict[int, Meeting] = {}
    for meeting in upcoming(teams, clock.now()):
        first.setdefault(meeting.team_id, meeting)
    return [BoardLine(team, first.get(team.pk)) for team in teams]


def overview_url(role: Role) -> str | None:
    """Where the fagansvarlig begins."""
    return reverse("boards:overview", args=[role.team.code]) if role.team else None


def my_meetings_url(role: Role) -> str | None:
    """Where a therapist begins: she has several teams, and her day is their meetings."""
    return reverse("boards:my_meetings")
