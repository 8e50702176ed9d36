"""The sweep: nothing that is owed stays lying, whoever was killed and whatever the broker lost."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib import clock, wake
from teams.models import Change, Shift, ShiftKind, Team
from worklists.actions import lent_visits, rebuilds, roads
from worklists.models import Rebuild, TeamShift
from worklists.queries import problem
from worklists.queries.roads import has_begun, roads_between
from worklists.queries.work import read_work

#: A running rebuild without a pulse for this long belongs to a worker that is gone.
SILENCE = timedelta(seconds=30)
#: A waiting row is announced again after this long: the first message may have been lost.
AGAIN = timedelta(seconds=30)
#: Lists are kept ready for today and so many days more.
DAYS_AHEAD = 1
#: No longer at a time is the road server asked again: the worker has lists to build.
ROADS_SECONDS = 20.0


def sweep() -> int:
    """Take up changes, find what is missing or abandoned, announce what waits. Returns the announced."""
    take_changes()
    lent_visits.settle_all()
    request_missing()
    take_back()
    return announce()


@transaction.atomic
def take_changes() -> int:
    """Turn noted changes into requests for the shifts they touch. Returns how many were taken."""
    waiting = Change.objects.filter(taken_at__isnull=True).select_related("team", "by")
    changes = list(waiting.select_for_update(of=("self",), skip_locked=True)[:500])
    owed = {(c.team_id, day, kind): c for c in changes for day, kind in _touched(c)}
    # In a fixed order: each request touches its shift's row, and two sweeps must not cross.
    for (_team, day, kind), change in sorted(owed.items(), key=lambda item: item[0]):
        rebuilds.request(team=change.team, day=day, kind=kind, why=change.why, by=change.by)
    Change.objects.filter(pk__in=[change.pk for change in changes]).update(taken_at=clock.now())
    return len(changes)


def _touched(change: Change) -> list[tuple[date, str]]:
    """Shifts with lists, or soon to have them, within the days of the change; last night's too."""
    today = clock.today()
    days = {today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)}
    published = TeamShift.objects.filter(
        team=change.team, date__gte=today, current__isnull=False
    ).values_list("date", flat=True)
    last = change.last_date or date.max
    shifts = [(day, kind) for day in sorted(days | set(published)) for kind in ShiftKind.values]
    last_night = TeamShift.objects.filter(
        team=change.team,
        date=today - timedelta(days=1),
        kind=ShiftKind.NIGHT,
        current__isnull=False,
    )
    if last_night.exists():
        shifts.append((today - timedelta(days=1), ShiftKind.NIGHT.value))
    # A pause that begins in the small hours is in the night of the day before.
    first = change.first_date - timedelta(days=1)
    return [
        (day, kind)
        for day, kind in shifts
        if (first if kind == ShiftKind.NIGHT else change.first_date) <= day <= last
    ]


def request_missing() -> list[Rebuild]:
    """Ask for lists that nobody has asked for: the machine was down at night, or a team is new.

    A query or two for each day when nothing is missing. Returns what was asked for.
    """
    asked = []
    for day, kinds in groupby(shifts_to_have(clock.now()), key=itemgetter(0)):
        known = set(
            TeamShift.objects.on(day).filter(rebuilds__isnull=False).values_list("team_id", "kind")
        )
        wanted = [kind for _day, kind in kinds]
        asked += [
            rebuilds.request(team=team, day=day, kind=kind, why=_("lister manglet"))
            for team in Team.objects.on(day).order_by("pk")
            for kind in wanted
            if (team.pk, kind) not in known
        ]
    return asked


def ask_roads_again() -> int:
    """Owe new lists to shifts laid by the beeline whose roads the server has told about since.

    Only before the shift begins: nobody's list is laid anew under way because a server is back.
    One query when no shift waits for it. Returns how many were asked for.
    """
    waiting = TeamShift.objects.filter(wants_roads=True).select_related(
        "team__site__unit", "current"
    )
    ends_at = time.monotonic() + ROADS_SECONDS
    asked = 0
    for shift in waiting.order_by("date", "pk"):
        if time.monotonic() > ends_at or not _ask_again(shift):
            break
        asked += 1
    return asked


def _ask_again(shift: TeamShift) -> bool:
    """False where the server still does not tell: then it need not be asked about the others."""
    work = read_work(shift)
    if not has_begun(work) and shift.date >= clock.today():
        asked = problem.build(work, clock.now())
        roads.fetch(asked.places, asked.transports, most_seconds=ROADS_SECONDS)
        if roads_between(asked.places, asked.transports).unasked:
            return False
        why = _("kartserveren svarer igjen")
        rebuilds.request(team=shift.team, day=shift.date, kind=shift.kind, why=why)
    TeamShift.objects.filter(pk=shift.pk).update(wants_roads=False)
    return True


def take_back() -> int:
    """Let rows whose worker has gone silent wait again. Returns how many were taken back."""
    silent = Rebuild.objects.filter(
        status=Rebuild.Status.RUNNING, beat_at__lt=clock.now() - SILENCE
    ).select_related("team_shift")
    return sum(rebuilds.give_back(rebuild) for rebuild in silent)


def announce() -> int:
    """Send a message for each waiting row that has none on its way. Returns how many were sent."""
    due = Rebuild.objects.filter(status=Rebuild.Status.WAITING).filter(_unannounced(clock.now()))
    ordered = due.order_by("-urgent", "team_shift__date", "pk").values_list("pk", flat=True)
    sent = 0
    for pk in ordered[:200]:
        if not wake.now(rebuilds.TASK, pk):
            break
        Rebuild.objects.filter(pk=pk).update(messaged_at=clock.now())
        sent += 1
    return sent


def _unannounced(now: datetime) -> Q:
    return Q(messaged_at__isnull=True) | Q(messaged_at__lt=now - AGAIN)


def ready_by(now: datetime) -> list[date]:
    """The days that the nightly rebuild prepares: today, and the day after."""
    today = now.astimezone(clock.OSLO).date()
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]


def shifts_to_have(now: datetime) -> list[tuple[date, str]]:
    """The shifts that must have lists now: all of the days made ready, and a night still going on."""
    shifts = [(day, kind) for day in ready_by(now) for kind in ShiftKind.values]
    last_night = (now.astimezone(clock.OSLO).date() - timedelta(days=1), ShiftKind.NIGHT.value)
    going_on = Shift.objects.at(now).filter(date=last_night[0], kind=last_night[1])
    return [last_night, *shifts] if going_on.exists() else shifts
