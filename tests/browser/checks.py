"""What every page must hold: axe finds nothing, links say where they lead, nothing sticks out."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Only what is broken is gathered and sent: telling every element that is well takes twice the time.
RUN_AXE = (
    f"axe.run({{runOnly: {RULES}, resultTypes: ['violations']}}).then((told) => told.violations)"
)
DESK, TABLET, PHONE = (
    {"width": width, "height": height} for width, height in ((1440, 900), (768, 1024), (390, 844))
)

LINKS = """() => [...document.querySelectorAll("a[href]")]
    .filter((a) => a.checkVisibility())
    .map((a) => [(a.getAttribute("aria-label") || a.textContent).replace(/\\s+/g, " ").trim(),
                 a.getAttribute("href")])"""

#: Text and ground of every visit on the axis; axe does not look into drawings.
AXIS_COLOURS = """() => [...document.querySelectorAll(".axis text")].map((text) => [
    getComputedStyle(text).fill, getComputedStyle(text.parentElement.querySelector("rect")).fill])"""


#: A colour that is fading from light to dark has a contrast that nobody reads by. Never longer than a
#: transition takes: what follows a scroll, say, has no end.
STILL = """() => Promise.race([
    Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))),
    new Promise((done) => setTimeout(done, 300)),
]).then(() => null)"""


def check_axe(page: Page) -> None:
    page.evaluate(STILL)
    # What is being fetched is dimmed, and its contrast is none of the page's.
    expect(page.locator(".htmx-request")).to_have_count(0)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN_AXE)
    assert found == [], AxeResults({"violations": found}).generate_report()


def check_at_both_ends(page: Page, name: str = "", phone: dict[str, int] = PHONE) -> None:
    """A phone in the dark, a desk in the light, and nothing sticks out in between. The styles are shared,
    so that a phone in the light and a desk in the dark find what these find; test_every_page.py looks
    at the desk in both. Ends as on the desk. With a name, a picture is kept of each.
    """
    page.set_viewport_size(TABLET)
    check_nothing_sticks_out(page)
    for size, scheme in ((phone, "dark"), (DESK, "light")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        check_nothing_sticks_out(page)
        check_axe(page)
        keep_picture(page, f"{name}-{size['width']}-{scheme}")
    check_links(page)


def keep_picture(page: Page, name: str) -> None:
    """Where somebody wants to look: HELTOM_PICTURES names the folder."""
    folder = os.environ.get("HELTOM_PICTURES")
    if folder and not name.startswith("-"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def eventually(page: Page, ask: Callable[[], object], wanted: object) -> None:
    """What the page shows at once and the server writes a moment later: asked until it is so."""
    ends_at = time.monotonic() + 15
    while (found := ask()) != wanted and time.monotonic() < ends_at:
        page.wait_for_timeout(20)
    assert found == wanted


def check_links(page: Page) -> None:
    """No two links with the same text lead to different places."""
    targets: dict[str, set[str]] = {}
    for text, href in page.evaluate(LINKS):
        assert text, f"a link to {href} without text"
        targets.setdefault(text, set()).add(href)
    assert {text: hrefs for text, hrefs in targets.items() if len(hrefs) > 1} == {}


def check_nothing_sticks_out(page: Page) -> None:
    """The page itself never scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} pixels too wide"


def check_axis_contrast(page: Page) -> None:
    pairs = {tuple(pair) for pair in page.evaluate(AXIS_COLOURS)}
    assert pairs
    for text, ground in pairs:
        assert contrast(text, ground) >= 4.5, (text, ground, contrast(text, ground))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it, from "rgb(0, 44, 84)"."""
    lights = sorted((_light(one), _light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _light(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
