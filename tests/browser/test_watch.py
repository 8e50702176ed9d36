"""Lise leads the HT and is told on every page; Anne signs the round and says who has been rung."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from emeldinger.actions import escalations, eyes
from emeldinger.models import Round, Silence
from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.emelding_factories import AddressFactory, MessageFactory
from tests.factories import PositionFactory, StaffFactory, UserFactory


@pytest.fixture
def told(ward):
    """Something of everything: a message nobody takes, a shift without eyes, a sender gone quiet."""
    now = clock.now()
    lise = StaffFactory(user=UserFactory(username="lise"), given_name="Lise", team=ward.ht)
    PositionFactory(staff=lise, kind="avdelingsleder", team=ward.ht)
    ward.people["lise"] = lise
    AddressFactory(ht=ward.ht)
    came = now - timedelta(minutes=47)
    MessageFactory(ht=ward.ht, received_at=came, due_at=came, due_rule="klar")
    Silence.objects.create(
        sender_organisation="1", sender_name="Oppdiktet legesenter", type_code="DIALOG_SVAR",
        type_text="Dialogmelding, svar", last_at=now - timedelta(days=4), expected=14.2, raised_at=now,
    )  # fmt: skip
    eyes.look(now)
    escalations.escalate(now)


def test_what_nobody_has_seen_is_told_and_answered(page: Page, sign_in, ward, told):
    sign_in("lise")
    page.goto(reverse("emeldinger:rounds", args=[ward.ht.code]))
    expect(page.locator("#watch-banner")).to_contain_text("1 melding som skal ses straks")
    check_at_both_ends(page, "rounds")
    page.get_by_role("link", name=f"Se på dem ({ward.ht})").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meldingsvakt")
    check_at_both_ends(page, "watch")
    page.get_by_role("button", name="Jeg ser på den").click()
    expect(page.locator(".w-told")).to_contain_text("sett av Lise")
    row = page.locator(".w-row").filter(has_text="Oppdiktet legesenter")
    row.get_by_label("Hva er undersøkt").fill("Ringte dem, de har fått nytt system")
    row.get_by_role("button", name="Sett").click()
    expect(row).to_contain_text("Sett av Lise")
    page.get_by_role("link", name="Regler for vakten").click()
    expect(page.get_by_label("Meldingsrunder")).to_have_value(
        "09.00, 11.00, 13.00, 15.00, 17.00, 21.00"
    )
    check_at_both_ends(page, "rules")


def test_anne_signs_the_round_that_is_due(page: Page, sign_in, ward, told):
    sign_in("anne")
    page.goto(reverse("emeldinger:watch", args=[ward.ht.code]))
    sign = page.get_by_role("button", name="Signer runden")
    page.get_by_label("Merknad").fill("Ringte sykehuset")
    sign.click()
    expect(page.locator(".w-rounds")).to_contain_text("signert av Anne")
    assert Round.objects.get().note == "Ringte sykehuset"
