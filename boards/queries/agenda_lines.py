"""What waits for whoever prepares the coming boards: one line a team, for her desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from boards.models import Item, Meeting
from boards.queries.away import Comer, comers_of
from boards.queries.meetings import upcoming
from heltom.lib import clock
from teams.models import Team
from teams.permissions import Permission, teams_where

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """The next meeting of a team: proposals that wait for her answer, who has no place, and who of those
    expected will not come.
    """

    meeting: Meeting
    proposals: int
    without: int
    missing: list[Comer]
    now: datetime

    @property
    def is_past_deadline(self) -> bool:
        return self.now > self.meeting.deadline_at


def agenda_lines(user: User) -> list[AgendaLine]:
    """Of the teams whose board the user prepares, the nearest meeting first. Two queries, and six each."""
    now = clock.now()
    teams = Team.objects.filter(teams_where(user, Permission.PREPARE_BOARD))
    nearest: dict[int, Meeting] = {}
    for meeting in upcoming(teams, now):
        nearest.setdefault(meeting.team_id, meeting)
    waits = Count("pk", filter=Q(state=Item.State.PROPOSED, fits=True))
    standing = Q(state__in=[Item.State.PROPOSED, Item.State.ON])
    rows = (
        Item.objects.filter(meeting__in=[one.pk for one in nearest.values()])
        .values_list("meeting")
        .annotate(waits=waits, without=Count("pk", filter=standing & Q(fits=False)))
    )
    counted = {key: (proposals, without) for key, proposals, without in rows}
    return [
        AgendaLine(one, *counted.get(one.pk, (0, 0)), _missing(one), now)
        for one in nearest.values()
    ]


def _missing(meeting: Meeting) -> list[Comer]:
    return [comer for comer in comers_of([meeting])[meeting.pk] if comer.is_missing]
