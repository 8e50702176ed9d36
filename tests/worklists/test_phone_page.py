"""The phone's pages: a call in a few taps, and the same page after each swap as when loaded afresh."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import NextOfKin
from teams.models import AccessLog
from tests.factories import VisitPlanFactory
from tests.shift_factories import CallFactory, CallHoursFactory
from tests.support.clocks import clock_at, pin
from tests.support.htmx import Page, elements
from tests.ward import make_ward
from worklists.actions import calls
from worklists.models import Call, Visit

pytestmark = pytest.mark.django_db

TODAY = clock.today()
NOON = clock.at(TODAY, time(12)).astimezone(clock.OSLO)


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(NOON):
        ward = make_ward()
        plan = VisitPlanFactory(team=ward.team, earliest=time(13), latest=time(14))
        NextOfKin.objects.create(
            patient=plan.patient, name="Berit Datter", phone="40 01", first=True
        )
        CallHoursFactory(team=ward.team, weekday=TODAY.isoweekday(), starts=time(13), ends=time(14))
        ward.build()
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
    return ward.team.plans.get().patient


def of_team(name, ward):
    return reverse(f"worklists:{name}", args=[ward.team.code, ward.day, "dag"])


def test_a_call_takes_a_patient_and_a_button(vera, ward, patient):
    found = vera.get(of_team("calls_found", ward) + f"?q={patient.family_name}").text
    assert f"?pasient={patient.number}" in found
    page = Page(vera, of_team("calls", ward) + f"?pasient={patient.number}")
    assert "er ventet mellom" in page.html
    first = page.find(name="when", value=clock.at(TODAY, time(13)).isoformat())
    kin = f"kin-{patient.next_of_kin.get().pk}"
    assert page.find(name="who", value=kin).attributes.get("checked") == ""
    page.press(of_team("call_register", ward), who=kin, when=first.attributes["value"])
    call = Call.objects.get()
    assert (call.caller, call.name, call.phone) == ("parorende", "Berit Datter", "40 01")
    assert "Ringes tilbake 13:00." in page.html
    assert page.html == Page(vera, of_team("calls", ward) + f"?registrert={call.pk}").html
    assert AccessLog.objects.filter(screen="calls", patient_number=patient.number).exists()


def test_a_time_that_was_just_given_away_leaves_what_was_typed_standing(vera, ward, patient):
    CallFactory(
        team=ward.team, by=ward.user("anne"), at=NOON, call_back_at=clock.at(TODAY, time(13))
    )
    body = {
        "patient": patient.number, "who": "pasient", "about": "nøkkelen",
        "when": clock.at(TODAY, time(13)).isoformat(),
    }  # fmt: skip
    html = vera.post(of_team("call_register", ward), body).text
    assert "ga bort 13:00 klokka 12:00. Neste ledige er 13:10." in html
    assert 'value="nøkkelen"' in html
    assert Call.objects.count() == 1


def test_somebody_in_no_register_is_registered_with_a_name_or_a_number(vera, ward):
    url = of_team("call_register", ward)
    refused = vera.post(url, {"who": "annen", "when": "ledig", "about": "om plass"}).text
    assert "Skriv hvem som ringte, eller et telefonnummer." in refused
    assert vera.post(url, {"who": "sykehus", "when": "haster", "phone": "55"}).status_code == 303
    assert vera.post(url, {"who": "annen", "when": "na"}).status_code == 303
    assert [call.outcome for call in Call.objects.order_by("pk")] == ["", "besvart"]
    assert "Velg en av tidene." in vera.post(url, {"who": "annen", "when": "i morgen"}).text


def test_the_list_looks_again_only_when_something_has_changed(vera, ward):
    page = Page(vera, of_team("calls", ward))
    asks = next(
        e.attributes["hx-get"]
        for e in elements(page.html)
        if "version" in e.attributes.get("hx-get", "")
    )
    assert page.poll(asks) == 204
    call = CallFactory(team=ward.team, at=NOON, urgent=True)
    assert page.poll(asks) == 200
    assert f"/telefon/{call.pk}/" in page.html
    assert page.html == page.fresh()


def test_rung_back_with_what_was_said_and_promised(vera, ward, patient):
    call = CallFactory(team=ward.team, patient=patient, at=NOON, name="Berit", phone="40 00 00 01")
    page = Page(vera, reverse("worklists:call", args=[call.pk]))
    assert 'href="tel:40000001"' in page.html
    page.press(reverse("worklists:call_tried", args=[call.pk]))
    assert "1 forsøk uten svar, sist 12:00" in page.html
    page.press(
        reverse("worklists:call_done", args=[call.pk]), note="alt i orden", promise="ringe lege"
    )
    assert "Lovet, og ikke gjort ennå" in page.html
    page = Page(vera, of_team("calls", ward))
    page.press(reverse("worklists:call_promise_kept", args=[call.pk]))
    assert "Lovet, og ikke gjort ennå" not in page.html
    assert Call.objects.get().note == "alt i orden"


def test_another_time_a_reason_and_the_slot_on_the_patients_page(vera, ward, patient):
    call = CallFactory(team=ward.team, patient=patient, at=NOON)
    url = reverse("worklists:call_put_off", args=[call.pk])
    vera.post(url, {"when": clock.at(TODAY, time(13, 10)).isoformat()})
    slot = reverse("worklists:patient_calls", args=[patient.number])
    assert "ringes 13:10" in vera.get(slot).text
    assert slot in vera.get(reverse("patients:patient", args=[patient.number])).text
    off = reverse("worklists:call_not_needed", args=[call.pk])
    assert vera.post(off, {"note": ""}).status_code == 409
    vera.post(off, {"note": "hun kom selv"})
    assert "Ingen venter" in vera.get(slot).text


def test_those_out_on_lists_cannot_open_the_phone(client, ward, patient):
    call = CallFactory(team=ward.team, patient=patient)
    client.force_login(ward.user("kari"))
    answer = client.get(of_team("calls", ward))
    assert answer.status_code == 403
    assert "ikke for dem som er ute på liste" in answer.text
    assert client.get(reverse("worklists:call", args=[call.pk])).status_code == 403
    page = client.get(reverse("patients:patient", args=[patient.number])).text
    assert "/telefon/" not in page
    assert "Oppdiktet ærend" not in client.get(reverse("worklists:my_list")).text


def test_the_leader_sets_the_hours(client, ward):
    client.force_login(ward.user("ola"))
    page = Page(client, reverse("worklists:call_hours", args=[ward.team.code]))
    add = reverse("worklists:call_hours_add", args=[ward.team.code])
    page.press(add, weekdays="7", starts="18:00", ends="19:00", slot_minutes="15")
    assert "18:00–19:00, 15 min hver" in page.html
    page.press(add, weekdays="7", starts="18:30", ends="19:30", slot_minutes="15")
    assert "Det ligger over 18:00–19:00 samme dag." in page.html
    row = ward.team.call_hours.get(starts=time(18))
    page.press(reverse("worklists:call_hours_remove", args=[ward.team.code, row.pk]))
    assert page.html == page.fresh()
    assert ward.team.call_hours.count() == 1


def test_thirty_calls_cost_what_three_cost(vera, ward, patient):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            vera.get(of_team("calls", ward) + f"?pasient={patient.number}")
        return len(found)

    def fill(how_many):
        for _ in range(how_many):
            CallFactory(team=ward.team, at=NOON - timedelta(hours=1))
        visit = Visit.objects.get()
        calls.must_tell(visit=visit, what="avlyst", by=ward.user("vera"))

    fill(3)
    cost()
    few = cost()
    fill(27)
    assert cost() == few


def test_a_zero_byte_in_what_is_looked_for_is_no_fault_of_ours(client):
    ward = make_ward()
    client.force_login(ward.user("vera"))
    phone = reverse("worklists:calls", args=[ward.team.code, ward.day, "dag"])
    for query in ({"q": "Be\x00rit"}, {"pasient": "a\x00b"}):
        answer = client.get(phone, query)
        assert answer.status_code == 400
        assert "Traceback" not in answer.content.decode()
