"""Vera asks the HT to take a patient, Anne reads what it means and says yes; everybody can."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from teams.models import Team
from tests.browser.checks import check_at_both_ends
from tests.factories import PlacementFactory, ShiftFactory, StaffFactory, VisitPlanFactory
from worklists.models import VisitPlan


@pytest.fixture
def patient(ward):
    Team.objects.filter(pk=ward.ht.pk).update(name="HT Sentrum")
    plan = ward.plans(1, needs=["sar"], title="Sårstell", minutes=35)[0]
    ward.plans(1, patient=plan.patient, title="Frokost")
    VisitPlanFactory(team=ward.ht)
    ShiftFactory(staff=StaffFactory(team=ward.ht))
    PlacementFactory(patient=plan.patient, team=ward.ht, owner=False, code="HSY")
    return plan.patient


def test_from_the_question_to_the_answer(page: Page, ward, sign_in, patient):
    sign_in("vera")
    page.goto(reverse("worklists:move_new", args=[patient.number]))
    why = page.get_by_label("Hvorfor bør pasienten flyttes?")
    why.fill("Såret væsker og må sees av sykepleier.")
    box = page.get_by_role("checkbox", name="Frokost")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".will")).to_contain_text("Team Nord beholder 1 oppdrag")
    expect(box).to_be_focused()
    expect(why).to_have_value("Såret væsker og må sees av sykepleier.")
    check_at_both_ends(page)
    page.get_by_role("button", name="Be om flytting").click()
    expect(page.get_by_text("Forespørselen er sendt til")).to_be_visible()
    expect(page.get_by_text("Venter på svar fra")).to_be_visible()

    sign_in("anne")
    page.reload()
    page.get_by_text("Ja, vi tar imot …").click()
    expect(page.get_by_text("Dette skjer når du sier ja:")).to_be_visible()
    check_at_both_ends(page)
    page.get_by_label("Merknad til svaret").fill("Vi har plass.")
    page.get_by_role("button", name="Ja, ta imot pasienten").click()
    expect(page.get_by_text("«Vi har plass.»")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("svarte ja")
    assert VisitPlan.objects.get(moved_from__isnull=False).team == ward.ht
    page.get_by_role("link", name="Alle flyttinger").click()
    expect(page.get_by_role("heading", name="Flyttinger")).to_be_visible()
    check_at_both_ends(page)
