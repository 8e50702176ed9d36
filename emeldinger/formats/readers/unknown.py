"""Any document that no reader was made for: its own element names as headings and labels, nothing left out.

Legeerklæring and what else comes by mistake or in years to come is read this way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from emeldinger.formats.attachments import PACKED
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Document
from emeldinger.formats.readers.common import Read, coded, day_words, kids, local, own_text
from emeldinger.formats.readers.prose import is_formatted, paragraphs, words_of
from emeldinger.formats.words import Row, Section

#: Sections within sections; what lies deeper stands as rows with the way to it.
DEEPEST = 4
#: So many rows can be read by anybody; the rest is in the original.
MOST = 5_000
#: A text longer than this stands by itself under its name.
LONG = 140

_CODED = frozenset({"V", "DN", "S", "OT", "U"})
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}"
_HUMP = re.compile(r"(?<=[a-zæøå0-9])(?=[A-ZÆØÅ])|_+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d([T ].*|Z|[+-]\d\d:\d\d)?")


@dataclass
class _Room:
    """How many rows there is room for still."""

    left: int = MOST

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


def read_unknown(document: Document) -> Read:
    """One section for the document, with sections in it for its parts. The subject is its name."""
    if document.body is None:
        return "", [], []
    room = _Room()
    name = spaced(local(document.body))
    section = _section(document.body, room, 0)
    sections = _opened(section)
    findings = []
    if room.left < 0:
        findings.append(Finding(Code.NOT_SHOWN, local(document.body), str(-room.left)))
    return name, sections, findings


def spaced(name: str) -> str:
    """ "HenvistBehandling" is read "Henvist behandling"; KOLS and eResept stay as they are."""
    parts = [part for part in _HUMP.split(name) if part]
    small = [
        part if part.isupper() and len(part) > 1 else part[:1].lower() + part[1:] for part in parts
    ]
    return " ".join([*parts[:1], *small[1:]])


def _opened(whole: Section) -> list[Section]:
    """The parts side by side, with what the document says of itself first."""
    own = Section(whole.heading, whole.rows, whole.paragraphs)
    return [*([own] if own.rows or own.paragraphs else []), *whole.sections]


def _section(element: etree._Element, room: _Room, depth: int) -> Section:
    rows = _attributes(element) if room.take() else []
    texts = paragraphs(own_text(element))
    inner: list[Section] = []
    for child in kids(element):
        if local(child) == PACKED or not room.take():
            continue
        if is_formatted(child) or (len(own_text(child)) > LONG and not kids(child)):
            inner.append(
                Section(spaced(local(child)), tuple(_attributes(child)), tuple(words_of(child)))
            )
        elif not kids(child):
            rows += _leaf(child)
        elif depth >= DEEPEST:
            rows += _flat(child, room)
        else:
            inner.append(_section(child, room, depth + 1))
    return Section(spaced(local(element)), tuple(rows), tuple(texts), sections=tuple(inner))


def _leaf(element: etree._Element, label: str = "") -> list[Row]:
    """A value: its code in words, its attributes beside it. One that says nothing is left out."""
    label = label or spaced(local(element))
    said = coded(element)
    own = own_text(element)
    text = " ".join(part for part in (said.text, element.get("U") or "") if part)
    if own and own not in text:
        text = f"{text}. {own}" if text else own
    more = _others(element)
    if not text and len(more) > 1:
        return [Row(label, ", ".join(f"{name}: {each}" for name, each in more))]
    rows = [Row(label, _day(text), said.code)] if text else []
    return rows + [Row(f"{label}, {name}", each) for name, each in more]


def _flat(element: etree._Element, room: _Room) -> list[Row]:
    """All that lies below, each with the way to it. Without recursion: it may be deep."""
    rows: list[Row] = []
    for each in element.iter(etree.Element):
        if local(each) == PACKED or not room.take():
            continue
        way = [spaced(local(each))]
        for above in each.iterancestors():
            way.append(spaced(local(above)))
            if above is element or len(way) > DEEPEST:
                break
        rows += _leaf(each, " › ".join(reversed(way)) if each is not element else "")
    return rows


def _attributes(element: etree._Element) -> list[Row]:
    """Those of an element with others in it, and a code that stands there."""
    said = coded(element) if element.get("V") or element.get("DN") or element.get("OT") else None
    rows = [Row(spaced(local(element)), said.text, said.code)] if said else []
    return rows + [Row(name, text) for name, text in _others(element)]


def _others(element: etree._Element) -> list[tuple[str, str]]:
    """Attributes that are no part of a code. What only helps a program find the schema says nothing."""
    return [
        (_capital(spaced(str(name).rpartition("}")[2])), _day(str(text).strip()))
        for name, text in element.attrib.items()
        if name not in _CODED and not str(name).startswith(_SCHEMA) and str(text).strip()
    ]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _day(text: str) -> str:
    """A day in words where it is one. What has another zone than ours is left as it stands."""
    return (day_words(text) or text) if _DAY.fullmatch(text) else text
