"""Nord asks Sør for a carer, Sør sees what it costs and says yes; and somebody is rung."""

from datetime import time

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from teams.models import ExtraAsk, Shift
from tests.browser.checks import check_at_both_ends
from tests.factories import ShiftFactory, StaffFactory, TeamFactory, UserFactory, VisitPlanFactory
from worklists.models import TeamShift


@pytest.fixture
def south(ward):
    """A neighbour with two carers and little to do; Team Nord has more than it can."""
    south = TeamFactory(name="Team Sør", code="sor", site=ward.team.site, ht=ward.ht)
    for name, function in (("sigrid", "vk"), ("lise", "liste"), ("mona", "liste")):
        person = StaffFactory(
            user=UserFactory(username=name), given_name=name.capitalize(), team=south
        )
        ward.people[name] = person
        ShiftFactory(staff=person, date=ward.day, function=function)
    afternoon = {"earliest": time(12, 15), "latest": time(14), "minutes": 40}
    ward.plans(12, **afternoon)
    VisitPlanFactory.create_batch(3, team=south, **afternoon)
    ward.build()
    ward.build(team=south)
    return south


def test_a_carer_is_lent_and_somebody_is_rung(page: Page, sign_in, ward, south, day_url):
    tora = StaffFactory(given_name="Tora", team=ward.team, phone="900 00 123")
    sign_in("vera")
    page.goto(day_url)
    page.get_by_role("link", name="Nabo").click()
    expect(page.get_by_role("heading", name="Dette løser det for oss")).to_be_visible()
    page.goto(reverse("worklists:loans", args=[ward.team.code, ward.day, "dag"]))
    check_at_both_ends(page)
    page.get_by_role("button", name="Spør").click()
    expect(page.get_by_text("Venter på svar. Spurt av Vera")).to_be_visible()

    sign_in("sigrid")
    page.goto(reverse("worklists:day", args=["sor", ward.day, "dag"]))
    page.get_by_role("link", name="Team Nord ber om en hjelper").click()
    yes = page.get_by_role("button", name="går").first
    expect(yes).to_be_visible()
    page.goto(reverse("worklists:loan", args=[ward.team.loans_asked.get().pk]))
    check_at_both_ends(page)
    yes.click()
    expect(page.locator("#neighbour")).to_contain_text("Avtalt. Listene er lagt om.")
    assert Shift.objects.get(loan__isnull=False).team == ward.team
    check_at_both_ends(page)

    sign_in("vera")
    page.goto(reverse("worklists:extra", args=[ward.team.code, ward.day, "dag"]))
    check_at_both_ends(page)
    page.locator(".temps li", has_text=tora.name).get_by_role("button", name="Ja").click()
    expect(page.locator("#extra")).to_contain_text("Listene er lagt om.")
    assert ExtraAsk.objects.get().shift.team == ward.team
    assert (
        TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")
        .current.worklists.filter(shift__staff=tora)
        .exists()
    )
    assert clock.now() < ExtraAsk.objects.get().ends_at

    sign_in("anne")
    page.goto(reverse("worklists:staff_order", args=[ward.team.code, ward.day, "dag"]))
    check_at_both_ends(page)
