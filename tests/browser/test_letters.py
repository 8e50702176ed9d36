"""A letter is begun, half written when the browser is shut and when the session ends, and then signed."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from emeldinger.actions import letters
from emeldinger.models import Letter, Sending
from teams.models import FormDraft
from tests.browser.checks import check_at_both_ends, check_axe
from tests.emeldinger.writing import address, came, her


@pytest.fixture
def message(ward):
    address(ward)
    her(ward)
    return came("foresporsel")


def test_nothing_is_lost_when_the_browser_is_shut_or_the_session_ends(
    page: Page, context: BrowserContext, sign_in, ward, message
):
    sign_in("anne")
    page.goto(reverse("emeldinger:message", args=[message.pk]))
    page.get_by_role("button", name="Svar med dialogmelding").click()
    page.get_by_label("Svar", exact=True).press_sequentially("Vekten er 68,4 kg")
    expect(page.get_by_text("Lagret kl.")).to_be_visible()
    there = page.url
    # The browser is shut in the middle of it: what she wrote is the letter's.
    page.close()
    page = context.new_page()
    page.goto(there)
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Vekten er 68,4 kg")
    # The session ends while she writes: after the login she is back, with all of it.
    Session.objects.all().delete()
    page.get_by_label("Svar", exact=True).press("Control+End")
    page.get_by_label("Svar", exact=True).press_sequentially(", ned 2 kg")
    page.wait_for_url("**/logg-inn/**")
    sign_in("anne")
    page.goto(there)
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Vekten er 68,4 kg, ned 2 kg")
    check_at_both_ends(page)
    page.get_by_role("button", name="Se over brevet").click()
    expect(page.get_by_text("Vekten er 68,4 kg, ned 2 kg")).to_be_visible()
    assert Letter.objects.get().content["text"] == "Vekten er 68,4 kg, ned 2 kg"
    assert not FormDraft.objects.exists()
    check_axe(page)
    page.get_by_role("button", name="Signer og send").press("Enter")
    expect(page.get_by_text("Signert.")).to_be_visible()
    assert Sending.objects.get(kind="melding").type_code == "DIALOG_SVAR"


def test_the_other_pages_are_for_everybody(page: Page, sign_in, ward, message):
    report = letters.begin(
        kind="innleggelsesrapport", ht=ward.ht, by=ward.user("anne"), answers=message
    )
    sign_in("anne")
    page.goto(reverse("emeldinger:letter", args=[report.pk]))
    check_at_both_ends(page)
    for name, key in (
        ("wrong_address", message.pk), ("letter_drafts", ward.ht.code), ("letter_new", ward.ht.code),
    ):  # fmt: skip
        page.goto(reverse(f"emeldinger:{name}", args=[key]))
        check_axe(page)
