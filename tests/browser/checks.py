"""What every page must hold: axe finds nothing, links say where they lead, nothing sticks out."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

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
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


def check_at_both_ends(page: Page) -> None:
    """A desk in the light and a phone in the dark. The styles are shared, so that the other two of the four
    find what these find. Ends as on the desk.
    """
    for size, scheme in (((390, 844), "dark"), ((1440, 900), "light")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        check_nothing_sticks_out(page)
        check_axe(page)
    check_links(page)


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
