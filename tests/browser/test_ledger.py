"""A message of ours is refused: Anne takes it, rings, and writes whom she spoke to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from emeldinger.actions import receipt_tasks
from emeldinger.models import ContactPoint, ReceiptTask
from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.emelding_factories import SendingFactory
from tests.factories import PlacementFactory

HOSPITAL = {"receiver_her": "0070002", "receiver_name": "Oppdiktet sykehus, PLO medisin"}


@pytest.fixture
def refused(ward):
    """One of each that a nurse must see to, and one that is well."""
    now = clock.now()
    ase = PlacementFactory(team=ward.team, patient__given_name="Åse").patient
    ContactPoint.objects.create(
        her_id="0070002", name="Meldingssenteret", phone="55 00 70 01", hours="hverdager 08–15"
    )

    def sent(hours: int, **facts: object):
        at = now - timedelta(hours=hours)
        facts = {"state": "sendt", "sent_at": at, "type_code": "INNLEGGELSESRAPPORT", **facts}
        return SendingFactory(
            kind="melding", answers=None, receipt_status="", ht=ward.ht, patient=ase,
            written_at=at, **HOSPITAL, **facts,
        )  # fmt: skip

    errors = [{"code": "E31", "text": "Pasienten er ikke innlagt", "detail": "Spør post 4"}]
    first = sent(9, answered_status="2", answered_at=now, answered_errors=errors)
    lost, stopped = sent(99, presumed_at=now), sent(2, state="stanset", sent_at=None, fault="Nei")
    sent(1, answered_status="1", answered_at=now, type_code="DIALOG_SVAR")
    for sending, kind in ((first, "negativ"), (lost, "mangler"), (stopped, "stanset")):
        receipt_tasks.open_for([sending], ReceiptTask.Kind(kind), now)
    return first


def test_what_was_refused_is_seen_through_by_telephone(page: Page, sign_in, ward, refused):
    sign_in("anne")
    page.goto(reverse("emeldinger:sent", args=[ward.ht.code]))
    expect(page.locator(".l-line")).to_have_count(3)
    check_at_both_ends(page, "ledger")
    page.locator(".l-line", has_text="E31").get_by_role("link").first.click()
    page.get_by_role("button", name="Jeg følger opp").click()
    expect(page.get_by_role("link", name="Ring Meldingssenteret, 55 00 70 01")).to_be_visible()
    page.get_by_label("Hvem snakket du med").fill("Ida på post 4, hun fikk den lest opp")
    check_at_both_ends(page, "ledger-one")
    page.get_by_role("button", name="Ferdig fulgt opp").click()
    expect(page.get_by_text("Ført: meldingen er fulgt opp.")).to_be_visible()
    task = refused.tasks.get()
    assert (task.outcome, task.owner) == ("ringt", ward.user("anne"))


def test_the_leader_writes_whom_to_ring(page: Page, sign_in, ward, refused):
    sign_in("ola")
    page.goto(reverse("emeldinger:contact_points"))
    check_at_both_ends(page, "contact-points")
    page.get_by_role("link", name="Nytt kontaktpunkt").click()
    check_at_both_ends(page)
    page.get_by_label("Hvem svarer").fill("Legesenteret")
    page.get_by_label("HER-id").fill("0080002")
    page.get_by_label("Telefon").fill("55 00 80 02")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("row", name="Legesenteret")).to_contain_text("55 00 80 02")
