"""Documents that are no XML: plain text and web pages, shown as words and nothing else."""

from __future__ import annotations

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.attachments import PACKED, unpacked
from emeldinger.formats.decoding import decode
from emeldinger.formats.filetypes import type_of
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Document
from emeldinger.formats.readers.common import Read
from emeldinger.formats.readers.prose import looks_like_page, paragraphs, words_of_page
from emeldinger.formats.words import Section

HEADING = "Tekst"
_READABLE = ("text/plain", "text/html", "text/xml")


def read_text(document: Document) -> Read:
    """Words in Content, as they are or packed as base64. A picture or another file has none: no section."""
    refdoc = nodes.child(document.element, "RefDoc")
    content = nodes.child(refdoc, "Content")
    mime = nodes.text(refdoc, "MimeType").partition(";")[0].strip().lower()
    text = _words(content, mime)
    name = nodes.text(refdoc, "Description")
    if not text:
        return "", [], []
    findings: list[Finding] = []
    if mime == "text/html" or (mime != "text/plain" and looks_like_page(text)):
        found, unseen = words_of_page(text)
        if unseen:
            findings.append(Finding(Code.NOT_SHOWN, "Content", "script"))
    else:
        found = paragraphs(text)
    return name, [Section(name or HEADING, paragraphs=tuple(found))], findings


def _words(content: etree._Element | None, mime: str) -> str:
    packed = nodes.child(content, PACKED)
    if packed is None:
        return nodes.text(content)
    if not mime.startswith("text/"):
        return ""
    raw, _ = unpacked(nodes.text(packed))
    return decode(raw).text if type_of(raw) in _READABLE else ""
