"""The vaktkoordinator gives a visit away: dragged over the axis, by key, with its consequences in sight."""

from datetime import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_at_both_ends
from worklists.actions import team_shifts
from worklists.models import Entry, TeamShift, Visit


@pytest.fixture
def shift(ward) -> TeamShift:
    """Noon, and the afternoon is ahead."""
    ward.carers(1, given_name="Per")
    ward.plans(6, earliest=time(13), latest=time(14, 20))
    ward.build()
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pick_up(page: Page, link) -> tuple[float, float]:
    x, y = middle(link)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 12, steps=3)
    expect(page.locator(".row.may")).not_to_have_count(0)
    return x, y


def row_without(page: Page, visit_url: str):
    return page.locator(".row.may").filter(has_not=page.locator(f'a[href="{visit_url}"]')).first


def test_dragged_to_another_list_while_the_board_changes(page: Page, sign_in, ward, shift, day_url):
    sign_in("vera")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(day_url)
    link = page.locator(".axis a").last
    url = link.get_attribute("href")
    visit = Visit.objects.get(pk=int(url.strip("/").split("/")[-1]))
    before = Entry.objects.get(visit=visit).worklist.shift_id

    pick_up(page, link)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".drag-label")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_hidden()

    x, _y = pick_up(page, link)
    team_shifts.touch(shift)
    page.evaluate("htmx.trigger(document.body, 'lists-changed')")
    target = row_without(page, url)
    to = int(target.locator("details").get_attribute("id").removeprefix("list-"))
    page.mouse.move(x, middle(target.locator("svg.axis"))[1], steps=6)
    expect(page.locator(".drag-label")).to_contain_text("reise")
    expect(page.locator(".axis a.held")).to_have_count(1)
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    button = dialog.locator("#move-do")
    expect(button).to_be_visible()
    check_at_both_ends(page)
    button.click()
    expect(dialog.get_by_role("status")).to_contain_text("har oppdraget nå, kl.")
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    assert before != entry.worklist.shift_id == to
    page.keyboard.press("Escape")
    expect(page.locator(f'#list-{to} ~ svg a[href="{url}"]')).to_have_count(1)


def test_by_keyboard_from_the_axis_to_the_choices_and_done(page: Page, sign_in, shift, day_url):
    sign_in("vera")
    page.goto(day_url)
    link = page.locator(".axis a").last
    url = link.get_attribute("href")
    link.focus()
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Til hvem? Det beste først")).to_be_visible()
    check_at_both_ends(page)
    best = dialog.locator(".choices li button").first
    to = best.get_attribute("value")
    best.focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Angre")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f'#list-{to} ~ svg a[href="{url}"]')).to_have_count(1)
