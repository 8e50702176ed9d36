"""Anne begins her shift: the desk says what matters, the report is read by keyboard, a card is at hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.emelding_factories import MessageFactory
from tests.factories import PlacementFactory
from tests.shift_factories import AdviceFactory, NoteFactory
from worklists.actions import action_cards
from worklists.models import ReportTick


@pytest.fixture
def morning(ward):
    now = clock.now()
    own = PlacementFactory(team=ward.ht, patient__family_name="Ås").patient
    other = PlacementFactory(team=ward.ht, patient__family_name="Bø").patient
    for hours in (9, 6, 3):
        NoteFactory(
            patient=own, text=f"Uro for {hours} timer siden", at=now - timedelta(hours=hours)
        )
    NoteFactory(patient=other, important=True, at=now - timedelta(hours=1), text="Falt på badet.")
    MessageFactory(ht=ward.ht, due_at=now - timedelta(minutes=30), patient=own)
    AdviceFactory(team=ward.team, answers=ward.ht, asked_by=ward.user("vera"))
    action_cards.add(
        unit=ward.ht.unit, by=ward.user("ola"), title="Strømbrudd", when_to="Strømmen er borte",
        steps="Finn hvem som har oksygen.\nRing dem først.",
    )  # fmt: skip
    return own


def test_the_desk_leads_to_the_report_which_is_read_by_keyboard(page: Page, sign_in, ward, morning):
    sign_in("anne")
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("Ansvarsvakt")
    expect(page.locator(".now li").first).to_contain_text("Over fristen")
    expect(page.locator("#teams-now-h")).to_be_visible()
    check_at_both_ends(page, "shift")
    page.get_by_role("link", name="Strømbrudd").click()
    expect(page.locator("#beside")).to_contain_text("Ring dem først.")
    page.get_by_role("button", name="Lukk").click()
    page.locator(".tools").get_by_role("link", name="HT-rapport").click()
    expect(page.locator("#r-tabs")).to_contain_text("Egne pasienter 4")
    check_at_both_ends(page, "report")
    page.keyboard.press("j")
    expect(page.locator("[data-item]").first).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#r-tabs")).to_contain_text("Egne pasienter 3")
    # The next one has the focus: of the other patient.
    expect(page.locator("[data-item]:focus")).to_contain_text("Uro for 3 timer siden")
    page.keyboard.press("f")
    page.keyboard.type("Ringt legevakten.")
    page.keyboard.press("Enter")
    expect(page.locator("#r-tabs")).to_contain_text("Egne pasienter 2")
    # Whoever presses before the next one has the focus, presses into the air.
    expect(page.locator("[data-item]:focus")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#r-tabs")).to_contain_text("Egne pasienter 0")
    assert ReportTick.objects.filter(kind="lest").count() == 4
    page.goto(reverse("worklists:report_ticked", args=[ward.ht.code]))
    expect(page.locator("main")).to_contain_text("leste 4, fulgte opp 1")
    check_at_both_ends(page, "report-ticked")
    page.goto(reverse("worklists:action_cards", args=[ward.ht.unit.code]))
    check_at_both_ends(page, "cards")
