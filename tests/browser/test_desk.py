"""The desk with a telephone ringing: within two taps, nothing half-written lost, and what a colleague does
is seen without touching anything.
"""

import re
from datetime import time, timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from heltom.lib import clock
from teams.models import FormDraft
from tests.browser.checks import check_at_both_ends, check_axe, eventually
from tests.shift_factories import CallFactory, ReminderFactory
from tests.support.lists import publish
from worklists.actions import team_shifts, visits
from worklists.models import TeamShift, Visit

PASSWORD = "en hemmelighet for prøven"  # pragma: allowlist secret


@pytest.fixture
def shift(ward) -> TeamShift:
    """Twelve things wait, on a shift with lists."""
    shift = publish(ward, lists=2, visits_each=3)
    for number in range(10):
        CallFactory(team=ward.team, name=f"Ringer {number}", urgent=True)
    CallFactory(team=ward.team, name="Berit", call_back_at=clock.now() - timedelta(hours=1))
    ReminderFactory(team=ward.team, text="Bestille bleier", due_on=ward.day - timedelta(days=1))
    return shift


def test_everything_is_within_two_taps_and_the_drawer_leads_back(
    page: Page, sign_in, shift, day_url
):
    sign_in("vera")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(day_url)
    tools = page.get_by_role("navigation", name="Verktøy")
    for what in (
        tools.get_by_role("link").last,
        page.get_by_role("heading", name="Nå", exact=True),
    ):
        expect(what).to_be_in_viewport()
    expect(page.get_by_role("heading", name=re.compile("arbeidslister"))).to_be_in_viewport()
    check_at_both_ends(page)

    tools.get_by_role("link", name="Telefon").click()
    drawer = page.get_by_role("dialog", name="Telefon")
    expect(drawer).to_be_visible()
    expect(page.get_by_label("Hvem gjelder det?")).to_be_focused()
    check_at_both_ends(page)
    drawer.get_by_role("link", name=re.compile("Berit")).first.click()
    expect(page.locator("#beside [data-back]")).to_be_visible()
    assert "/telefon/" in page.url
    page.locator("#beside [data-back]").click()
    expect(page.get_by_label("Hvem gjelder det?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog", name="Telefon")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_hidden()
    expect(page).to_have_url(re.compile(re.escape(day_url) + "$"))

    tools.get_by_role("link", name="Fravær").click()
    expect(page.get_by_role("dialog", name=re.compile("Hvem er borte"))).to_be_visible()
    check_at_both_ends(page)
    page.keyboard.press("Escape")
    expect(tools.get_by_role("link", name="Fravær")).to_be_focused()


def test_a_form_is_never_lost(page: Page, sign_in, shift, day_url, ward, context):
    vera = ward.user("vera")
    vera.set_password(PASSWORD)
    vera.save()
    sign_in("vera")
    page.goto(day_url)
    page.get_by_role("navigation", name="Verktøy").get_by_role("link", name="Huskeliste").click()
    text = page.locator("#reminder-form [name=text]")
    with page.expect_response("**/utkast/lagre/"):
        text.fill("Hente nøkkel hos naboen")

    # The board behind is swapped, and she goes on typing where she was.
    visits.start(visit=Visit.objects.with_state().first(), by=vera)
    page.evaluate("htmx.trigger(document.body, 'lists-changed')")
    expect(page.locator(".axis .started").first).to_be_attached()
    expect(text).to_have_value("Hente nøkkel hos naboen")

    # The session dies under her hands; after the login she is back in the form.
    Session.objects.all().delete()
    text.press_sequentially(", før 20")
    page.wait_for_url("**/logg-inn/**")
    expect(page.get_by_text("Økten din er over")).to_be_visible()
    page.get_by_label("Brukernavn").fill("vera")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn", exact=True).click()
    expect(page.locator("#reminder-form [name=text]")).to_have_value(
        "Hente nøkkel hos naboen, før 20"
    )

    # The tab is shut in the middle of a word.
    page.locator("#reminder-form [name=text]").fill("Hente nøkkel hos naboen, før 20 i kveld")
    other = context.new_page()
    page.close(run_before_unload=False)
    other.goto(day_url)
    other.get_by_text("Vis alle").click()
    other.get_by_role("link", name=re.compile("Du har begynt på: Huskeliste")).click()
    kept = other.locator("#reminder-form [name=text]")
    expect(kept).to_have_value("Hente nøkkel hos naboen, før 20 i kveld")
    expect(other.get_by_text(re.compile(r"Fortsatt fra kl\. \d\d:\d\d"))).to_be_visible()

    # Sent is sent: nothing comes back. And what she lets go of is gone.
    other.locator("#reminder-form button:not([type=button])").last.click()
    told = other.locator("#beside").get_by_text("Hente nøkkel hos naboen, før 20 i kveld")
    expect(told.first).to_be_visible()
    expect(other.locator("#reminder-form [name=text]")).to_have_value("")
    eventually(other, FormDraft.objects.count, 0)
    with other.expect_response("**/utkast/lagre/"):
        other.locator("#reminder-form [name=text]").fill("noe annet")
    other.reload()
    with other.expect_response("**/utkast/forkast/"):
        other.get_by_role("button", name="Forkast").click()
    expect(other.locator("#reminder-form [name=text]")).to_have_value("")
    eventually(other, FormDraft.objects.count, 0)
    other.close()


def test_she_is_warned_before_the_login_ends_and_goes_on_with_one_tap(
    page: Page, sign_in, shift, day_url, settings
):
    settings.SESSION_IDLE_SECONDS = 125
    sign_in("vera")
    page.goto(day_url)
    warned = page.get_by_role("alertdialog", name="Du blir snart logget ut")
    expect(warned).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Fortsett").click()
    expect(warned).to_be_hidden()


def test_what_a_colleague_does_is_seen_within_seconds_and_moves_nobody(
    page: Page, sign_in, shift, day_url, ward
):
    sign_in("vera")
    page.goto(day_url)
    more = page.get_by_text("Vis alle")
    more.click()
    page.get_by_role("link", name=re.compile("Bestille bleier")).focus()
    CallFactory(team=ward.team, name="Ringer nå", urgent=True, at=clock.at(ward.day, time(6)))
    team_shifts.tell(ward.team)
    expect(page.get_by_role("link", name=re.compile("Ringer nå"))).to_be_attached()
    expect(page.get_by_role("link", name=re.compile("Bestille bleier"))).to_be_focused()
    expect(page.locator("#more-now")).to_have_attribute("open", "")
    expect(page.locator("#said")).to_have_text(re.compile("Dagen er oppdatert"))
