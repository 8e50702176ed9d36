"""The pages of a stay: what it means before it is registered, the stay itself, and the desk."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import Pause
from teams.models import AccessLog
from tests.factories import PauseFactory, VisitPlanFactory
from tests.support.clocks import clock_at, pin
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Visit

pytestmark = pytest.mark.django_db

TODAY = clock.today()
NOON = clock.at(TODAY, time(12)).astimezone(clock.OSLO)


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(NOON):
        ward = make_ward()
        ward.plans(2, earliest=time(13), latest=time(14))
        return ward


@pytest.fixture
def ward(monkeypatch, built):
    pin(monkeypatch, NOON)
    return deepcopy(built)


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


@pytest.fixture
def patient(ward):
    return ward.team.plans.first().patient


def url(name, *args):
    return reverse(f"worklists:{name}", args=args)


def typed(**more):
    body = {"on": TODAY.isoformat(), "at": "12:00", "reason": "sykehus", "where": "Haukeland"}
    return body | {"seen": clock.at(TODAY, time(12)).isoformat()} | more


def test_what_leaves_the_lists_stands_on_the_page_before_anything_is_registered(
    vera, ward, patient
):
    VisitPlanFactory(patient=patient, team=ward.ht, code="HSY", minutes=30, carers=2)
    html = vera.get(url("stay_new", patient.number)).text
    assert "13 oppdrag" in html
    assert "<strong>500 minutter</strong>" in html
    assert f"<td>{ward.ht}</td><td>1</td><td>60</td>" in html
    assert not Pause.objects.exists()


def test_what_is_begun_and_what_may_still_be_reached_are_told(vera, ward, patient):
    ward.build()
    visits.start(visit=Visit.objects.get(patient=patient), by=ward.user("vera"))
    late = VisitPlanFactory(patient=patient, team=ward.team, earliest=time(11), latest=time(15))
    html = vera.get(url("stay_new", patient.number)).text
    assert "Noen har vært hos pasienten etter dette." in html
    assert "startet" in html
    assert "Disse kan begynne før pasienten drar" in html
    assert f"11:00–15:00 {late.title}" in html


def test_another_hour_is_shown_before_it_is_registered(vera, patient):
    """Whoever changes the time and presses at once has not seen what that means."""
    response = vera.post(url("stay_begin", patient.number), typed(at="10:00"))
    assert response.status_code == 200
    assert "Ikke ført ennå." in response.text
    assert 'value="Haukeland"' in response.text
    assert not Pause.objects.exists()


def test_the_part_that_htmx_fetches_is_the_same_as_on_the_page(vera, patient):
    where = url("stay_new", patient.number) + f"?on={TODAY}&at=10:00"
    part = vera.get(where, headers={"HX-Request": "true"})
    assert "HX-Request" in part["Vary"]
    assert part.text.strip() in vera.get(where).text
    assert "Skriv dag og klokkeslett" in vera.get(where.replace("10:00", "ti")).text


def test_registered_with_its_reason_and_followed_to_its_page(vera, patient):
    response = vera.post(url("stay_begin", patient.number), typed(note="falt på badet"))
    pause = Pause.objects.get()
    assert (response.status_code, response["Location"]) == (303, url("stay", pause.pk))
    assert (pause.starts_at, pause.where, pause.note) == (NOON, "Haukeland", "falt på badet")
    html = vera.get(url("stay", pause.pk)).text
    assert "Borte nå" in html
    assert "ingen vet ennå" in html
    assert "0 av 4" in html
    assert AccessLog.objects.filter(screen="stay", patient_number=patient.number).exists()


def test_shown_is_not_registered(vera, patient):
    vera.post(url("stay_begin", patient.number), typed(vis="1"))
    assert not Pause.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"on": ""}, "Velg en dag."),
        ({"on": "i går"}, "Skriv datoen som 23.11.2026."),
        ({"on": "0001-01-01"}, "Velg en dag som er høyst to år tilbake."),
        ({"on": "2999-01-01"}, "Velg en dag som er høyst et år fram."),
        ({"at": "25:00"}, "Skriv klokkeslettet som 14:30."),
        ({"reason": ""}, "Velg hvorfor pasienten er borte."),
        ({"reason": "ferie"}, "Velg en av grunnene."),
        ({"where": "x" * 101}, "Skriv kortere: høyst 100 tegn."),
        ({"expected_return": "2020-01-01"}, "før oppholdet begynner"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(vera, patient, wrong, told):
    response = vera.post(url("stay_begin", patient.number), typed(note="husk nøkkel") | wrong)
    assert response.status_code == 200
    assert told in response.text
    assert 'value="husk nøkkel"' in response.text
    assert not Pause.objects.exists()


@pytest.fixture
def stay(vera, patient):
    vera.get(vera.post(url("stay_begin", patient.number), typed())["Location"])
    return Pause.objects.get()


def test_ticked_on_the_page_and_opened_again_the_page_is_the_page(vera, stay):
    page = Page(vera, url("stay", stay.pk))
    check = url("return_check", stay.pk)
    body = {"item": "medisiner", "note": "hentet"}
    page.html = page.fresh()
    response = vera.post(check, body, headers={"HX-Request": "true"})
    assert response.status_code == 303
    html = page.fresh()
    assert "1 av 4" in html
    assert "hentet" in html
    vera.post(check, body | {"open": "1"})
    assert "0 av 4" in page.fresh()


def test_home_by_a_press_the_swap_is_the_fresh_load(vera, stay):
    page = Page(vera, url("stay", stay.pk))
    page.press(url("stay_end", stay.pk), on=TODAY.isoformat(), at="15:00")
    assert page.html == page.fresh()
    assert "Kommer hjem</dt>" in page.html
    page.press(url("stay_away", stay.pk), reason="ble dårligere")
    assert page.html == page.fresh()
    assert "ble dårligere" in page.html


def test_another_expected_day_by_a_press(vera, stay):
    page = Page(vera, url("stay", stay.pk))
    wanted = TODAY + timedelta(days=3)
    page.press(url("stay_expected", stay.pk), expected_return=wanted.isoformat())
    assert page.html == page.fresh()
    assert f"ventes hjem {wanted:%d.%m.%Y}" in page.html


def test_a_refusal_is_a_sentence_and_changes_nothing(vera, stay):
    yesterday = TODAY - timedelta(days=1)
    for name, body, told in (
        ("stay_end", {"on": yesterday, "at": "10:00"}, "ikke komme hjem før"),
        ("stay_end", {"on": "2020-01-01", "at": "10:00"}, "høyst to år tilbake"),
        ("stay_end", {"on": TODAY, "at": ""}, "Skriv et klokkeslett."),
        ("stay_expected", {"expected_return": "snart"}, "Skriv datoen som"),
        ("stay_undo", {"reason": ""}, "Skriv hvorfor"),
        ("return_check", {"item": "kaker"}, "Punktet finnes ikke."),
    ):
        response = vera.post(url(name, stay.pk), body)
        assert response.status_code == 409
        assert told in response.text
    stay.refresh_from_db()
    assert (stay.ends_at, stay.expected_return) == (None, None)


def test_a_mistake_leads_back_to_the_patient(vera, stay, patient):
    response = vera.post(url("stay_undo", stay.pk), {"reason": "feil pasient"})
    assert response["Location"] == reverse("patients:patient", args=[patient.number])
    assert vera.get(url("stay", stay.pk)).status_code == 404


def test_a_carer_reads_the_stay_and_ticks_and_does_no_more(client, ward, stay):
    client.force_login(ward.user("kari"))
    html = client.get(url("stay", stay.pk)).text
    assert "På plass" in html
    assert "Lagre hjemkomst" not in html
    assert "Fjern oppholdet" not in html


def test_the_desk_shows_who_is_overdue_and_logs_whom_it_showed(vera, ward, patient):
    PauseFactory(
        patient=patient,
        starts_at=NOON - timedelta(days=4),
        expected_return=TODAY - timedelta(days=2),
    )
    html = vera.get(url("returns")).text
    assert "Skulle vært hjemme" in html
    assert "Ventet hjem for 2 dager siden." in html
    assert AccessLog.objects.get(screen="returns").patient_number == patient.number


def test_an_empty_desk_says_so(vera):
    assert "ingen er glemt" in vera.get(url("returns")).text


def test_thirty_visits_cost_what_three_cost(vera, ward, stay, django_assert_num_queries):
    vera.get(url("stay", stay.pk))
    with CaptureQueriesContext(connection) as few:
        vera.get(url("stay", stay.pk))
    VisitPlanFactory.create_batch(27, patient=stay.patient, team=ward.team, earliest=time(9))
    with django_assert_num_queries(len(few)):
        vera.get(url("stay", stay.pk))
