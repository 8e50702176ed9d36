"""Anne at the ansvarsvakt's desk assesses a patient: it keeps itself, says what follows, and holds."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from patients.actions.criteria import load
from patients.models import Assessment, MoveRequest, Observation
from tests.belonging_factories import DiagnosisFactory, HealthStateFactory
from tests.browser.checks import check_at_both_ends, check_axe
from tests.factories import CompetenceFactory, VisitPlanFactory


@pytest.fixture
def patient(ward):
    for code in ("insulin", "medisinkurs", "stell"):
        CompetenceFactory(code=code)
    load(in_force_from=ward.day)
    (shower,) = ward.plans(1, title="Dusj", needs=["stell"])
    patient = shower.patient
    VisitPlanFactory(
        patient=patient, team=ward.team, title="Insulin før frokost", level=1, needs=["insulin"]
    )
    DiagnosisFactory(patient=patient)
    HealthStateFactory(patient=patient, state="ustabil")
    for days, value in ((9, 2), (4, 3), (1, 5)):
        taken = clock.now() - timedelta(days=days)
        Observation.objects.create(patient=patient, kind="news2", taken_at=taken, value=value)
    return patient


def test_she_is_called_away_comes_back_and_decides(page: Page, ward, sign_in, patient):
    sign_in("anne")
    page.goto(reverse("worklists:assessment", args=[patient.number]))
    page.get_by_label("Hvordan er pasienten nå?").fill("Sår under foten.")
    page.get_by_label("(HSY)").check()
    expect(page.locator(".means")).to_contain_text("får en forespørsel om å ta imot")
    expect(page.locator("#bar")).to_contain_text("Kladden er lagret")
    draft = Assessment.objects.get()
    assert draft.state_text == "Sår under foten."

    page.reload()
    expect(page.get_by_label("Hvordan er pasienten nå?")).to_have_value("Sår under foten.")
    page.get_by_label("svinger, men vi kjenner mønsteret").check()
    page.get_by_text("Opplæring", exact=True).click()
    page.get_by_label("Hva skal teamet lære").fill("Insulinkurs")
    check_at_both_ends(page)
    page.get_by_role("button", name="Bestem").click()
    alert = page.get_by_role("alert").filter(has_text="Det er ikke bestemt")
    expect(alert).to_contain_text("Skriv begrunnelsen.")
    expect(alert).to_contain_text("Velg hvem som er ansvarlig for tiltaket.")
    check_axe(page)

    page.get_by_label("flere sykdommer som virker på hverandre").check()
    page.get_by_label("helsefagarbeider klarer det med støtte").check()
    page.get_by_label("(PBP)").check()
    page.get_by_label("Ansvarlig").first.select_option(index=1)
    page.get_by_label("Innen").first.fill(str(clock.today() + timedelta(days=7)))
    page.get_by_role("textbox", name="Begrunnelse").fill("Teamet kjenner ham.")
    expect(page.locator(".means")).to_contain_text("Ingenting flyttes.")
    page.get_by_role("button", name="Bestem").click()
    expect(page.get_by_text("Bestemt av Anne")).to_be_visible()
    page.get_by_role("button", name="Gjort: Insulinkurs").click()
    expect(page.get_by_role("button", name="Angre: Insulinkurs")).to_be_visible()
    page.get_by_text("Ingen endring", exact=True).click()
    check_at_both_ends(page)
    assert Assessment.objects.standing().get().choice == "PBP"
    assert not MoveRequest.objects.exists()
