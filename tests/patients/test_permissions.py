"""Whose patient: Kari's today, Siri's never, Nils's not while he has no role."""

from datetime import timedelta

import pytest
from django.http import Http404

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.models import Patient, Placement
from patients.permissions import get_patient
from teams.models import AccessLog
from tests.factories import PatientFactory, PlacementFactory, PositionFactory, TeamFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    return PlacementFactory(team=ward.team).patient


@pytest.mark.parametrize("name", ["kari", "vera", "ola", "anne"])
def test_those_on_duty_or_in_charge_see_the_teams_patient(ward, patient, name):
    assert get_patient(ward.user(name), patient.number) == patient
    assert list(Patient.objects.visible_to(ward.user(name))) == [patient]


def test_siri_in_another_unit_does_not_learn_that_the_patient_exists(ward, patient):
    assert not Patient.objects.visible_to(ward.user("siri")).exists()
    with pytest.raises(Http404):
        get_patient(ward.user("siri"), patient.number)


def test_nils_who_has_no_role_today_is_a_stranger_too(ward, patient):
    with pytest.raises(Http404):
        get_patient(ward.user("nils"), patient.number)


def test_a_colleague_in_the_unit_is_told_why_not(ward, patient):
    neighbour = TeamFactory(site=ward.team.site, ht=ward.ht)
    Placement.objects.update(team=neighbour)
    with pytest.raises(NotAllowed, match="teamet du er på vakt i"):
        get_patient(ward.user("kari"), patient.number)


def test_the_operator_sees_no_patient(ward, patient):
    drift = ward.people["nils"]
    PositionFactory(staff=drift, kind="systemansvarlig", team=None, unit=ward.team.unit)
    assert not Patient.objects.visible_to(ward.user("nils")).exists()


def test_a_patient_who_left_the_team_yesterday_is_not_seen_today(ward, patient):
    Placement.objects.update(valid_to=clock.today() - timedelta(days=1))
    assert not Patient.objects.visible_to(ward.user("kari")).exists()


def test_a_patient_shared_by_two_teams_is_seen_by_both(ward, patient):
    neighbour = TeamFactory(site=ward.team.site, ht=ward.ht)
    Placement.objects.update(team=neighbour)
    PlacementFactory(patient=patient, team=ward.team, owner=False)
    assert get_patient(ward.user("kari"), patient.number) == patient


def test_an_unknown_number_is_not_found(ward):
    PatientFactory()
    with pytest.raises(Http404):
        get_patient(ward.user("kari"), "P-finnes-ikke")


def test_who_leads_another_team_reads_its_patient_as_its_leader(client, ward):
    there = PlacementFactory(team=TeamFactory(site=ward.team.site, ht=ward.ht))
    PositionFactory(staff=ward.people["kari"], team=there.team)
    client.force_login(ward.user("kari"))
    assert client.get(f"/pasienter/{there.patient.number}/").status_code == 200
    row = AccessLog.objects.get()
    assert (row.role, row.team) == ("team_leader", there.team)


@pytest.mark.parametrize("number", ["a%00b", "a b", "P" * 21, "a%2Fb"])
@pytest.mark.parametrize("page", ["", "oppdrag/"])
def test_what_cannot_be_a_number_is_no_page(client, ward, number, page):
    client.force_login(ward.user("kari"))
    assert client.get(f"/pasienter/{number}/{page}").status_code == 404
