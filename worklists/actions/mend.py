"""Mend a shift's lists at once, in the caller's transaction: what changed has its place when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import User
from worklists.actions import team_shifts
from worklists.actions.publish import publish
from worklists.models import Publication, TeamShift, Visit
from worklists.planning.plan import Plan
from worklists.planning.solver import PlanRejected, solve
from worklists.queries import problem
from worklists.queries.problem import Asked, Pin
from worklists.queries.work import Work, read_work


def mend(
    *,
    team_shift: TeamShift,
    why: str,
    by: User | None,
    pins: Mapping[str, Pin] | None = None,
    hold: bool = False,
    now: datetime | None = None,
) -> Publication:
    """Lay the lists anew around what is so now, with few moves, and publish them.

    First change what has changed (an absence, a visit called off or added), then call this in the same
    transaction: all of it happens, or none. A visit that is pinned (by its job's key) comes to the
    list that is named or to none, and stays locked there. With `hold` nobody else's visits change
    hands. Half a second for ten lists, under the shift's lock. Raises Refused where what a person has
    said breaks a hard rule.
    """
    work = read_locked(team_shift)
    asked = problem.build(work, now or clock.now(), pins=pins, hold=hold)
    return publish_asked(work=work, asked=asked, plan=plan_of(asked), why=why, by=by, pins=pins)


def read_locked(team_shift: TeamShift) -> Work:
    """The shift and its visits locked, in that order, and then read."""
    locked = team_shifts.lock(team_shift)
    team_shifts.lock_visits(locked)
    return read_work(locked)


def plan_of(asked: Asked) -> Plan:
    """The planner's answer, near to what people have seen. Raises Refused for what cannot be."""
    try:
        return solve(asked.problem, previous=asked.previous)
    except PlanRejected as rejected:
        raise Refused(
            _("Listene kan ikke bli slik: %s") % rejected.faults[0].sentence
        ) from rejected


def publish_asked(
    *,
    work: Work,
    asked: Asked,
    plan: Plan,
    why: str,
    by: User | None,
    pins: Mapping[str, Pin] | None = None,
) -> Publication:
    """Publish, and lock what a person has placed: her word stands when lists are built again."""
    for job in (asked.jobs[key] for key in pins or {} if key in asked.jobs):
        work.aside.pop(job.visit.pk, None)
    publication = publish(work=work, asked=asked, plan=plan, why=why[:200], by=by)
    placed = {stop.visit for _route, stop in plan.placed()}
    pinned = [asked.jobs[key].visit.pk for key in pins or {} if key in placed]
    Visit.objects.filter(pk__in=pinned).update(locked=True)
    return publication
