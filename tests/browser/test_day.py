"""The vaktkoordinator at her screen: look, ask why, build, acknowledge; by mouse, keyboard, phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.lists import publish, vanish
from worklists.actions import visits
from worklists.models import Entry, ListChange, Visit


@pytest.fixture
def shift(ward):
    return publish(ward, lists=3, visits_each=5, unassigned=1)


@pytest.fixture
def day(page: Page, ward, sign_in, shift, day_url) -> Page:
    sign_in("vera")
    page.goto(day_url)
    return page


def test_a_visit_opens_beside_the_board_and_the_reader_comes_back(day: Page):
    first = Entry.objects.select_related("visit__patient").order_by("pk").first()
    link = day.locator(".axis a").first
    link.click()
    dialog = day.get_by_role("dialog")
    expect(dialog).to_contain_text(first.visit.patient.address)
    expect(dialog.get_by_role("heading", level=1)).to_be_focused()
    day.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_what_is_done_in_the_dialog_is_seen_on_the_board(day: Page):
    day.locator(".axis a").first.click()
    dialog = day.get_by_role("dialog")
    dialog.get_by_role("button", name="Start").click()
    expect(dialog.get_by_text("Startet", exact=True)).to_be_visible()
    expect(day.locator(".axis a").first.locator("svg")).to_have_class(re.compile("started"))
    day.keyboard.press("Escape")
    expect(day.locator(".axis a").first).to_be_focused()


def test_a_refusal_is_shown_where_it_was_pressed(day: Page, ward, faults):
    visit = Entry.objects.order_by("pk").first().visit
    day.locator(".axis a").first.click()
    dialog = day.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Start")).to_be_visible()
    visits.cancel(visit=visit, by=ward.user("ola"), reason="innlagt")
    dialog.get_by_role("button", name="Start").click()
    expect(day.get_by_role("alert").get_by_text("Oppdraget er avlyst")).to_be_visible()
    assert [fault for fault in faults if "409" not in fault] == []
    faults.clear()


def test_the_lists_are_built_anew_while_she_watches(page: Page, ward, sign_in, day_url, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    ward.plans(4)
    sign_in("vera")
    page.goto(day_url)
    expect(page.get_by_text("Dagen går ikke opp: listene er ikke bygget.")).to_be_visible()
    page.get_by_role("button", name="Bygg lister på nytt").click()
    expect(page.get_by_text("Venter på tur …")).to_be_visible()
    expect(page.get_by_role("button", name="Bygg lister på nytt")).to_be_focused()
    ward.build_waiting()
    expect(page.get_by_text("Dagen går opp")).to_be_visible()
    expect(page.locator(".axis a")).to_have_count(4)
    expect(page.get_by_text("på nytt fra dagsida, Vera")).to_be_visible()


def test_a_vanished_visit_is_acknowledged(page: Page, ward, sign_in, shift, day_url):
    vanish(shift, ward)
    sign_in("vera")
    page.goto(day_url)
    page.get_by_label("Hvorfor er det riktig?").fill("Datteren har overtatt.")
    page.get_by_role("button", name="Bekreft").click()
    expect(page.get_by_text("må bekreftes")).to_have_count(0)
    page.get_by_text("Borte: 1").click()
    expect(page.get_by_text("Datteren har overtatt.")).to_be_visible()
    assert ListChange.objects.get().acknowledged_by == ward.user("vera")


def test_what_others_do_appears_by_itself_and_keeps_her_place(
    page: Page, ward, sign_in, shift, day_url
):
    page.clock.install()
    sign_in("vera")
    page.goto(day_url)
    row = page.locator(".row").nth(1)
    row.locator("summary").click()
    link = row.locator("ol a").nth(2)
    link.focus()
    href = link.get_attribute("href")
    visits.finish(visit=Visit.objects.get(pk=href.split("/")[2]), by=ward.user("ola"))
    page.clock.run_for(16_000)
    expect(page.get_by_text("1 utført")).to_be_visible()
    expect(row.locator("details")).to_have_attribute("open", "")
    expect(row.locator("ol a").nth(2)).to_be_focused()
    assert page.evaluate("document.activeElement.getAttribute('href')") == href


def test_a_quiet_day_is_left_alone(page: Page, sign_in, shift, day_url):
    page.clock.install()
    sign_in("vera")
    page.goto(day_url)
    page.evaluate("document.getElementById('board').dataset.untouched = 'yes'")
    with page.expect_response(lambda answer: "version=" in answer.url) as asked:
        page.clock.run_for(16_000)
    assert asked.value.status == 204
    expect(page.locator("#board")).to_have_attribute("data-untouched", "yes")


def test_everything_is_reached_with_the_keyboard(day: Page):
    day.keyboard.press("Tab")
    expect(day.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    day.keyboard.press("Enter")
    day.keyboard.press("Tab")
    expect(day.get_by_role("link", name="Dag", exact=True)).to_be_focused()
    links = day.locator(".axis a")
    links.first.focus()
    day.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    day.keyboard.press("ArrowDown")
    expect(links.nth(6)).to_be_focused()
    day.keyboard.press("ArrowUp")
    day.keyboard.press("ArrowLeft")
    expect(links.first).to_be_focused()
    day.keyboard.press("Enter")
    expect(day.get_by_role("dialog")).to_be_visible()


def test_dark_is_chosen_and_remembered(day: Page):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = day.evaluate(ground)
    day.get_by_role("button", name="Mørk").click()
    dark = day.evaluate(ground)
    assert dark != light
    day.reload()
    assert day.evaluate(ground) == dark
    day.get_by_role("button", name="Lys").click()
    assert day.evaluate(ground) == light


def test_on_a_phone_the_lists_are_read_and_not_drawn(day: Page):
    day.set_viewport_size({"width": 390, "height": 844})
    expect(day.locator(".axis").first).to_be_hidden()
    day.get_by_text("Hjelper 0").first.click()
    expect(day.locator(".row ol").first.get_by_role("link").first).to_be_visible()


def test_the_line_of_the_present_moves(page: Page, ward, sign_in, shift, day_url):
    page.clock.install()
    sign_in("vera")
    page.goto(day_url)
    before = page.locator("#now line").get_attribute("x1")
    page.clock.run_for(31 * 60_000)
    assert page.locator("#now line").get_attribute("x1") != before


def test_each_list_is_printed_on_a_sheet_of_its_own(page: Page, sign_in, shift, day_url):
    sign_in("vera")
    page.goto(f"{day_url}utskrift/")
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 4  # three lists and the bucket


def test_everything_works_without_scripts(
    browser: Browser, ward, sign_in, context, shift, day_url, base_url, settings
):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    vanish(shift, ward)
    sign_in("vera")
    plain = browser.new_context(java_script_enabled=False, base_url=base_url)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(day_url)
    page.get_by_label("Hvorfor er det riktig?").fill("Riktig nok.")
    page.get_by_role("button", name="Bekreft").click()
    expect(page.get_by_text("må bekreftes")).to_have_count(0)
    page.get_by_role("button", name="Bygg lister på nytt").click()
    expect(page.get_by_text("Venter på tur …")).to_be_visible()
    page.locator(".axis a").first.click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Startet", exact=True)).to_be_visible()
    plain.close()


def test_a_sentence_half_written_outlives_what_others_do(page: Page, ward, sign_in, shift, day_url):
    vanish(shift, ward)
    page.clock.install()
    sign_in("vera")
    page.goto(day_url)
    why = page.get_by_label("Hvorfor er det riktig?")
    why.type("Datteren har")
    visits.finish(visit=Entry.objects.first().visit, by=ward.user("ola"))
    page.clock.run_for(16_000)
    expect(page.get_by_text("1 utført")).to_be_visible()
    expect(why).to_have_value("Datteren har")
    expect(why).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Dagen er oppdatert og går opp")
