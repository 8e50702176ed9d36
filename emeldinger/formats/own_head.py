"""Messages that are older than MsgHead and carry a head of their own: epikrise and svarrapport.

Their root is Message; a ServRprt inside it says who answers whom about whom. Read into the same plain
data as MsgHead, so that nobody further in has to know the difference.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.apprec_head import party_of
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Kind, Person
from emeldinger.formats.idents import ident, judged
from emeldinger.formats.moments import day, moment
from emeldinger.formats.msghead import dated, is_guid, message_id, parties, word

#: What the report is inside the root: an answer, or a request.
REPORTS = ("ServRprt", "ServReq")
#: The type of a message that does not say it, by what its namespace ends with.
TYPES = (("epikrise", "EPIKRISE", "Epikrise"), ("labsvar", "SVAR_LAB", "Svarrapport"))


def has_own_head(root: etree._Element) -> bool:
    return nodes.local(root) == "Message" and report_of(root) is not None


def report_of(root: etree._Element) -> etree._Element | None:
    found = (nodes.child(root, name) for name in REPORTS)
    return next((report for report in found if report is not None), None)


def read(root: etree._Element) -> Head:
    """Never raises; what is missing is empty."""
    report = report_of(root)
    code, words = _type(root)
    patient = nodes.child(report, "Patient")
    head = Head(
        kind=Kind.MESSAGE,
        type_code=code,
        type_text=words,
        version=word(root, "MIGversion"),
        generated_at=moment(_said(root, "GenDate")),
        msg_id=message_id(_said(root, "MsgId")),
        processing=nodes.attribute(nodes.child(root, "Status"), "V").upper()[:20],
        priority=nodes.attribute(nodes.child(report, "Priority"), "V").upper()[:20],
        ack=nodes.attribute(nodes.child(report, "Ack"), "V").upper()[:20],
        sender=party_of(nodes.child(report, "ServProvider", "HCP")),
        receiver=party_of(nodes.child(report, "Requester", "HCP")),
        others=tuple(
            replace(party_of(nodes.child(copy, "HCP")), role="COP")
            for copy in nodes.children(report, "CopyDest")
        ),
        patient=None if patient is None else _patient(patient),
    )
    return replace(head, findings=tuple(_findings(head, root)))


def status_of(root: etree._Element) -> str:
    """Forsendelsesstatus (7309) of the report: N new, M change, C cancelled."""
    return nodes.attribute(nodes.child(report_of(root), "ServType"), "V")[:10]


def _said(node: etree._Element | None, name: str) -> str:
    """The value, which older versions write as an attribute and newer ones as text."""
    found = nodes.child(node, name)
    return nodes.attribute(found, "V") or nodes.text(found)


def _type(root: etree._Element) -> tuple[str, str]:
    kind = nodes.child(root, "Type")
    code, words = nodes.attribute(kind, "V")[:60], nodes.attribute(kind, "DN")[:200]
    space = nodes.namespace(root).lower()
    known = next(((c, t) for part, c, t in TYPES if part in space), ("", ""))
    return code or known[0], words or known[1]


def _patient(node: etree._Element) -> Person:
    given, family = _names(_said(node, "Name"))
    number = ident(_said(node, "OffId"), nodes.child(node, "TypeOffId"))
    return Person(
        given_name=given,
        family_name=family,
        born=day(_said(node, "DateOfBirth")),
        sex=nodes.attribute(nodes.child(node, "Sex"), "V")[:5],
        idents=(number,) if number else (),
        address=word(node, "Address", "StreetAdr"),
        postcode=word(node, "Address", "PostalCode"),
        place=word(node, "Address", "City"),
    )


def _names(written: str) -> tuple[str, str]:
    """Given and family name out of one: "Dal, Oddny" as well as "Oddny Dal"."""
    family, comma, given = written.partition(",")
    if comma:
        return " ".join(given.split()), " ".join(family.split())
    given, _, family = " ".join(written.split()).rpartition(" ")
    return given, family


def _findings(head: Head, root: etree._Element) -> list[Finding]:
    found: list[Finding] = []
    if not is_guid(head.msg_id):
        found.append(Finding(Code.MSG_ID, "MsgId", head.msg_id))
    if head.processing in {"T", "D"}:
        found.append(Finding(Code.TEST, "Status", head.processing))
    if head.patient is None or not head.patient.name:
        found.append(Finding(Code.NO_PATIENT, "ServRprt/Patient"))
    else:
        found += judged(head.patient.idents, "ServRprt/Patient/OffId")
    return found + dated(_said(root, "GenDate"), head.generated_at, "GenDate") + parties(head)
