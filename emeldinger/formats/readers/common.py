"""What every reader needs: elements by local name, a code in words, a day the Norwegian way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lxml import etree

from emeldinger.formats import codes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Document
from emeldinger.formats.nodes import local
from emeldinger.formats.words import Section

__all__ = [
    "REST", "Coded", "Read", "Reader", "coded", "day_words", "every", "find", "kids", "local",
    "own_text", "short", "value", "where",
]  # fmt: skip

#: (subject for the list, sections in the order a nurse wants, findings).
Read = tuple[str, list[Section], list[Finding]]
Reader = Callable[[Document], Read]

REST = "Annet i meldingen"
LONGEST_NAME = 60
#: A code so short is a number in a list: where no list is named, it tells nobody anything by itself.
SAYS_NOTHING = 2
MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)


def kids(element: etree._Element) -> list[etree._Element]:
    """The child elements, without comments and instructions."""
    return [child for child in element if isinstance(child.tag, str)]


def find(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Down by local names, the first of each; None where one is missing."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in kids(element) if local(child) == name), None)
    return element


def every(element: etree._Element, name: str) -> list[etree._Element]:
    """All elements below with this local name, in the message's order."""
    return [found for found in element.iter() if local(found) == name]


def own_text(element: etree._Element | None) -> str:
    """The words of this element itself and what stands between its children. Lines are kept, the
    indentation of the file is not.
    """
    if element is None or not isinstance(element.tag, str):
        return ""
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    whole = "\n".join(piece.strip() for piece in pieces if piece.strip())
    return "\n".join(line.strip() for line in whole.splitlines())


def value(element: etree._Element | None) -> str:
    """V of a code or a time, else the words."""
    if element is None:
        return ""
    return (element.get("V") or "").strip() or own_text(element)


def where(element: etree._Element) -> str:
    """The path in the standard's own names, from the document's root."""
    above = [short(local(one)) for one in element.iterancestors()]
    names = [*reversed(above), short(local(element))]
    return "/".join(names[names.index("Content") + 1 :] if "Content" in names else names)


def short(name: str) -> str:
    """An element's name for people. No standard has longer ones; a hostile message may."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


class Coded(NamedTuple):
    """A code as it is shown: words, the small code beside it, and what was wrong with it."""

    text: str
    code: str
    finding: Finding | None


def coded(element: etree._Element, code_list: str = "", *, alone: bool = False) -> Coded:
    """The list that S names, else `code_list` (what the standard says of this element).

    The national text where we have it, with the sender's own words beside it where they differ (not when
    `alone`); else DN, else OT, else the code itself.
    """
    v, dn, ot = ((element.get(name) or "").strip() for name in ("V", "DN", "OT"))
    source = (element.get("S") or "").strip()
    named = codes.list_of(source) or code_list
    ours = codes.text_of(named, v) if named else None
    said = " – ".join(word for word in dict.fromkeys((dn, ot)) if word)
    if ours is None:
        finding = None
        if v and codes.is_ours(named):
            elsewhere = bool(source) and not codes.list_of(source)
            kind, found = (Code.CODE_LIST, source) if elsewhere else (Code.CODE, f"{named}:{v}")
            finding = Finding(kind, where(element), found)
        small = v if named or source or len(v) > SAYS_NOTHING else f"?:{v}"
        return Coded(said or v or own_text(element), small if said and v else "", finding)
    differs = not alone and bool(said) and not _holds(ours, said)
    text = said if _holds(said, ours) else f"{ours} (avsender skrev: {said})" if differs else ours
    return Coded(ours if alone else text, f"{named}:{v}", None)


def _holds(words: str, less: str) -> bool:
    """Whether the one says all that the other says, but for spaces and signs."""
    plain = [re.sub(r"[\W_]+", "", text).casefold() for text in (words, less)]
    return plain[1] in plain[0]


OSLO = ZoneInfo("Europe/Oslo")
_DAY = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(?:\d{2})?)?")


def day_words(text: str) -> str | None:
    """The day as "30. januar 2018", with "kl. 14.30" (Oslo's clock) where the message has a time.

    None for what is no such day; a day without leading zeroes is none either: it is shown as it was sent,
    and is a finding. The compact times of older systems (201801301430) are days.
    """
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        year, month, day, hour, minute = compact.groups()
        text = f"{year}-{month}-{day}" + (f"T{hour}:{minute}" if hour else "")
    whole = _DAY.fullmatch(text)
    if whole is None:
        return None
    try:
        return _words(whole[1], whole[2] or "", whole[3] or "")
    except (ValueError, OverflowError):
        return None


def _words(day: str, clock: str, zone: str) -> str:
    at = datetime.fromisoformat(f"{day}T{clock or '00:00'}{zone if clock else ''}")
    if at.tzinfo is not None:
        at = at.astimezone(OSLO)
    words = f"{at.day}. {MONTHS[at.month - 1]} {at.year}"
    return f"{words} kl. {at:%H.%M}" if clock else words
