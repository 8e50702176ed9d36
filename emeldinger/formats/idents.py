"""Numbers of organisations and people, as senders write them: HER, ENH, FNR and the others."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Ident
from heltom.lib import national_id

#: Numbers of lists 9051 and 8116 that have control digits.
OF_PEOPLE = frozenset(("FNR", "DNR", "HNR", "FHN"))
#: Where the code is missing or holds words, the words tell.
_BY_WORDS = (
    ("her-id", "HER"),
    ("helsetjenesteenhet", "HER"),
    ("organisasjonsnummer", "ENH"),
    ("fødselsnummer", "FNR"),
    ("d-nummer", "DNR"),
    ("h-nummer", "HNR"),
    ("fh-nummer", "FHN"),
    ("hpr", "HPR"),
)
_KIND = re.compile(r"[A-ZÆØÅ]{2,5}")
_BETWEEN = re.compile(r"[\s.\-]")
_LONGEST = 60
#: So many of one party: more is no letter.
MOST = 50


def ident(number: str, type_id: etree._Element | None) -> Ident | None:
    """A number and its kind. None where there is no number."""
    if not number:
        return None
    return Ident(
        _number(number), _kind(nodes.attribute(type_id, "V"), nodes.attribute(type_id, "DN"))
    )


def idents(node: etree._Element | None) -> tuple[Ident, ...]:
    """The Ident elements of a party or patient in MsgHead."""
    each = (
        ident(nodes.text(found, "Id"), nodes.child(found, "TypeId"))
        for found in islice(nodes.children(node, "Ident"), MOST)
    )
    return tuple(found for found in each if found)


def judged(found: tuple[Ident, ...], where: str) -> list[Finding]:
    """The national numbers that cannot be one."""
    return [
        Finding(Code.PATIENT_NUMBER, where, each.number)
        for each in found
        if each.kind in OF_PEOPLE and not national_id.is_valid(each.number)
    ]


def _number(written: str) -> str:
    """Digits are written in groups, with spaces, dots and hyphens; a local code stays as it stands."""
    bare = _BETWEEN.sub("", written)
    return (bare if bare.isascii() and bare.isdigit() else written)[:_LONGEST]


def _kind(code: str, words: str) -> str:
    if _KIND.fullmatch(code.upper()):
        return code.upper()
    lower = f"{code} {words}".lower()
    return next((kind for word, kind in _BY_WORDS if word in lower), code.upper()[:_LONGEST])
