"""The row that a team's shift is locked by, and the number that tells screens to look again."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from teams.models import Team
from worklists.models import TeamShift


def get(*, team: Team, day: date, kind: str) -> TeamShift:
    """The row of this shift, made when it is not there yet."""
    found, _ = TeamShift.objects.select_related("team__site__unit").get_or_create(
        team=team, date=day, kind=kind
    )
    return found


def lock(team_shift: TeamShift) -> TeamShift:
    """Lock the shift for the rest of the transaction; returns it as it is now.

    Everything that changes a shift's lists or visits takes this lock first, and only one of them,
    so that nobody waits in a circle.
    """
    return (
        TeamShift.objects.select_for_update(of=("self",))
        .select_related("team__site__unit", "current")
        .get(pk=team_shift.pk)
    )


def touch(team_shift: TeamShift) -> None:
    """Something on this shift's screens has changed."""
    TeamShift.objects.filter(pk=team_shift.pk).update(version=F("version") + 1)
