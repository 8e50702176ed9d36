"""The leader tries figures on a coming shift: what is wrong, what it would mean, on desk and phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.checks import check_at_both_ends


@pytest.fixture
def url(ward):
    ward.day += ward.day.resolution  # tomorrow has the same people, and has not begun
    ward.carers(2)
    ward.plans(24, minutes=45)  # some of them late, or left out where that weighs more
    return reverse("worklists:weights", args=[ward.team.unit.code])


def try_figures(page: Page, **figures: str) -> None:
    for name, figure in figures.items():
        page.locator(f"[name={name}]").fill(figure)
    page.get_by_role("button", name="Prøv tallene").click()


def test_what_is_wrong_is_one_press_away(page: Page, sign_in, url):
    sign_in("ola")
    page.goto(url)
    try_figures(page, late_minute="mye", foot_door="99")
    check_at_both_ends(page)
    page.get_by_role("link", name="Inn til døra til fots").click()
    expect(page.locator("[name=foot_door]")).to_be_focused()


def test_what_the_figures_mean_is_seen_whole_on_a_phone(page: Page, sign_in, url):
    sign_in("ola")
    page.goto(url)
    try_figures(page, late_minute="30")
    expect(page.get_by_role("heading", name="Hva de nye tallene betyr")).to_be_visible()
    check_at_both_ends(page)
    wide = "(box) => box.scrollWidth - box.clientWidth"
    assert page.locator("#result .table-wrap").evaluate(wide) <= 0
