"""The row that a team's shift is locked by, and the number that tells screens to look again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from heltom.lib import clock
from teams.models import Team
from worklists.models import TeamShift, Visit, VisitPlan


def get(*, team: Team, day: date, kind: str) -> TeamShift:
    """The row of this shift, made when it is not there yet."""
    found, _ = TeamShift.objects.select_related("team__site__unit").get_or_create(
        team=team, date=day, kind=kind
    )
    return found


def lock(team_shift: TeamShift) -> TeamShift:
    """Lock the shift (not its key: rows that point at it may be written meanwhile) for the rest of the
    transaction; returns it as it is now.

    Everything that changes a shift's lists or visits takes this lock first and then the visits'
    (`lock_visits`), and never a second shift's, so that nobody waits in a circle.
    """
    TeamShift.objects.select_for_update(of=("self",), no_key=True).get(pk=team_shift.pk)
    # Read in a statement of its own: after a wait PostgreSQL joins the row as it now is with what the
    # first statement saw, and lists published meanwhile would look as if there were none.
    return TeamShift.objects.select_related("team__site__unit", "current").get(pk=team_shift.pk)


def lock_visits(team_shift: TeamShift) -> None:
    """Lock the shift's visits, and those its plans have made elsewhere, always in the same order.

    A visit can be on its way from one team to another: two shifts' locks do not keep their rebuilds
    apart, this does. A statement of its own, so that what is read afterwards is what holds.
    """
    plans = VisitPlan.objects.on(team_shift.date).filter(
        team=team_shift.team, shift=team_shift.kind
    )
    here = Q(team=team_shift.team, shift=team_shift.kind) | Q(plan__in=plans)
    rows = Visit.objects.filter(here, date=team_shift.date).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def note_travel(team_shift: TeamShift, sentence: str, *, asks: bool) -> None:
    """What the lists' travel minutes rest on, and whether the road server is to be asked again."""
    TeamShift.objects.filter(pk=team_shift.pk).update(travel_note=sentence, wants_roads=asks)


def touch(team_shift: TeamShift) -> None:
    """Something on this shift's screens has changed."""
    TeamShift.objects.filter(pk=team_shift.pk).update(version=F("version") + 1)


def tell(*teams: Team) -> None:
    """The desks of these teams are to look again: something has happened that is not on a list.

    After the commit, and without a lock that is held: an alarm, a question or a call belongs to no
    one shift. Last night's, today's and tomorrow's screens look.
    """
    keys = sorted({team.pk for team in teams})
    transaction.on_commit(lambda: _touch_near(keys))


def _touch_near(teams: list[int]) -> None:
    today = clock.today()
    near = TeamShift.objects.filter(
        team__in=teams, date__range=(today - timedelta(days=1), today + timedelta(days=1))
    )
    near.update(version=F("version") + 1)
