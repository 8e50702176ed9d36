"""The avdelingsleder goes through the proposals: chooses, sees the sum, answers; and everybody can."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.browser.checks import check_at_both_ends
from tests.support.history import done_visits
from worklists.actions import estimates
from worklists.models import MinutesDecision, MinutesProposal, PlanMinutes


@pytest.fixture
def url(ward):
    for title, took in (("Morgenstell", 30), ("Frokost", 31), ("Dusj", 10)):
        (plan,) = ward.plans(1, title=title)
        done_visits(plan, [took - 1, took, took, took + 1, took + 8] * 2)
    estimates.propose_due(now=estimates.clock.now())
    assert MinutesProposal.objects.open().count() == 3
    return reverse("worklists:estimates", args=[ward.team.code])


@pytest.mark.parametrize(("who", "chosen"), [("ola", "?valgt=alle"), ("ola", ""), ("vera", "")])
def test_the_page_is_for_everybody(page: Page, ward, sign_in, url, who, chosen):
    sign_in(who)
    page.goto(url + chosen)
    page.locator("#tasks summary").click()
    check_at_both_ends(page)


def test_she_chooses_sees_the_sum_and_says_yes(page: Page, ward, sign_in, url):
    sign_in("ola")
    page.goto(url)
    expect(page.get_by_text("Kryss av for forslagene")).to_be_visible()
    first = page.get_by_role("checkbox", name="Morgenstell")
    first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Svar på 1 forslag")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Morgenstell")).to_be_focused()
    page.get_by_label("Begrunnelse").fill("Tar lengre tid nå.")
    page.get_by_role("checkbox", name="Frokost").check()
    expect(page.locator(".means")).to_have_text(
        "14 oppdrag i uka × +10 min = 2 t 20 min mer på listene i uka"
    )
    expect(page.locator("#said")).to_contain_text("2 valgt")
    expect(page.get_by_label("Begrunnelse")).to_have_value("Tar lengre tid nå.")
    page.get_by_role("button", name="Ja, endre tiden").click()
    expect(page.get_by_text("1 av 1 forslag")).to_be_visible()
    expect(page.get_by_role("heading", name="Svart på")).to_be_visible()
    assert PlanMinutes.objects.count() == 2


def test_the_filter_keeps_the_focus(page: Page, ward, sign_in, url):
    sign_in("ola")
    page.goto(url)
    page.get_by_label("Tar", exact=True).select_option("kortere")
    expect(page.get_by_text("1 av 3 forslag")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(1)


def test_all_of_it_works_without_scripts(browser: Browser, ward, sign_in, context, url, base_url):
    sign_in("ola")
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(url)
    page.get_by_role("checkbox", name="Dusj").check()
    page.get_by_role("button", name="Vis valget").click()
    expect(page.get_by_text("Svar på 1 forslag")).to_be_visible()
    page.get_by_label("Begrunnelse").fill("Hun dusjer ikke hver gang.")
    page.get_by_role("button", name="Nei").click()
    expect(page.get_by_text("«Hun dusjer ikke hver gang.»")).to_be_visible()
    assert MinutesDecision.objects.get().kind == "avslatt"
    plain.close()
