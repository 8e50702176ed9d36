"""The vaktkoordinator registers that a patient is in hospital, sees what it means, and follows her home."""

from datetime import time

from django.urls import reverse
from playwright.sync_api import Page, expect

from patients.models import Pause
from tests.browser.checks import check_at_both_ends
from tests.factories import PauseFactory


def test_away_with_its_consequences_in_sight_and_home_again(page: Page, sign_in, ward):
    patient = ward.plans(1, earliest=time(13), latest=time(14))[0].patient
    sign_in("vera")
    page.goto(reverse("worklists:stay_new", args=[patient.number]))
    expect(page.locator("#effect")).to_contain_text("7 oppdrag")
    page.get_by_label("Klokka").fill("16:00")
    page.get_by_label("Merknad").click()
    expect(page.locator("#effect")).to_contain_text("6 oppdrag")
    check_at_both_ends(page)
    page.get_by_label("Hvorfor").select_option("sykehus")
    page.get_by_role("button", name="Før midlertidig opphør").click()
    expect(page.get_by_role("heading", name="Skal bort")).to_be_visible()
    check_at_both_ends(page)

    page.get_by_role("button", name="På plass: Utstyret").click()
    expect(page.get_by_role("heading", name="Sjekkliste")).to_contain_text("1 av 4")
    page.locator("#id_at").fill("18:30")
    page.get_by_role("button", name="Lagre hjemkomst").click()
    expect(page.locator("#board")).to_contain_text("Kommer til et annet tidspunkt")
    assert Pause.objects.get().ends_at is not None


def test_the_desk_of_returns_on_desk_and_phone(page: Page, sign_in, ward):
    for plan in ward.plans(3):
        PauseFactory(patient=plan.patient, expected_return=ward.day - ward.day.resolution)
    sign_in("vera")
    page.goto(reverse("worklists:returns"))
    expect(page.get_by_role("heading", name="Skulle vært hjemme")).to_be_visible()
    check_at_both_ends(page)
