"""When a team meets next, and by when a patient must be reported to that meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from boards.models import Meeting
from boards.schedule import working_day_before
from heltom.lib import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import Team, Unit

#: Not over yet: made ahead, or going on.
COMING = (Meeting.State.PLANNED, Meeting.State.OPEN)
#: How long after its hour a meeting that nobody has opened is still the next one.
GRACE = timedelta(hours=2)


def deadline_at(unit: Unit, starts_at: datetime) -> datetime:
    """The unit's hour on the last working day before a meeting that begins then."""
    day = starts_at.astimezone(clock.OSLO).date()
    return clock.at(working_day_before(day), unit.board_deadline)


def upcoming(teams: Iterable[Team], now: datetime) -> QuerySet[Meeting]:
    """What is planned or going on, the nearest first, with its team."""
    rows = Meeting.objects.filter(team__in=teams, state__in=COMING, starts_at__gt=now - GRACE)
    return rows.select_related("team__site__unit", "team__ht").order_by("starts_at", "pk")


def next_meeting(team: Team, now: datetime) -> Meeting | None:
    """The meeting that the team has next, or has now; None when none is made."""
    return upcoming([team], now).first()


def meeting_to_report_to(team: Team, now: datetime) -> Meeting | None:
    """The first meeting that a patient reported now reaches by itself: its deadline has not passed."""
    rows = upcoming([team], now).filter(state=Meeting.State.PLANNED, deadline_at__gt=now)
    return rows.first()
