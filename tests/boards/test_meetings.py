"""Meetings made ahead from the team's hour; red days, lunches, moves and what is called off."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from boards.actions import meetings, plans
from boards.actions.meetings import Moved
from boards.actions.plans import Hour
from boards.models import Meeting, MeetingPlan
from boards.queries.meetings import meeting_to_report_to, next_meeting
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent, Team, User
from tests.boards.factories import MeetingFactory, MeetingPlanFactory, SeatFactory
from tests.factories import PositionFactory, TeamFactory, UserFactory
from tests.support import clocks

pytestmark = pytest.mark.django_db

#: The Monday before Easter 2027 begins: Easter Sunday is 28 March.
MONDAY = date(2027, 3, 15)
WEDNESDAY, THURSDAY, FRIDAY = 3, 4, 5


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    return clocks.pin(monkeypatch, time(8), MONDAY)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Sletten OT 1")


@pytest.fixture
def frida(team: Team) -> User:
    return PositionFactory(kind="fagansvarlig", team=team).staff.user


def of_week(team: Team, day: date) -> Meeting:
    return Meeting.objects.get(team=team, planned_for=day)


def test_meetings_are_made_eight_weeks_ahead_and_once(now: datetime, team: Team) -> None:
    MeetingPlanFactory(team=team)
    assert meetings.make_ahead(now) == 9
    assert meetings.make_ahead(now) == 0
    assert meetings.make_ahead(now + timedelta(weeks=1)) == 1
    first = next_meeting(team, now)
    assert first is not None
    assert first.starts_at == clock.at(date(2027, 3, 17), time(13))
    assert first.deadline_at == clock.at(date(2027, 3, 16), time(12))
    assert first.minutes == 30


def test_the_hour_of_this_week_that_has_been_is_not_made(now: datetime, team: Team) -> None:
    MeetingPlanFactory(team=team, weekday=1, starts=time(7))
    meetings.make_ahead(now)
    first = next_meeting(team, now)
    assert first is not None
    assert first.planned_for == date(2027, 3, 22)


def test_a_meeting_on_a_red_day_is_moved_within_its_week(now: datetime, team: Team) -> None:
    """Maundy Thursday 25 March: Wednesday is the only working day next to it."""
    MeetingPlanFactory(team=team, weekday=THURSDAY)
    meetings.make_ahead(now)
    moved = of_week(team, date(2027, 3, 25))
    assert moved.starts_at == clock.at(date(2027, 3, 24), time(13))
    assert moved.deadline_at == clock.at(date(2027, 3, 23), time(12))
    assert moved.moved_by is None
    assert "25.03." in moved.moved_why


def test_the_deadline_of_a_meeting_after_easter_is_before_it(now: datetime, team: Team) -> None:
    """Easter Monday is red. For Tuesday all had to be in by noon on Wednesday before Maundy Thursday."""
    MeetingPlanFactory(team=team, weekday=1)
    meetings.make_ahead(now)
    moved = of_week(team, date(2027, 3, 29))
    assert moved.starts_at == clock.at(date(2027, 3, 30), time(13))
    assert moved.deadline_at == clock.at(date(2027, 3, 24), time(12))


def test_of_the_days_instead_one_is_chosen_where_the_room_is_free(
    now: datetime, team: Team
) -> None:
    """17 May 2027 is a Monday; on Tuesday another team has the room, so it is Wednesday."""
    MeetingPlanFactory(team=team, weekday=1)
    other = TeamFactory(site=team.site, ht=team.ht)
    MeetingFactory(team=other, planned_for=date(2027, 5, 18), room="møterom 1 ")
    meetings.make_for(team, clock.at(date(2027, 5, 1), time(8)))
    assert of_week(team, date(2027, 5, 17)).starts_at == clock.at(date(2027, 5, 19), time(13))


def test_or_where_the_therapist_is_free(now: datetime, team: Team) -> None:
    MeetingPlanFactory(team=team, weekday=1)
    seat = SeatFactory(team=team)
    other = MeetingFactory(
        team=TeamFactory(site=team.site, ht=team.ht), planned_for=date(2027, 5, 18), room="Annet"
    )
    other.attendances.create(staff=seat.staff, profession="fysioterapeut")
    meetings.make_for(team, clock.at(date(2027, 5, 1), time(8)))
    assert of_week(team, date(2027, 5, 17)).starts_at == clock.at(date(2027, 5, 19), time(13))


def test_those_who_belong_are_expected_while_they_belong(
    now: datetime, team: Team, frida: User
) -> None:
    MeetingPlanFactory(team=team)
    seat = SeatFactory(team=team, valid_to=date(2027, 3, 31))
    meetings.make_ahead(now)
    march, april = of_week(team, date(2027, 3, 31)), of_week(team, date(2027, 4, 7))
    expected = {row.staff.user: row.profession for row in march.attendances.all()}
    assert expected == {frida: "helsefagarbeider", seat.staff.user: "fysioterapeut"}
    assert [row.staff.user for row in april.attendances.all()] == [frida]


def test_a_new_hour_takes_the_made_meetings_with_it(now: datetime, team: Team, frida: User) -> None:
    """Those of the weeks before stay; one that somebody has moved stays where she put it."""
    MeetingPlanFactory(team=team)
    meetings.make_ahead(now)
    by_hand = of_week(team, date(2027, 4, 14))
    to = Moved(clock.at(date(2027, 4, 15), time(9)), "Møterom 1", "Møte for alle ansatte")
    meetings.move(meeting=by_hand, to=to, by=frida)
    hour = Hour(FRIDAY, time(9), None, "Møterom 2")
    plan = plans.set_plan(team=team, hour=hour, from_day=date(2027, 4, 7), by=frida)
    assert plan.valid_from == date(2027, 4, 5)
    starts = (
        Meeting.objects.filter(team=team).order_by("starts_at").values_list("starts_at", "room")
    )
    assert list(starts)[2:5] == [
        (clock.at(date(2027, 3, 31), time(13)), "Møterom 1"),
        (clock.at(date(2027, 4, 9), time(9)), "Møterom 2"),
        (clock.at(date(2027, 4, 15), time(9)), "Møterom 1"),
    ]
    assert len(starts) == 9
    assert plans.set_plan(team=team, hour=hour, from_day=date(2027, 4, 7), by=frida) == plan


def test_no_hour_is_set_in_the_lunch(now: datetime, team: Team, frida: User) -> None:
    for starts in (time(10, 45), time(11), time(11, 59)):
        hour = Hour(WEDNESDAY, starts, None, "Møterom 1")
        with pytest.raises(Refused, match=r"lunsjen, 11:00–12:00.*fram til 10:30, eller fra 12:00"):
            plans.set_plan(team=team, hour=hour, from_day=MONDAY, by=frida)
    hour = Hour(WEDNESDAY, time(10, 30), None, "Møterom 1")
    plans.set_plan(team=team, hour=hour, from_day=MONDAY, by=frida)


def test_an_ended_hour_calls_off_what_was_made(now: datetime, team: Team, frida: User) -> None:
    MeetingPlanFactory(team=team)
    meetings.make_ahead(now)
    last = date(2027, 3, 31)
    assert plans.end_plan(team=team, last_day=last, why="Teamet legges ned", by=frida) == 6
    assert plans.end_plan(team=team, last_day=last, why="Teamet legges ned", by=frida) == 0
    assert MeetingPlan.objects.get(team=team).valid_to == last
    assert meetings.make_ahead(now) == 0


def test_a_moved_meeting_has_a_new_deadline_and_asks_again(
    now: datetime, team: Team, frida: User
) -> None:
    MeetingPlanFactory(team=team)
    seat = SeatFactory(team=team)
    meetings.make_ahead(now)
    meeting = of_week(team, date(2027, 3, 17))
    meeting.attendances.filter(staff=seat.staff).update(is_coming=False, why_not="Kurs")
    to = Moved(clock.at(date(2027, 3, 22), time(9)), "Møterom 3", "Fagdag")
    moved = meetings.move(meeting=meeting, to=to, by=frida, saw=meeting.starts_at)
    assert moved.deadline_at == clock.at(date(2027, 3, 19), time(12))
    assert moved.planned_for == date(2027, 3, 17)
    assert moved.attendances.get(staff=seat.staff).is_coming is None
    assert AuditEvent.objects.get(verb="board_meeting_moved").reason == "Fagdag"
    assert meetings.make_ahead(now) == 0


@pytest.mark.parametrize(
    ("day", "at", "why", "said"),
    [
        (date(2027, 3, 18), time(11, 30), "Fagdag", "lunsjen"),
        (date(2027, 3, 25), time(13), "Fagdag", "rød"),
        (date(2027, 3, 20), time(13), "Fagdag", "virkedag"),
        (date(2027, 3, 12), time(13), "Fagdag", "har vært"),
        (date(2027, 3, 18), time(13), " ", "Skriv hvorfor"),
    ],
)
def test_where_a_meeting_cannot_go(
    now: datetime, team: Team, frida: User, day: date, at: time, why: str, said: str
) -> None:
    meeting = MeetingFactory(team=team, planned_for=date(2027, 3, 17))
    with pytest.raises(Refused, match=said):
        meetings.move(meeting=meeting, to=Moved(clock.at(day, at), "R", why), by=frida)


def test_the_second_who_changes_is_told_who_was_first(
    now: datetime, team: Team, frida: User
) -> None:
    meeting = MeetingFactory(team=team, planned_for=date(2027, 3, 17))
    saw = meeting.starts_at
    to = Moved(clock.at(date(2027, 3, 18), time(9)), "R", "Fagdag")
    meetings.move(meeting=meeting, to=to, by=frida, saw=saw)
    with pytest.raises(Refused, match=f"{frida.staff.name} flyttet møtet 15.03. kl. 08:00"):
        meetings.cancel(meeting=meeting, why="Ferie", by=UserFactory(), saw=saw)
    meetings.cancel(meeting=meeting, why="Ferie", by=frida)
    assert meetings.cancel(meeting=meeting, why="Ferie", by=frida).cancelled_why == "Ferie"
    with pytest.raises(Refused, match=f"{frida.staff.name} avlyste møtet"):
        meetings.cancel(meeting=meeting, why="Kurs", by=UserFactory())


def test_a_report_reaches_the_first_meeting_whose_deadline_is_to_come(
    now: datetime, team: Team
) -> None:
    soon = MeetingFactory(team=team, planned_for=date(2027, 3, 17))
    later = MeetingFactory(team=team, planned_for=date(2027, 3, 24))
    noon = soon.deadline_at
    assert meeting_to_report_to(team, noon - timedelta(minutes=1)) == soon
    assert meeting_to_report_to(team, noon) == later
    assert next_meeting(team, noon) == soon


def test_a_meeting_that_nobody_opened_is_called_off_the_day_after(
    now: datetime, team: Team
) -> None:
    meeting = MeetingFactory(team=team, planned_for=date(2027, 3, 17))
    assert meetings.call_off_forgotten(meeting.starts_at + timedelta(hours=9)) == 0
    assert meetings.call_off_forgotten(meeting.starts_at + timedelta(hours=12)) == 1
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    assert meeting.cancelled_by is None
