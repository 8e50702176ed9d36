"""The meeting is opened, one after the other has her turn, and it is closed: what it leaves behind."""

from datetime import time, timedelta

import pytest

from boards.actions import agenda, discussion, presence, room, room_decisions
from boards.models import Attendance, FolderNote, Item, Meeting, Review
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import User
from tests.boards.factories import ItemFactory, MeetingFactory
from tests.factories import PatientFactory, PositionFactory, StaffFactory
from tests.support.clocks import pin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_o_clock(monkeypatch):
    pin(monkeypatch, time(13))


@pytest.fixture
def meeting() -> Meeting:
    return MeetingFactory(planned_for=clock.today())


@pytest.fixture
def next_week(meeting) -> Meeting:
    return MeetingFactory(team=meeting.team, planned_for=clock.today() + timedelta(days=7))


@pytest.fixture
def fia(meeting) -> User:
    staff = StaffFactory(given_name="Fia", family_name="Dahl", with_login=True, team=meeting.team)
    PositionFactory(staff=staff, kind="fagansvarlig", team=meeting.team)
    return staff.user


@pytest.fixture
def two(meeting) -> list[Item]:
    return [ItemFactory(meeting=meeting, order=n, on=True) for n in (1, 2)]


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_a_meeting_is_opened_on_its_day_and_twice_is_once(meeting, fia):
    opened = room.open_meeting(meeting=meeting, by=fia)
    again = room.open_meeting(meeting=meeting, by=fia)
    assert (opened.state, opened.version) == (Meeting.State.OPEN, again.version)
    later = MeetingFactory(team=meeting.team, planned_for=clock.today() + timedelta(days=1))
    with pytest.raises(Refused, match="Flytt møtet"):
        room.open_meeting(meeting=later, by=fia)


def test_one_has_the_turn_and_the_clock_of_the_one_before_stands(meeting, two, fia, monkeypatch):
    first, second = two
    with pytest.raises(Refused, match="ikke i gang"):
        room.turn_to(item=first, by=fia)
    room.open_meeting(meeting=meeting, by=fia)
    room.turn_to(item=first, by=fia)
    pin(monkeypatch, time(13, 4))
    room.turn_to(item=second, by=fia)
    room.turn_to(item=second, by=fia)
    assert (fresh(first).seconds, fresh(first).turn_at) == (240, None)
    pin(monkeypatch, time(13, 5))
    room.turn_to(item=first, by=fia)
    pin(monkeypatch, time(13, 6))
    room.pause(meeting=meeting, by=fia)
    assert (fresh(first).seconds, fresh(second).seconds) == (300, 60)
    assert not meeting.items.filter(turn_at__isnull=False).exists()


def test_a_proposal_that_is_spoken_of_is_on_the_board_and_a_declined_one_is_not(meeting, fia):
    room.open_meeting(meeting=meeting, by=fia)
    proposed = ItemFactory(meeting=meeting)
    room.turn_to(item=proposed, by=fia)
    assert (fresh(proposed).state, fresh(proposed).decided_by) == (Item.State.ON, fia)
    no = ItemFactory(meeting=meeting, state="ikke", why="Innlagt", decided_by=fia)
    with pytest.raises(Refused, match="ikke nå"):
        room.turn_to(item=no, by=fia)


def test_closing_leaves_pages_reviews_and_tasks_and_carries_the_rest(meeting, next_week, two, fia):
    first, second = two
    room.open_meeting(meeting=meeting, by=fia)
    for field, value in (("light", "gul"), ("assessment", "Spiser lite"), ("is_review", "1")):
        discussion.save(item=first, field=field, value=value, by=fia)
    decision = room_decisions.decide(
        item=first, by=fia, kind="tiltak", text="Veie hver uke",
        due_on=clock.today() + timedelta(days=7),
    )  # fmt: skip
    room.close(meeting=meeting, by=fia)
    assert (fresh(first).state, fresh(second).state) == (Item.State.DONE, Item.State.CARRIED)
    assert list(next_week.items.values_list("patient", flat=True)) == [second.patient_id]
    page, decided = FolderNote.objects.filter(patient=first.patient).order_by("kind")[::-1]
    assert page.text == "Gul: endring, følges nærmere\nSpiser lite"
    assert decided.text.startswith("Veie hver uke. Ansvarlig: Fia Dahl, innen ")
    assert (decided.decision, decision.owner) == (decision, fia.staff)
    assert Review.objects.get(patient=first.patient).meeting == meeting
    room.close(meeting=meeting, by=fia)
    assert FolderNote.objects.count() == 2


def test_closed_too_early_it_goes_on_and_says_nothing_twice(meeting, next_week, two, fia):
    first, second = two
    room.open_meeting(meeting=meeting, by=fia)
    discussion.save(item=first, field="assessment", value="Spiser lite", by=fia)
    discussion.save(item=first, field="is_review", value="1", by=fia)
    room.close(meeting=meeting, by=fia)
    with pytest.raises(Refused, match="Åpne det igjen"):
        discussion.save(item=first, field="light", value="rod", by=fia)
    room.reopen(meeting=meeting, by=fia)
    assert (fresh(first).state, fresh(second).state) == (Item.State.ON, Item.State.ON)
    assert not next_week.items.exists()
    discussion.save(item=first, field="assessment", value="Spiser godt", by=fia)
    discussion.save(item=first, field="is_review", value="", by=fia)
    discussion.save(item=second, field="nothing_more", value="1", by=fia)
    room.close(meeting=meeting, by=fia)
    standing = FolderNote.objects.filter(struck_at=None).order_by("pk")
    assert [note.text for note in standing] == ["Spiser godt", "Ingen nye tiltak."]
    assert FolderNote.objects.get(struck_at__isnull=False).text == "Spiser lite"
    assert not Review.objects.exists()
    assert not next_week.items.exists()


def test_who_was_touched_on_the_next_board_stays_there(meeting, next_week, two, fia):
    room.open_meeting(meeting=meeting, by=fia)
    room.close(meeting=meeting, by=fia)
    agenda.decline(item=next_week.items.get(patient=two[0].patient), why="Innlagt", by=fia)
    room.reopen(meeting=meeting, by=fia)
    assert fresh(two[0]).state == Item.State.CARRIED
    assert fresh(two[1]).state == Item.State.ON
    assert [one.patient for one in next_week.items.all()] == [two[0].patient]


def test_what_nobody_closed_is_closed_by_the_night(meeting, next_week, two, fia, monkeypatch):
    room.open_meeting(meeting=meeting, by=fia)
    discussion.save(item=two[0], field="assessment", value="Spiser lite", by=fia)
    assert room.close_forgotten(clock.now()) == 0
    pin(monkeypatch, time(3), clock.today() + timedelta(days=1))
    assert room.close_forgotten(clock.now()) == 1
    assert (fresh(two[0]).state, fresh(two[1]).state) == (Item.State.DONE, Item.State.CARRIED)
    assert FolderNote.objects.get().by == fia


def test_one_that_cannot_be_closed_stops_none_of_the_others(meeting, two, fia, monkeypatch):
    """As when more stands in an assessment than a page of the folder holds."""
    other = MeetingFactory(planned_for=clock.today())
    for one in (meeting, other):
        room.open_meeting(meeting=one, by=fia)
    discussion.save(item=two[0], field="assessment", value="Spiser lite", by=fia)
    two[0].discussion.__class__.objects.update(assessment="x" * 5000)
    pin(monkeypatch, time(3), clock.today() + timedelta(days=1))

    assert room.close_forgotten(clock.now()) == 1
    meeting.refresh_from_db()
    other.refresh_from_db()
    assert (meeting.state, other.state) == (Meeting.State.OPEN, Meeting.State.HELD)


def test_it_is_opened_again_only_the_same_day(meeting, fia, monkeypatch):
    room.open_meeting(meeting=meeting, by=fia)
    room.close(meeting=meeting, by=fia)
    pin(monkeypatch, time(8), clock.today() + timedelta(days=1))
    with pytest.raises(Refused, match="samme dag"):
        room.reopen(meeting=meeting, by=fia)


def test_a_decision_is_taken_back_only_in_its_own_meeting(meeting, two, fia):
    room.open_meeting(meeting=meeting, by=fia)
    made = room_decisions.decide(
        item=two[0], by=fia, kind="tiltak", text="Veie", due_on=clock.today()
    )
    other = MeetingFactory(team=meeting.team, planned_for=clock.today() - timedelta(days=7))
    with pytest.raises(Refused, match="Trekk den fra listen"):
        room_decisions.take_back(meeting=other, decision=made, by=fia)
    assert room_decisions.take_back(meeting=meeting, decision=made, by=fia).withdrawn_by == fia


def test_who_was_there_is_counted_by_what_she_came_as(meeting, fia):
    tor = StaffFactory(profession="fysioterapeut")
    expected = Attendance.objects.create(meeting=meeting, staff=tor, profession=tor.profession)
    presence.note(attendance=expected, was_there=True, by=fia)
    presence.add(meeting=meeting, service="fastlege", name="fastlegen", by=fia)
    presence.add(meeting=meeting, service="fastlege", name="fastlegen", by=fia)
    came = presence.add(meeting=meeting, staff=fia.staff, by=fia)
    assert (came.profession, came.is_expected) == (fia.staff.profession, False)
    assert meeting.attendances.filter(was_there=True).count() == 3
    with pytest.raises(Refused, match="Velg hvem som kom"):
        presence.add(meeting=meeting, by=fia)
    later = MeetingFactory(team=meeting.team, planned_for=clock.today() + timedelta(days=1))
    with pytest.raises(Refused, match="ikke vært ennå"):
        presence.add(meeting=later, staff=tor, by=fia)


def test_without_a_name_in_the_folder(meeting, fia):
    patient = PatientFactory(given_name="Petra", family_name="Lindqvist")
    item = ItemFactory(meeting=meeting, patient=patient, on=True)
    room.open_meeting(meeting=meeting, by=fia)
    discussion.save(item=item, field="assessment", value="Petra falt", by=fia)
    room.close(meeting=meeting, by=fia)
    assert FolderNote.objects.get().text == "Pasienten falt"
