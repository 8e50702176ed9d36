"""Write a message: MsgHead 1.2 around one or more documents, valid to the official schema."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lxml import etree
from lxml.builder import ElementMaker

from emeldinger.formats.head import Ident, Party, Person

BASE64 = "http://www.kith.no/xmlstds/base64container"
HEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
OID = "2.16.578.1.12.4.1.1."
PERSON_KINDS = frozenset({"FNR", "DNR", "HNR", "FHN", "DUF", "HPR", "PNR", "UID", "XXX"})
#: What the kinds of identifiers are called (lists 9051 and 8116).
KIND_TEXTS = {
    "HER": "HER-id",
    "ENH": "Organisasjonsnummeret i Enhetsregister",
    "FNR": "Fødselsnummer",
    "DNR": "D-nummer",
    "HNR": "H-nummer",
    "FHN": "Felles hjelpenummer",
    "HPR": "HPR-nummer",
}
SEXES = {"1": "Mann", "2": "Kvinne"}

_E = ElementMaker(namespace=HEAD, nsmap={None: HEAD})


@dataclass(frozen=True, slots=True)
class Cover:
    """All of the head but the people: `type_text` goes with the code (8279), `written_at` knows its zone.

    `parent` and `conversation` are the MsgIds that this one answers and that the talk began with.
    `processing` is empty in real work, T or D in trials (8113).
    """

    type_code: str
    type_text: str
    msg_id: str
    written_at: datetime
    parent: str = ""
    conversation: str = ""
    processing: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: PDF, JPEG or PNG (HIS 1077)."""

    name: str
    mime: str
    content: bytes


def write_message(
    cover: Cover,
    *,
    sender: Party,
    receiver: Party,
    others: Sequence[Party] = (),
    patient: Person | None = None,
    documents: Sequence[etree._Element],
    files: Sequence[File] = (),
    encoding: str = "UTF-8",
) -> bytes:
    """The bytes to send. Each party needs an organisation with an identifier: else ValueError."""
    info = _E.MsgInfo(
        *_cover(cover),
        _E.Sender(_organisation(sender)),
        _E.Receiver(_organisation(receiver)),
        *(_other(party) for party in others),
        *([_patient(patient)] if patient else []),
    )
    inside = [_document(body, cover.written_at) for body in documents]
    head = _E.MsgHead(info, *inside, *(_file(file, cover.written_at) for file in files))
    return cast(bytes, etree.tostring(head, xml_declaration=True, encoding=encoding))


def _cover(cover: Cover) -> Iterator[etree._Element]:
    yield _E.Type(V=cover.type_code, DN=cover.type_text)
    yield _E.MIGversion("v1.2 2006-05-24")
    yield _E.GenDate(cover.written_at.isoformat(timespec="seconds"))
    yield _E.MsgId(cover.msg_id)
    if cover.processing:
        yield _E.ProcessingStatus(V=cover.processing)
    if cover.parent:
        yield _E.ConversationRef(
            _E.RefToParent(cover.parent), _E.RefToConversation(cover.conversation or cover.parent)
        )


def _organisation(party: Party) -> etree._Element:
    if not party.organisation_idents:
        raise ValueError(f"{party.organisation or 'The organisation'} has no identifier")
    inner: list[etree._Element] = []
    if party.service:
        name = _E.OrganisationName(party.service)
        inner.append(_E.Organisation(name, *_idents(party.service_idents)))
    if party.person:
        inner.append(_professional(party))
    return _E.Organisation(
        _E.OrganisationName(party.organisation), *_idents(party.organisation_idents), *inner
    )


def _professional(party: Party) -> etree._Element:
    given, _, family = party.person.rpartition(" ")
    names = [_E.FamilyName(family), *([_E.GivenName(given)] if given else [])]
    return _E.HealthcareProfessional(*names, *_idents(party.person_idents))


def _other(party: Party) -> etree._Element:
    role = _E.RoleReceiver(V=party.role or "COP", DN="Kopimottaker")
    return _E.OtherReceiver(role, _organisation(party))


def _idents(idents: Sequence[Ident]) -> Iterator[etree._Element]:
    for ident in idents:
        people = ident.kind in PERSON_KINDS
        yield _E.Ident(
            _E.Id(ident.number),
            _E.TypeId(
                V=ident.kind,
                DN=KIND_TEXTS.get(ident.kind, ident.kind),
                S=OID + ("8116" if people else "9051"),
            ),
        )


def _patient(person: Person) -> etree._Element:
    parts = [("FamilyName", person.family_name), ("GivenName", person.given_name)]
    found = [_E(name, text) for name, text in parts if text]
    if person.born:
        found.append(_E.DateOfBirth(person.born.isoformat()))
    if person.sex:
        found.append(_E.Sex(V=person.sex, DN=SEXES.get(person.sex, "")))
    found.extend(_idents(person.idents))
    if person.address:
        found.append(_address(person))
    found.extend(_E.TeleCom(_E.TeleAddress(V=f"tel:{phone}")) for phone in person.phones)
    return _E.Patient(*found)


def _address(person: Person) -> etree._Element:
    return _E.Address(
        _E.StreetAdr(person.address), _E.PostalCode(person.postcode), _E.City(person.place)
    )


def _document(body: etree._Element, written_at: datetime) -> etree._Element:
    return _E.Document(
        _E.RefDoc(
            _E.IssueDate(V=written_at.isoformat(timespec="seconds")),
            _E.MsgType(V="XML", DN="XML-instans"),
            _E.Content(body),
        )
    )


def _file(file: File, written_at: datetime) -> etree._Element:
    packed = ElementMaker(namespace=BASE64, nsmap={None: BASE64}).Base64Container(
        base64.b64encode(file.content).decode()
    )
    return _E.Document(
        _E.RefDoc(
            _E.IssueDate(V=written_at.isoformat(timespec="seconds")),
            _E.MsgType(V="A", DN="Vedlegg"),
            _E.MimeType(file.mime),
            _E.Description(file.name),
            _E.Content(packed),
        )
    )
