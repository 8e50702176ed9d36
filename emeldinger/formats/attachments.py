"""The files inside a message: which there are, and the bytes of each. Their names are not trusted."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.filetypes import UNKNOWN, same_type, suffix_of, type_of
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Letter
from emeldinger.formats.words import Attachment

PACKED = "Base64Container"
#: So many files of one message are listed; no sender has more, and all are in the original.
MOST = 100
#: So many letters of a name are kept.
LONGEST = 200
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+", re.ASCII)
_SPACE = str.maketrans("", "", " \t\r\n\f\v\u00a0")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]", re.ASCII)
_DATA = re.compile(r"data:[^,]{0,100};base64,", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|cid:", re.IGNORECASE)
#: A path of a machine: C:\…, \\server\…, /…, ../…
_PATH = re.compile(r"^[A-Za-z]:[\\/]|^[\\/]|^file:|\\|(^|[\\/])\.\.?([\\/]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file lies: `packed` holds it as base64, or `reference` says that it lies elsewhere."""

    refdoc: etree._Element | None
    packed: etree._Element | None
    reference: str = ""


def attachments(letter: Letter) -> tuple[Attachment, ...]:
    """In the order of the message. One that lies elsewhere (FileReference) has no bytes: `size` 0."""
    return tuple(_opened(place, number)[0] for number, place in _numbered(letter))


def findings(letter: Letter) -> tuple[Finding, ...]:
    """What is wrong with the files: broken base64, another type than was said, a name with a path, and
    more of them than are listed.
    """
    found = [each for number, place in _numbered(letter) for each in _opened(place, number)[2]]
    beyond = sum(1 for _ in islice(_places(letter), MOST, None))
    return (*found, *([Finding(Code.NOT_SHOWN, PACKED, str(beyond))] if beyond else []))


def attachment(letter: Letter, number: int) -> tuple[Attachment, bytes]:
    """The one with this number and its bytes. Raises LookupError where there is none."""
    for at, place in _numbered(letter):
        if at == number:
            found, raw, _ = _opened(place, number)
            return found, raw
    raise LookupError(number)


def packed_elements(letter: Letter) -> tuple[etree._Element, ...]:
    """The elements whose text is shown as attachments, and not as words."""
    return tuple(place.packed for place in _places(letter) if place.packed is not None)


def _numbered(letter: Letter) -> Iterator[tuple[int, _Place]]:
    return enumerate(islice(_places(letter), MOST), 1)


def _places(letter: Letter) -> Iterator[_Place]:
    """Wherever they stand: in the head's documents, in a reference of the document itself, or loose."""
    if letter.opened.tree is None:
        return
    for element in letter.opened.tree.iter(f"{{*}}{PACKED}", "{*}RefDoc"):
        if nodes.local(element) == PACKED:
            yield _Place(_refdoc_of(element), element)
        elif reference := nodes.text(element, "FileReference"):
            yield _Place(element, None, reference)
        elif _is_bare(content := nodes.child(element, "Content"), element):
            yield _Place(element, content)


def _refdoc_of(element: etree._Element) -> etree._Element | None:
    return next((each for each in element.iterancestors() if nodes.local(each) == "RefDoc"), None)


def _is_bare(content: etree._Element | None, refdoc: etree._Element) -> bool:
    """A file put straight into Content, without its container. Text that is only text is none."""
    if content is None or len(content) or nodes.text(refdoc, "MimeType").startswith("text/"):
        return False
    words = content.text or ""
    if len(words) < 16 or not _BASE64.fullmatch(words):
        return False
    kind = type_of(unpacked(words[:8192])[0])
    return kind not in (UNKNOWN, "text/plain")


def _opened(place: _Place, number: int) -> tuple[Attachment, bytes, list[Finding]]:
    said = nodes.text(place.refdoc, "MimeType")
    where = f"RefDoc[{number}]"
    raw, whole = _bytes_of(place)
    mime = type_of(raw) if raw else (said or UNKNOWN)
    name, cleaned = _name(place, number)
    made = Attachment(number=number, name=name, mime=mime, size=len(raw), issued=_issued(place))
    made = replace(made, file_name=_file_name(name, mime), reference=place.reference, said=said)
    found = []
    if not whole or (not raw and not place.reference):
        found.append(Finding(Code.ATTACHMENT_BROKEN, f"{where}/{PACKED}", name))
    if raw and not same_type(said, mime):
        found.append(Finding(Code.ATTACHMENT_TYPE, f"{where}/MimeType", f"{said} → {mime}"))
    if cleaned:
        found.append(Finding(Code.ATTACHMENT_NAME, f"{where}/{cleaned[0]}", cleaned[1]))
    return made, raw, found


def _issued(place: _Place) -> str:
    node = nodes.child(place.refdoc, "IssueDate")
    return nodes.attribute(node, "V") or nodes.text(node)


def _bytes_of(place: _Place) -> tuple[bytes, bool]:
    if place.packed is None:
        return b"", True
    return unpacked(str(place.packed.xpath("string()")))


def unpacked(words: str) -> tuple[bytes, bool]:
    """The bytes, and whether they came out whole. White space and missing padding are no fault."""
    words = words.translate(_SPACE).rstrip("=")
    words = words[len(begin[0]) :] if (begin := _DATA.match(words)) else words
    try:
        return base64.b64decode(words + "=" * (-len(words) % 4), validate=True), True
    except (binascii.Error, ValueError):
        pass
    words = _NOT_BASE64.sub("", words.replace("-", "+").replace("_", "/"))
    words = words[: len(words) - (len(words) % 4 == 1)]
    return base64.b64decode(words + "=" * (-len(words) % 4)), False


def _name(place: _Place, number: int) -> tuple[str, tuple[str, str] | None]:
    """What it is called, and which element had to be cleaned and what stood there."""
    for element in ("Description", "FileReference"):
        if said := nodes.text(place.refdoc, element):
            name = clean_name(said)
            as_said = " ".join(said.split()).replace("/", "-")
            harmless = name == as_said or bool(_ADDRESS.match(said))
            return name or f"Vedlegg {number}", None if harmless else (element, said)
    return f"Vedlegg {number}", None


def clean_name(said: str) -> str:
    """Without directories, without letters that cannot be seen or turn the others around."""
    said = said[: 10 * LONGEST]
    bare = "".join(" " if each in "\t\r\n" else each for each in said)
    bare = "".join(each for each in bare if unicodedata.category(each)[0] != "C")
    if _PATH.search(bare):
        bare = re.split(r"[\\/]", bare)[-1]
    elif _ADDRESS.match(bare):
        bare = bare.rstrip("/").rpartition("/")[2]
    return " ".join(bare.replace("/", "-").split())[:LONGEST].lstrip(". ").rstrip()


def _file_name(name: str, mime: str) -> str:
    """The name for a file that is taken out: it ends as what it is, not as what it was called."""
    stem = re.sub(r'[<>:"|?*%;]+', "-", name)
    suffix = suffix_of(mime)
    return stem if stem.casefold().endswith(suffix) else f"{stem}{suffix}"
