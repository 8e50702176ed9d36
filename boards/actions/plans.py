"""The team's standing hour for its tavlemøte: set, changed from a week on, and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import expected, lock
from boards.actions.meetings import (
    cancel,
    check_not_in_lunch,
    day_of,
    lay,
    lock_team,
    make_for,
)
from boards.models import Meeting, MeetingPlan
from boards.queries.settings import settings_of
from boards.schedule import monday_of
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Hour:
    """Every week on this day (1 is Monday) at this time by the Oslo clock. Minutes None: as the unit."""

    weekday: int
    starts: time
    minutes: int | None
    room: str

    @classmethod
    def of(cls, plan: MeetingPlan) -> Hour:
        return cls(plan.weekday, plan.starts, plan.minutes, plan.room)


@transaction.atomic
def set_plan(*, team: Team, hour: Hour, from_day: date, by: User) -> MeetingPlan:
    """From the week of the day on the team meets at this hour. Meetings already made in those weeks follow,
    with all that stands on them; those that a person has moved stay where she put them.

    Raises Refused for weeks that are over, and for an hour in the lunch.
    """
    team, monday = lock_team(team), monday_of(from_day)
    now = clock.now()
    _check(team, hour, monday)
    same = MeetingPlan.objects.filter(team=team, valid_to=None).on(monday).first()
    if same is not None and Hour.of(same) == hour:
        return same
    _make_room(team, monday, by)
    plan = MeetingPlan.objects.create(
        team=team, weekday=hour.weekday, starts=hour.starts, minutes=hour.minutes,
        room=hour.room, valid_from=monday,
    )  # fmt: skip
    _record(plan, by, "board_plan_set")
    for meeting in _coming(team, monday, now):
        _follow(meeting, plan, now)
    make_for(team, now)
    return plan


def _check(team: Team, hour: Hour, monday: date) -> None:
    if monday < monday_of(clock.today()):
        raise Refused(_("Uken har vært. Velg denne uken eller en som kommer."))
    day = monday + timedelta(days=hour.weekday - 1)
    minutes = hour.minutes or team.unit.board_minutes
    check_not_in_lunch(team.unit, day, clock.at(day, hour.starts), minutes)


def _make_room(team: Team, monday: date, by: User) -> None:
    """The hour before ends the day before; one that was to begin later never does."""
    for plan in MeetingPlan.objects.filter(team=team, valid_from__gte=monday):
        _record(plan, by, "board_plan_dropped")
        plan.delete()
    MeetingPlan.objects.filter(team=team).on(monday).update(valid_to=monday - timedelta(days=1))


def _coming(team: Team, first: date, now: datetime) -> list[Meeting]:
    """Made from the plan for the day or later, not begun, not called off."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).filter(
        team=team, state=Meeting.State.PLANNED, planned_for__gte=first, starts_at__gt=now
    )
    return list(rows.select_related("team__site__unit"))


def _follow(meeting: Meeting, plan: MeetingPlan, now: datetime) -> None:
    """The meeting of a week goes where the new hour puts it, if that is still to come."""
    day = day_of(plan, monday_of(meeting.planned_for))
    if meeting.moved_by_id or clock.at(day, plan.starts) <= now:
        return
    before = meeting.starts_at
    lay(meeting, plan, day, now, settings_of(meeting.team.unit))
    meeting.save()
    if meeting.starts_at != before:
        expected.ask_again(meeting)
    lock.touch(meeting)


@transaction.atomic
def end_plan(*, team: Team, last_day: date, why: str, by: User) -> int:
    """No standing hour after the day. Meetings made for later days are called off; returns how many.

    Ended twice it is ended once. Raises Refused without a reason, and for a day that has been.
    """
    team = lock_team(team)
    if not why.strip():
        raise Refused(_("Skriv hvorfor teamet ikke skal ha fast tid lenger."))
    if last_day < clock.today():
        raise Refused(_("Dagen har vært. Velg i dag eller en dag som kommer."))
    for plan in MeetingPlan.objects.filter(team=team, valid_from__gt=last_day):
        _record(plan, by, "board_plan_dropped", why)
        plan.delete()
    for plan in MeetingPlan.objects.filter(team=team).on(last_day).exclude(valid_to=last_day):
        plan.valid_to = last_day
        plan.save(update_fields=["valid_to"])
        _record(plan, by, "board_plan_ended", why)
    gone = _coming(team, last_day + timedelta(days=1), clock.now())
    for meeting in gone:
        cancel(meeting=meeting, why=why, by=by)
    return len(gone)


def _record(plan: MeetingPlan, by: User, verb: str, why: str = "") -> None:
    audit.record(
        by=by, verb=verb, obj=plan, team=plan.team, permission=Permission.PREPARE_BOARD, reason=why,
        details={
            "weekday": plan.weekday, "starts": f"{plan.starts:%H:%M}", "minutes": plan.minutes,
            "room": plan.room, "valid_from": plan.valid_from.isoformat(),
            "valid_to": plan.valid_to.isoformat() if plan.valid_to else None,
        },
    )  # fmt: skip
