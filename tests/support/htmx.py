"""Plays what htmx does in the browser, so that a test can say: after the swap the page is the page.

page = Page(client, "/lister/…/")
page.press("/lister/…/bygg/")
assert page.html == page.fresh()
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from django.test import Client

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Different at each load, and rightly so.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|<line x1="[^"]*" x2="[^"]*"|data-left="[^"]*"'
)


@dataclass(frozen=True)
class Element:
    """An element with its attributes, and where it stands in the text."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [0]
        for line in html.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.open: list[tuple[str, dict[str, str], int]] = []
        self.elements: list[Element] = []
        self.feed(html)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag in VOID:
            end = self._here() + len(self.get_starttag_text())
            self.elements.append(Element(tag, attributes, self._here(), end))
        else:
            self.open.append((tag, attributes, self._here()))

    def handle_startendtag(self, tag, attrs):
        end = self._here() + len(self.get_starttag_text())
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, self._here(), end))

    def handle_endtag(self, tag):
        name, attributes, start = self.open.pop()
        assert name == tag, f"<{name}> is closed by </{tag}>"
        self.elements.append(Element(tag, attributes, start, self._here() + len(tag) + 3))


def elements(html: str) -> list[Element]:
    """Every element in the order in which it ends; fails where tags do not fit together."""
    return _Reader(html).elements


class Page:
    """A page in a browser with htmx: loaded once, then changed by swaps."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        self.html = self._load()
        self.triggered = ""

    def _load(self) -> str:
        response = self.client.get(self.url)
        assert response.status_code == 200, response.status_code
        return PASSING.sub("", response.text)

    def fresh(self) -> str:
        """The same address, loaded anew."""
        return self._load()

    def find(self, **attributes: str) -> Element:
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        found = [e for e in elements(self.html) if wanted.items() <= e.attributes.items()]
        assert len(found) == 1, f"{len(found)} elements have {wanted}"
        return found[0]

    def has(self, **attributes: str) -> bool:
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return any(wanted.items() <= e.attributes.items() for e in elements(self.html))

    def press(self, action: str, **fields: str) -> None:
        """Send the form with this action, filled in, and swap in the answer."""
        form = self.find(hx_post=action)
        assert form.attributes["action"] == action, "the form must work without htmx too"
        hidden = {
            e.attributes["name"]: e.attributes["value"]
            for e in elements(self.html[form.start : form.end])
            if e.attributes.get("type") == "hidden" and "value" in e.attributes
        }
        self._swap(
            form, self.client.post(action, {**hidden, **fields}, headers=self._headers(form))
        )

    def poll(self, url: str) -> int:
        """Let the element that asks for `url` ask; swap in the answer. Returns the status."""
        asker = self.find(hx_get=url)
        response = self.client.get(url, headers=self._headers(asker))
        if response.status_code != 204:
            self._swap(asker, response)
        return response.status_code

    def _headers(self, element: Element) -> dict[str, str]:
        return {
            "HX-Request": "true",
            "HX-Target": element.attributes["hx-target"].removeprefix("#"),
            "HX-Current-URL": self.url,
        }

    def _swap(self, element: Element, response) -> None:
        while response.status_code == 303:
            response = self.client.get(response["Location"], headers=self._headers(element))
        assert response.status_code == 200, response.status_code
        assert "HX-Request" in response.get("Vary", "") or "<html" not in response.text
        assert element.attributes["hx-swap"] == "outerHTML"
        self.triggered = response.get("HX-Trigger", "")
        target = self.find(id=element.attributes["hx-target"].removeprefix("#"))
        part = PASSING.sub("", response.text).strip()
        self.html = self.html[: target.start] + part + self.html[target.end :]
