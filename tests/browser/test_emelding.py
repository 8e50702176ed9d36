"""One e-melding in a browser: read, opened, its files seen; and one made to harm, where nothing runs."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from emeldinger.formats.compose import File
from emeldinger.formats.head import Ident, Person
from emeldinger.models import Message
from imports.demo.letters.files import a_pdf
from tests.browser.checks import check_at_both_ends, check_axe, eventually
from tests.emeldinger.incoming import AT, NUMBER, bring, raw_letter
from tests.factories import PatientFactory, PlacementFactory

ATTACK = """<script>document.title = "tatt"</script><img src="http://127.0.0.1:1/hent" onerror="tatt()">"""
LINK = "javascript:document.title='tatt'"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="tatt()"><script>tatt()</script></svg>'
HTML = b"<!doctype html><script>document.title = 'tatt'</script>"


@pytest.fixture
def kari(ward):
    return PlacementFactory(patient=PatientFactory(national_number=NUMBER), team=ward.team).patient


def address(name: str, message: Message, *more: int) -> str:
    return reverse(f"emeldinger:{name}", args=[message.pk, *more])


def test_a_message_is_read_and_is_opened_by_being_on_the_screen(page: Page, sign_in, ward, kari):
    bring(raw_letter("medisinske", at=AT - timedelta(days=2)))
    first = bring(raw_letter("utskrivningsrapport", files=[a_pdf()])).message
    change = raw_letter(
        "utskrivningsrapport", status="M", parent=first.msg_id, conversation=first.msg_id
    )
    bring(change)
    sign_in("anne")
    page.goto(address("message", first))
    expect(page.locator("#opened")).to_contain_text(ward.people["anne"].name)
    expect(page.get_by_text("Erstattet", exact=True)).to_be_visible()
    expect(page.locator(".em-thumb img")).to_be_visible()
    expect(page.locator("#close")).to_contain_text("Bekreft og avslutt")
    expect(page.locator(".em-know")).to_contain_text("Team Nord")
    expect(page.locator(".em-news")).to_contain_text("endringer siden forrige liste")
    check_at_both_ends(page, "emelding")
    turn(page)
    page.get_by_role("link", name="Vedlegg 1: Blodtrykk.pdf").first.click()
    expect(page.get_by_role("img", name="Side 1 av 2")).to_be_visible()
    for name in ("original", "findings"):
        page.goto(address(name, first))
        check_axe(page)
    assert Message.objects.get(pk=first.pk).opened_by == ward.user("anne")


def turn(page: Page) -> None:
    """A file is looked through where it stands, page by page, and what lies is stood up."""
    first = page.locator("#vedlegg-1")
    expect(first.get_by_role("status")).to_have_text("Side 1 av 2")
    first.get_by_role("link", name="Side 2").click()
    expect(first.get_by_role("status")).to_have_text("Side 2 av 2")
    first.get_by_role("link", name="Snu").click()
    picture = first.locator("img")
    expect(picture).to_have_attribute("src", re.compile(r"/2\.png\?snu=90$"))
    eventually(
        page, lambda: picture.evaluate("(one) => one.naturalHeight > one.naturalWidth"), True
    )


def hostile() -> bytes:
    """What a stranger could put wherever a message has words, codes, names and files."""
    person = Person(
        given_name=f"Kari {ATTACK}",
        family_name='"><b onmouseover=tatt()>',
        born=date(1950, 1, 1),
        sex="2",
        idents=(Ident(NUMBER, "FNR"),),
    )
    raw = raw_letter(
        "helsefaglig",
        patient=person,
        text=f"{ATTACK} {LINK} http://127.0.0.1:1/ {{{{ 7|add:7 }}}} </pre></script>",
        files=[
            File(f"{ATTACK}.svg", "image/svg+xml", SVG),
            File("../../<b>side</b>.html", "image/png", HTML),
        ],
    )
    words = b'DN="&lt;script&gt;tatt()&lt;/script&gt;" xlink="javascript:tatt()"'
    return raw.replace(
        b"<MIGversion>",
        b"<Extra %b>&lt;script&gt;tatt()&lt;/script&gt;</Extra><MIGversion>" % words,
    )


def test_of_what_a_stranger_wrote_nothing_runs_leads_or_fetches(
    page: Page, sign_in, ward, kari, base_url
):
    message = bring(hostile()).message
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    sign_in("anne")
    for where in (
        address("message", message),
        address("original", message),
        address("findings", message),
        address("attachment", message, 1),
        address("attachment", message, 2),
    ):
        page.goto(where)
        page.wait_for_load_state("networkidle")
        assert "tatt" not in page.title()
        assert page.locator("script:not([src]), main iframe, main object, main embed").count() == 0
        assert page.locator("main a[href^='javascript:'], main [onerror], main b").count() == 0
        assert page.locator("main a[href^='http']").count() == 0
    page.goto(address("message", message))
    check_axe(page)
    expect(page.get_by_text("Denne typen fil vises ikke her.").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("<script>document.title")
    expect(page.locator("main")).to_contain_text("{{ 7|add:7 }}")
    assert dialogs == []
    assert [url for url in asked if not url.startswith((base_url, "data:"))] == []


def test_a_file_goes_to_the_disk_and_is_never_opened(page: Page, sign_in, ward, kari):
    message = bring(hostile()).message
    sign_in("anne")
    page.goto(address("attachment", message, 2))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Ta ut filen").click()
    download = waiting.value
    assert download.path().read_bytes() == HTML
    assert "/" not in download.suggested_filename
    with page.expect_download() as waiting:
        page.evaluate("url => { location.href = url }", address("attachment_file", message, 2))
    assert waiting.value.path().read_bytes() == HTML
