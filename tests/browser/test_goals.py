"""Kari sets a goal with her thumb in the patient's hall, and evaluates it; Ola reads the figures."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from heltom.lib import clock
from patients.models import Goal
from tests.belonging_factories import EvaluationFactory, GoalFactory, MeasureFactory
from tests.browser.checks import check_at_both_ends
from tests.factories import PlacementFactory


@pytest.fixture
def patient(ward):
    return PlacementFactory(team=ward.team, patient__what_matters="Å komme seg ut").patient


def test_from_problem_to_goal_to_evaluation_by_thumb(page: Page, sign_in, patient):
    sign_in("kari")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("patients:goals", args=[patient.number]))
    page.get_by_role("link", name="Sett et nytt mål").click()
    page.get_by_role("link", name="Mat og drikke").click()
    page.get_by_text("Spiser for lite", exact=True).click()
    page.get_by_text("Holder vekten", exact=True).click()
    page.get_by_text("Veie en gang i uken", exact=True).click()
    page.get_by_text("om to uker").click()
    check_at_both_ends(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Lagre målet").click()
    page.locator("summary", has_text="Evaluer").click()
    page.get_by_text("målet er nådd", exact=True).click()
    page.get_by_role("button", name="Lagre evalueringen").click()
    expect(page.get_by_text("Skriv hva du har sett.")).to_be_visible()
    expect(page.get_by_role("radio", name="målet er nådd")).to_be_checked()
    page.get_by_label("Hva har du sett?").fill("Har holdt vekten i fire uker")
    page.get_by_role("button", name="Lagre evalueringen").click()
    page.get_by_role("button", name="Ja, avslutt målet").click()
    expect(page.get_by_text("1 avsluttet mål")).to_be_visible()
    assert Goal.objects.get().ended_why == "Målet er nådd."


def test_goals_and_figures_are_for_everybody(page: Page, sign_in, ward, patient):
    late = MeasureFactory(
        goal__patient=patient, goal__evaluate_on=clock.today() - timedelta(3)
    ).goal
    for result in ("likt", "nadd"):
        EvaluationFactory(goal=late, result=result)
    GoalFactory(patient=patient, area="hud", problem="Har hovne ben", text="Bena er mindre hovne")
    sign_in("ola")
    page.goto(reverse("patients:goals", args=[patient.number]))
    page.locator("summary", has_text="Evaluer").first.click()
    check_at_both_ends(page)
    page.goto(reverse("patients:goal_figures"))
    check_at_both_ends(page)
    page.goto(reverse("patients:goals_missing", args=[ward.team.code]) + "?omrade=hud")
    check_at_both_ends(page)


def test_it_works_without_scripts(browser: Browser, sign_in, context, base_url, patient):
    goal = MeasureFactory(goal__patient=patient).goal
    sign_in("kari")
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(reverse("patients:goals", args=[patient.number]))
    page.locator("summary", has_text="Nytt tiltak").click()
    page.get_by_label("Nytt tiltak").last.fill("Brunost til frokost")
    page.get_by_role("button", name="Lagre tiltaket").click()
    expect(page.get_by_text("Brunost til frokost")).to_be_visible()
    assert goal.measures.count() == 2
    plain.close()
