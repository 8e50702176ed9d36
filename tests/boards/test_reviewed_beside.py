"""The whole of a patient is gone through beside the meeting, by people who write what they saw."""

from datetime import datetime

import pytest
from django.urls import reverse

from boards.models import Review
from heltom.lib import clock
from tests.factories import PatientFactory, PlacementFactory
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


@pytest.fixture
def patient(ward):
    one = PatientFactory()
    PlacementFactory(patient=one, team=ward.team)
    return one


def press(client, ward, patient, who, text):
    client.force_login(ward.user(who))
    return client.post(reverse("boards:case_reviewed", args=[patient.number]), {"text": text})


def test_what_was_seen_is_written_and_the_next_day_set(client, ward, patient):
    client.force_login(ward.user("ola"))
    page = client.get(reverse("boards:case_of_patient", args=[patient.number]))
    assert "utenom møtet" in page.content.decode()

    assert press(client, ward, patient, "ola", "Hjemme hos pasienten med Kari").status_code == 302
    made = Review.objects.get(patient=patient)
    assert (made.how, made.on, made.by) == ("utenom", NOW.date(), ward.user("ola"))


def test_without_a_word_of_what_was_seen_it_is_no_review(client, ward, patient):
    assert press(client, ward, patient, "ola", " ").status_code == 409
    assert not Review.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("kari", 403), ("siri", 404), ("nils", 404)])
def test_nobody_else_says_it(client, ward, patient, who, status):
    assert press(client, ward, patient, who, "Sett").status_code == status
