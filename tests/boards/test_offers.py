"""A therapist whose meeting has nobody on it after the deadline is offered where time is short."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from boards.actions import expected, offers
from boards.actions.agenda import refit
from boards.models import Meeting, TherapistOffer
from boards.queries.meetings_page import meetings_page
from boards.queries.my_meetings import my_meetings
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Staff, Team, User
from tests.boards.factories import ItemFactory, MeetingFactory, SeatFactory
from tests.factories import AbsenceFactory, PositionFactory, StaffFactory, TeamFactory
from tests.support import clocks

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2027, 3, 17)


@pytest.fixture(autouse=True)
def after(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """An hour after the deadline of both meetings."""
    return clocks.pin(monkeypatch, time(13), date(2027, 3, 16))


@pytest.fixture
def empty() -> Meeting:
    """Nobody was put forward here."""
    return MeetingFactory(team=TeamFactory(name="Dalen OT 2"), planned_for=WEDNESDAY)


@pytest.fixture
def tor(empty: Meeting) -> Staff:
    staff = SeatFactory(team=empty.team).staff
    expected.expect(empty)
    return staff


@pytest.fixture
def full(empty: Meeting) -> Meeting:
    """Half an hour for forty minutes, in the same unit, a quarter later."""
    return filled(empty.team, time(13, 15), 8)


@pytest.fixture
def frida(full: Meeting) -> User:
    return PositionFactory(kind="fagansvarlig", team=full.team).staff.user


def filled(beside: Team, starts: time, patients: int) -> Meeting:
    team = TeamFactory(site=beside.site, ht=beside.ht)
    made = MeetingFactory(
        team=team, planned_for=WEDNESDAY, starts_at=clock.at(WEDNESDAY, starts), room="Annet"
    )
    for order in range(patients):
        ItemFactory(meeting=made, on=True, minutes=5, order=order)
    refit(made)
    return made


def offered(after: datetime) -> list[TherapistOffer]:
    offers.offer(after)
    return list(TherapistOffer.objects.filter(ended_at=None, answer=None))


def test_the_freed_therapist_is_offered_once(
    after: datetime, tor: Staff, full: Meeting, frida: User
) -> None:
    assert offers.offer(after) == 1
    assert offers.offer(after) == 0
    row = meetings_page(frida, full.team).rows[0]
    assert [(offer.row.staff, offer.minutes) for offer in row.offers] == [(tor, 10)]


def test_a_yes_adds_her_and_the_minutes_that_lack(
    after: datetime, empty: Meeting, tor: Staff, frida: User
) -> None:
    """Board from 12:30 to 13:00: she has time until 14:00, and ten minutes are lacking."""
    early = filled(empty.team, time(12, 30), 8)
    offers.offer(after)
    row = TherapistOffer.objects.get(to_meeting=early)
    offers.answer(offer=row, yes=True, by=frida)
    offers.answer(offer=row, yes=True, by=frida)
    early.refresh_from_db()
    assert early.minutes == 40
    assert not early.items.filter(fits=False).exists()
    assert early.attendances.get(staff=tor).profession == "fysioterapeut"
    expected.expect(early)
    assert early.attendances.filter(staff=tor).exists()
    mine = my_meetings(tor.user, tor).mine
    assert [each.meeting for each in mine] == [early, empty]
    assert [offer.to_meeting for offer in mine[1].offers] == [early]


def test_two_teams_do_not_both_get_her(
    after: datetime, empty: Meeting, tor: Staff, full: Meeting, frida: User
) -> None:
    other = filled(empty.team, time(12, 40), 7)
    offers.offer(after)
    yes = TherapistOffer.objects.get(to_meeting=other)
    offers.answer(offer=yes, yes=True, by=frida)
    late = TherapistOffer.objects.get(to_meeting=full)
    with pytest.raises(Refused, match="gjelder ikke lenger"):
        offers.answer(offer=late, yes=True, by=frida)
    assert offered(after) == []


def test_the_second_who_answers_is_told_who_was_first(
    after: datetime, tor: Staff, full: Meeting, frida: User
) -> None:
    row = offered(after)[0]
    offers.answer(offer=row, yes=False, by=frida)
    ola = PositionFactory(team=full.team).staff.user
    with pytest.raises(Refused, match=f"{frida.staff.name} har alt svart"):
        offers.answer(offer=row, yes=True, by=ola)


def _late_report(empty: Meeting, **_: Any) -> None:
    ItemFactory(meeting=empty, on=True, is_late=True)


def _fits_now(full: Meeting, **_: Any) -> None:
    full.items.filter(fits=False).delete()


def _is_away(tor: Staff, empty: Meeting, **_: Any) -> None:
    AbsenceFactory(staff=tor, starts_at=empty.starts_at - timedelta(hours=5))


@pytest.mark.parametrize("change", [_late_report, _fits_now, _is_away])
def test_an_offer_ends_when_things_change(
    after: datetime, empty: Meeting, tor: Staff, full: Meeting, change: Any
) -> None:
    assert len(offered(after)) == 1
    change(empty=empty, tor=tor, full=full)
    assert offered(after) == []


@pytest.mark.parametrize("starts", [time(12), time(13, 30), time(14)])
def test_a_board_that_she_cannot_reach_or_make_longer_is_offered_nobody(
    after: datetime, empty: Meeting, tor: Staff, starts: time
) -> None:
    filled(empty.team, starts, 8)
    assert offered(after) == []


def test_nobody_is_freed_before_the_deadline(after: datetime, tor: Staff, full: Meeting) -> None:
    assert offered(after - timedelta(hours=2)) == []


def test_whoever_is_no_therapist_is_not_lent_out(
    after: datetime, empty: Meeting, full: Meeting
) -> None:
    nurse = StaffFactory(profession="sykepleier", team=empty.team)
    SeatFactory(team=empty.team, staff=nurse)
    expected.expect(empty)
    assert offered(after) == []
