"""Meetings are made ahead from the team's standing hour; people move them and call them off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import expected, lock
from boards.actions.carry import carry_over
from boards.models import Meeting, MeetingPlan
from boards.queries.clashes import booked_between, clashes
from boards.queries.meetings import deadline_at
from boards.queries.seats import belong_on
from boards.queries.settings import settings_of
from boards.schedule import Lunch, days_instead, is_working_day, monday_of, mondays
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Team
from teams.permissions import Permission
from teams.queries import name_of

if TYPE_CHECKING:
    from boards.models import BoardSettings
    from teams.models import Unit, User

#: Room for the sentence in the field (Meeting.moved_why, cancelled_why).
WHY = 300


def make_ahead(now: datetime) -> int:
    """Every team has its meetings of the coming weeks. Run as often as one likes; how many are new."""
    teams = Team.objects.on(now.astimezone(clock.OSLO).date()).filter(board_plans__isnull=False)
    return sum(make_for(team, now) for team in teams.distinct().order_by("pk"))


@transaction.atomic
def make_for(team: Team, now: datetime) -> int:
    """The team's meetings so many weeks ahead as its unit has chosen: one a week, and none where there
    is one already, moved or called off as it may be. Who comes is seen to as well.
    """
    team = lock_team(team)
    chosen, today = settings_of(team.unit), now.astimezone(clock.OSLO).date()
    weeks = list(mondays(today, chosen.weeks_ahead))
    plans = list(MeetingPlan.objects.filter(team=team).between(weeks[0], weeks[-1] + timedelta(6)))
    have = {monday_of(day) for day in _planned_days(team, weeks[0])}
    made = 0
    for monday in weeks:
        plan = _plan_in(plans, monday)
        if plan is not None and monday not in have:
            made += _make(team, plan, monday, now, chosen)
    for meeting in Meeting.objects.filter(
        team=team, state=Meeting.State.PLANNED, starts_at__gt=now
    ).select_related("team"):
        expected.expect(meeting)
    return made


def lock_team(team: Team) -> Team:
    """Two who set up meetings for one team come one after the other. Inside a transaction."""
    rows = Team.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("site__unit", "ht").get(pk=team.pk)


def _planned_days(team: Team, first: date) -> list[date]:
    rows = Meeting.objects.filter(team=team, planned_for__gte=first)
    return list(rows.values_list("planned_for", flat=True))


def day_of(plan: MeetingPlan, monday: date) -> date:
    return monday + timedelta(days=plan.weekday - 1)


def _plan_in(plans: list[MeetingPlan], monday: date) -> MeetingPlan | None:
    """The plan whose own day of the week lies within its time."""
    for plan in plans:
        day = day_of(plan, monday)
        if plan.valid_from <= day and (plan.valid_to is None or day <= plan.valid_to):
            return plan
    return None


def _make(team: Team, plan: MeetingPlan, monday: date, now: datetime, chosen: BoardSettings) -> int:
    day = day_of(plan, monday)
    if clock.at(day, plan.starts) <= now:
        return 0
    meeting = Meeting(team=team, planned_for=day)
    lay(meeting, plan, day, now, chosen)
    meeting.save()
    expected.expect(meeting)
    audit.record(
        by=None, verb="board_meeting_made", obj=meeting, team=team, reason=meeting.moved_why,
        details={"planned_for": day.isoformat(), "starts_at": meeting.starts_at.isoformat()},
    )  # fmt: skip
    return 1


def lay(
    meeting: Meeting, plan: MeetingPlan, day: date, now: datetime, chosen: BoardSettings
) -> None:
    """Where the plan puts it; on a red day on another working day of the week, and told as moved.

    A week in which no working day is left has its meeting called off, so that everybody sees that there
    is none. Nothing is written.
    """
    meeting.minutes = plan.minutes or meeting.team.unit.board_minutes
    meeting.room = plan.room
    meeting.planned_for = day
    placed = day if is_working_day(day) else _day_instead(meeting, plan, day, now, chosen)
    meeting.starts_at = clock.at(placed or day, plan.starts)
    meeting.deadline_at = deadline_at(meeting.team.unit, meeting.starts_at)
    meeting.moved_at, meeting.moved_by, meeting.moved_why = None, None, ""
    if placed is None:
        meeting.state = Meeting.State.CANCELLED
        meeting.cancelled_at = now
        meeting.cancelled_why = _("Rød dag, og ingen virkedag igjen i uken.")
    elif placed != day:
        meeting.moved_at = now
        meeting.moved_why = _("%(day)s er rød dag eller fri.") % {"day": f"{day:%d.%m.}"}


def _day_instead(
    meeting: Meeting, plan: MeetingPlan, day: date, now: datetime, chosen: BoardSettings
) -> date | None:
    """The nearest working day of the week on which neither the room nor anybody who comes is taken; where
    there is none such, the nearest. Three queries, on a red day only.
    """
    team, monday = meeting.team, monday_of(day)
    days = [each for each in days_instead(day) if clock.at(each, plan.starts) > now]
    days = [each for each in days if not lunch_of(chosen).hits(each, plan.starts, meeting.minutes)]
    booked = booked_between(team, monday, monday + timedelta(days=6))
    staff = [each.pk for each in belong_on(team, day)]

    def taken(each: date) -> bool:
        starts_at = clock.at(each, plan.starts)
        return bool(clashes(team, starts_at, meeting.minutes, plan.room, staff, booked))

    return next(iter(sorted(days, key=taken)), None)


def lunch_of(chosen: BoardSettings) -> Lunch:
    return Lunch(chosen.lunch_from, chosen.lunch_to)


def check_not_in_lunch(unit: Unit, day: date, starts_at: datetime, minutes: int) -> None:
    """Raises Refused with the hours that are left."""
    lunch = lunch_of(settings_of(unit))
    if not lunch.hits(day, starts_at.astimezone(clock.OSLO).time(), minutes):
        return
    latest = clock.at(day, lunch.starts) - timedelta(minutes=minutes)
    raise Refused(
        _(
            "Møtet kan ikke ligge i lunsjen, %(from)s–%(to)s. Velg et klokkeslett fram til %(latest)s,"
            " eller fra %(to)s."
        )
        % {
            "from": f"{lunch.starts:%H:%M}",
            "to": f"{lunch.ends:%H:%M}",
            "latest": f"{latest.astimezone(clock.OSLO):%H:%M}",
        }
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a meeting goes: when by the Oslo clock, which room, and why."""

    starts_at: datetime
    room: str
    why: str


@transaction.atomic
def move(*, meeting: Meeting, to: Moved, by: User, saw: datetime | None = None) -> Meeting:
    """This one meeting is at another time or in another room; the standing hour stays. `saw` is when it
    began on the page that she had open.

    Whoever had said whether she comes is asked again when the time is new. Raises Refused for a time that
    has been, is red, in the lunch or without a reason, and where a colleague was first.
    """
    found = lock.meeting(meeting.pk)
    if (found.starts_at, found.room) == (to.starts_at, to.room):
        return found
    check_stands(found, saw)
    _check_time(found, to)
    before = found.starts_at
    found.starts_at, found.room = to.starts_at, to.room
    found.deadline_at = deadline_at(found.team.unit, to.starts_at)
    found.moved_at, found.moved_by, found.moved_why = clock.now(), by, to.why.strip()[:WHY]
    found.save()
    if before != to.starts_at:
        expected.ask_again(found)
    _changed(found, by, "board_meeting_moved", found.moved_why, {"from": before.isoformat()})
    return found


def _check_time(found: Meeting, to: Moved) -> None:
    day = to.starts_at.astimezone(clock.OSLO).date()
    if not to.why.strip():
        raise Refused(_("Skriv hvorfor møtet flyttes."))
    if to.starts_at <= clock.now():
        raise Refused(_("Tidspunktet har vært. Velg et som kommer."))
    if not is_working_day(day):
        raise Refused(_("Dagen er rød eller fri. Velg en virkedag."))
    check_not_in_lunch(found.team.unit, day, to.starts_at, found.minutes)


def check_stands(found: Meeting, saw: datetime | None) -> None:
    """It is still to be, and nobody has moved it since the page was opened. Raises Refused."""
    if found.state == Meeting.State.CANCELLED:
        raise Refused(
            _first(_("%(who)s avlyste møtet %(at)s."), found.cancelled_by, found.cancelled_at)
        )
    if found.state != Meeting.State.PLANNED:
        raise Refused(_("Møtet er begynt eller holdt, og kan ikke endres."))
    if saw is not None and saw != found.starts_at:
        moved = _("%(who)s flyttet møtet %(at)s. Se hvor det ligger nå, og prøv på nytt.")
        raise Refused(_first(moved, found.moved_by, found.moved_at))


def _first(sentence: str, who: User | None, at: datetime | None) -> str:
    when = at.astimezone(clock.OSLO) if at else None
    return sentence % {
        "who": name_of(who) if who else _("HeltOm"),
        "at": f"{when:%d.%m. kl. %H:%M}" if when else "",
    }


@transaction.atomic
def cancel(*, meeting: Meeting, why: str, by: User | None, saw: datetime | None = None) -> Meeting:
    """There is no meeting this time: what stood on its board goes to the next one. `by` None is the clock.

    Raises Refused without a reason, where it has begun, and where a colleague was first.
    """
    found = lock.meeting(meeting.pk)
    if found.state == Meeting.State.CANCELLED and found.cancelled_by == by:
        return found
    if not why.strip():
        raise Refused(_("Skriv hvorfor møtet er avlyst."))
    check_stands(found, saw)
    found.state = Meeting.State.CANCELLED
    found.cancelled_at, found.cancelled_by = clock.now(), by
    found.cancelled_why = why.strip()[:WHY]
    found.save()
    _changed(found, by, "board_meeting_cancelled", found.cancelled_why, {})
    carry_over(found, by=by)
    return found


def call_off_forgotten(now: datetime) -> int:
    """A meeting that nobody opened on its day was not held: what stood on it must not be left there."""
    today = clock.midnight(now.astimezone(clock.OSLO).date())
    rows = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__lt=today)
    forgotten = list(rows.order_by("starts_at", "pk"))
    for meeting in forgotten:
        cancel(meeting=meeting, why=_("Ingen åpnet møtet den dagen."), by=None)
    return len(forgotten)


def _changed(
    found: Meeting, by: User | None, verb: str, why: str, details: dict[str, object]
) -> None:
    lock.touch(found)
    audit.record(
        by=by, verb=verb, obj=found, team=found.team, permission=Permission.PREPARE_BOARD,
        reason=why, details={"starts_at": found.starts_at.isoformat(), **details},
    )  # fmt: skip
