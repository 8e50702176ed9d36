"""The warnings on the day page: they come by themselves, stay where they are, and can be used."""

from datetime import time

import pytest
from playwright.sync_api import Page, expect

from heltom.lib import clock
from tests.browser.checks import check_at_both_ends
from tests.factories import AppointmentFactory, PatientFactory
from worklists.models import TeamShift


@pytest.fixture
def warned(ward):
    """A shift with something of each severity, and lists for what can be done."""
    ward.plans(4, needs=["insulin"], level=2)
    ward.plans(2, patient=PatientFactory(latitude=None, longitude=None))
    ward.plans(9, earliest=time(8), latest=time(8, 5), fixed_time=True)
    (away,) = ward.plans(1)
    AppointmentFactory(
        patient=away.patient,
        starts_at=clock.at(ward.day, time(9)),
        ends_at=clock.at(ward.day, time(15)),
    )
    return ward


def unfold(page):
    """Folded once there are lists: the bucket says the most important then."""
    expect(page.locator("#warnings-all")).not_to_have_attribute("open", "")
    page.locator("#warnings-h").click()


@pytest.mark.parametrize("built", [False, True])
def test_the_warnings_are_for_everybody(page: Page, warned, sign_in, day_url, built):
    if built:
        warned.build()
    sign_in("vera")
    page.goto(day_url)
    expect(page.get_by_role("heading", name="varsler før bygging")).to_be_visible()
    if built:
        unfold(page)
    for details in page.locator("#board .told details").all():
        details.locator("summary").click()
    check_at_both_ends(page)


def test_what_is_open_stays_open_when_the_board_is_swapped(page: Page, warned, sign_in, day_url):
    warned.build()
    sign_in("vera")
    page.goto(day_url)
    unfold(page)
    opened = page.locator(".told details").first
    opened.locator("summary").click()
    TeamShift.objects.update(version=99)
    with page.expect_response(lambda answer: "version=" in answer.url and answer.status == 200):
        page.evaluate("htmx.trigger(document.body, 'lists-changed')")
    page.wait_for_load_state("networkidle")
    expect(opened).to_have_attribute("open", "")


def test_a_visit_opens_beside_the_board(page: Page, warned, sign_in, day_url):
    warned.build()
    sign_in("vera")
    page.goto(day_url)
    unfold(page)
    page.locator(".told summary").first.click()
    page.locator(".told details a").first.click()
    expect(page.locator("#beside h1")).to_contain_text("Morgenstell")
