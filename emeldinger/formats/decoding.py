"""Which letters the bytes are: by mark, by declaration, else by what they can be."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from emeldinger.formats.finding import Code, Finding

#: What a sender may declare. Others are not asked of Python: some of its codecs are no letters at all.
_ALLOWED = re.compile(r"utf[-_]?8|us-ascii|ascii|iso[-_]?8859-\d{1,2}|latin-?\d|(windows-|cp)125\d")
_DECLARED = re.compile(
    rb"""^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""", re.IGNORECASE
)
#: The longer first: the mark of UTF-32 begins as that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_FOREIGN = re.compile("[\udc80-\udcff]+")
_CONTROLS = re.compile("[\x80-\x9f]")
#: æ, ø, å, é and quotes that were written as UTF-8 and read as something else, and what could not be read.
_SIGNS = ("Ã", "â€", "\ufffd")
_MOJIBAKE = re.compile("Ã[†˜…‰–€\x80-\xbf]|â€|\ufffd")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without its mark, and the encoding that it was read by."""

    text: str
    encoding: str
    findings: tuple[Finding, ...]


def decode(raw: bytes) -> Decoded:
    """Never raises: what is no letter in any encoding becomes U+FFFD, and that is found."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], encoding, [])
    for begins, encoding in _UNMARKED:
        if raw.startswith(begins):
            return _decoded(raw, encoding, [])
    found = _DECLARED.match(raw[:1000])
    declared = found[1].decode("ascii").lower() if found else "utf-8"
    name = _name(declared)
    wrong = [] if name else [Finding(Code.ENCODING, value=declared)]
    return _decoded(raw, name or "utf-8", wrong)


def _name(declared: str) -> str:
    """Python's name of it. Empty where it cannot be so: the declaration itself was read as single bytes."""
    if not _ALLOWED.fullmatch(declared):
        return ""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return ""
    return "utf-8" if name == "ascii" else name


def _decoded(raw: bytes, encoding: str, findings: list[Finding]) -> Decoded:
    text, used = _letters(raw, encoding)
    if used != encoding:
        findings = [*findings, Finding(Code.ENCODING, value=f"{encoding} → {used}")]
    broken = _MOJIBAKE.search(text) if any(sign in text for sign in _SIGNS) else None
    if broken:
        around = text[max(0, broken.start() - 20) : broken.end() + 20]
        findings = [*findings, Finding(Code.MOJIBAKE, value=" ".join(around.split()))]
    return Decoded(text, used, tuple(findings))


def _letters(raw: bytes, encoding: str) -> tuple[str, str]:
    """The text, and the encoding that it turned out to have."""
    if encoding == "utf-8":
        return _utf8(raw)
    if encoding.startswith(("utf-16", "utf-32")):
        return raw.decode(encoding, "replace"), encoding
    return _eight_bits(raw, encoding)


def _utf8(raw: bytes) -> tuple[str, str]:
    """UTF-8; single bytes that are not are taken as Windows-1252, whole messages as well as one name."""
    try:
        return raw.decode(), "utf-8"
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "surrogateescape")
    text = _FOREIGN.sub(_windows, text, count=100_000)
    return text.encode("utf-8", "replace").decode(), "cp1252"


def _windows(found: re.Match[str]) -> str:
    return found[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")


def _eight_bits(raw: bytes, encoding: str) -> tuple[str, str]:
    """Text that is UTF-8 in spite of what it declares is UTF-8: by chance it never is."""
    if not raw.isascii():
        try:
            return raw.decode(), "utf-8"
        except UnicodeDecodeError:
            pass
    text = raw.decode(encoding, "replace")
    if encoding == "iso8859-1" and _CONTROLS.search(text):
        return raw.decode("cp1252", "replace"), "cp1252"
    return text, encoding
