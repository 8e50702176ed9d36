"""A visit: the patient's essentials, the task, who has it and why, and what may be done to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from heltom.lib import clock
from patients.models import NextOfKin
from teams.models import AccessLog
from tests.factories import (
    ContactFactory,
    PauseFactory,
    PositionFactory,
    StaffFactory,
    VisitFactory,
)
from tests.support.htmx import Page
from tests.support.lists import publish
from tests.ward import make_ward
from worklists.models import Entry, State, Visit, VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def entry(ward):
    publish(ward, lists=2, visits_each=2)
    return Entry.objects.select_related("visit__patient", "worklist__shift__staff").first()


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


def url_of(visit):
    return reverse("worklists:visit", args=[visit.pk])


def test_the_essentials_of_the_patient_are_there(vera, entry):
    patient = entry.visit.patient
    patient.key_info, patient.phone, patient.wishes = "Nøkkelboks 17", "55 12 34 56", "Ikke banke."
    patient.walk_minutes = 7
    patient.wished_carer_sex = "k"
    patient.save()
    NextOfKin.objects.create(
        patient=patient, name="Anne Oppdiktet", relation="datter", phone="90 00 00 00", first=True
    )
    page = vera.get(url_of(entry.visit)).text
    for wanted in (
        patient.number, patient.name, patient.address, "Nøkkelboks 17", "tel:55 12 34 56",
        "Ikke banke.", "kvinne", "Anne Oppdiktet", "Pårørende, ringes først", "middels",
        "7 minutter ekstra å gå",
    ):  # fmt: skip
        assert wanted in page


def test_who_reads_a_visit_is_logged(vera, entry, ward):
    vera.get(url_of(entry.visit))
    row = AccessLog.objects.get()
    assert (row.patient_number, row.screen, row.role) == (entry.visit.patient.number, "visit", "vk")
    assert row.user == ward.user("vera")


def test_the_reasons_for_the_carer_are_in_words(vera, entry):
    staff = entry.worklist.shift.staff
    ContactFactory(patient=entry.visit.patient, staff=staff)
    page = vera.get(url_of(entry.visit)).text
    assert "<li>Reise 5 min</li>" in page
    assert "<li>Primærkontakt</li>" in page
    assert f"Hvorfor {staff.given_name}?" in page


def test_a_patient_who_is_away_is_marked(vera, entry):
    PauseFactory(patient=entry.visit.patient, reason="sykehus")
    assert "Midlertidig opphør fra" in vera.get(url_of(entry.visit)).text


def test_an_unassigned_visit_says_why(vera, entry):
    loose = Visit.objects.get(unassigned_in__isnull=False)
    assert "Ufordelt: Fullt." in vera.get(url_of(loose)).text


def test_the_part_in_the_dialog_is_the_page_without_its_frame(vera, entry):
    whole = vera.get(url_of(entry.visit)).text
    part = vera.get(url_of(entry.visit), headers={"HX-Request": "true"})
    assert part.text.strip().startswith('<article id="visit"')
    assert "<html" not in part.text
    assert part["Vary"] == "HX-Request, Cookie" or "HX-Request" in part["Vary"]
    assert "<html" in whole


def test_a_visit_is_started_finished_and_taken_back(vera, entry):
    visit = entry.visit
    page = Page(vera, url_of(visit))
    for step, state in (("start", "Startet"), ("ferdig", "Utført")):
        page.press(f"/oppdrag/{visit.pk}/{step}/")
        assert page.html == page.fresh()
        assert f">{state}</span>" in page.html
    page.press(f"/oppdrag/{visit.pk}/angre/", reason="trykket feil")
    assert page.html == page.fresh()
    assert "venter, Vera Oppdiktet" in page.html


def test_a_button_leads_to_no_other_site(vera, entry):
    url = f"/oppdrag/{entry.visit.pk}/start/"
    assert vera.post(url, {"next": "https://example.com/"})["Location"] == url_of(entry.visit)
    assert vera.post(url, {"next": "/min-liste/"})["Location"] == "/min-liste/"


def test_a_visit_is_called_off_with_a_reason_only(vera, entry):
    visit = entry.visit
    response = vera.post(f"/oppdrag/{visit.pk}/avlys/", {"reason": ""})
    assert response.status_code == 409
    assert "Skriv hvorfor oppdraget ikke blir gjort." in response.text
    page = Page(vera, url_of(visit))
    page.press(f"/oppdrag/{visit.pk}/avlys/", reason="datteren gjør det")
    assert page.html == page.fresh()
    last = VisitState.objects.filter(visit=visit).last()
    assert (last.state, last.reason) == (State.CANCELLED, "datteren gjør det")


@pytest.mark.parametrize("step", ["avlys", "angre"])
def test_a_reason_that_is_too_long_is_asked_to_be_shorter(vera, entry, step):
    response = vera.post(f"/oppdrag/{entry.visit.pk}/{step}/", {"reason": "x" * 201})
    assert response.status_code == 409
    assert "Skriv kortere: høyst 200 tegn." in response.text
    assert list(VisitState.objects.filter(visit=entry.visit).values_list("state", flat=True)) == [
        State.DUE
    ]


def test_a_visit_is_locked_to_its_list_and_unlocked(vera, entry):
    page = Page(vera, url_of(entry.visit))
    page.press(f"/oppdrag/{entry.visit.pk}/las/")
    assert page.html == page.fresh()
    assert ">Låst</span>" in page.html
    page.press(f"/oppdrag/{entry.visit.pk}/las-opp/")
    assert page.html == page.fresh()
    assert ">Låst</span>" not in page.html


def test_an_adviser_reads_and_presses_nothing(client, ward, entry):
    adviser = PositionFactory(kind="konsulent", team=None, unit=ward.team.unit)
    client.force_login(adviser.staff.user)
    page = client.get(url_of(entry.visit)).text
    assert "/start/" not in page
    assert entry.visit.patient.name in page


def test_a_carer_has_no_button_that_she_may_not_press(client, ward, entry):
    client.force_login(ward.user("kari"))
    page = client.get(url_of(entry.visit)).text
    assert "/las/" not in page
    assert "/start/" in page


def test_why_her_and_nobody_else(vera, ward):
    ward.plans(2)
    ward.carers(1)
    ward.build()
    visit = Visit.objects.first()
    page = vera.get(reverse("worklists:visit_why", args=[visit.pk])).text
    assert "Hva om en annen tok det?" in page
    part = vera.get(
        reverse("worklists:visit_why", args=[visit.pk]), headers={"HX-Request": "true"}
    ).text
    assert part.strip().startswith('<div id="why" class="reasons" tabindex="-1" autofocus>')
    assert "poeng" not in page
    assert " autofocus" not in page.partition("<main")[2].partition("</main>")[0]


def test_why_has_an_answer_also_when_the_planner_has_none(vera, ward):
    visit = VisitFactory(team=ward.team)
    page = vera.get(reverse("worklists:visit_why", args=[visit.pk])).text
    assert "Planleggeren har ikke noe svar" in page


def test_the_visits_of_a_patient_come_into_the_slot_on_her_page(vera, ward):
    (plan,) = ward.plans(1)
    ward.build()
    patient = plan.patient
    page = vera.get(reverse("patients:patient", args=[patient.number])).text
    slot = reverse("worklists:patient_visits", args=[patient.number])
    assert f'hx-get="{slot}"' in page
    assert f'href="{slot}"' in page
    part = vera.get(slot, headers={"HX-Request": "true"}).text
    assert "Morgenstell" in part
    assert "08:30–10:00" in part
    assert "Oppdiktet" in part


def test_the_patients_page_tells_teams_contacts_and_pauses_over_time(vera, ward):
    (plan,) = ward.plans(1)
    patient = plan.patient
    contact = ContactFactory(patient=patient, staff=StaffFactory(given_name="Frida"))
    start = clock.now() - timedelta(days=30)
    PauseFactory(patient=patient, starts_at=start, ends_at=start + timedelta(days=3))
    page = vera.get(reverse("patients:patient", args=[patient.number])).text
    for wanted in ("Team Nord", contact.staff.name, "sykehus", patient.name):
        assert wanted in page
    assert AccessLog.objects.get(screen="patient").patient_number == patient.number


def test_a_patient_who_is_away_is_marked_with_where_and_until_when(vera, ward):
    (plan,) = ward.plans(1)
    home = clock.today() + timedelta(days=4)
    PauseFactory(patient=plan.patient, where="Haukeland", expected_return=home)
    page = vera.get(reverse("patients:patient", args=[plan.patient.number])).text
    assert "Haukeland" in page
    assert f"Ventes hjem {date_format(home, 'l j. F')}." in page


def test_a_wish_and_a_lock_are_reasons_too(vera, entry):
    staff, patient = entry.worklist.shift.staff, entry.visit.patient
    staff.sex = patient.wished_carer_sex = "k"
    staff.save()
    patient.save()
    Visit.objects.filter(pk=entry.visit.pk).update(locked=True)
    page = vera.get(url_of(entry.visit)).text
    assert "<li>Ønsket kjønn</li>" in page
    assert "<li>Oppdraget er låst hit</li>" in page


def test_a_patient_whose_services_have_ended_is_marked(vera, ward):
    (plan,) = ward.plans(1)
    patient = plan.patient
    patient.ended_on, patient.ended_reason = clock.today(), "flyttet til sykehjem"
    patient.save()
    page = vera.get(reverse("patients:patient", args=[patient.number])).text
    assert "flyttet til sykehjem" in page
