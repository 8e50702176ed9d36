"""From bytes to a tree, whatever the bytes are, at a bounded cost of memory and time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from emeldinger.formats.decoding import decode
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.prolog import without_declaration, without_doctype
from emeldinger.formats.wrappers import unwrapped


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one message: bytes, elements, depth. Over them it is kept, and not read whole."""

    size: int = 20 * 1024 * 1024
    elements: int = 200_000
    depth: int = 100


LIMITS = Limits()
#: So much (letters) is read of what is over a limit: the head stands first.
BEGINNING = 256 * 1024
#: So much of the text is kept for showing.
SHOWN = 1_000_000
#: And so much of what has to be mended: each fault costs, and there may be millions.
_MENDED = 1_000_000
#: So long a text libxml2 takes without being told that it may be huge. Attachments are longer.
_LONG = 9_000_000
#: What XML has no letter for, and an ampersand that begins nothing.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
#: A letter by its number. One that there is no letter for libxml2 mends into bytes that nobody can read.
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));")
_ATTRIBUTE = re.compile(r"""=\s*["']""")


@dataclass(frozen=True, slots=True)
class Opened:
    """`tree` is the root as far as it could be read (wrappers taken off), None where there is none.

    `well_formed` says whether it was read whole and without mending. `text` is the document as text, cut
    where it was too long, for showing what came.
    """

    tree: etree._Element | None
    text: str
    encoding: str
    well_formed: bool
    findings: tuple[Finding, ...]


def open_bytes(raw: bytes, limits: Limits = LIMITS) -> Opened:
    """Never raises. `raw` may be only the beginning of what is too large."""
    large = len(raw) > limits.size
    decoded = decode(raw[:BEGINNING] if large else raw)
    findings = [*decoded.findings]
    if large:
        findings.append(Finding(Code.TOO_LARGE, value=str(len(raw))))
    text, doctype = without_doctype(without_declaration(decoded.text))
    if doctype:
        findings.append(Finding(Code.DOCTYPE))
    if not text.strip():
        findings.append(Finding(Code.EMPTY))
        return Opened(None, _shown(decoded.text), decoded.encoding, False, tuple(findings))
    root, faults = _parse(text, limits, whole=not large)
    well_formed = root is not None and not faults and not large
    tree, wrapped = (None, []) if root is None else unwrapped(root)
    findings += [*faults, *wrapped]
    return Opened(tree, _shown(decoded.text), decoded.encoding, well_formed, tuple(findings))


def _shown(text: str) -> str:
    return text[:SHOWN].replace("\0", "\ufffd")


def _parse(
    text: str, limits: Limits, *, whole: bool
) -> tuple[etree._Element | None, list[Finding]]:
    if _too_many(text, limits):
        return _mended(text[:BEGINNING], limits), [Finding(Code.TOO_MANY)]
    raw = text.encode("utf-8", "replace")
    # Without a document type nothing in it can grow: a long text is only long.
    huge = len(text) > _LONG and "<!DOCTYPE" not in text
    try:
        root = etree.fromstring(raw, _parser(huge=huge))
    except etree.XMLSyntaxError as fault:
        return _not_well_formed(text, fault, limits, whole=whole)
    if root.getroottree().docinfo.internalDTD is not None:
        return None, [Finding(Code.DOCTYPE), Finding(Code.NOT_XML)]
    return root, [Finding(Code.TOO_DEEP)] if _cut_off_below(root, limits.depth) else []


def _too_many(text: str, limits: Limits) -> bool:
    """Counted before anything is built: each element, comment and instruction, each attribute."""
    if text.count("<") - text.count("</") > limits.elements:
        return True
    return text.count("=") > limits.elements and len(_ATTRIBUTE.findall(text)) > limits.elements


def _parser(*, huge: bool = False, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=huge,
        recover=recover,
    )


def _cut_off_below(root: etree._Element, limit: int) -> bool:
    """Take away what is nested deeper: every reader may go down by calling itself. Was there any?"""
    depth, below = 0, []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == limit + 1:
            below.append(node)
    for node in below:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    return bool(below)


def _not_well_formed(
    text: str, fault: etree.XMLSyntaxError, limits: Limits, *, whole: bool
) -> tuple[etree._Element | None, list[Finding]]:
    root = _mended(text, limits)
    if root is None:
        return None, [Finding(Code.NOT_XML, value=str(fault.msg))]
    if not whole:
        return root, []
    if "Excessive depth" in str(fault.msg):
        return root, [Finding(Code.TOO_DEEP, value=str(fault.msg))]
    return root, [Finding(Code.NOT_WELL_FORMED, f"linje {fault.lineno}", str(fault.msg))]


def _mended(text: str, limits: Limits) -> etree._Element | None:
    """As much as can be read: letters that XML has not and loose ampersands first, then libxml2's own."""
    text = _LOOSE.sub("&amp;", _ILLEGAL.sub("\ufffd", text[:_MENDED]))
    text = _NUMBERED.sub(_lettered, text)
    try:
        root: object = etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=True))
    except etree.XMLSyntaxError:
        return None
    # Of nothing at all a mending parser makes None.
    if not isinstance(root, etree._Element) or root.getroottree().docinfo.internalDTD is not None:
        return None
    _cut_off_below(root, limits.depth)
    return root


def _lettered(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if number < 0x110000 and not _ILLEGAL.match(chr(number)) else "\ufffd"
