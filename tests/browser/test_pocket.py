"""The carer's list on a phone: ten minutes without network in the middle of it, and nothing is lost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect

from heltom.lib import clock
from patients.models import Note, Observation
from tests.belonging_factories import MeasureFactory
from tests.browser.checks import check_at_both_ends, check_nothing_sticks_out, eventually
from tests.shift_factories import AlarmFactory, NoteFactory, PhoneMessageFactory
from tests.support.lists import publish
from worklists.models import Entry, PhoneMessage, State, Visit, VisitState, Worklist
from worklists.queries.balance import day_balance

WIDTHS = [(320, 640), (390, 844), (1440, 900)]
TARGETS = """() => [...document.querySelectorAll("main a, main button, main summary, main input")]
    .filter((one) => one.checkVisibility() && !one.closest("label"))
    .map((one) => [one.textContent.trim(), Math.round(one.getBoundingClientRect().height)])
    .filter(([, height]) => height < 48)"""

PRESSED_LONG_AGO = """async () => {
    const told = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const database = await told(indexedDB.open("heltom", 1));
    const store = database.transaction("outbox", "readwrite").objectStore("outbox");
    for (const row of await told(store.getAll()))
        await told(store.put({ ...row, pressed_at: "1970-01-01T00:00:00.000Z" }));
    database.close();
}"""


@pytest.fixture
def visits(ward):
    """Kari's four visits; the first two patients have something that the next one must know."""
    publish(ward, lists=1, visits_each=4, unassigned=0)
    Worklist.objects.update(shift=ward.people["kari"].shifts.get())
    found = [
        entry.visit for entry in Entry.objects.select_related("visit__patient").order_by("position")
    ]
    for number, visit in enumerate(found):
        patient = visit.patient
        patient.given_name, patient.phone, patient.key_info = (
            f"Per {number}",
            "55 12 34 56",
            "Nøkkelboks 17",
        )
        patient.save()
    Visit.objects.update(task_text="Hjelp til stell og frokost.\nSe etter at medisinene er tatt.")
    NoteFactory(
        patient=found[0].patient,
        text="Var svimmel.",
        next_must_know="Bruk rullator, også til badet.",
    )
    MeasureFactory(goal__patient=found[0].patient, text="Gå til postkassen hver dag")
    return found


def stop(page: Page, visit: Visit):
    return page.locator(f"#stop-{visit.pk}")


def tick(page: Page, visit: Visit, name: str) -> None:
    stop(page, visit).get_by_role("button", name=re.compile(f"^{name}")).click()


def states(visit: Visit) -> list[str]:
    return list(VisitState.objects.filter(visit=visit).values_list("state", flat=True))


def wait_until_kept(page: Page) -> None:
    """The worker is there, and the page and what it is drawn with lie in the phone."""
    page.wait_for_function(
        """async () => navigator.serviceWorker.controller
            && await caches.match("/min-liste/")
            && await caches.match(document.querySelector('script[src*="pocket"]').src)"""
    )


def test_ten_minutes_without_network_in_the_middle_of_the_list(
    page: Page, context: BrowserContext, sign_in, ward, visits, monkeypatch, faults
):
    one, two, three, four = visits
    noon = clock.now()
    page.set_viewport_size({"width": 390, "height": 844})
    page.clock.install()
    sign_in("kari")
    page.goto("/min-liste/")
    wait_until_kept(page)
    with page.expect_response("**/min-liste/send/"):
        tick(page, one, "Startet")
    expect(stop(page, one)).to_contain_text("Startet")
    expect(page.locator("#my-list .kept")).to_have_count(0)
    assert states(one) == [State.DUE, State.STARTED]

    context.set_offline(True)
    expect(page.locator("#net")).to_have_text(re.compile("Uten nett. Du kan føre som vanlig."))
    tick(page, one, "Utført")
    expect(page.locator("#net")).to_contain_text("Uten nett. 1 ting venter på å bli sendt.")
    expect(page.locator("#kept")).to_contain_text("Ikke sendt ennå.")
    expect(page.locator("#ahead > li.next")).to_have_id(f"stop-{two.pk}")
    page.clock.fast_forward(3 * 60 * 1000)
    tick(page, two, "Startet")
    # In the phone before the page goes.
    expect(page.locator("#net")).to_contain_text("Uten nett. 2 ting venter")
    page.reload()
    expect(page.locator("#net")).to_contain_text("Uten nett. 2 ting venter")
    expect(page.locator("#ahead > li.next")).to_have_id(f"stop-{two.pk}")
    note = stop(page, two)
    note.get_by_text("Skriv rapport").click()
    note.get_by_label("Hva så du?").fill("Rød på hælen.")
    page.reload()
    expect(note.get_by_label("Hva så du?")).to_have_value("Rød på hælen.")
    note.get_by_label("Viktig").check()
    note.get_by_role("button", name="Send rapport").click()
    stop(page, two).get_by_text("NEWS2").first.click()
    stop(page, two).get_by_label("Puls").fill("80")
    stop(page, two).get_by_role("button", name="Send måling").click()
    page.clock.fast_forward(4 * 60 * 1000)
    tick(page, two, "Utført")
    stop(page, three).get_by_text("Ikke gjort").first.click()
    stop(page, three).get_by_role("button", name="Rakk ikke").click()
    expect(page.locator("#net")).to_contain_text("6 ting venter")
    stop(page, three).locator("summary").first.click()
    stop(page, three).get_by_role("button", name="Angre").click()
    expect(page.locator("#net")).to_contain_text("5 ting venter")
    expect(page.locator("#ahead > li.next")).to_have_id(f"stop-{three.pk}")
    check_nothing_sticks_out(page)
    page.clock.fast_forward(3 * 60 * 1000)
    assert not PhoneMessage.objects.exclude(visit=one, what="start").exists()

    later = noon + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    context.set_offline(False)
    expect(page.locator("#settled")).to_contain_text("2 oppdrag er utført")
    # What was done stands so at once, from what lies in the phone; the last of it may still be on its way.
    eventually(page, PhoneMessage.objects.filter(outcome="tatt-imot").count, 6)
    expect(page.locator("#my-list .kept")).to_have_count(0)
    page.reload()
    expect(page.locator("#settled")).to_contain_text("2 oppdrag er utført")
    rows = VisitState.objects.filter(visit__in=[one, two]).exclude(state=State.DUE)
    passed = [
        (row.visit_id, row.state, round((row.happened_at - noon).total_seconds() / 60))
        for row in rows
    ]
    assert passed == [
        (one.pk, State.STARTED, 0),
        (one.pk, State.DONE, 0),
        (two.pk, State.STARTED, 3),
        (two.pk, State.DONE, 7),
    ]
    written = Note.objects.get(text="Rød på hælen.")
    assert (written.important, round((written.at - noon).total_seconds() / 60)) == (True, 3)
    assert states(three) == states(four) == [State.DUE]
    assert Observation.objects.get().parts == {"pulse": 80}
    assert day_balance(ward.team, ward.day, "dag").balances
    # The browser notes each request that did not get through.
    faults[:] = [line for line in faults if "ERR_INTERNET_DISCONNECTED" not in line]


def test_what_one_has_kept_is_not_anothers_and_the_list_goes_when_she_logs_out(
    page: Page, context: BrowserContext, sign_in, ward, visits, faults
):
    sign_in("kari")
    page.goto("/min-liste/")
    wait_until_kept(page)
    connection.close()
    stop(page, visits[0]).get_by_text("Skriv rapport").click()
    stop(page, visits[0]).get_by_label("Hva så du?").fill("Halvskrevet")
    context.set_offline(True)
    tick(page, visits[0], "Utført")
    expect(page.locator("#net")).to_contain_text("1 ting venter")
    context.clear_cookies()
    context.set_offline(False)
    expect(page.locator("#net")).to_contain_text("Du er logget ut.")
    sign_in("vera")
    page.goto("/min-liste/")
    expect(page.locator("#net")).to_contain_text("noe usendt fra en annen")
    assert not PhoneMessage.objects.exists()
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_label("Brukernavn")).to_be_visible()
    assert page.evaluate("caches.has('heltom-list')") is False
    assert "Halvskrevet" not in page.evaluate("JSON.stringify({ ...sessionStorage })")

    # The phone had no network and so the wrong year; now it has the right one.
    page.evaluate(PRESSED_LONG_AGO)
    sign_in("kari")
    page.goto("/min-liste/")
    expect(page.locator("#settled")).to_contain_text("1 oppdrag er utført")
    eventually(page, PhoneMessage.objects.filter(user=ward.user("kari")).count, 1)
    assert PhoneMessage.objects.count() == 1
    # The browser notes each request that did not get through, also those that the page expects.
    faults[:] = [line for line in faults if "Failed to load resource" not in line]


def test_the_list_and_the_conflicts_in_every_width_and_light(
    page: Page, sign_in, ward, visits, request
):
    AlarmFactory(
        team=ward.team, patient=visits[1].patient, visit=visits[1], text="Har falt på badet."
    )
    PhoneMessageFactory(
        user=ward.user("kari"), visit=visits[0], outcome="konflikt",
        sentence="Oppdraget var flyttet til Ola. Kari trykket utført kl. 11:50. Si fra til Ola.",
    )  # fmt: skip
    sign_in("kari")
    page.goto("/min-liste/")
    page.locator(f"#note-{visits[0].pk} > summary").click()
    wide_enough_for_thumbs(page)
    check_at_both_ends(page)
    page.goto(f"/oppdrag/{visits[0].pk}/rapport/")
    check_at_both_ends(page)
    sign_in("vera")
    page.goto(f"/lister/{ward.team.code}/{ward.day}/dag/konflikter/")
    check_at_both_ends(page)


def wide_enough_for_thumbs(page: Page) -> None:
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        check_nothing_sticks_out(page)
        assert page.evaluate(TARGETS) == []
