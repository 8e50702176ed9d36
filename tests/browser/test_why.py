"""Asked in the dialog why somebody has a visit: the answer comes there, and the keyboard with it."""

from playwright.sync_api import Page, expect

from tests.browser.checks import check_axe


def test_the_answer_has_the_focus(page: Page, ward, sign_in, day_url):
    ward.carers(1)
    ward.plans(3)
    ward.build()
    sign_in("vera")
    page.goto(day_url)
    page.locator(".axis a").first.click()
    page.locator("#why a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reasons")).to_be_focused()
    expect(page.locator(".reasons")).to_contain_text("Hva om en annen tok det?")
    check_axe(page)
