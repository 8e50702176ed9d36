"""Writing what is known of a patient: rows end or are marked as mistaken, and are never wiped."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions import health
from patients.models import Diagnosis, Equipment, HealthState
from teams.models import AuditEvent
from tests.belonging_factories import DiagnosisFactory, EquipmentFactory, HealthStateFactory
from tests.factories import PatientFactory, PlacementFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()
LAST_WEEK = TODAY - timedelta(days=7)


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    return patient


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


def set_state(ward, patient, state, from_day=TODAY, note=""):
    return health.set_state(
        patient=patient,
        state=state,
        from_day=from_day,
        note=note,
        team=ward.team,
        by=ward.user("vera"),
    )


def holding(patient, day=TODAY):
    return set(HealthState.objects.on(day).filter(patient=patient).values_list("state", flat=True))


def url(patient, name, *more):
    return reverse(f"patients:{name}", args=[patient.number, *more])


def test_unstable_ends_stable_the_day_before(ward, patient):
    set_state(ward, patient, "stabil", LAST_WEEK)
    set_state(ward, patient, "ustabil", note="Feber")
    assert holding(patient) == {"ustabil"}
    assert holding(patient, TODAY - timedelta(days=1)) == {"stabil"}
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == {"health_state_set", "health_state_ended"}


def test_a_later_palliative_phase_ends_the_earlier_and_leaves_the_rest(ward, patient):
    set_state(ward, patient, "palliativ-tidlig", LAST_WEEK)
    set_state(ward, patient, "stabil", LAST_WEEK)
    set_state(ward, patient, "palliativ-sen")
    assert holding(patient) == {"palliativ-sen", "stabil"}


def test_a_change_of_mind_the_same_day_leaves_one_that_holds(ward, patient):
    set_state(ward, patient, "stabil")
    set_state(ward, patient, "ustabil")
    assert holding(patient) == {"ustabil"}
    assert HealthState.objects.get(state="stabil").mistaken_why == "rettet samme dag"


def test_pressing_twice_writes_once(ward, patient):
    assert set_state(ward, patient, "ustabil") == set_state(ward, patient, "ustabil")
    assert HealthState.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ("ustabil", TODAY + timedelta(days=1)),
        # A state of the same sort is written from a later day already.
        ("ustabil", LAST_WEEK - timedelta(days=1)),
        ("stabil", TODAY),
    ],
)
def test_a_state_that_cannot_be_is_refused(ward, patient, state, day):
    set_state(ward, patient, "stabil", LAST_WEEK)
    with pytest.raises(Refused):
        set_state(ward, patient, state, day)
    assert HealthState.objects.count() == 1


def test_a_diagnosis_ends_and_stays(vera, patient):
    row = DiagnosisFactory(patient=patient, valid_from=LAST_WEEK)
    address = url(patient, "health_end", "diagnose", row.pk)
    assert vera.post(address, {"on": TODAY}).status_code == 303
    assert vera.post(address, {"on": TODAY}).status_code == 303
    row.refresh_from_db()
    assert row.valid_to == TODAY
    assert AuditEvent.objects.get(verb="diagnosis_ended").details["code"] == "icpc2:T90"
    assert vera.post(address, {"on": LAST_WEEK}).status_code == 409


@pytest.mark.parametrize(
    "day", [LAST_WEEK - timedelta(days=1), TODAY + timedelta(days=1), "tull", ""]
)
def test_an_end_that_cannot_be_is_refused(vera, patient, day):
    row = EquipmentFactory(patient=patient, valid_from=LAST_WEEK)
    assert vera.post(url(patient, "health_end", "utstyr", row.pk), {"on": day}).status_code == 409
    row.refresh_from_db()
    assert row.valid_to is None


def test_what_was_never_so_is_marked_and_holds_on_no_day(vera, patient):
    row = DiagnosisFactory(patient=patient, valid_from=LAST_WEEK)
    address = url(patient, "health_mistaken", "diagnose", row.pk)
    assert vera.post(address, {"why": "  "}).status_code == 409
    assert vera.post(address, {"why": "Feil pasient"}).status_code == 303
    assert not Diagnosis.objects.on(TODAY).exists()
    assert not Diagnosis.objects.between(LAST_WEEK, TODAY).exists()
    assert Diagnosis.objects.get().mistaken_why == "Feil pasient"
    assert AuditEvent.objects.get(verb="diagnosis_mistaken").reason == "Feil pasient"
    assert "Feilført: Feil pasient" in vera.get(url(patient, "health")).text
    again = vera.post(
        url(patient, "health_diagnosis"),
        {"system": "icpc2", "code": "t90", "name": "Diabetes", "from_day": LAST_WEEK},
    )
    assert again.status_code == 303
    assert Diagnosis.objects.on(TODAY).get().code == "T90"


def test_the_database_keeps_a_mistake_whole(patient):
    row = DiagnosisFactory(patient=patient)
    with pytest.raises(IntegrityError), transaction.atomic():
        Diagnosis.objects.filter(pk=row.pk).update(mistaken_at=clock.now())


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("health_diagnosis", {"code": "diabetes"}, "Skriv koden som T90."),
        ("health_diagnosis", {"code": "", "name": "Gikt"}, "Skriv koden."),
        # Sent as it is, the criteria would never find it.
        ("health_diagnosis", {"code": "e11.9"}, "E11.9 er ikke en kode i ICPC-2."),
        ("health_diagnosis", {"from_day": "i går"}, "Skriv datoen som 23.11.2026."),
        (
            "health_diagnosis",
            {"from_day": TODAY + timedelta(days=1)},
            "Velg i dag eller en dag som har vært.",
        ),
        ("health_state", {"state": ""}, "Velg en tilstand."),
        ("health_state", {"state": "frisk"}, "frisk"),
        ("health_equipment", {"name": " "}, "Skriv hva utstyret heter."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(vera, patient, name, typed, told):
    whole = {"system": "icpc2", "code": "T90", "name": "Oppdiktet sykdom", "from_day": TODAY}
    response = vera.post(url(patient, name), whole | {"note": "Oppdiktet sykdom"} | typed)
    assert response.status_code == 200
    assert told in response.text
    if name != "health_equipment":
        assert "Oppdiktet sykdom" in response.text or "Gikt" in response.text
    assert not Diagnosis.objects.exists()
    assert not HealthState.objects.exists()
    assert not Equipment.objects.exists()


def test_one_word_for_one_thing(vera, patient):
    EquipmentFactory(code="oksygen", name="Oksygen hjemme")
    for name in ("oksygen HJEMME", "Løfter ved senga"):
        vera.post(url(patient, "health_equipment"), {"name": name, "from_day": TODAY})
    codes = Equipment.objects.filter(patient=patient).values_list("code", flat=True)
    assert set(codes) == {"oksygen", "lofter-ved-senga"}


def test_another_patients_fact_cannot_be_reached(vera, patient):
    row = DiagnosisFactory()
    assert vera.post(url(patient, "health_end", "diagnose", row.pk)).status_code == 404
    assert vera.post(url(patient, "health_end", "tull", row.pk)).status_code == 404


def test_a_carer_writes_down_what_matters_and_no_diagnosis(client, ward, patient):
    client.force_login(ward.user("kari"))
    page = client.get(url(patient, "health")).text
    assert 'name="what_matters"' in page
    assert 'name="code"' not in page
    typed = {"what_matters": "Katten", "wishes": "", "before_matters": "", "before_wishes": ""}
    assert client.post(url(patient, "health_wishes"), typed).status_code == 303
    patient.refresh_from_db()
    assert patient.what_matters == "Katten"
    event = AuditEvent.objects.get(verb="wishes_written")
    assert "Katten" not in str(event.details)


def test_two_who_write_at_once_do_not_undo_each_other(vera, patient):
    patient.what_matters = "Katten"
    patient.save()
    typed = {"what_matters": "Hagen\r\nog roser", "wishes": "", "before_wishes": ""}
    response = vera.post(url(patient, "health_wishes"), typed | {"before_matters": "Hunden"})
    assert response.status_code == 200
    assert "Noen andre har skrevet her" in response.text
    assert "«Katten»" in response.text
    assert "Hagen" in response.text
    assert 'name="before_matters" value="Katten"' in response.text
    vera.post(url(patient, "health_wishes"), typed | {"before_matters": "Katten"})
    patient.refresh_from_db()
    assert patient.what_matters == "Hagen\nog roser"


def test_what_is_over_is_not_said_to_be_written_anew(vera, patient):
    yesterday = TODAY - timedelta(days=1)
    DiagnosisFactory(patient=patient, valid_from=LAST_WEEK, valid_to=yesterday)
    typed = {"system": "icpc2", "code": "T90", "name": "Diabetes", "from_day": LAST_WEEK}
    assert "Velg en senere dag" in vera.post(url(patient, "health_diagnosis"), typed).text
    vera.post(url(patient, "health_diagnosis"), typed | {"from_day": TODAY})
    assert Diagnosis.objects.on(TODAY).filter(patient=patient).count() == 1


def test_an_end_in_the_days_to_come_still_holds_today(vera, patient):
    HealthStateFactory(patient=patient, valid_to=TODAY + timedelta(days=3))
    page = vera.get(url(patient, "health")).text
    assert "Avslutt eller rett «stabil»" in page
