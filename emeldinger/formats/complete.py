"""The net under the readers: what of a message stands nowhere in its reading.

A reader that forgets something must not hide it from a nurse. Every text and every code of the message is
held against the words of the reading; what is missing there is shown at the end as it stood, and is a
finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import islice

from lxml import etree

from emeldinger.formats import codes
from emeldinger.formats.readers.common import day_words, local, short
from emeldinger.formats.words import Row, Section

_WORD = re.compile(r"\w+")
#: So many are shown. More than that is no message for a ward; all of it is in the original.
MOST = 1_000
_YES_NO = frozenset({"true", "false", "0", "1"})
#: Parts that are not for reading: the signature, and files (those are attachments).
UNREAD = frozenset({"Signature", "Base64Container"})


def words_of(sections: Iterable[Section]) -> Iterator[str]:
    """Every piece of text in these sections, heading by heading."""
    for section in sections:
        yield section.heading
        yield from section.paragraphs
        for row in section.rows:
            yield from astuple(row)
        for table in section.tables:
            yield from table.heads
            for line in table.rows:
                yield from line
        for medicine in section.medicines:
            yield from astuple(medicine)
        yield from words_of(section.sections)


def left_out(
    root: etree._Element, sections: Iterable[Section], unread: set[etree._Element]
) -> list[Row]:
    """The texts and codes that no word of the reading stands for, in the message's order."""
    said = {word for text in words_of(sections) for word in _WORD.findall(text.casefold())}
    missing = (
        Row(short(local(element)), " – ".join(dict.fromkeys(texts)))
        for element, texts in pieces(root, unread)
        if not any(_stands(text, said) for text in texts)
    )
    return list(islice(missing, MOST))


def pieces(
    root: etree._Element, unread: set[etree._Element]
) -> Iterator[tuple[etree._Element, list[str]]]:
    """Each text, and each code with all that may stand for it: its words, the national text, the code."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        if element in unread or local(element) in UNREAD:
            continue
        waiting.extend(reversed(element))
        for text in (element.text, *(child.tail for child in element)):
            if text and text.strip():
                yield element, [text.strip()]
        if code := _code(element):
            yield element, code


def _code(element: etree._Element) -> list[str]:
    said = [(element.get(name) or "").strip() for name in ("DN", "OT", "V")]
    national = codes.text_of(codes.list_of(element.get("S") or ""), said[2]) or ""
    return [text for text in (*said, national) if text]


def _stands(text: str, said: set[str]) -> bool:
    """Whether all its words stand in the reading, as they are or as the day or the yes that they are."""
    if text.lower() in _YES_NO:
        return True
    words = _WORD.findall((day_words(text) or text).casefold())
    bare = _WORD.findall(re.sub(r"^\w+:", "", text).casefold())
    return all(word in said for word in words) or (
        bool(bare) and all(word in said for word in bare)
    )
