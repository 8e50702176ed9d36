"""Who comes to a meeting: said, registered as away, on duty elsewhere, in another meeting."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from boards.actions import expected, invitations, seats
from boards.actions.settings import choose
from boards.models import Attendance, Invitation, Meeting
from boards.queries.agenda_lines import agenda_lines
from boards.queries.away import comers_of
from boards.queries.meetings_page import meetings_page
from boards.queries.my_meetings import my_meetings
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent, Staff, Team, User
from tests.boards.factories import (
    ItemFactory,
    MeetingFactory,
    MeetingPlanFactory,
    SeatFactory,
)
from tests.factories import (
    AbsenceFactory,
    PatientFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
)
from tests.support import clocks

pytestmark = pytest.mark.django_db

MONDAY, WEDNESDAY = date(2027, 3, 15), date(2027, 3, 17)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    return clocks.pin(monkeypatch, time(8), MONDAY)


@pytest.fixture
def team() -> Team:
    return TeamFactory(name="Sletten OT 1")


@pytest.fixture
def frida(team: Team) -> User:
    return PositionFactory(kind="fagansvarlig", team=team).staff.user


@pytest.fixture
def tor(team: Team) -> Staff:
    return SeatFactory(team=team, staff__given_name="Tor").staff


@pytest.fixture
def meeting(team: Team, tor: Staff) -> Meeting:
    made = MeetingFactory(team=team, planned_for=WEDNESDAY)
    expected.expect(made)
    return made


def why_not(meeting: Meeting, staff: Staff) -> str:
    meeting = Meeting.objects.select_related("team").get(pk=meeting.pk)
    return next(each for each in comers_of([meeting])[meeting.pk] if each.staff == staff).why_not


def test_she_says_that_she_cannot_come_and_why(meeting: Meeting, tor: Staff) -> None:
    row = meeting.attendances.get(staff=tor)
    assert why_not(meeting, tor) == ""
    with pytest.raises(Refused, match="Skriv kort hvorfor"):
        expected.say(attendance=row, is_coming=False, why=" ", by=tor.user)
    expected.say(attendance=row, is_coming=False, why="Kurs", by=tor.user)
    expected.say(attendance=row, is_coming=False, why="Kurs", by=tor.user)
    assert why_not(meeting, tor) == "kommer ikke: Kurs"
    assert AuditEvent.objects.filter(verb="board_attendance_said").count() == 1
    expected.say(attendance=row, is_coming=True, why="", by=tor.user)
    assert why_not(meeting, tor) == ""


def test_a_registered_absence_is_told_without_its_reason(meeting: Meeting, tor: Staff) -> None:
    starts, hour = meeting.starts_at, timedelta(hours=1)
    AbsenceFactory(staff=tor, starts_at=starts - hour, ends_at=starts, reason="kurs")
    assert why_not(meeting, tor) == ""
    AbsenceFactory(staff=tor, starts_at=starts + timedelta(minutes=29))
    assert why_not(meeting, tor) == "meldt borte"


def test_duty_in_another_team_is_told(meeting: Meeting, team: Team) -> None:
    lead = PositionFactory(kind="fagansvarlig", team=team).staff
    expected.expect(meeting)
    ShiftFactory(staff=lead, team=team, date=WEDNESDAY - timedelta(days=1))
    assert why_not(meeting, lead) == ""
    ShiftFactory(staff=lead, team=TeamFactory(name="Dalen OT 2"), date=WEDNESDAY)
    assert why_not(meeting, lead) == "på vakt i Dalen OT 2 07:30–15:00"


def test_whoever_prepares_the_board_is_told_on_her_desk_who_is_away(
    meeting: Meeting, tor: Staff, frida: User, client: Client
) -> None:
    AbsenceFactory(staff=tor, starts_at=meeting.starts_at)
    (line,) = agenda_lines(frida)
    assert [comer.staff for comer in line.missing] == [tor]
    client.force_login(frida)
    told = client.get(reverse("boards:agenda_lines")).content.decode()
    assert f"{tor} meldt borte" in " ".join(told.split())


def test_two_meetings_at_once_are_told_in_both(meeting: Meeting, team: Team, tor: Staff) -> None:
    other = TeamFactory(site=team.site, ht=team.ht, name="Dalen OT 2")
    SeatFactory(team=other, staff=tor)
    second = MeetingFactory(
        team=other, planned_for=WEDNESDAY, starts_at=clock.at(WEDNESDAY, time(13, 20)), room="Annet"
    )
    expected.expect(second)
    assert why_not(meeting, tor) == "ventes også i møtet til Dalen OT 2"
    found = my_meetings(tor.user, tor)
    assert [[other.team.name for other in each.at_once] for each in found.mine] == [
        ["Dalen OT 2"],
        ["Sletten OT 1"],
    ]
    assert [clock.at(WEDNESDAY, time(12, 30)), clock.at(WEDNESDAY, time(14))] == [
        found.mine[0].free_from,
        found.mine[0].free_to,
    ]


def test_a_seat_follows_into_the_coming_meetings(
    meeting: Meeting, team: Team, tor: Staff, frida: User
) -> None:
    dietitian = StaffFactory(profession="ernaeringsfysiolog", team=TeamFactory())
    seats.add(team=team, staff=dietitian, from_day=WEDNESDAY, by=frida)
    seats.add(team=team, staff=dietitian, from_day=WEDNESDAY, by=frida)
    assert meeting.attendances.filter(staff=dietitian).count() == 1
    seat = team.board_seats.get(staff=tor)
    seats.end(seat=seat, last_day=MONDAY, by=frida)
    assert not meeting.attendances.filter(staff=tor).exists()


def test_nobody_from_another_unit_but_therapists_has_a_seat(team: Team, frida: User) -> None:
    stranger = StaffFactory(profession="helsefagarbeider")
    with pytest.raises(Refused, match="terapeut"):
        seats.add(team=team, staff=stranger, from_day=WEDNESDAY, by=frida)


def test_whoever_has_answered_stays_when_her_seat_ends(
    meeting: Meeting, team: Team, tor: Staff, frida: User
) -> None:
    row = meeting.attendances.get(staff=tor)
    expected.say(attendance=row, is_coming=True, why="", by=tor.user)
    seats.end(seat=team.board_seats.get(staff=tor), last_day=MONDAY, by=frida)
    assert meeting.attendances.filter(staff=tor).exists()


def test_a_service_is_called_in_once_and_may_be_taken_back(meeting: Meeting, frida: User) -> None:
    item, nurse = ItemFactory(meeting=meeting), StaffFactory(with_login=True)
    asked = invitations.ask(item=item, service="aks", staff=nurse, why="Smerter", by=frida)
    assert invitations.ask(item=item, service="aks", staff=nurse, why="Smerter", by=frida) == asked
    invitations.answer(invitation=asked, is_coming=True, by=nurse.user)
    again = invitations.ask(item=item, service="aks", staff=None, why="Smerter, og søvn", by=frida)
    assert (again.pk, again.is_coming) == (asked.pk, None)
    invitations.withdraw(invitation=asked, by=frida)
    invitations.withdraw(invitation=asked, by=frida)
    with pytest.raises(Refused, match="trukket tilbake"):
        invitations.answer(invitation=asked, is_coming=True, by=nurse.user)
    assert AuditEvent.objects.filter(verb="board_call_withdrawn").count() == 1
    assert Invitation.objects.get().said_by is None


def test_the_unit_chooses_and_coming_meetings_follow(meeting: Meeting, team: Team) -> None:
    long = MeetingFactory(team=team, planned_for=WEDNESDAY + timedelta(weeks=1), minutes=45)
    values = {"board_minutes": 40, "board_deadline": time(10), "review_days_high": 42}
    row = choose(unit=team.unit, values=values, by=UserFactory())
    assert row.review_days_high == 42
    meeting.refresh_from_db()
    long.refresh_from_db()
    assert (meeting.minutes, long.minutes) == (40, 45)
    assert meeting.deadline_at == clock.at(date(2027, 3, 16), time(10))
    event = AuditEvent.objects.get(verb="board_settings_chosen")
    assert event.details["board_deadline"] == ["12:00", "10:00"]


def test_no_lunch_is_chosen_over_a_standing_hour(team: Team) -> None:
    MeetingPlanFactory(team=team)
    with pytest.raises(Refused, match="i lunsjen for Sletten OT 1"):
        choose(unit=team.unit, values={"lunch_to": time(13, 15)}, by=UserFactory())
    team.unit.refresh_from_db()


def test_the_page_costs_the_same_for_many_meetings(
    team: Team, tor: Staff, frida: User, django_assert_max_num_queries: object
) -> None:
    for week in range(3):
        made = MeetingFactory(team=team, planned_for=WEDNESDAY + timedelta(weeks=week))
        expected.expect(made)
        ItemFactory(meeting=made, patient=PatientFactory())
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        page = meetings_page(frida, team)
    assert [row.patients for row in page.rows] == [1, 1, 1]
    assert Attendance.objects.count() == 6
