"""What PostgreSQL itself refuses about patients, belonging and pauses."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from heltom.lib import clock
from patients.models import Patient
from tests.factories import (
    ContactFactory,
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    StaffFactory,
    TeamFactory,
    synthetic_number,
)

pytestmark = pytest.mark.django_db


def test_a_patient_has_one_owning_team_at_a_time():
    first = PlacementFactory()
    with pytest.raises(IntegrityError, match="one_owner"):
        PlacementFactory(patient=first.patient, team=TeamFactory())


def test_two_teams_may_share_when_one_owns():
    first = PlacementFactory()
    assert PlacementFactory(patient=first.patient, team=TeamFactory(), owner=False).pk


def test_the_next_owner_may_begin_the_day_after():
    today = clock.today()
    first = PlacementFactory(valid_to=today)
    next_day = today + timedelta(days=1)
    assert PlacementFactory(patient=first.patient, team=TeamFactory(), valid_from=next_day).pk


def test_a_patient_has_one_primary_contact_at_a_time():
    first = ContactFactory()
    with pytest.raises(IntegrityError, match="one_of_each"):
        ContactFactory(patient=first.patient, staff=StaffFactory())


def test_a_deputy_beside_the_primary_contact_is_as_it_should_be():
    first = ContactFactory()
    assert ContactFactory(patient=first.patient, staff=StaffFactory(), kind="vara").pk


def test_pauses_of_a_patient_do_not_overlap():
    pause = PauseFactory()
    with pytest.raises(IntegrityError, match="no_overlap"):
        PauseFactory(patient=pause.patient, starts_at=pause.starts_at + timedelta(days=3))


def test_services_end_with_a_reason():
    with pytest.raises(IntegrityError, match="end_has_reason"):
        PatientFactory(ended_on=clock.today())


def test_a_national_number_with_wrong_control_digits_is_refused_with_a_sentence():
    right = synthetic_number(1)
    patient = PatientFactory(national_number=right)
    patient.full_clean()
    patient.national_number = right[:-1] + str((int(right[-1]) + 1) % 10)
    with pytest.raises(ValidationError, match="stemmer ikke"):
        patient.full_clean()


def test_patients_stand_in_norwegian_order():
    for name in ["Åsen", "Aasen", "Østby", "Ærlig", "Zahl", "Berg"]:
        PatientFactory(family_name=name, given_name="A")
    names = [patient.family_name for patient in Patient.objects.all()]
    assert names[:4] == ["Berg", "Zahl", "Ærlig", "Østby"]
    assert set(names[4:]) == {"Åsen", "Aasen"}
