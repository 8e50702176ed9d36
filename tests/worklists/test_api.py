"""The API: the same day, for other programs, with a token."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from teams.models import AccessLog, Team
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.support.clocks import clock_at
from tests.ward import make_ward
from worklists.models import Entry, Rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12)):
        ward = make_ward()
        ward.plans(3)
        ward.build()
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


def api(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    return client


def operator(ward):
    staff = StaffFactory(user=UserFactory(), team=ward.team)
    PositionFactory(staff=staff, kind="systemansvarlig", team=None, unit=ward.team.unit)
    return staff.user


def day_row(answer, team="nord"):
    return next(row for row in answer.json() if (row["team"], row["shift"]) == (team, "dag"))


def test_the_vaktkoordinator_gets_her_teams_balance(ward):
    row = day_row(api(ward.user("vera")).get("/api/day-balance/"))
    assert (row["due"], row["on_list"], row["balances"]) == (3, 3, True)


def test_the_operator_gets_every_teams_figures_and_no_patients_number(ward):
    Entry.objects.first().delete()
    answer = api(operator(ward)).get(f"/api/day-balance/?date={ward.day}")
    assert {row["team"] for row in answer.json()} >= {"nord", "annensteds"}
    assert day_row(answer)["balances"] is False
    assert day_row(answer)["faults"] == []


def test_faults_are_for_those_who_may_see_the_teams_patients_and_are_logged(ward):
    """The operator is also a leader elsewhere: she sees that team's patients and no other's."""
    drift = operator(ward)
    lost = Entry.objects.first()
    lost.delete()
    PositionFactory(staff=drift.staff, team=Team.objects.get(code="annensteds"))
    assert day_row(api(drift).get("/api/day-balance/"))["faults"] == []
    assert not AccessLog.objects.exists()
    answer = api(ward.user("vera")).get("/api/day-balance/")
    assert lost.visit.patient.number in day_row(answer)["faults"][0]
    row = AccessLog.objects.get()
    number = lost.visit.patient.number
    assert (row.patient_number, row.screen, row.team) == (number, "api_day_balance", ward.team)
    assert (row.user, row.role) == (ward.user("vera"), "vk")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_date_at_the_end_of_the_calendar_is_refused_with_a_sentence(ward, day):
    answer = api(ward.user("vera")).get(f"/api/day-balance/?date={day}")
    assert (answer.status_code, answer.json()) == (
        400,
        {"date": ["Datoen må være innen to år fra i dag."]},
    )
    wish = {"team": "nord", "date": day, "shift": "dag"}
    assert api(ward.user("anne")).post("/api/rebuilds/", wish).status_code == 400


def test_a_carer_gets_no_balance(ward):
    assert api(ward.user("kari")).get("/api/day-balance/").json() == []


def test_without_a_token_nothing_is_answered():
    assert APIClient().get("/api/day-balance/").status_code == 401


def test_a_date_that_is_not_one_is_refused_with_a_sentence(ward):
    answer = api(ward.user("vera")).get("/api/day-balance/?date=igår")
    assert answer.status_code == 400
    assert "date" in answer.json()


def test_lists_can_be_asked_for(ward):
    wish = {"team": "nord", "date": str(ward.day), "shift": "kveld"}
    answer = api(ward.user("vera")).post("/api/rebuilds/", wish)
    assert answer.status_code == 202
    row = Rebuild.objects.get(pk=answer.json()["id"])
    assert (row.team_shift.kind, row.by) == ("kveld", ward.user("vera"))


@pytest.mark.parametrize(("who", "status"), [("kari", 403), ("siri", 404), ("nils", 404)])
def test_others_cannot_ask_for_lists(ward, who, status):
    wish = {"team": "nord", "date": str(ward.day), "shift": "dag"}
    assert api(ward.user(who)).post("/api/rebuilds/", wish).status_code == status


def test_a_day_that_is_over_is_answered_with_a_sentence(ward):
    wish = {"team": "nord", "date": str(ward.day - timedelta(days=2)), "shift": "dag"}
    answer = api(ward.user("vera")).post("/api/rebuilds/", wish)
    assert answer.status_code == 409
    assert "Dagen er over" in answer.json()["detail"]


def test_the_description_of_the_api_knows_its_doors(ward):
    answer = api(ward.user("vera")).get("/api/schema/?format=json")
    assert {"/api/day-balance/", "/api/rebuilds/", "/api/imports/"} <= set(answer.json()["paths"])
