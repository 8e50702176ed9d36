"""Kari reads up on tomorrow's patients on her telephone, and writes in the folder."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from patients.models import Event
from tests.boards.factories import DiscussionFactory, ItemFactory, MeetingFactory
from tests.boards.test_preparation import FAMILY, GIVEN, measure, somebody
from tests.browser.checks import check_at_both_ends


def test_from_the_first_patient_to_the_next_and_into_the_folder(page: Page, sign_in, ward):
    meeting = MeetingFactory(team=ward.team, planned_for=clock.today() + timedelta(days=1))
    first, second = (
        ItemFactory(meeting=meeting, patient=somebody(ward), order=order) for order in (1, 2)
    )
    for value, ago in ((62, 120), (60, 60), (57.5, 2)):
        measure(first.patient, "vekt", value, ago)
    Event.objects.create(patient=first.patient, kind="fall", at=clock.now() - timedelta(days=9))
    held = MeetingFactory(team=ward.team, planned_for=clock.today() - timedelta(days=30), held=True)
    DiscussionFactory(item=ItemFactory(meeting=held, patient=first.patient, state="ferdig"))
    sign_in("kari")
    page.goto(reverse("boards:case", args=[first.pk]))
    page.locator("summary", has_text="Tabell").first.click()
    expect(page.get_by_role("cell", name="57,5")).to_be_visible()
    check_at_both_ends(page, "board-case")
    page.get_by_role("button", name=f"Lest, vis {second.patient.number}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Pasient {second.patient.number}")
    page.get_by_role("link", name="Les og skriv i mappen").click()
    page.get_by_label("Nytt notat").fill(f"{GIVEN} {FAMILY} går trygt med rullator")
    page.get_by_role("button", name="Skriv i mappen").click()
    expect(page.get_by_text("pasienten går trygt med rullator")).to_be_visible()
    check_at_both_ends(page, "board-folder")
    page.goto(reverse("boards:case", args=[first.pk]))
    expect(page.get_by_text("Ingen har merket siden som lest.")).to_have_count(0)
