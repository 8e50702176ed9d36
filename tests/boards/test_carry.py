"""Nobody is lost between two boards: what was prepared and asked for follows her, and back again."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from boards.actions import (
    agenda,
    building,
    discussion,
    invitations,
    meetings,
    reporting,
    room,
    room_decisions,
)
from boards.actions.carry import carry_over
from boards.actions.rebuild import rebuild
from boards.models import BoardRebuild, Item, ItemReport, Meeting
from boards.queries.proposals import judge, proposals
from heltom.lib import clock
from heltom.lib.errors import Refused
from tests.boards.factories import CandidateFactory, ItemFactory, MeetingFactory, ReviewFactory
from tests.factories import PlacementFactory, StaffFactory, TeamFactory, UserFactory
from tests.support.clocks import pin

pytestmark = pytest.mark.django_db

#: A Wednesday, the day of the meeting; its deadline was on Tuesday at noon.
WEDNESDAY = date(2026, 3, 4)
TUESDAY = WEDNESDAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_o_clock(monkeypatch):
    pin(monkeypatch, time(13), WEDNESDAY)


@pytest.fixture
def meeting() -> Meeting:
    return MeetingFactory(planned_for=WEDNESDAY, team=TeamFactory())


@pytest.fixture
def next_week(meeting) -> Meeting:
    return MeetingFactory(team=meeting.team, planned_for=WEDNESDAY + timedelta(days=7))


@pytest.fixture
def fia():
    return UserFactory()


def line(meeting, **how) -> Item:
    patient = PlacementFactory(team=meeting.team).patient
    return ItemFactory(meeting=meeting, patient=patient, **how)


def test_a_service_that_was_called_in_is_asked_anew_for_the_next_meeting(meeting, next_week, fia):
    item, expert = line(meeting, on=True), StaffFactory()
    row = invitations.ask(item=item, service="aks", staff=expert, why="Sår", by=fia)
    invitations.answer(invitation=row, is_coming=True, by=fia)
    taken_back = invitations.ask(item=item, service="fastlege", staff=None, why="", by=fia)
    invitations.withdraw(invitation=taken_back, by=fia)
    meetings.cancel(meeting=meeting, why="Sykdom", by=fia)
    carry_over(meeting)
    (asked,) = next_week.items.get().invitations.all()
    assert (asked.service, asked.staff, asked.why) == ("aks", expert, "Sår")
    assert (asked.is_coming, asked.asked_by) == (None, fia)


def test_she_who_is_on_the_next_board_already_gets_what_was_done_for_her(meeting, next_week, fia):
    item = line(meeting, preparation="Se vekten", presenter=StaffFactory())
    agenda.accept(item=item, by=fia)
    standing = ItemFactory(meeting=next_week, patient=item.patient)
    meetings.cancel(meeting=meeting, why="Sykdom", by=fia)
    standing.refresh_from_db()
    assert (standing.state, standing.decided_by) == (Item.State.ON, fia)
    assert (standing.preparation, standing.presenter) == ("Se vekten", item.presenter)


def test_what_was_said_on_the_next_board_goes_before_what_was_said_on_the_last(
    meeting, next_week, fia
):
    item = line(meeting, on=True, preparation="Se vekten")
    standing = ItemFactory(meeting=next_week, patient=item.patient, preparation="Se Katz")
    agenda.decline(item=standing, why="Innlagt", by=fia)
    meetings.cancel(meeting=meeting, why="Sykdom", by=fia)
    standing.refresh_from_db()
    assert (standing.state, standing.preparation) == (Item.State.DECLINED, "Se Katz")


@pytest.mark.parametrize("done", ["prepared", "called in", "presenter"])
def test_a_meeting_that_goes_on_takes_nobody_back_whom_people_have_worked_with(
    meeting, next_week, fia, done
):
    line(meeting, on=True)
    room.open_meeting(meeting=meeting, by=fia)
    room.close(meeting=meeting, by=fia)
    carried = next_week.items.get()
    if done == "prepared":
        agenda.prepare(item=carried, text="Se vekten", by=fia)
    elif done == "presenter":
        agenda.set_presenter(item=carried, staff=StaffFactory(), by=fia)
    else:
        invitations.ask(item=carried, service="aks", staff=None, why="", by=fia)
    room.reopen(meeting=meeting, by=fia)
    assert next_week.items.get() == carried


def test_nothing_is_written_of_her_who_is_not_on_this_board_any_more(meeting, next_week, fia):
    gone = line(meeting, on=True)
    room.open_meeting(meeting=meeting, by=fia)
    agenda.decline(item=gone, why="Innlagt", by=fia)
    with pytest.raises(Refused, match="ikke nå"):
        discussion.save(item=gone, field="assessment", value="Spiser lite", by=fia)
    with pytest.raises(Refused, match="ikke nå"):
        room_decisions.decide(item=gone, by=fia, kind="tiltak", text="Veie", due_on=WEDNESDAY)


def test_the_longest_assessment_has_room_in_the_folder(meeting, fia):
    item = line(meeting, on=True)
    room.open_meeting(meeting=meeting, by=fia)
    discussion.save(item=item, field="light", value="gul", by=fia)
    discussion.save(item=item, field="assessment", value="A" * discussion.LONGEST, by=fia)
    room.close(meeting=meeting, by=fia)
    assert item.folder_notes.get().text.endswith("A" * discussion.LONGEST)


def test_who_was_reported_in_time_is_on_the_board_also_when_the_worker_came_late(
    meeting, next_week, monkeypatch
):
    early = PlacementFactory(team=meeting.team).patient
    late = PlacementFactory(team=meeting.team).patient
    in_time = CandidateFactory(
        patient=early, team=meeting.team, reported_at=clock.at(TUESDAY, time(11, 59))
    )
    CandidateFactory(patient=late, team=meeting.team, reported_at=clock.at(TUESDAY, time(12, 1)))
    now = pin(monkeypatch, time(12, 2), TUESDAY)
    for _time in range(2):
        rebuild(meeting.team, TUESDAY, now)
    item = meeting.items.get()
    assert (item.patient, item.waiting_since, item.is_late) == (early, TUESDAY, False)
    assert ItemReport.objects.get(item=item).candidate == in_time
    assert next_week.items.filter(patient=late).exists()


def test_a_report_that_was_answered_later_stands_on_the_board_of_the_day_before(
    meeting, next_week, fia, monkeypatch
):
    """A board for a day that is past is what it was."""
    monday = WEDNESDAY - timedelta(days=2)
    patient = PlacementFactory(team=meeting.team).patient
    at = clock.at(monday, time(8))
    CandidateFactory(patient=patient, team=meeting.team, reported_at=at)
    rebuild(meeting.team, monday, pin(monkeypatch, time(9), monday))
    pin(monkeypatch, time(9), WEDNESDAY)
    agenda.decline(item=meeting.items.get(), why="Innlagt", by=fia)

    def reported(on):
        told = proposals(judge(meeting.team, on), WEDNESDAY, meeting.deadline_at)
        return [one.patient for one in told if one.reports]

    assert reported(monday) == [patient]
    assert reported(WEDNESDAY) == []


def test_a_report_that_is_taken_back_takes_its_line_along(next_week):
    patient = PlacementFactory(team=next_week.team, patient__started_on=date(2020, 1, 1)).patient
    ReviewFactory(patient=patient, team=next_week.team, on=WEDNESDAY - timedelta(days=20))
    at = clock.now() - timedelta(hours=1)
    candidate = CandidateFactory(patient=patient, team=next_week.team, reported_at=at)
    rebuild(next_week.team, WEDNESDAY, clock.now())
    assert next_week.items.get().patient == patient
    reporting.withdraw(candidate=candidate, reason="Bedre nå", by=candidate.reported_by)
    assert building.run(BoardRebuild.objects.get(team=next_week.team).pk)
    assert not next_week.items.exists()
