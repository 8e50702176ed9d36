"""The application receipt as people read it: what became of our message, and why."""

from __future__ import annotations

from emeldinger.formats.apprec import FAULTS, STATUSES
from emeldinger.formats.letter import Document
from emeldinger.formats.readers.common import REST, Read, kids, local, own_text, value
from emeldinger.formats.readers.epikrise_parties import party
from emeldinger.formats.readers.epikrise_words import WORDS as PARTY_WORDS
from emeldinger.formats.readers.walk import Draft, Element, How, Walker, Word
from emeldinger.formats.words import Section

WORDS = {
    **PARTY_WORDS,
    "MsgType": Word("Type melding", "8279", sure=False),
    "MIGversion": Word("Versjon"),
    "SoftwareName": Word("Sendt fra"),
    "SoftwareVersion": Word("Versjon av programmet"),
    "GenDate": Word("Laget", how=How.DAY),
    "IssueDate": Word("Skrevet", how=How.DAY),
    "Id": Word("Meldingens nummer"),
    "Role": Word("Rolle", "8112", sure=False),
    "MedSpeciality": Word("Fagområde", "8451", sure=False),
    "Status": Word("Svar", STATUSES),
    "Error": Word("Feil", FAULTS, sure=False),
    "OriginalMsgId": Word("Meldingen det gjelder"),
}
REJECTED = "2"


def read_receipt_page(document: Document) -> Read:
    """The answer and its faults first; a rejection is a warning. The subject is the answer in words."""
    body = document.body
    if body is None:
        return "", [], []
    walker = Walker(WORDS)
    answer, about = Draft("Svaret"), Draft("Om kvitteringen")
    about.paragraphs.extend(filter(None, [own_text(body)]))
    for child in kids(body):
        _show(
            walker, child, answer if local(child) in ("Status", "Error", "OriginalMsgId") else about
        )
    sections = [found for found in map(walker.finish, (answer, about)) if found is not None]
    if walker.rest:
        sections.append(Section(REST, rows=tuple(walker.rest)))
    return "; ".join(row.text for row in answer.rows)[:120], sections, walker.findings


def _show(walker: Walker, child: Element, draft: Draft) -> None:
    name = local(child)
    if name in ("Sender", "Receiver"):
        row = party(walker, child, WORDS_OF_PARTIES[name])
        draft.row(row.label, row.text, row.code)
        return
    if name == "Status" and value(child) == REJECTED:
        draft.weight = "warning"
    walker.show(child, draft)


WORDS_OF_PARTIES = {"Sender": Word("Svarer"), "Receiver": Word("Svarer til")}
