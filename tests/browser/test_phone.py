"""Calls in a row at the vaktkoordinator's desk, and the shift handed over to the next one."""

from datetime import time

from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from patients.models import NextOfKin
from tests.browser.checks import check_at_both_ends, check_axe
from tests.factories import ShiftFactory
from tests.shift_factories import CallFactory, CallHoursFactory, ReminderFactory
from worklists.models import Call, HandOver


def test_calls_in_a_row_and_a_hand_over(page: Page, sign_in, ward, day_url, monkeypatch):
    plans = ward.plans(3, earliest=time(13), latest=time(14))
    for number, plan in enumerate(plans):
        NextOfKin.objects.create(
            patient=plan.patient, name=f"Berit{number} Datter", phone=f"40 00 00 0{number}",
            first=True,
        )  # fmt: skip
    CallHoursFactory(
        team=ward.team, weekday=ward.day.isoweekday(), starts=time(12, 30), ends=time(14)
    )
    ReminderFactory(team=ward.team, text="Bestille bleier")
    ward.build()
    CallFactory(team=ward.team, name="Fastlege Lunde", urgent=True, at=clock.now(), phone="55")
    sign_in("vera")
    page.goto(day_url)
    page.get_by_role("link", name="Telefon").first.click()
    drawer = page.locator("#beside")
    for number in range(3):
        berit = f"Berit{number}"
        drawer.get_by_label("Hvem gjelder det?").fill(berit)
        drawer.locator("#found a", has_text=berit).click()
        expect(drawer.locator(".aloud")).to_contain_text("er ventet mellom")
        expect(drawer.get_by_role("radio", name=berit)).to_be_checked()
        drawer.locator("[name=when]").nth(0 if number else -1).click()
        expect(drawer.locator(".ds-alert")).to_contain_text(f"Ført: {berit} Datter")
    drawer.get_by_role("radio", name="Sykehus").check()
    drawer.get_by_label("Telefon", exact=True).fill("55 97 50 00")
    drawer.get_by_role("button", name="Haster").click()
    expect(drawer.locator(".call-list").first).to_contain_text("Sykehus")
    drawer.get_by_role("radio", name="Andre").check()
    drawer.get_by_role("button", name="Fikk svar nå").click()
    expect(drawer.locator(".ds-alert")).to_contain_text("Ført: Andre.")
    assert Call.objects.filter(outcome="").count() == 4
    assert Call.objects.filter(outcome="besvart").count() == 2

    drawer.locator(".call-list a", has_text="Fastlege Lunde").first.click()
    drawer.get_by_label("Hva lovet du?").fill("sende blodprøvene")
    drawer.get_by_role("button", name="Har ringt").click()
    expect(drawer.locator("#callbacks")).to_contain_text("sende blodprøvene")

    page.goto(reverse("worklists:calls", args=[ward.team.code, ward.day, "dag"]))
    page.get_by_label("Hvem gjelder det?").fill("Berit1")
    page.locator("#found a").click()
    expect(page.locator(".where-is")).to_contain_text("Står alt på ringelisten")
    check_at_both_ends(page)

    page.goto(reverse("worklists:hand_over", args=[ward.team.code, ward.day, "dag"]))
    for text in ("Bestille bleier", "sende blodprøvene", "Berit2 Datter", "Morgenstell"):
        expect(page.locator("#hand_over")).to_contain_text(text)
    check_at_both_ends(page)
    page.get_by_label("Det du vil si i tillegg").fill("Nøkkelen ligger i skapet.")
    page.get_by_role("button", name="Skriv under").click()
    expect(page.locator("#hand_over")).to_contain_text("Ingen har lest den ennå.")

    ShiftFactory(staff=ward.people["nils"], kind="kveld", function="vk")
    evening = clock.at(clock.today(), time(15, 5))
    monkeypatch.setattr(clock, "now", lambda: evening)
    sign_in("nils")
    page.goto("/")
    expect(drawer).to_contain_text("Nøkkelen ligger i skapet.")
    drawer.get_by_role("button", name="Lest").click()
    expect(drawer.locator("#hand_over")).to_contain_text("Lest av Nils")
    check_axe(page)
    assert HandOver.objects.get().read_by == ward.user("nils")
