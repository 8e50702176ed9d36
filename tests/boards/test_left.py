"""A patient dies, or goes to another team, while she stands on a board or something was decided of her."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from boards.actions import decisions, plan_changes
from boards.actions.rebuild import rebuild
from boards.models import Item, PlanChange
from boards.queries.agenda_page import waiting_reports
from boards.queries.decision_page import lines, team_page
from boards.queries.decisions import before_meeting, count_mine, without_effect
from boards.queries.plan_changes import seen_of
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Placement
from teams.models import AuditEvent
from tests.boards.factories import CandidateFactory, DecisionFactory, ItemFactory, MeetingFactory
from tests.factories import PlacementFactory, TeamFactory, VisitPlanFactory
from tests.support.clocks import pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Monday; the meeting is on Wednesday.
MONDAY = date(2026, 3, 2)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def ward(monkeypatch):
    pin(monkeypatch, time(9), MONDAY)
    made = make_ward(MONDAY)
    made.meeting = MeetingFactory(team=made.team, planned_for=WEDNESDAY)
    made.patient = PlacementFactory(team=made.team).patient
    return made


def moves_to(patient, team, on=MONDAY):
    Placement.objects.filter(patient=patient).update(valid_to=on - timedelta(days=1))
    PlacementFactory(patient=patient, team=team, valid_from=on)


def test_whoever_has_died_is_taken_off_the_board_also_where_people_had_put_her_on(ward):
    item = ItemFactory(meeting=ward.meeting, patient=ward.patient, on=True, preparation="Vekt")
    rebuild(ward.team, MONDAY, clock.now())
    assert Item.objects.filter(pk=item.pk).exists()
    ward.patient.ended_on, ward.patient.ended_reason = MONDAY, "dod"
    ward.patient.save()
    rebuild(ward.team, MONDAY, clock.now())
    assert not ward.meeting.items.exists()
    told = AuditEvent.objects.filter(verb="board_rebuilt").latest("pk")
    assert told.details["removed"] == [ward.patient.number]


def test_whoever_belongs_to_another_team_on_the_day_of_the_meeting_is_not_on_the_board(ward):
    ItemFactory(meeting=ward.meeting, patient=ward.patient, on=True)
    moves_to(ward.patient, TeamFactory(), WEDNESDAY)
    rebuild(ward.team, MONDAY, clock.now())
    assert not ward.meeting.items.exists()


def test_a_report_of_her_who_has_left_waits_for_nobody(ward):
    CandidateFactory(patient=ward.patient, team=ward.team)
    assert len(waiting_reports(ward.meeting)) == 1
    moves_to(ward.patient, TeamFactory())
    assert waiting_reports(ward.meeting) == []


def test_the_team_that_she_has_left_reads_no_more_of_her_than_of_others(client, ward):
    held = MeetingFactory(team=ward.team, planned_for=MONDAY - timedelta(days=300), held=True)
    item = ItemFactory(meeting=held, patient=ward.patient, state="ferdig")
    addresses = {
        "case": reverse("boards:case", args=[item.pk]),
        "print": reverse("boards:case_print", args=[held.pk]),
    }
    client.force_login(ward.user("ola"))
    for address in addresses.values():
        assert ward.patient.number in client.get(address).content.decode()
    moves_to(ward.patient, TeamFactory())
    assert client.get(addresses["case"]).status_code == 403
    assert client.post(reverse("boards:case_read", args=[item.pk])).status_code == 403
    assert ward.patient.number not in client.get(addresses["print"]).content.decode()


def test_the_plans_of_her_who_has_left_are_for_her_new_team_to_change(client, ward):
    item = ItemFactory(meeting=ward.meeting, patient=ward.patient, on=True)
    decision = DecisionFactory(item=item, kind="tidsplan")
    plan = VisitPlanFactory(patient=ward.patient, team=ward.team, task_text="Stell")
    ola, tomorrow = ward.user("ola"), MONDAY + timedelta(days=1)
    asked = {"decision": decision, "plan": plan, "fields": {"minutes": 45}, "from_on": tomorrow}
    plan_changes.propose(**asked, by=ola)
    moves_to(ward.patient, TeamFactory())
    change = PlanChange.objects.get()
    with pytest.raises(Refused, match="hører ikke til"):
        plan_changes.propose(**asked, by=ola)
    with pytest.raises(Refused, match="hører ikke til"):
        plan_changes.confirm(change=change, by=ola, seen=seen_of(change))
    client.force_login(ola)
    page = client.get(reverse("boards:plan_change", args=[decision.pk]))
    assert "Stell" not in page.content.decode()
    plan_changes.decline(change=change, why="Flyttet", by=ola)
    assert decisions.locked(decision).state == "ikke-gjort"


def test_what_was_decided_of_one_who_has_died_is_nobodys_task(ward):
    ola, held = ward.user("ola"), MONDAY - timedelta(days=70)
    item = ItemFactory(
        meeting=MeetingFactory(team=ward.team, planned_for=held, held=True), patient=ward.patient
    )
    DecisionFactory(
        item=item, owner=ward.people["ola"], decided_at=clock.at(held, time(13)), due_on=MONDAY
    )

    def told():
        return (
            count_mine(ola)[0],
            lines(ola, ward.team).open,
            len(team_page(ward.team, "apne", "").rows),
            len(without_effect([ward.team], MONDAY)),
        )

    assert told() == (1, 1, 1, 1)
    ward.patient.ended_on, ward.patient.ended_reason = MONDAY - timedelta(days=1), "dod"
    ward.patient.save()
    assert told() == (0, 0, 0, 0)
    later = MeetingFactory(team=ward.team, planned_for=MONDAY - timedelta(days=7), held=True)
    assert [task.decision for task in before_meeting(ward.meeting)] == [], later
