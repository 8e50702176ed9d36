"""Free text as paragraphs: plain, or formatted as a web page, of which only the words are kept."""

from __future__ import annotations

import inspect
import re

from lxml import etree
from lxml import html as web

from emeldinger.formats.readers.common import local

#: Elements of XHTML that begin a line, and those that only shape the words in it.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_APART = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "div", "blockquote"]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "img",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "s",
        "tt",
        "u",
        "td",
        "th",
        "title",
        "head",
    ]
)
_UNSEEN = frozenset(["script", "style", "template"])
#: A web page with more elements than this is shown as it stands.
MOST_ELEMENTS = 20_000
#: In texts longer than this the columns of tabs are not kept.
LARGE = 200_000
_XHTML = "http://www.w3.org/1999/xhtml"
_LOOKS_LIKE_WEB = re.compile(r"<(!doctype html|html|body|p|div|br|table|span|ul|b)\b[^<]*>", re.I)


def paragraphs(text: str) -> list[str]:
    """What stands between empty lines. Lines are kept, the indentation of the XML is not."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.expandtabs() if len(text) < LARGE else text.replace("\t", " ")
    lines = [line.rstrip() for line in text.split("\n")]
    # Empty lines go first: cleandoc takes them off one by one, which is slow when there are a million.
    text = inspect.cleandoc("\n".join(lines).strip("\n"))
    return [part.strip("\n") for part in re.split(r"\n{2,}", text) if part.strip()]


def is_formatted(element: etree._Element) -> bool:
    """Whether what is inside is a web page's text and no structure of its own."""
    return len(element) > 0 and all(_is_web(inside) for inside in element.iterdescendants())


def _is_web(element: etree._Element) -> bool:
    if element.get("V") or element.get("DN"):
        return False
    if not isinstance(element.tag, str) or element.tag.startswith(f"{{{_XHTML}}}"):
        return True
    return local(element).lower() in _BLOCKS | _INLINE | _UNSEEN


def words_of(element: etree._Element) -> list[str]:
    """The paragraphs of an element of any type: plain text, or XHTML (dialogmelding 1.1, epikrise 1.1)."""
    return paragraphs(element.text or "") if len(element) == 0 else paragraphs(_lines(element))


def words_of_page(text: str) -> tuple[list[str], bool]:
    """The paragraphs of a web page given as text, and whether something of it (a script) is not shown."""
    parser = web.HTMLParser()
    if text.count("<") > MOST_ELEMENTS:
        return paragraphs(text), False
    try:
        page = web.document_fromstring(f"<div>{text}</div>", parser=parser)
    except (etree.LxmlError, ValueError):
        return paragraphs(text), False
    if any("depth" in fault.message for fault in parser.error_log):  # it read no further
        return paragraphs(text), False
    unseen = any(local(each).lower() in _UNSEEN for each in page.iter())
    return paragraphs(_lines(page, unseen=_UNSEEN)), unseen


def looks_like_page(text: str) -> bool:
    return bool(_LOOKS_LIKE_WEB.search(text[:4096]))


def _lines(element: etree._Element, unseen: frozenset[str] = frozenset()) -> str:
    """Depth first without recursion: nobody knows how deep a page from outside goes."""
    pieces: list[str] = []
    hidden = 0
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = local(each).lower()
        if event == "start":
            hidden += name in unseen
            pieces.append(_before(name))
            pieces.append("" if hidden else _collapsed(each.text, name))
        elif event == "end":
            pieces.append(_after(name))
            hidden -= name in unseen
        if event != "start" and each is not element:
            pieces.append("" if hidden else _collapsed(each.tail, ""))
    lines = [line.strip(" ") for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _collapsed(text: str | None, name: str) -> str:
    if name == "pre":
        return text or ""
    return re.sub(r"[ \t]+", " ", text or "") if "\n" in (text or "") else text or ""


def _before(name: str) -> str:
    if name == "li":
        return "\n– "
    return "\n\n" if name in _APART else "\n" if name in _BLOCKS else ""


def _after(name: str) -> str:
    if name in ("td", "th"):
        return "  "
    return "\n" if name in _BLOCKS and name not in ("br", "li") else ""
