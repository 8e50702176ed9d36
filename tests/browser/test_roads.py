"""The note that the travel minutes are by the beeline, as it stands on the day page."""

from playwright.sync_api import Page, expect

from tests.browser.checks import check_at_both_ends
from tests.support.lists import publish
from worklists.actions import team_shifts

NOTE = (
    "Noen av reisetidene (sykkel, til fots) er regnet i luftlinje: kartserveren svarte ikke"
    " 22. november kl. 06.10. HeltOm prøver igjen fram til vakten begynner. Kartserveren finner"
    " ingen vei til P-100003, P-100004, P-100007 og 12 til: reisetiden dit er regnet i luftlinje."
    " Sjekk adressen."
)


def test_the_note_is_read_on_any_screen(page: Page, ward, sign_in, day_url):
    shift = publish(ward, lists=3, visits_each=5, unassigned=1)
    team_shifts.note_travel(shift, NOTE, asks=True)
    sign_in("vera")
    page.goto(day_url)
    expect(page.get_by_text(NOTE)).to_be_visible()
    check_at_both_ends(page)
