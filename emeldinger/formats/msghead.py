"""The head of a message (MsgHead 1.2, HIS 80601) as plain data."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from lxml import etree

from emeldinger.formats import codes, nodes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Kind, Party, Person
from emeldinger.formats.identity import is_identified
from emeldinger.formats.idents import idents, judged
from emeldinger.formats.moments import day, moment

NAMESPACE = "http://www.kith.no/xmlstds/msghead/2006-05-24"
#: So much is kept of a word of the head; a name has not more.
LONGEST = 300
#: And so many receivers, numbers and telephones of one: a list of thousands is no letter.
MOST = 1000
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CODE = re.compile(r"[A-ZÆØÅ0-9][A-ZÆØÅ0-9_.\-]*")


def read(root: etree._Element, *, mended: bool = False) -> Head:
    """Never raises; what is missing is empty. In a mended tree one may stand inside its neighbour."""
    info = nodes.child(root, "MsgInfo")
    conversation = nodes.child(info, "ConversationRef")
    receiver, patient = nodes.child(info, "Receiver"), _patient_of(root, info)
    if mended:
        receiver = nodes.first(root, "Receiver") if receiver is None else receiver
        patient = _stray_patient(root) if patient is None else patient
    code, words, swapped = _type(nodes.child(info, "Type"))
    head = Head(
        kind=Kind.MESSAGE,
        type_code=code,
        type_text=words,
        version=word(info, "MIGversion"),
        generated_at=moment(nodes.text(info, "GenDate")),
        msg_id=message_id(nodes.text(info, "MsgId")),
        processing=_code(info, "ProcessingStatus"),
        priority=_code(info, "RequestedPriority"),
        ack=_code(info, "Ack"),
        parent=message_id(nodes.text(conversation, "RefToParent")),
        conversation=message_id(nodes.text(conversation, "RefToConversation")),
        sender=_party(nodes.child(info, "Sender")),
        receiver=_party(receiver),
        others=tuple(_party(each) for each in islice(nodes.children(info, "OtherReceiver"), MOST)),
        patient=_patient(patient),
    )
    return replace(head, findings=tuple(_findings(head, root, patient, swapped=swapped)))


def is_guid(written: str) -> bool:
    return bool(_GUID.fullmatch(written))


def message_id(written: str) -> str:
    """In lower case where it is a GUID, so that two ways of writing it are the same message."""
    return written.lower() if is_guid(written) else written[:100]


def word(node: etree._Element | None, *path: str) -> str:
    return " ".join(nodes.text(node, *path)[: 2 * LONGEST].split())[:LONGEST]


def _code(info: etree._Element | None, name: str) -> str:
    return nodes.attribute(nodes.child(info, name), "V").upper()[:20]


def _type(node: etree._Element | None) -> tuple[str, str, bool]:
    """Code and words, and whether the sender had swapped the two."""
    code, words = (nodes.attribute(node, name)[:LONGEST] for name in ("V", "DN"))
    swapped = not _CODE.fullmatch(code) and bool(_CODE.fullmatch(words))
    return (words, code, True) if swapped else (code, words, False)


def _patient_of(root: etree._Element, info: etree._Element | None) -> etree._Element | None:
    """In the head, or in a report to a register."""
    found = nodes.child(info, "Patient")
    return found if found is not None else nodes.child(root, "PatientReport", "Patient")


def _stray_patient(root: etree._Element) -> etree._Element | None:
    elsewhere = {"OtherReceiver", "Document"}
    for found in nodes.anywhere(root, "Patient"):
        if not elsewhere & {nodes.local(each) for each in found.iterancestors()}:
            return found
    return None


def _party(node: etree._Element | None) -> Party:
    """The outer organisation, the innermost that says anything, and the person wherever she stands."""
    levels = _levels(node)
    outer, inner = levels[0], (levels[-1] if len(levels) > 1 else None)
    person = _person_of(node, levels)
    return Party(
        organisation=word(outer, "OrganisationName"),
        organisation_idents=idents(outer),
        service=word(inner, "OrganisationName"),
        service_idents=idents(inner),
        person=_name(person),
        person_idents=idents(person),
        role=_code(node, "RoleReceiver"),
    )


def _levels(node: etree._Element | None) -> list[etree._Element | None]:
    """The organisations from the outside in; empty ones inside are nobody."""
    levels = [nodes.child(node, "Organisation")]
    while True:
        inside = nodes.children(levels[-1], "Organisation")
        inner = next((each for each in inside if _says_who(each)), None)
        if inner is None:
            return levels
        levels.append(inner)


def _says_who(organisation: etree._Element) -> bool:
    return bool(idents(organisation) or nodes.text(organisation, "OrganisationName"))


def _person_of(
    node: etree._Element | None, levels: list[etree._Element | None]
) -> etree._Element | None:
    """At the innermost level that has one. A copy may go to the patient herself, or to a relative."""
    for level in (*reversed(levels), node):
        found = nodes.child(level, "HealthcareProfessional")
        if found is not None:
            return found
    private = (nodes.child(node, name) for name in ("Person", "Patient"))
    copy = node is not None and nodes.local(node) == "OtherReceiver"
    return next((each for each in private if copy and each is not None), None)


def _name(person: etree._Element | None) -> str:
    names = (word(person, name) for name in ("GivenName", "MiddleName", "FamilyName"))
    return " ".join(name for name in names if name)


def _patient(node: etree._Element | None) -> Person | None:
    if node is None:
        return None
    return Person(
        given_name=word(node, "GivenName"),
        middle_name=word(node, "MiddleName"),
        family_name=word(node, "FamilyName"),
        born=_born(node),
        sex=_code(node, "Sex"),
        idents=idents(node),
        address=word(node, "Address", "StreetAdr") or word(node, "Address", "Postbox"),
        postcode=word(node, "Address", "PostalCode"),
        place=word(node, "Address", "City"),
        phones=tuple(_phones(node)),
    )


def _born(node: etree._Element) -> date | None:
    return day(
        nodes.text(node, "DateOfBirth") or nodes.attribute(nodes.child(node, "DateOfBirth"), "V")
    )


def _phones(node: etree._Element) -> list[str]:
    found = []
    for telecom in islice(nodes.children(node, "TeleCom"), MOST):
        written = nodes.attribute(nodes.child(telecom, "TeleAddress"), "V")[:LONGEST]
        if written and not written.lower().startswith(("mailto:", "http")):
            found.append(written.removeprefix("tel:"))
    return found


def _findings(
    head: Head, root: etree._Element, patient: etree._Element | None, *, swapped: bool
) -> list[Finding]:
    info = nodes.child(root, "MsgInfo")
    found: list[Finding] = []
    if nodes.namespace(root) != NAMESPACE:
        found.append(Finding(Code.NAMESPACE, "MsgHead", nodes.namespace(root)))
    if swapped:
        found.append(Finding(Code.TYPE_SWAPPED, "MsgInfo/Type", head.type_text))
    if codes.text_of("8279", head.type_code) is None:
        found.append(Finding(Code.TYPE_UNKNOWN, "MsgInfo/Type", head.type_code))
    found += dated(nodes.text(info, "GenDate"), head.generated_at, "MsgInfo/GenDate")
    if not is_guid(head.msg_id):
        found.append(Finding(Code.MSG_ID, "MsgInfo/MsgId", head.msg_id))
    if head.processing in {"T", "D"}:
        found.append(Finding(Code.TEST, "MsgInfo/ProcessingStatus", head.processing))
    if nodes.child(root, "Signature") is not None:
        found.append(Finding(Code.SIGNED, "Signature"))
    found += parties(head)
    return (
        found
        if head.patient is None and _is_about_nobody(head, root)
        else [
            *found,
            *_about_patient(head, patient),
        ]
    )


def _is_about_nobody(head: Head, root: etree._Element) -> bool:
    """A message about a fault in another need not say whom that was about; one that tells that a clinician
    is away is about no patient.
    """
    return head.type_code == "DIALOG_AVVIK" or nodes.first(root, "MeldingFravar") is not None


def dated(written: str, read_as: datetime | None, where: str) -> list[Finding]:
    if read_as is not None:
        return []
    return [Finding(Code.DATE, where, written) if written else Finding(Code.MISSING, where)]


def parties(head: Head) -> list[Finding]:
    """Nobody who wrote, nobody who was written to."""
    found = []
    if not (head.sender.name or head.sender.her or head.sender.organisation_idents):
        found.append(Finding(Code.NO_SENDER, "MsgInfo/Sender"))
    if not (head.receiver.name or head.receiver.her or head.receiver.organisation_idents):
        found.append(Finding(Code.NO_RECEIVER, "MsgInfo/Receiver"))
    return found


def _about_patient(head: Head, patient: etree._Element | None) -> list[Finding]:
    if head.patient is None:
        return [Finding(Code.NO_PATIENT, "MsgInfo/Patient")]
    found = judged(head.patient.idents, "MsgInfo/Patient/Ident")
    if not is_identified(head.patient):
        found.append(Finding(Code.NO_PATIENT, "MsgInfo/Patient"))
    born = nodes.text(patient, "DateOfBirth")
    if born and head.patient.born is None:
        found.append(Finding(Code.DATE, "MsgInfo/Patient/DateOfBirth", born))
    return found
