"""The meeting on the wall and on a second machine: two write, one machine dies, nothing is lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Error, Page, expect

from boards.actions import discussion, room
from boards.models import Attendance, Discussion, Item, Meeting
from heltom.lib import clock
from tests.boards.factories import (
    CandidateFactory,
    DecisionFactory,
    DiscussionFactory,
    FindingFactory,
    ItemFactory,
    MeetingFactory,
)
from tests.browser.checks import check_at_both_ends, eventually, keep_picture
from tests.factories import PatientFactory, StaffFactory

WALL = {"width": 1920, "height": 1080}


@pytest.fixture
def meeting(ward) -> Meeting:
    """Three on the board; last week's meeting left one thing undone."""
    made = MeetingFactory(team=ward.team, planned_for=clock.today(), room="Møterom 2")
    before = MeetingFactory(team=ward.team, planned_for=clock.today() - timedelta(7), held=True)
    last = ItemFactory(meeting=before, on=True, patient=PatientFactory(number="P-104512"))
    DiscussionFactory(item=last, assessment="Gått ned 2 kg siden september, spiser lite om kvelden")
    DecisionFactory(item=last, text="Veie hver uke", owner=ward.people["kari"])
    DecisionFactory(item=last, text="Snakke med datteren", owner=ward.people["vera"])
    first = ItemFactory(meeting=made, on=True, order=1, patient=last.patient)
    FindingFactory(
        item=first, sentence="Vekt 62,1 → 58,0 kg siden 24. mai (−6,6 %, grensen er 5 %)."
    )
    FindingFactory(
        item=first, rule="ord", sentence="Tre ulike har skrevet om matlyst siden 2. november."
    )
    report = CandidateFactory(
        patient=first.patient, team=ward.team, reason="Vil ikke ha middag lenger"
    )
    first.reports.create(candidate=report)
    ItemFactory(meeting=made, on=True, order=2, kind="gjennomgang", minutes=3)
    ItemFactory(meeting=made, order=3, fits=False)
    for name, profession in (("Tor Vik", "fysioterapeut"), ("Eva Moe", "ergoterapeut")):
        given, family = name.split()
        staff = StaffFactory(given_name=given, family_name=family, profession=profession)
        Attendance.objects.create(meeting=made, staff=staff, profession=profession)
    vera = ward.people["vera"]
    Attendance.objects.create(meeting=made, staff=vera, profession=vera.profession, was_there=True)
    return made


@pytest.fixture
def other(browser: Browser, live_server, ward) -> Iterator[Page]:
    """Ola, at a machine of his own."""
    client = Client()
    client.force_login(ward.user("ola"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def stands(item: Item) -> str:
    return (
        Discussion.objects.get(item=item).assessment if hasattr(fresh(item), "discussion") else ""
    )


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_the_wall_from_opening_to_the_next_patient(page: Page, sign_in, ward, meeting):
    sign_in("vera")
    page.set_viewport_size(WALL)
    page.goto(reverse("boards:room", args=[meeting.pk]))
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Møtet er i gang")).to_be_visible()
    expect(page.get_by_text("Snakke med datteren").first).to_be_visible()
    keep_picture(page, "room-opening-1920-light")
    page.get_by_role("button", name=re.compile("Gjort.*Snakke med datteren")).click()
    expect(page.get_by_text("✓ gjort")).to_be_visible()
    check_at_both_ends(page, "room-opening")
    page.set_viewport_size(WALL)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="P-104512")).to_be_visible()
    page.keyboard.press("2")
    expect(page.locator("#light-gul")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("b")
    page.get_by_role("button", name="Kartlegge ernæring").click()
    expect(page.locator("#room-decided")).to_contain_text("Kartlegge ernæring")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    page.keyboard.type("Har gått ned 6,6 % siden mai. Spiser lite til kvelds")
    expect(page.locator("[data-kept]")).to_contain_text("Lagret")
    page.keyboard.press("Escape")
    keep_picture(page, "room-case-1920-light")
    page.emulate_media(color_scheme="dark")
    keep_picture(page, "room-case-1920-dark")
    check_at_both_ends(page, "room-case")
    page.keyboard.press("n")
    expect(page.locator(".room-number")).not_to_have_text("P-104512")
    assert stands(meeting.items.get(order=1)).endswith("Spiser lite til kvelds")


def test_two_write_and_the_projectors_machine_dies(page: Page, other: Page, sign_in, ward, meeting):
    item = meeting.items.get(order=1)
    room.open_meeting(meeting=meeting, by=ward.user("vera"))
    room.turn_to(item=item, by=ward.user("vera"))
    sign_in("vera")
    other.goto(reverse("boards:room", args=[meeting.pk]))
    page.goto(reverse("boards:room_write", args=[meeting.pk, item.pk]))
    other.get_by_label("Vurdering").press_sequentially("Spiser lite")
    expect(page.get_by_label("Vurdering")).to_have_value("Spiser lite")
    page.get_by_label("Vurdering").press("Control+End")
    page.keyboard.type("\nHar falt to ganger")
    expect(other.get_by_label("Vurdering")).to_have_value("Spiser lite\nHar falt to ganger")
    # In the middle of a sentence the machine at the projector is gone, without a word
    other.get_by_label("Vurdering").press("Control+End")
    other.keyboard.type(" i november, og da hun")
    eventually(page, lambda: stands(item).endswith("og da hun"), True)
    with pytest.raises(Error):
        other.goto("chrome://crash")
    expect(page.get_by_label("Vurdering")).to_have_value(
        "Spiser lite\nHar falt to ganger i november, og da hun"
    )
    page.get_by_label("Vurdering").press("Control+End")
    page.keyboard.type(" reiste seg fra stolen")
    eventually(page, lambda: stands(item).splitlines()[-1][-20:], "reiste seg fra stolen"[-20:])


def test_the_second_in_the_same_line_chooses(page: Page, sign_in, ward, meeting, faults):
    item = meeting.items.get(order=1)
    room.open_meeting(meeting=meeting, by=ward.user("vera"))
    room.turn_to(item=item, by=ward.user("vera"))
    sign_in("vera")
    page.goto(reverse("boards:room_write", args=[meeting.pk, item.pk]))
    area = page.get_by_label("Vurdering")
    page.route("**/felt/", lambda route: route.abort())
    area.press_sequentially("Spiser lite")
    expect(page.locator("[data-kept]")).to_contain_text("Ikke lagret")
    discussion.save(item=item, field="assessment", value="Spiser", by=ward.user("ola"))
    discussion.save(item=item, field="assessment", value="Spiser godt", by=ward.user("ola"))
    page.unroute("**/felt/")
    # Both began with nothing, so both stand
    eventually(page, lambda: stands(item), "Spiser godt\nSpiser lite")
    page.route("**/felt/", lambda route: route.abort())
    area.fill("Spiser godt i dag\nSpiser lite")
    discussion.save(
        item=item, field="assessment", value="Spiser svært godt\nSpiser lite", by=ward.user("ola")
    )
    page.unroute("**/felt/")
    told = page.locator("[data-overtaken]")
    expect(told).to_contain_text("var først")
    expect(area).to_have_value("Spiser godt i dag\nSpiser lite")
    page.get_by_role("button", name="Bruk min").click()
    eventually(page, lambda: stands(item), "Spiser godt i dag\nSpiser lite")
    faults.clear()  # the browser tells of what was cut off, and of the refusal
