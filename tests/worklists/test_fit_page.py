"""The page of a team: what it shows, to whom, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.models import AccessLog
from tests.factories import PositionFactory
from tests.ward import make_ward
from tests.worklists.test_fit import patient_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def ola(client, ward):
    client.force_login(ward.user("ola"))
    return client


def url(ward):
    return reverse("worklists:fit", args=[ward.team.code])


def misplaced(ward):
    return patient_with(ward.team, ("Insulin", 20, 2, ward.team), ("Stell", 60, 0, ward.team))


def test_a_proposal_stands_with_its_reasons_and_the_ways_on(ola, ward):
    patient, fits = misplaced(ward), patient_with(ward.team, ("Stell", 20, 0, ward.team))
    html = ola.get(url(ward)).text
    assert "1 av 2 pasienter kan høre til et annet team." in html
    assert "Teamet gjør selv 140 minutter i uken" in html
    for way in ("proposal", "assessment", "move_new"):
        assert reverse(f"worklists:{way}", args=[patient.number]) in html
        assert reverse(f"worklists:{way}", args=[fits.number]) not in html
    assert AccessLog.objects.filter(screen="fit").count() == 2


def test_the_adviser_may_look_and_assess_but_not_ask_for_a_move(client, ward):
    patient = misplaced(ward)
    PositionFactory(staff=ward.people["nils"], kind="konsulent", team=None, unit=ward.team.unit)
    client.force_login(ward.user("nils"))
    html = client.get(url(ward)).text
    assert reverse("worklists:assessment", args=[patient.number]) in html
    assert reverse("worklists:move_new", args=[patient.number]) not in html


def test_no_carer_is_named(ola, ward):
    patient = misplaced(ward)
    names = set(patient.visits.values_list("states__carer__family_name", flat=True)) - {None}
    html = ola.get(url(ward)).text
    assert names
    assert not [name for name in names if name in html]


def test_an_empty_team_has_a_page(ola, ward):
    assert "Ingenting taler for å flytte" in ola.get(url(ward)).text


def _queries(client, ward):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url(ward)).status_code == 200
    return len(caught)


def test_nine_patients_cost_what_three_cost(ola, ward):
    for _ in range(3):
        misplaced(ward)
    ola.get(url(ward))
    few = _queries(ola, ward)
    for _ in range(6):
        misplaced(ward)
    assert _queries(ola, ward) == few
