"""The hospital doctor's discharge letter, epikrise 1.2: a message of its own shape, without MsgHead."""

from __future__ import annotations

from lxml import etree
from lxml.builder import ElementMaker

from emeldinger.formats.head import Party, Person
from imports.demo.letters.bodies import About
from imports.demo.letters.parts import coded

SPACE = "http://www.kith.no/xmlstds/epikrise/2012-02-15"
E = ElementMaker(namespace=SPACE, nsmap={None: SPACE})


def discharge_letter(
    about: About, msg_id: str, sender: Party, receiver: Party, patient: Person | None
) -> bytes:
    when = about.at.isoformat(timespec="seconds")
    report = E.ServRprt(
        coded(
            E,
            "ServType",
            about.status,
            {"N": "Ny", "M": "Endring", "C": "Kansellering"}[about.status],
        ),
        E.IssueDate(V=when),
        coded(E, "Status", "2", "Endelig"),
        E.MsgDescr("EPIKR"),
        _stay(about),
        _patient(patient),
        E.ServProvider(_hcp(sender)),
        E.Requester(_hcp(receiver)),
    )
    head = (E.Type(V="EPIKRISE", DN="Epikrise"), E.MIGversion("v1.2 2012-02-15"), E.GenDate(V=when))
    whole = E.Message(*head, E.MsgId(msg_id), report)
    return etree.tostring(whole, xml_declaration=True, encoding="UTF-8")


def _stay(about: About) -> etree._Element:
    text = (
        about.text or "Innlagt med hjertesvikt. God virkning av behandlingen. Kontroll om to uker."
    )
    note = E.Comment(
        coded(E, "Heading", "SV", "Sykehistorie og vurdering"), E.TextResultValue(text)
    )
    happened = E.ReportedEvent(E.StartDateTime(V=about.at.date().isoformat()))
    return E.Event(happened, coded(E, "ServType", "N", "Ny"), E.Service(), note)


def _hcp(party: Party) -> etree._Element:
    service = E.Dept(
        E.Name(party.service), E.Id(party.service_her), coded(E, "TypeId", "HER", "HER-id")
    )
    return E.HCP(
        E.Inst(
            E.Name(party.organisation),
            E.Id(party.organisation_her),
            coded(E, "TypeId", "HER", "HER-id"),
            *([service] if party.service else []),
        )
    )


def _patient(person: Person | None) -> etree._Element:
    if person is None:
        return E.Patient()
    facts = [coded(E, "Sex", person.sex, "")] if person.sex else []
    if person.born:
        facts.append(E.DateOfBirth(V=person.born.isoformat()))
    facts.append(E.Name(person.name))
    for ident in person.idents[:1]:
        facts.append(E.OffId(ident.number))
        facts.append(coded(E, "TypeOffId", ident.kind, ident.kind))
    return E.Patient(*facts)
