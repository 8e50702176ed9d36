"""The konsulent tries a threshold and keeps it; a carer reads why her patient is not on the board."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from boards.models import RuleSetting
from heltom.lib import clock
from patients.models import Observation
from tests.browser.checks import check_at_both_ends
from tests.factories import PlacementFactory, PositionFactory, StaffFactory, UserFactory


@pytest.fixture
def patient(ward):
    found = PlacementFactory(team=ward.team).patient
    for days, kilos in ((150, 70), (120, 69), (90, 67), (60, 66), (30, 65), (3, 64)):
        at = clock.now() - timedelta(days=days)
        Observation.objects.create(patient=found, kind="vekt", taken_at=at, value=kilos)
    return found


def test_a_threshold_is_tried_and_kept(page: Page, sign_in, ward, patient):
    una = StaffFactory(user=UserFactory(username="una"), team=ward.team)
    PositionFactory(staff=una, kind="konsulent", unit=ward.team.unit, team=None)
    ward.people["una"] = una
    sign_in("una")
    page.goto(reverse("boards:rules", args=[ward.team.unit.code]))
    rule = page.get_by_role("region", name="Vekten faller")
    rule.locator("summary").click()
    rule.get_by_label("Vekttap i prosent", exact=True).fill("12,5")
    rule.get_by_label("Eller vekttap i prosent når det faller hver gang").fill("12")
    rule.get_by_label("Prøv på teamet").select_option(ward.team.code)
    rule.get_by_role("button", name="Prøv").click()
    expect(rule.get_by_text("slår ut for 1 nå, og for 0 med det du prøver")).to_be_visible()
    rule.get_by_role("button", name="Lagre").click()
    expect(rule.get_by_text("Skriv hvorfor regelen endres.")).to_be_visible()
    rule.get_by_label("Hvorfor", exact=True).fill("For mange forslag")
    rule.get_by_role("button", name="Lagre").click()
    expect(rule.get_by_text("For mange forslag")).to_be_visible()
    assert RuleSetting.objects.get().thresholds == {"percent": 12.5, "steady": 12}
    rule.locator("summary").click()
    check_at_both_ends(page, "board-rules")


def test_why_she_is_on_the_board_and_why_not(page: Page, sign_in, patient):
    sign_in("kari")
    page.goto(reverse("boards:why", args=[patient.number]))
    expect(page.get_by_text("70 → 64 kg")).to_be_visible()
    check_at_both_ends(page, "board-why")
