"""Two at the same desk, each in her own browser: the second is told what happened, nothing is overwritten,
and the day adds up after each step.
"""

import re
from collections.abc import Iterator
from datetime import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from worklists.models import Entry, RepairDraft, TeamShift, Visit
from worklists.queries.balance import day_balance


@pytest.fixture
def shift(ward) -> TeamShift:
    """Noon, with the afternoon ahead on four lists."""
    ward.carers(2)
    ward.plans(7, earliest=time(13), latest=time(14, 20))
    ward.build()
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


@pytest.fixture
def ola(browser: Browser, live_server, ward) -> Iterator[Page]:
    """The leader, in a browser of his own."""
    client = Client()
    client.force_login(ward.user("ola"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def check_balance(shift: TeamShift) -> None:
    balance = day_balance(shift.team, shift.date, shift.kind)
    assert balance.balances, [fault.sentence for fault in balance.faults]
    assert balance.due == 7


def holder(visit: Visit) -> str:
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    return entry.worklist.shift.staff.name


def press(page: Page, locator) -> None:
    """Press, and wait for the whole answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        locator.click()


def test_two_move_the_same_visit_and_one_is_told(
    page: Page, ola: Page, sign_in, ward, shift, day_url
):
    visit = Visit.objects.filter(entries__worklist__shift__staff=ward.people["kari"]).first()
    visit = visit or Visit.objects.first()
    sign_in("vera")
    for one in (page, ola):
        one.goto(f"{day_url}#side={reverse('worklists:visit_move', args=[visit.pk])}")
        expect(one.get_by_role("dialog").locator("button[name=til]").first).to_be_visible()
    first, second = (one.locator("#beside button[name=til]") for one in (page, ola))
    press(page, first.nth(0))
    chosen = holder(visit)
    check_balance(shift)
    press(ola, second.nth(1))
    expect(ola.get_by_role("dialog")).to_contain_text(re.compile(r"Vera .* flyttet oppdraget kl\."))
    expect(ola.get_by_role("dialog")).to_contain_text("Ingenting ble gjort")
    assert holder(visit) == chosen
    check_balance(shift)


def test_two_take_the_same_carer_off_the_shift_and_she_is_away_once(
    page: Page, ola: Page, sign_in, ward, shift, day_url
):
    url = reverse("worklists:absence_new", args=[ward.team.code, ward.day, "dag"])
    kari = ward.people["kari"].shifts.get()
    sign_in("vera")
    for one in (page, ola):
        one.goto(f"{day_url}#side={url}?hvem={kari.pk}")
        press(one, one.get_by_role("button", name="Vis forslag"))
        expect(one.get_by_role("button", name="Ja, gjør dette")).to_be_visible()
    press(page, page.get_by_role("button", name="Ja, gjør dette"))
    expect(page.get_by_role("dialog")).to_contain_text("sa ja kl.")
    check_balance(shift)
    published = TeamShift.objects.get(pk=shift.pk).current_id
    press(ola, ola.get_by_role("button", name="Ja, gjør dette"))
    expect(ola.get_by_role("dialog")).to_contain_text("Vera")
    assert kari.staff.absences.count() == 1
    assert RepairDraft.objects.filter(answer="gjort").count() == 1
    assert TeamShift.objects.get(pk=shift.pk).current_id == published
    check_balance(shift)


def test_lists_are_published_while_the_other_drags(
    page: Page, ola: Page, sign_in, ward, shift, day_url
):
    """What is in her hand stays there, and she chooses among what holds when she lets go."""
    sign_in("vera")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(day_url)
    link = page.locator(".axis a").last
    visit = Visit.objects.get(pk=int(link.get_attribute("href").strip("/").split("/")[-1]))
    box = link.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 12, steps=3)
    expect(page.locator(".row.may")).not_to_have_count(0)

    ola.goto(reverse("worklists:visit_move", args=[visit.pk]))
    press(ola, ola.locator("button[name=til]").nth(0))
    now_with = holder(visit)
    with page.expect_response("**/dag/?version=*"):
        page.evaluate("htmx.trigger(document.body, 'lists-changed')")
    expect(page.locator(".axis a.held")).to_have_count(1)
    here = page.locator(f'a[href="/oppdrag/{visit.pk}/"]')
    other = page.locator(".row.may").filter(has_not_text=now_with).filter(has_not=here).first
    row = other.locator("svg.axis").bounding_box()
    page.mouse.move(x, row["y"] + row["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.get_by_role("dialog").locator("#move")).to_be_visible()
    assert holder(visit) == now_with
    check_balance(shift)
    page.keyboard.press("Escape")
    expect(
        page.locator(f'.row:has-text("{now_with}") .axis a[href="/oppdrag/{visit.pk}/"]')
    ).to_be_visible()
