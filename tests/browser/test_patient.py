"""The patient's page and the pages about her, for everybody: on desk and phone, in light and dark."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from patients.models import Event, NextOfKin, Note, Observation
from tests.belonging_factories import (
    AssessmentFactory,
    DiagnosisFactory,
    EquipmentFactory,
    HealthStateFactory,
    MoveRequestFactory,
    StayMeasureFactory,
)
from tests.browser.checks import check_at_both_ends, check_nothing_sticks_out
from tests.factories import AppointmentFactory, ContactFactory, PauseFactory, PlacementFactory

WIDTHS = [(1440, 900), (390, 844)]


@pytest.fixture
def patient(ward):
    """Somebody with something of everything, on the lists of today."""
    plans = ward.plans(2, needs=["insulin"])
    patient = plans[0].patient
    patient.what_matters, patient.wishes = "Å se ut på fjorden", "Fast hjelper"
    patient.phone, patient.key_info, patient.criticality = "55 00 00 09", "Nøkkelboks", 1
    patient.save()
    PlacementFactory(patient=patient, team=ward.ht, code="HSY", owner=False, why="Sår")
    ContactFactory(patient=patient, staff__phone="55 00 00 08")
    NextOfKin.objects.create(patient=patient, name="Liv", phone="55 00 00 07", first=True)
    start = clock.now() - timedelta(days=9)
    PauseFactory(patient=patient, starts_at=start, ends_at=clock.now() - timedelta(days=3))
    HealthStateFactory(patient=patient, state="ustabil", note="Tung pust")
    DiagnosisFactory(patient=patient)
    EquipmentFactory(patient=patient)
    decided = AssessmentFactory(
        patient=patient,
        decided=True,
        owner=ward.team,
        shared_with=ward.ht,
        choice="delt",
        review_on=clock.today() - timedelta(days=2),
    )
    StayMeasureFactory(assessment=decided, due_on=clock.today() - timedelta(days=1))
    MoveRequestFactory(patient=patient, from_team=ward.team, to_team=ward.ht)
    for kind, values in {"news2": (2, 6), "vekt": (70, 66)}.items():
        for days, value in zip((8, 1), values, strict=True):
            taken = clock.now() - timedelta(days=days)
            Observation.objects.create(patient=patient, kind=kind, value=value, taken_at=taken)
    Event.objects.create(patient=patient, kind="fall", at=clock.now() - timedelta(days=1))
    Note.objects.create(patient=patient, at=clock.now(), text="Spiste godt")
    AppointmentFactory(patient=patient)
    ward.build()
    return patient


def test_one_screen_tells_the_essentials(page: Page, patient, sign_in):
    """On a desk nobody has to scroll for what is urgent, whom to call, and what comes next."""
    sign_in("anne")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(reverse("patients:patient", args=[patient.number]))
    expect(page.get_by_role("heading", name="Tidsplaner")).to_be_visible()
    page.wait_for_load_state("networkidle")
    for words in ("Ustabil", "Å se ut på fjorden", "55 00 00 08", "Nøkkelboks", "Diabetes type 2"):
        expect(page.get_by_text(words).first).to_be_in_viewport()
    expect(page.locator(".p-visits a").first).to_be_in_viewport()
    check_at_both_ends(page)


@pytest.mark.parametrize("name", ["patients:health", "patients:access_log", "worklists:belonging"])
def test_the_pages_around_her_are_for_everybody(page: Page, patient, sign_in, name):
    sign_in("ola")
    args = [] if name == "worklists:belonging" else [patient.number]
    assert page.goto(reverse(name, args=args)).ok
    for summary in page.locator("summary").all():
        summary.click()
    check_at_both_ends(page)


def test_a_word_without_an_end_pushes_nothing_sideways(page: Page, patient, sign_in):
    patient.what_matters = patient.wishes = "x" * 200
    patient.save()
    MoveRequestFactory(from_team=patient.placements.first().team, reason="y" * 1000)
    sign_in("ola")
    for address in (reverse("patients:patient", args=[patient.number]), reverse("worklists:moves")):
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            page.wait_for_load_state("networkidle")
            check_nothing_sticks_out(page)
