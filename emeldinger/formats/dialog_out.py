"""Write a dialogmelding (HIS 80603): a question, an answer, a note about a patient, a fault in a message.

A question, its answer and a fault are of version 1.0 as long as the receiver has not written 1.1; the
helsefaglig dialog is of 1.1 (HIS 1077).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree
from lxml.builder import ElementMaker

from emeldinger.formats import codes
from emeldinger.formats.professional import FK1, Professional, coded, professional, role

SPACES = {
    "1.0": "http://www.kith.no/xmlstds/dialog/2006-10-11",
    "1.1": "http://www.kith.no/xmlstds/dialog/2013-01-23",
}
URGENCIES = "9067"
#: What home care asks for.
QUESTIONS = "9152"


@dataclass(frozen=True, slots=True)
class Coded:
    """A code and the list that it is of: TypeForesp of 9152–9154, TemaKodet of 7321, 7322, 8117, 9069."""

    code: str
    code_list: str
    text: str = ""

    @property
    def words(self) -> str:
        return self.text or codes.text_of(self.code_list, self.code) or self.code


@dataclass(frozen=True, slots=True)
class Question:
    """`urgency` is of 9067. `subject` is a line of its own in 1.1, the first line of the text in 1.0."""

    kind: Coded
    text: str
    urgency: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """`remark` is beside the text; `asked` what it answers, so that it can be read alone."""

    theme: Coded
    text: str
    subject: str = ""
    remark: str = ""
    asked: Question | None = None


def version_of(namespace: str) -> str:
    """The version that a document of this namespace is of; empty for what is no dialogmelding."""
    return next((version for version, space in SPACES.items() if space == namespace), "")


def write_question(question: Question, *, by: Professional, version: str) -> etree._Element:
    make = _maker(version)
    return make.Dialogmelding(
        make.Foresporsel(*_question(make, question, version), _contact(make, by))
    )


def write_note(note: Note, *, by: Professional, version: str) -> etree._Element:
    make = _maker(version)
    inside = [_coded(make, "TemaKodet", note.theme)]
    if note.subject:
        inside.append(make.Tema(note.subject))
    if note.text:
        inside.append(make.TekstNotatInnhold(note.text))
    if note.remark:
        inside.append(make.Merknad(note.remark))
    if note.asked:
        inside.append(make.Foresporsel(*_question(make, note.asked, version)))
    return make.Dialogmelding(make.Notat(*inside, _contact(make, by)))


def read_question(body: etree._Element) -> Question | None:
    """What a message asks, to stand beside its answer; None where it asks nothing."""
    asked = body.find("{*}Foresporsel")
    kind = asked.find("{*}TypeForesp") if asked is not None else None
    if asked is None or kind is None or not kind.get("V"):
        return None
    code_list = codes.list_of(kind.get("S") or "") or QUESTIONS
    said = asked.find("{*}Sporsmal")
    # A newline stands between parts of a text that has parts.
    words = "\n".join(str(part).strip() for part in said.itertext()) if said is not None else ""
    text = kind.get("DN") or codes.text_of(code_list, kind.get("V", "")) or ""
    return Question(
        Coded(kind.get("V", ""), code_list, text),
        words.strip(),
        subject=asked.findtext("{*}EmneSporsmal") or "",
    )


def _maker(version: str) -> ElementMaker:
    space = SPACES[version]
    return ElementMaker(namespace=space, nsmap={None: space, "fk1": FK1})


def _question(make: ElementMaker, question: Question, version: str) -> Iterator[etree._Element]:
    yield _coded(make, "TypeForesp", question.kind)
    subject, text = question.subject, question.text
    if version == "1.0":
        subject, text = "", "\n".join(filter(None, (subject, text)))
    if subject:
        yield make.EmneSporsmal(subject)
    if text:
        yield make.Sporsmal(text)
    if question.urgency:
        words = codes.text_of(URGENCIES, question.urgency) or ""
        yield coded(make, "Hastegrad", question.urgency, words)


def _coded(make: ElementMaker, name: str, of: Coded) -> etree._Element:
    return coded(make, name, of.code, of.words, of.code_list)


def _contact(make: ElementMaker, by: Professional) -> etree._Element:
    """Who wrote it, and whom to ring."""
    who = make.HealthcareProfessional(*professional(make, by, with_role=False))
    inside = ([role(make, by.role)] if by.role else []) + [who]
    return cast(etree._Element, make.RollerRelatertNotat(*inside))
