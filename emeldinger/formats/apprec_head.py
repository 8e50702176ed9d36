"""The head of an application receipt (AppRec 1.0 and 1.1) as the same plain data as a message's."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Ident, Kind, Party
from emeldinger.formats.idents import ident
from emeldinger.formats.moments import moment
from emeldinger.formats.msghead import dated, is_guid, message_id, parties, word

NAMESPACES = frozenset(
    f"http://www.kith.no/xmlstds/apprec/{day}" for day in ("2004-11-21", "2012-02-15")
)


def read(root: etree._Element) -> Head:
    """`parent` is the MsgId of what the receipt is on. Never raises; what is missing is empty."""
    kind = nodes.child(root, "MsgType")
    head = Head(
        kind=Kind.RECEIPT,
        type_code=nodes.attribute(kind, "V")[:60] or "APPREC",
        type_text=nodes.attribute(kind, "DN")[:200],
        version=word(root, "MIGversion"),
        generated_at=moment(nodes.text(root, "GenDate")),
        msg_id=message_id(nodes.text(root, "Id")),
        parent=message_id(nodes.text(root, "OriginalMsgId", "Id")),
        sender=party_of(nodes.child(root, "Sender", "HCP")),
        receiver=party_of(nodes.child(root, "Receiver", "HCP")),
    )
    return replace(head, findings=tuple(_findings(head, root)))


def party_of(party: etree._Element | None) -> Party:
    """An institution with perhaps a department and a person; or a person alone."""
    institution = nodes.child(party, "Inst")
    department = nodes.child(institution, "Dept")
    person = nodes.child(institution, "HCPerson")
    if person is None:
        person = nodes.child(party, "HCProf")
    return Party(
        organisation=word(institution, "Name"),
        organisation_idents=_idents(institution),
        service=word(department, "Name"),
        service_idents=_idents(department),
        person=word(person, "Name"),
        person_idents=_idents(person),
    )


def _idents(node: etree._Element | None) -> tuple[Ident, ...]:
    each = [ident(nodes.text(node, "Id"), nodes.child(node, "TypeId"))]
    for more in nodes.children(node, "AdditionalId"):
        each.append(ident(nodes.text(more, "Id"), nodes.child(more, "Type")))
    return tuple(found for found in each if found)


def _findings(head: Head, root: etree._Element) -> list[Finding]:
    found: list[Finding] = []
    if nodes.namespace(root) not in NAMESPACES:
        found.append(Finding(Code.NAMESPACE, "AppRec", nodes.namespace(root)))
    if not is_guid(head.msg_id):
        found.append(Finding(Code.MSG_ID, "Id", head.msg_id))
    if not head.parent:
        found.append(Finding(Code.NO_REFERENCE, "OriginalMsgId/Id"))
    return found + dated(nodes.text(root, "GenDate"), head.generated_at, "GenDate") + parties(head)
