"""The application receipt (AppRec 1.0 and 1.1, HIS 80415): read, and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml.builder import ElementMaker

from emeldinger.formats import codes, nodes
from emeldinger.formats.head import Ident, Party
from emeldinger.formats.letter import Letter

NAMESPACE = "http://www.kith.no/xmlstds/apprec/2012-02-15"
VERSION = "v1.1 2012-02-15"
STATUSES = "8258"
FAULTS = "8221"
ROLES = "8112"

_E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
_XML_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?"
    r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?",
    re.ASCII,
)
#: What XML has no letter for.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of list 8221. `detail` is the free text (OT) that always has to be shown.

    `code_list` is another list where the sender named one (the settlements of doctors have their own).
    """

    code: str
    text: str = ""
    detail: str = ""
    code_list: str = FAULTS


@dataclass(frozen=True, slots=True)
class Receipt:
    """`status` of 8258: 1 OK, 2 rejected, 3 OK with a fault in a part; "" where the sender wrote none of
    these. `answers` is the MsgId it is on, in lower case where it is a GUID.
    """

    status: str
    answers: str
    faults: tuple[Fault, ...] = ()


def read_receipt(letter: Letter) -> Receipt:
    """Of a letter whose head is a receipt. What is missing is empty. Never raises."""
    root = letter.opened.tree
    if root is None:
        return Receipt("", letter.head.parent)
    faults = tuple(_fault(each) for each in nodes.children(root, "Error"))
    return Receipt(_status(nodes.child(root, "Status")), letter.head.parent, faults)


def _status(node: etree._Element | None) -> str:
    """By its code, wherever the sender put it; else by its words."""
    said = [nodes.attribute(node, "V"), nodes.attribute(node, "DN"), nodes.text(node)]
    for word in said:
        if codes.text_of(STATUSES, word) is not None:
            return word
    known = {_plain(codes.text_of(STATUSES, code) or ""): code for code in ("1", "2", "3")}
    return next((known[_plain(word)] for word in said if _plain(word) in known), "")


def _plain(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _fault(node: etree._Element) -> Fault:
    """What the code means in words, also where the sender wrote the code alone."""
    code = nodes.attribute(node, "V")
    named = codes.list_of(nodes.attribute(node, "S")) or FAULTS
    text = nodes.attribute(node, "DN") or codes.text_of(named, code) or ""
    detail = nodes.attribute(node, "OT") or nodes.text(node)
    return Fault(code, text, detail, named)


def write_receipt(
    *,
    msg_id: str,
    written_at: datetime,
    letter: Letter,
    sender: Party,
    status: str,
    faults: tuple[Fault, ...] = (),
) -> bytes:
    """AppRec 1.1 in UTF-8 on the letter, from `sender` (that of its receivers which is ours) to whoever
    sent it. Valid to the official schema wherever the letter says who sent it and with which MsgId.
    """
    root = _E.AppRec(
        _E.MsgType(V="APPREC", DN="Applikasjonskvittering"),
        _E.MIGversion(VERSION),
        _E.SoftwareName("HeltOm"),
        _E.GenDate(written_at.isoformat(timespec="seconds")),
        _E.Id(msg_id),
        _E.Sender(_role(sender.role or "PRIM"), _hcp(sender)),
        _E.Receiver(_E.Role(V="AVS", DN="Avsender"), _hcp(letter.head.sender)),
        _E.Status(V=status, DN=codes.text_of(STATUSES, status) or ""),
        *(_error(fault) for fault in faults),
        _original(letter, written_at),
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _role(code: str) -> etree._Element:
    return _E.Role(V=_word(code), DN=codes.text_of(ROLES, code) or "")


def _error(fault: Fault) -> etree._Element:
    text = fault.text or codes.text_of(fault.code_list, fault.code) or ""
    error = _E.Error(V=fault.code, S=codes.OID + fault.code_list, DN=_word(text))
    if fault.detail:
        error.set("OT", _word(fault.detail))
    return error


def _hcp(party: Party) -> etree._Element:
    """Organisation, service and person on the levels of the letter; a person alone is one by herself."""
    person = [("HCPerson", party.person, party.person_idents)]
    if party.organisation or party.organisation_idents or party.service or not party.person:
        inner = [("Dept", party.service, party.service_idents)]
        return _E.HCP(
            _unit("Inst", party.organisation, party.organisation_idents, inner=inner, people=person)
        )
    return _E.HCP(_unit("HCProf", party.person, party.person_idents))


def _unit(
    name: str,
    called: str,
    idents: Sequence[Ident],
    *,
    inner: Sequence[tuple[str, str, Sequence[Ident]]] = (),
    people: Sequence[tuple[str, str, Sequence[Ident]]] = (),
) -> etree._Element:
    """The HER-id is the address, so it stands as the identifier; the others follow. The schema wants the
    department before the other identifiers of the institution and the person after them.
    """
    ordered = sorted(idents, key=lambda ident: ident.kind != "HER")
    found = _E(name, *([_E.Name(_word(called))] if called else []))
    for ident in ordered[:1]:
        found.extend((_E.Id(_word(ident.number)), _kind("TypeId", ident.kind)))
    found.extend(_unit(*each) for each in inner if any(each[1:]))
    found.extend(_additional(ordered[1:]))
    found.extend(_unit(*each) for each in people if any(each[1:]))
    return found


def _additional(idents: Sequence[Ident]) -> Iterator[etree._Element]:
    return (_E.AdditionalId(_E.Id(_word(each.number)), _kind("Type", each.kind)) for each in idents)


def _kind(name: str, kind: str) -> etree._Element:
    text = codes.text_of("9051", kind) or codes.text_of("8116", kind)
    return _E(name, V=_word(kind), **({"DN": text} if text else {}))


def _original(letter: Letter, written_at: datetime) -> etree._Element:
    """What it answers, in the sender's own letters: her system looks for exactly what it wrote."""
    info = nodes.child(letter.opened.tree, "MsgInfo")
    head = letter.head
    return _E.OriginalMsgId(
        _E.MsgType(V=_word(head.type_code), DN=_word(head.type_text)),
        _E.IssueDate(_issued(nodes.text(info, "GenDate"), head.generated_at or written_at)),
        _E.Id(_word(nodes.text(info, "MsgId") or head.msg_id)),
    )


def _issued(written: str, read_as: datetime) -> str:
    """As it was written where that is a time in XML; the schema demands one."""
    if _XML_TIME.fullmatch(written):
        return written
    return read_as.isoformat(timespec="seconds")


def _word(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
