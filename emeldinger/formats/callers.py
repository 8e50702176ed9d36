"""Where the sender of a message can be rung: those whom it names as contacts, and the sender itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from emeldinger.formats.letter import Letter

#: Elements in which those to ring stand, whom to ring first on top. Never those of the patient or her kin.
CONTACTS = (
    "KontaktpersonHelsepersonell",
    "TilknyttetEnhet",
    "AnsvarForRapport",
    "RollerRelatertNotat",
    "Sender",
)
#: What can be rung; everything else that stands there is only shown.
_RINGS = re.compile(r"\+?\d{5,15}")
#: So many are enough on top of a page; the rest stand in the message.
MOST = 3


@dataclass(frozen=True, slots=True)
class Caller:
    """`phone` as the message writes it, `rings` what a phone can ring ("" where that is no number)."""

    name: str
    phone: str
    rings: str


def callers(letter: Letter) -> tuple[Caller, ...]:
    """Each number once, at most `MOST`. Never raises."""
    if letter.opened.tree is None:
        return ()
    found = sorted(_all(letter.opened.tree), key=lambda pair: pair[0])
    once = {caller.rings or caller.phone: caller for _, caller in reversed(found)}
    return tuple(reversed(once.values()))[:MOST]


def _all(tree: etree._Element) -> Iterator[tuple[int, Caller]]:
    for element in tree.iter("{*}TeleAddress"):
        above = [_local(one) for one in element.iterancestors()]
        ranks = [CONTACTS.index(name) for name in above if name in CONTACTS]
        phone = re.sub(r"^tel:", "", (element.get("V") or "").strip(), flags=re.IGNORECASE)
        if ranks and phone and "mailto" not in phone:
            yield min(ranks), Caller(_owner(element), phone, _rings(phone))


def _rings(phone: str) -> str:
    digits = re.sub(r"[\s().-]", "", phone)
    return digits if _RINGS.fullmatch(digits) else ""


def _owner(element: etree._Element) -> str:
    """The person's or organisation's name beside the number."""
    telecom = element.getparent()
    owner = telecom.getparent() if telecom is not None else None
    if owner is None:
        return ""
    words = {_local(child): (child.text or "").strip() for child in owner}
    person = " ".join(filter(None, (words.get("GivenName"), words.get("FamilyName"))))
    return person or words.get("OrganisationName", "")


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
