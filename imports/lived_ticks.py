"""What the carers of the demo have ticked before it is opened, so that the day stands where the clock does.

Without it a demo opened before noon shows a morning where nobody got her medicine.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from heltom.lib import clock
from imports.demo.characters import FIRST_UNIT
from imports.lived_clock import at, user
from teams.demo import is_marked_as_demo
from teams.models import Staff, User
from worklists.actions import visits
from worklists.models import Entry, State, TeamShift, VisitState

#: How far behind its plan each list runs, minutes: the first list, the second, and then over again.
BEHIND = (1, 4, 0, 7, 2)


def tick(now: datetime) -> int:
    """Tick what the lists of the first unit say is done by `now`; returns how many visits that was.

    Only on shifts where nobody has ticked anything, so that a demo that is in use is left alone.
    """
    if not is_marked_as_demo():
        return 0
    return sum(_tick(shift, now) for shift in _untouched(now))


def _untouched(now: datetime) -> QuerySet[TeamShift]:
    ticked = VisitState.objects.filter(state__in=(State.STARTED, State.DONE))
    today = now.astimezone(clock.OSLO).date()
    rows = TeamShift.objects.filter(
        date__in=(today - timedelta(days=1), today), team__site__unit__code=FIRST_UNIT
    )
    return rows.exclude(current__worklists__entries__visit__states__in=ticked).exclude(current=None)


@transaction.atomic
def _tick(team_shift: TeamShift, now: datetime) -> int:
    done = 0
    for number, worklist in enumerate(team_shift.current.worklists.order_by("pk")):  # type: ignore[union-attr]
        behind = timedelta(minutes=BEHIND[number % len(BEHIND)])
        for entry in worklist.entries.select_related("visit", "worklist__shift__staff__user"):
            done += _tick_one(entry, behind, now)
    return done


def _tick_one(entry: Entry, behind: timedelta, now: datetime) -> bool:
    """Done when it has ended by then, begun when she is there now."""
    carer = entry.worklist.shift.staff
    starts, ends = entry.starts_at + behind, entry.ends_at + behind
    step, then = (visits.finish, ends) if ends < now else (visits.start, starts)
    if starts >= now or visits.current_state(entry.visit) != State.DUE:
        return False
    with at(then):
        step(visit=entry.visit, by=_login_of(carer), carer=carer)
    return True


def _login_of(carer: Staff) -> User:
    """Few of the invented have a login; for the others the ansvarsvakt has written it down."""
    return carer.user or user("anne")
