"""Anne goes through the morning's messages, and says who one of them is about."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from emeldinger.models import Message
from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.emelding_factories import MessageFactory, SendingFactory
from tests.factories import PlacementFactory, PositionFactory, StaffFactory


@pytest.fixture
def post(ward):
    """Something of everything: waiting, opened, cancelled, and one that somebody has to name."""
    now = clock.now()
    ase = PlacementFactory(
        team=ward.team, patient__given_name="Åse", patient__family_name="Håkonsen"
    )
    long_ago = {"ht": ward.ht, "received_at": now - timedelta(hours=3, minutes=20)}
    MessageFactory(**long_ago, patient=ase.patient, priority="H")
    MessageFactory(ht=ward.ht, type_code="EPIKRISE", standing="kansellert")
    MessageFactory(ht=ward.ht, opened=True, queue="delt-pasient")
    MessageFactory(
        ht=ward.ht, proposed=True, person_name="AASE HAAKONSEN", type_code="DIALOG_FORESPORSEL"
    )
    return ase.patient


def test_the_list_is_read_and_a_patient_confirmed(page: Page, sign_in, ward, post):
    ward.ht.phone = "55 00 00 01"
    ward.ht.save()
    sign_in("anne")
    page.goto("/")
    page.get_by_role("link", name="E-meldinger (3").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("E-meldinger")
    expect(page.locator("#eyes")).to_contain_text(ward.people["anne"].name)
    expect(page.locator(".i-line").first).to_contain_text(post.number)
    check_at_both_ends(page, "queue")
    page.get_by_role("link", name="Si hvem det er").click()
    expect(page.get_by_text("navnet stemmer")).to_be_visible()
    check_at_both_ends(page)
    page.get_by_role("button", name=f"Det er {post.number}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(post.number)
    assert Message.objects.get(match="kjent", person_name="AASE HAAKONSEN").patient == post


def test_the_list_comes_anew_under_what_is_being_typed(page: Page, sign_in, ward, post):
    sign_in("anne")
    page.goto(reverse("emeldinger:desk", args=[ward.ht.code]))
    page.get_by_label("Pasient").fill("Håk")
    MessageFactory(ht=ward.ht, sender_name="Nyankommet legesenter")
    page.evaluate(
        "htmx.ajax('GET', location.pathname + '?version=old', {target: '#inbox', swap: 'outerHTML'})"
    )
    expect(page.get_by_text("Nyankommet legesenter")).to_be_visible()
    expect(page.get_by_label("Pasient")).to_have_value("Håk")


def test_the_queue_is_worked_by_keyboard(page: Page, sign_in, ward, post):
    urgent = Message.objects.get(priority="H")
    ready = MessageFactory(ht=ward.ht, type_code="LOG_UTSKRIVNINGSKLAR", received_at=clock.now())
    sign_in("anne")
    page.goto(reverse("emeldinger:desk", args=[ward.ht.code]))
    page.keyboard.press("?")
    expect(page.get_by_text("neste og forrige i listen")).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.locator(".i-line").first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator(".i-line").first).to_contain_text("Du har den")
    assert Message.objects.get(pk=ready.pk).taken_by == ward.user("anne")
    expect(page.locator(".i-line").first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du har meldingen")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text(urgent.patient.number)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_contain_text("E-meldinger")


def test_a_leader_sets_a_deadline(page: Page, sign_in, ward):
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    sign_in("lise")
    page.goto(reverse("emeldinger:deadlines", args=[ward.ht.site.unit.code]))
    check_at_both_ends(page, "deadlines")
    page.get_by_role("link", name=re.compile("Endre ?: Forespørsel$")).click()
    page.get_by_label("Antall").fill("2")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Skriv hvor fristen kommer fra")).to_be_visible()
    check_at_both_ends(page, "deadline")
    page.get_by_label("Hvorfor").fill("Avtale med fastlegene")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Avtale med fastlegene")).to_be_visible()


def test_the_log_shows_what_has_not_gone_out(page: Page, sign_in, ward):
    SendingFactory(answers=MessageFactory(ht=ward.ht), tries=2, fault="Svarer ikke")
    rejected = MessageFactory(ht=ward.ht, rejected=True)
    errors = [{"code": "E36", "text": "Pasient finnes ikke", "detail": "uten nummer"}]
    SendingFactory(answers=rejected, sent=True, receipt_status="2", receipt_errors=errors)
    sign_in("anne")
    page.goto(reverse("emeldinger:log", args=[ward.ht.code]))
    expect(page.get_by_text("Svarer ikke")).to_be_visible()
    page.get_by_role("link", name="Avvist").click()
    expect(page.get_by_text("E36 Pasient finnes ikke")).to_be_visible()
    check_at_both_ends(page)
