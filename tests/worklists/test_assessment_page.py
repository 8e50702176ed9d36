"""The page /pasienter/<nr>/vurdering/: what it shows whom, the draft that keeps itself, the decision."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import Assessment, MoveRequest, StayMeasure
from teams.models import AccessLog, AuditEvent
from tests.belonging_factories import AssessmentFactory, DiagnosisFactory, StayMeasureFactory
from tests.factories import CompetenceFactory, PositionFactory, VisitPlanFactory
from tests.support.htmx import Page
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()
IN_FOUR_WEEKS = TODAY + timedelta(days=28)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.at(TODAY, time(12)).astimezone(clock.OSLO))


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    """In the OT, with a shower that it does and insulin that it has nobody for."""
    shower, insulin = ward.plans(2)
    shower.title, insulin.title = "Dusj", "Insulin"
    insulin.patient = shower.patient
    shower.save()
    insulin.save()
    insulin.competences.add(CompetenceFactory(code="insulin"))
    return shower.patient


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return client


def url(patient, what="assessment", *more):
    return reverse(f"worklists:{what}", args=[patient.number, *more])


def written(**more):
    return {
        "token": "0.0",
        "state_text": "Sår på foten.",
        "stability": "svingende",
        "complexity": "noe",
        "need": "stotte",
        "way": "ot",
        "reason": "Teamet kjenner ham.",
        "review_on": str(IN_FOUR_WEEKS),
    } | more


def test_the_page_shows_what_is_known_beside_each_step(anne, ward, patient):
    DiagnosisFactory(patient=patient)
    html = anne.get(url(patient)).text
    assert "T90 Diabetes type 2" in html
    assert "Ingen ansatte i teamet kan dette." in html
    for step in range(1, 7):
        assert f'id="step-{step}"' in html
    assert AccessLog.objects.get(screen="assessment").patient_number == patient.number
