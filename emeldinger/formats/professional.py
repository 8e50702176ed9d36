"""A nurse of ours in a message that we write: what she is, to whom, and where she can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.builder import ElementMaker

from emeldinger.formats import codes
from emeldinger.formats.head import Ident

FK1 = "http://www.kith.no/xmlstds/felleskomponent1"
FK = ElementMaker(namespace=FK1, nsmap={"fk1": FK1})
PROFESSIONS, ROLES = "9060", "9034"
#: Her primærkontakt (9034), and whom the receiver can call about her.
PRIMARY, CONTACT = "9", "21"


@dataclass(frozen=True, slots=True)
class Professional:
    """`profession` is of list 9060, `role` of 9034; `ident` the HPR number where she has one."""

    given_name: str
    family_name: str
    profession: str = ""
    role: str = ""
    ident: Ident | None = None
    phone: str = ""


def coded(
    make: ElementMaker, name: str, code: str, text: str, code_list: str = ""
) -> etree._Element:
    """A coded value: CS without a list, CV with one."""
    marks = {"V": code, "DN": text}
    return make(name, **marks, **({"S": codes.OID + code_list} if code_list else {}))


def professional(
    make: ElementMaker, who: Professional, *, with_role: bool = True
) -> Iterator[etree._Element]:
    """The elements of a HealthcareProfessional, in the order of the schema, for its namespace."""
    if who.profession:
        text = codes.text_of(PROFESSIONS, who.profession) or ""
        yield coded(make, "TypeHealthcareProfessional", who.profession, text)
    if who.role and with_role:
        yield role(make, who.role)
    yield make.FamilyName(who.family_name)
    if who.given_name:
        yield make.GivenName(who.given_name)
    if who.ident:
        yield make.Ident(*ident(who.ident))
    if who.phone:
        yield make.TeleCom(phone(who.phone))


def role(make: ElementMaker, code: str) -> etree._Element:
    return coded(make, "RoleToPatient", code, codes.text_of(ROLES, code) or "", ROLES)


def ident(of: Ident) -> Iterator[etree._Element]:
    """Wherever it stands, its parts are of felleskomponent1."""
    people = "8116" if codes.text_of("8116", of.kind) and of.kind != "HER" else "9051"
    yield FK.Id(of.number)
    yield coded(FK, "TypeId", of.kind, codes.text_of(people, of.kind) or of.kind, people)


def phone(number: str) -> etree._Element:
    return FK.TeleAddress(V=f"tel:{''.join(number.split())}")
