"""When a team rings back: set by its leader, one row for each stretch of a weekday."""

from __future__ import annotations

from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from worklists.models import CallHours

LEAST, MOST = 5, 60


@transaction.atomic
def add(
    *, team: Team, weekdays: list[int], starts: time, ends: time, slot_minutes: int, by: User
) -> list[CallHours]:
    """The team rings back between the two times on these weekdays (1 is Monday), so long each.

    All of the days or none. Raises Refused for times that lie over others of the same day, that are
    back to front or have no room for one call. What stands there already stays as it is.
    """
    # Two who write at once come one after the other, or both would find room.
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    _check(starts, ends, slot_minutes)
    same = CallHours.objects.filter(team=team, starts=starts, ends=ends, slot_minutes=slot_minutes)
    known = set(same.values_list("weekday", flat=True))
    new = [day for day in sorted(set(weekdays)) if day not in known]
    _check_free(team, new, starts, ends)
    rows = CallHours.objects.bulk_create(
        CallHours(team=team, weekday=day, starts=starts, ends=ends, slot_minutes=slot_minutes)
        for day in new
    )
    for row in rows:
        _record(row, by, "call_hours_added")
    return rows


@transaction.atomic
def remove(*, hours: CallHours, by: User) -> None:
    """No new calls at these times. What is promised stays promised. Pressed twice it is gone once."""
    found = CallHours.objects.select_for_update(of=("self",)).filter(pk=hours.pk).first()
    if found is not None:
        _record(found, by, "call_hours_removed")
        found.delete()


def _check(starts: time, ends: time, minutes: int) -> None:
    if ends <= starts:
        raise Refused(_("Til-tiden må være etter fra-tiden."))
    if not LEAST <= minutes <= MOST:
        raise Refused(_("Sett av mellom 5 og 60 minutter til hver."))
    if _minutes(ends) - _minutes(starts) < minutes:
        raise Refused(_("Det er ikke plass til én samtale mellom de to tidene."))


def _check_free(team: Team, weekdays: list[int], starts: time, ends: time) -> None:
    over = CallHours.objects.filter(
        team=team, weekday__in=weekdays, starts__lt=ends, ends__gt=starts
    ).first()
    if over is not None:
        told = {"starts": f"{over.starts:%H:%M}", "ends": f"{over.ends:%H:%M}"}
        raise Refused(_("Det ligger over %(starts)s–%(ends)s samme dag. Fjern den først.") % told)


def _minutes(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute


def _record(row: CallHours, by: User, verb: str) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=row,
        team=row.team,
        permission=Permission.EDIT_CALL_HOURS,
        details={
            "weekday": row.weekday,
            "starts": f"{row.starts:%H:%M}",
            "ends": f"{row.ends:%H:%M}",
            "minutes": row.slot_minutes,
        },
    )
