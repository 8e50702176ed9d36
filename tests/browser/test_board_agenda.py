"""A carer puts a patient forward on her phone; the leader makes the board with the keyboard, and is told
when somebody else has changed it.
"""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, expect

from boards.actions import agenda
from boards.models import Item
from patients.models import Candidate
from tests.boards.factories import FindingFactory, ItemFactory, MeetingFactory, ReviewFactory
from tests.browser.checks import PHONE, check_at_both_ends
from tests.factories import PatientFactory, PlacementFactory


def test_a_patient_is_put_forward_on_a_phone(page: Page, sign_in, ward):
    patient = PlacementFactory(patient=PatientFactory(number="P7001"), team=ward.team).patient
    MeetingFactory(team=ward.team)
    sign_in("kari")
    page.set_viewport_size(PHONE)
    page.goto(reverse("patients:patient", args=[patient.number]))
    page.get_by_role("link", name="Meld til tavlemøtet").click()
    page.get_by_text("Klarer mindre enn før").click()
    page.get_by_label("Hva har du sett?").press_sequentially("Reiser seg ikke alene")
    check_at_both_ends(page, "board-report")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Meld til tavlemøtet").click()
    expect(page.get_by_text("venter på møtet")).to_be_visible()
    assert Candidate.objects.get(patient=patient).criterion == "funksjonsfall"


def test_the_board_is_made_with_the_keyboard(page: Page, sign_in, ward):
    meeting = MeetingFactory(team=ward.team, minutes=30)
    items = []
    for place, minutes in enumerate((10, 15, 10), start=1):
        patient = PatientFactory(number=f"P800{place}")
        PlacementFactory(patient=patient, team=ward.team)
        item = ItemFactory(
            meeting=meeting, patient=patient, minutes=minutes, order=place, fits=place < 3
        )
        FindingFactory(item=item)
        ReviewFactory(patient=patient, team=ward.team)
        items.append(item)
    sign_in("ola")
    page.goto(reverse("boards:agenda", args=[meeting.pk]))
    expect(page.get_by_text("1 får ikke plass")).to_be_visible()
    page.get_by_role("button", name="Flytt P8003 opp").press("Enter")
    expect(page.locator("#fits-h + ol > li").nth(1)).to_contain_text("P8003")
    expect(page.locator(f"#opp-{items[2].pk}")).to_be_focused()
    page.get_by_role("button", name="Sett på tavla P8003").press("Enter")
    expect(page.get_by_text("10 min til dem på tavla")).to_be_visible()
    page.locator(f"#sett-{items[2].pk}-1 > summary").press("Enter")
    expect(page.locator(f"#sak-{items[2].pk}").get_by_text("vekt 62,1 kg")).to_be_visible()
    check_at_both_ends(page, "board-agenda")
    # A colleague answers meanwhile: the second is told who was first, with her own words kept.
    agenda.accept(item=items[0], by=ward.user("anne"))
    page.locator(f"#ikke-{items[0].pk} > summary").press("Enter")
    page.get_by_label("Hvorfor ikke nå?").first.fill("Kan vente")
    page.locator(f"#nei-knapp-{items[0].pk}").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="var først")).to_be_visible()
    expect(page.locator(f"#hvorfor-{items[0].pk}")).to_have_value("Kan vente")
    assert Item.objects.get(pk=items[0].pk).state == Item.State.ON
