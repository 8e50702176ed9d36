"""What a message says has happened to the patient, and when: read from its TidsfestetHendelse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from emeldinger.formats import codes, nodes
from emeldinger.formats.letter import EVENTS, Letter
from emeldinger.formats.moments import moment

#: 9121.
ADMITTED, DISCHARGED, READY, NOT_READY, DEAD = "1", "2", "3", "4", "13"
#: 8408: where somebody who is discharged goes to when she goes home.
HOMES = ("", "1")


@dataclass(frozen=True, slots=True)
class Happened:
    """`at` is None where the message names no instant that is one; a day without a clock is its
    beginning (`has_clock` False). `to` is where a discharged patient goes (8408).
    """

    code: str
    at: datetime | None = None
    has_clock: bool = False
    is_guess: bool = False
    to: str = ""

    @property
    def is_home(self) -> bool:
        return self.to in HOMES

    @property
    def to_words(self) -> str:
        return codes.text_of("8408", self.to) or self.to


def happened(letter: Letter) -> Happened | None:
    """The event that the message is about: that of its type, else the last one in it. Never raises."""
    found = list(_events(letter))
    wanted = EVENTS.get(letter.head.type_code) or letter.event
    meant = [one for one in found if _code(one) == wanted] or found[-1:]
    return _read(letter, meant[-1], wanted) if meant else None


def admitted(letter: Letter) -> Happened | None:
    """When she was admitted, in a message that is about something else. Never raises."""
    found = [one for one in _events(letter) if _code(one) == ADMITTED]
    return _read(letter, found[-1], ADMITTED) if found else None


def _events(letter: Letter) -> Iterator[etree._Element]:
    for document in letter.documents:
        if document.body is not None:
            yield from nodes.anywhere(document.body, "TidsfestetHendelse")


def _code(event: etree._Element) -> str:
    return nodes.attribute(nodes.child(event, "Hendelsekode"), "V")


def _value(event: etree._Element, name: str) -> str:
    """V, as the standard has it; else the words."""
    found = nodes.child(event, name)
    return nodes.attribute(found, "V") or nodes.text(found)


def _read(letter: Letter, event: etree._Element, wanted: str) -> Happened:
    written = _value(event, "TidspunktForHendelse")
    return Happened(
        code=_code(event) or wanted,
        at=moment(written),
        has_clock=":" in written,
        is_guess=_value(event, "Anslag") in ("true", "1"),
        to=_to(letter),
    )


def _to(letter: Letter) -> str:
    for document in letter.documents:
        found = None if document.body is None else nodes.first(document.body, "UtTil")
        if found is not None:
            return nodes.attribute(found, "V")[:10]
    return ""
