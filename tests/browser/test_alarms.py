"""An alarm from the desk: told, sent, on site, written down; the huskeliste and a new visit beside it."""

from datetime import time

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from patients.models import Event
from tests.browser.checks import check_at_both_ends
from tests.shift_factories import ReminderFactory
from worklists.models import Reminder, Visit


@pytest.fixture
def full_ward(ward):
    ward.carers(2, given_name="Mona")
    ward.plans(8, earliest=time(12, 30), latest=time(14), minutes=20)
    ward.build()
    return ward


def test_an_alarm_from_the_desk_until_it_is_written_down(page: Page, sign_in, full_ward, day_url):
    patient = full_ward.team.plans.first().patient
    sign_in("vera")
    page.goto(day_url)
    page.get_by_role("link", name="Alarm", exact=True).click()
    drawer = page.locator("#beside")
    drawer.get_by_label("Hvem gjelder alarmen?").press_sequentially(patient.number)
    drawer.get_by_role("button", name=f"Alarm for {patient.number}").click()
    expect(drawer.get_by_role("heading", name="Hvem drar?")).to_be_visible()
    drawer.get_by_role("button", name="Send").first.click()
    expect(drawer.locator(".alarm-state")).to_contain_text("er bedt om å dra.")
    expect(page.locator("#board")).to_contain_text("er bedt om å dra.")
    drawer.get_by_role("button", name="Hos pasienten").click()
    expect(drawer.locator(".alarm-state")).to_contain_text("er hos pasienten.")
    drawer.get_by_label("Hva ble gjort?").fill("Byttet batteri.")
    drawer.get_by_role("button", name="Ferdig").click()
    expect(drawer.locator(".alarm-state")).to_contain_text("Byttet batteri.")
    assert Event.objects.get().text == "Byttet batteri."
    assert Visit.objects.with_state().get(title__startswith="Alarm").state == "utfort"


def test_its_pages_and_those_of_the_huskeliste_on_desk_and_phone(page: Page, sign_in, full_ward):
    patient = full_ward.team.plans.first().patient
    ReminderFactory(team=full_ward.team, text="Hente nøkkel", patient=patient, every_days=7)
    ReminderFactory(
        team=full_ward.team, text="Ringe fastlegen", due_on=full_ward.day - full_ward.day.resolution
    )
    slot = [full_ward.team.code, full_ward.day, "dag"]
    sign_in("vera")
    page.goto(reverse("worklists:reminders", args=slot))
    page.get_by_label("Hva skal huskes?").fill("Bestille bleier")
    page.keyboard.press("Enter")
    expect(page.locator("#reminders")).to_contain_text("Bestille bleier")
    left = page.get_by_role("listitem").filter(has_text="Ringe fastlegen")
    left.get_by_role("button", name="Gjort").first.click()
    expect(page.get_by_role("heading", name="Gjort opp")).to_be_visible()
    check_at_both_ends(page)
    assert Reminder.objects.get(text="Bestille bleier").due_shift == "dag"

    page.goto(f"{reverse('worklists:visit_new', args=slot)}?pasient={patient.number}")
    page.get_by_label("Hva skal gjøres?").fill("Blodprøve")
    page.get_by_role("button", name="Se hvem som kan").click()
    expect(page.get_by_role("heading", name="Hvem tar det?")).to_be_visible()
    check_at_both_ends(page)

    page.goto(f"{reverse('worklists:alarm_new', args=slot)}?who=Per")
    check_at_both_ends(page)
    page.get_by_role("button", name="Alarm for").first.click()
    expect(page.get_by_role("heading", name="Hvem drar?")).to_be_visible()
    check_at_both_ends(page)
