"""From bytes to a tree, whatever the bytes are, at a bounded cost of memory and time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.decoding import decode
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.prolog import without_doctype


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one message: bytes, elements, depth. Over them it is kept, and not read whole."""

    size: int = 20 * 1024 * 1024
    elements: int = 200_000
    depth: int = 100


LIMITS = Limits()
#: So much (letters) is read of what is over a limit: the head stands first.
BEGINNING = 256 * 1024
#: So long a text libxml2 takes without being told that it may be huge. Attachments are longer.
_LONG = 9_000_000
_HEADS = ("MsgHead", "AppRec")
#: What XML has no letter for, and an ampersand that begins nothing.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
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
    text, doctype = without_doctype(decoded.text)
    if doctype:
        findings.append(Finding(Code.DOCTYPE))
    if not text.strip():
        findings.append(Finding(Code.EMPTY))
        return Opened(None, decoded.text, decoded.encoding, False, tuple(findings))
    root, faults = _parse(text, limits, whole=not large)
    well_formed = root is not None and not faults and not large
    tree, wrapped = _unwrapped(root)
    findings += [*faults, *wrapped]
    return Opened(tree, decoded.text, decoded.encoding, well_formed, tuple(findings))


def _parse(
    text: str, limits: Limits, *, whole: bool
) -> tuple[etree._Element | None, list[Finding]]:
    if _too_many(text, limits):
        return _mended(text[:BEGINNING]), [Finding(Code.TOO_MANY)]
    try:
        root = _strictly(text)
    except etree.XMLSyntaxError as fault:
        return _not_well_formed(text, fault, whole=whole)
    if _depth(root) > limits.depth:
        return root, [Finding(Code.TOO_DEEP)]
    return root, []


def _too_many(text: str, limits: Limits) -> bool:
    """Counted before anything is built: each element, comment and instruction, each attribute."""
    if text.count("<") - text.count("</") > limits.elements:
        return True
    return text.count("=") > limits.elements and len(_ATTRIBUTE.findall(text)) > limits.elements


def _strictly(text: str) -> etree._Element:
    # No document type is left in the text, so that nothing in it can grow: a long text is only long.
    return etree.fromstring(text.encode("utf-8", "replace"), _parser(huge=len(text) > _LONG))


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


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _not_well_formed(
    text: str, fault: etree.XMLSyntaxError, *, whole: bool
) -> tuple[etree._Element | None, list[Finding]]:
    root = _mended(text)
    if root is None:
        return None, [Finding(Code.NOT_XML, value=str(fault.msg))]
    if not whole:
        return root, []
    if "Excessive depth" in str(fault.msg):
        return root, [Finding(Code.TOO_DEEP, value=str(fault.msg))]
    return root, [Finding(Code.NOT_WELL_FORMED, f"linje {fault.lineno}", str(fault.msg))]


def _mended(text: str) -> etree._Element | None:
    """As much as can be read: letters that XML has not and loose ampersands first, then libxml2's own."""
    text = _LOOSE.sub("&amp;", _ILLEGAL.sub("\ufffd", text))
    raw = text.encode("utf-8", "replace")
    try:
        root = etree.fromstring(raw, _parser(huge=len(text) > _LONG, recover=True))
    except etree.XMLSyntaxError:
        return None
    return root if isinstance(root, etree._Element) else None


def _unwrapped(root: etree._Element | None) -> tuple[etree._Element | None, list[Finding]]:
    """The first head inside another root (NAV's EI_fellesformat), or the root itself."""
    if root is None or nodes.local(root) in _HEADS:
        return root, []
    heads = [each for each in root.iter("{*}MsgHead", "{*}AppRec") if not _inside_another(each)]
    if not heads:
        return root, []
    found = [Finding(Code.WRAPPED, value=nodes.local(root))]
    if len(heads) > 1:
        found.append(Finding(Code.SEVERAL, value=str(len(heads))))
    return heads[0], found


def _inside_another(head: etree._Element) -> bool:
    return any(nodes.local(each) in _HEADS for each in head.iterancestors())
