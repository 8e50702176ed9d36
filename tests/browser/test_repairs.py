"""The vaktkoordinator hears that Kari is ill, sees what it means, changes a line and says yes."""

import re
from datetime import time

from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.shift_factories import PriorityItemFactory
from worklists.models import RepairDraft

#: So tall that no button of the proposal lies half behind the bar at the bottom, where axe cannot scroll.
TALL = {"width": 390, "height": 900}


def look(page: Page, name: str) -> None:
    check_at_both_ends(page, name, phone=TALL)


def test_from_the_list_of_people_to_the_yes(page: Page, sign_in, ward, monkeypatch):
    morning = clock.at(clock.today(), time(8))
    monkeypatch.setattr(clock, "now", lambda: morning)
    unit = ward.team.unit
    unit.vk_reserve_minutes = 0
    unit.save()
    for words, rule in (("insulin", "skal"), ("stell", "skal"), ("dusj", "utga")):
        PriorityItemFactory(team=ward.team, words=words, rule=rule)
    more = {"earliest": time(9), "latest": time(13), "minutes": 45}
    ward.plans(6, title="Dusj", priority=2, **more)
    ward.plans(8, title="Morgenstell", priority=2, **more)
    ward.plans(3, title="Insulin", priority=1, **(more | {"latest": time(10), "minutes": 10}))
    ward.carers(1, given_name="Mari")
    ward.build()
    sign_in("vera")

    page.goto(reverse("worklists:absence_new", args=[ward.team.code, ward.day, "dag"]))
    look(page, "absence")
    page.get_by_role("link", name="Kari").click()
    expect(page.get_by_role("heading", name="Kari")).to_be_visible()
    look(page, "absence-form")
    page.get_by_role("button", name="Vis forslag").click()
    expect(page.get_by_role("button", name="Ja, gjør dette")).to_be_visible()
    look(page, "repair")

    page.get_by_role("link", name="Endre").first.click()
    expect(page.get_by_role("heading", name="Gi det til")).to_be_visible()
    look(page, "choice")
    page.get_by_role("button", name="La det stå ufordelt").click()
    expect(page.get_by_role("heading", name="Venter")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Lås")).first.click()
    expect(page.locator(".lines .ds-tag", has_text="låst").first).to_be_visible()
    page.get_by_role("button", name="Ja, gjør dette").click()
    expect(page.locator("#repair")).to_contain_text("sa ja kl.")
    look(page, "done")
    assert RepairDraft.objects.get().answer == "gjort"
    kari = ward.people["kari"].shifts.get()
    assert not kari.worklists.filter(publication__current_for__isnull=False).exists()

    page.goto(reverse("worklists:priorities", args=[ward.team.code]))
    sign_in("ola")
    page.reload()
    look(page, "priorities")
