"""The primærkontakt's page: what is due for each of hers, read from what is written."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from boards.queries.primary import primary_page
from heltom.lib import clock
from patients.models import NextOfKin, Observation
from tests.belonging_factories import GoalFactory, MeasureFactory
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory, ReviewFactory
from tests.factories import AbsenceFactory, ContactFactory, PatientFactory, PlacementFactory
from tests.support import clocks
from tests.ward import make_ward
from worklists.models import Reminder

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


def patient(ward, kind="primar", **more):
    one = PatientFactory(started_on=NOW.date() - timedelta(days=400), **more)
    PlacementFactory(patient=one, team=ward.team)
    ContactFactory(patient=one, staff=ward.people["kari"], kind=kind)
    return one


def measured(one, kind, *, weeks_ago):
    Observation.objects.create(
        patient=one, kind=kind, value=5, taken_at=NOW - timedelta(weeks=weeks_ago)
    )


def points(ward, one):
    found = next(row for row in primary_page(ward.user("kari")).patients if row.patient == one)
    return {point.key: point for point in found.points}


def test_what_is_missing_is_told_and_what_is_done_is_not_asked_for(ward):
    one = patient(ward, what_matters="Å komme ut på balkongen")
    ReviewFactory(patient=one, team=ward.team, on=NOW.date() - timedelta(days=10))
    measured(one, "katz", weeks_ago=30)
    measured(one, "skropelighet", weeks_ago=2)
    MeasureFactory(goal=GoalFactory(patient=one, evaluate_on=NOW.date() - timedelta(days=3)))
    NextOfKin.objects.create(patient=one, name="Datter", phone="12345678")

    done = {key: point.is_done for key, point in points(ward, one).items()}

    assert done == {
        "review": True, "katz": False, "skropelighet": True, "goals": False,
        "matters": True, "kin": True, "deputy": False,
    }  # fmt: skip


def test_a_goal_without_a_measure_is_no_plan(ward):
    one = patient(ward)
    GoalFactory(patient=one)

    assert points(ward, one)["goals"].says == "ingen mål med tiltak"


def test_the_deputy_steps_in_while_the_primary_contact_is_away(ward):
    one = patient(ward, kind="vara")
    ContactFactory(patient=one, staff=ward.people["vera"], kind="primar")
    assert not primary_page(ward.user("kari")).patients[0].is_hers_now

    AbsenceFactory(staff=ward.people["vera"], starts_at=NOW - timedelta(days=1), ends_at=None)

    assert primary_page(ward.user("kari")).patients[0].stands_in


def test_decisions_and_the_board_where_she_is_to_speak_stand_on_it(ward):
    one = patient(ward)
    before = MeetingFactory(team=ward.team, planned_for=NOW.date() - timedelta(days=7), held=True)
    DecisionFactory(
        item=ItemFactory(meeting=before, patient=one, state="ferdig"), owner=ward.people["kari"]
    )
    coming = MeetingFactory(team=ward.team, planned_for=NOW.date() + timedelta(days=7))
    item = ItemFactory(meeting=coming, patient=one, presenter=ward.people["kari"])

    mine = primary_page(ward.user("kari")).patients[0]

    assert [task.decision.text for task in mine.tasks] == ["Veie hver uke"]
    assert mine.item == item


def test_a_patient_of_a_team_where_she_is_not_at_work_is_counted_and_not_shown(ward):
    elsewhere = PatientFactory()
    PlacementFactory(patient=elsewhere)
    ContactFactory(patient=elsewhere, staff=ward.people["kari"])

    page = primary_page(ward.user("kari"))

    assert (page.patients, page.hidden) == ([], 1)


def test_she_plans_a_test_onto_a_shift_once(client, ward):
    one = patient(ward)
    client.force_login(ward.user("kari"))
    address = reverse("boards:primary_plan", args=[one.number])
    asked = {"test": "katz", "on": "2026-11-27", "shift": "dag"}

    for _press in range(2):
        assert client.post(address, asked).status_code == 303

    line = Reminder.objects.get(patient=one)
    assert (line.text, line.responsible) == ("Katz ADL", ward.people["kari"])
    assert points(ward, one)["katz"].planned == line
    assert client.post(address, {**asked, "test": "iq"}).status_code == 409
    assert client.post(address, {**asked, "on": "i morgen"}).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("siri", 404), ("nils", 404)])
def test_nobody_else_plans_for_her(client, ward, who, status):
    one = patient(ward)
    client.force_login(ward.user(who))
    assert client.post(reverse("boards:primary_plan", args=[one.number])).status_code == status


def test_the_page_shows_numbers_and_no_names(client, ward):
    one = patient(ward, family_name="Fjellstrand")
    before = MeetingFactory(team=ward.team, planned_for=NOW.date() - timedelta(days=7), held=True)
    DecisionFactory(
        item=ItemFactory(meeting=before, patient=one, state="ferdig"),
        owner=ward.people["kari"], text="Veie Fjellstrand hver uke",
    )  # fmt: skip
    client.force_login(ward.user("kari"))

    page = client.get(reverse("boards:primary")).content.decode()

    assert one.number in page
    assert "Veie pasienten hver uke" in page
    assert "Fjellstrand" not in page
