"""Lise reads how the HT's messages have been dealt with."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from emeldinger.models import Closing, Consequence
from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.emelding_factories import MessageFactory
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.support import clocks

NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)
TYPES = {
    "LOG_INNLAGT": ("innlagt", 24),
    "LOG_UTSKRIVNINGSKLAR": ("utskrivningsklar", 1),
    "DIALOG_FORESPORSEL": ("foresporsel", 72),
    "EPIKRISE": ("", 0),
}


def lived(ht) -> None:
    """Five weeks: four types at all hours, closed by six nurses; the epikrises by two of them."""
    nurses = UserFactory.create_batch(6)
    patient = MessageFactory(ht=ht, received_at=NOW - timedelta(weeks=20)).patient
    for number in range(72):
        kind, (rule, hours) = list(TYPES.items())[number % 4]
        came = NOW - timedelta(hours=1 + 11.3 * number)
        took = timedelta(minutes=15 + 37 * (number % 9) * max(hours, 1) / 4)
        who = nurses[number % 2] if kind == "EPIKRISE" else nurses[number // 4 % 6]
        closed = came + took if number % 12 and came + took < NOW else None
        row = MessageFactory(
            ht=ht, patient=patient, type_code=kind, received_at=came, due_rule=rule, closed_at=closed,
            due_at=came + timedelta(hours=hours) if hours else None,
            opened_at=came + took / 3, opened_by=who,
        )  # fmt: skip
        if closed:
            with transaction.atomic():
                ended = Closing.objects.create(message=row, at=closed, by=who)
                kind = "feil-adresse" if number % 25 == 3 else "lest"
                Consequence.objects.create(closing=ended, kind=kind, said="sagt")


def test_a_leader_reads_the_figures(page: Page, ward, sign_in, monkeypatch):
    clocks.pin(monkeypatch, NOW)
    lise = StaffFactory(team=ward.ht, user=UserFactory(username="lise"))
    PositionFactory(staff=lise, kind="avdelingsleder", team=ward.ht)
    ward.people["lise"] = lise
    lived(ward.ht)
    sign_in("lise")
    page.goto(reverse("emeldinger:figures", args=[ward.ht.code]))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tall for e-meldinger")
    expect(page.get_by_text("for få har avsluttet").first).to_be_visible()
    expect(page.locator("#wrong-h + .table-wrap tbody tr")).to_have_count(1)
    for summary in page.locator(".f-details summary").all():
        summary.click()
    check_at_both_ends(page, "tall")
    page.get_by_role("link", name="4 uker").click()
    expect(page.get_by_role("link", name="4 uker")).to_have_attribute("aria-current", "page")
