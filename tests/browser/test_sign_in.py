"""Through the door in a real browser, and a carer's day on her phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.lists import publish
from worklists.models import Entry


@pytest.fixture
def vera(ward):
    user = ward.user("vera")
    user.set_password("et langt passord")
    user.save()
    return user


def fill_in(page: Page, password: str) -> None:
    page.get_by_label("Brukernavn").fill("vera")
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Logg inn").click()


def test_from_the_login_to_her_desk_and_out_again(page: Page, vera):
    page.goto("/")
    fill_in(page, "feil")
    expect(page.get_by_role("alert").get_by_text("passer ikke sammen")).to_be_visible()
    fill_in(page, "et langt passord")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team Nord")
    expect(page.get_by_role("banner")).to_contain_text("vaktkoordinator · Team Nord · dag")
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", name="Logg inn")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Logg inn")).to_be_visible()


def test_the_demo_takes_two_presses(page: Page, ward, demo):
    page.goto("/")
    page.get_by_role("link", name="Logg inn som …").click()
    page.get_by_role("button", name="Logg inn som Anne").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ansvarsvakt")
    expect(page.get_by_text("Demodata: alle personer er oppdiktet.")).to_be_visible()
    page.get_by_role("link", name="Bytt person").click()
    page.get_by_role("button", name="Logg inn som Nils").click()
    expect(page.get_by_role("heading", name="Du er ikke på vakt nå")).to_be_visible()


def test_a_carer_goes_through_her_list_on_the_phone(page: Page, ward, sign_in):
    publish(ward, lists=1, visits_each=3, unassigned=0)
    mine = Entry.objects.first().worklist
    mine.shift = ward.people["kari"].shifts.get()
    mine.save()
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("kari")
    page.goto("/")
    first = page.locator(".my-stops > li").first
    first.get_by_role("button", name="Start").click()
    expect(first).to_contain_text("startet")
    expect(first.get_by_role("button", name="Utført")).to_be_focused()
    first.get_by_role("button", name="Utført").click()
    expect(page.get_by_role("button", name="Startet 09:50")).to_be_focused()
    expect(page.locator(".my-stops > li")).to_have_count(3)
    page.get_by_text("1 oppdrag er utført eller avlyst").click()
    expect(page.locator("#settled li")).to_contain_text("utført")
    expect(page.locator("#settled").get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Mer om").first.click()
    expect(page.get_by_role("heading", name="Hvem har det")).to_be_visible()
