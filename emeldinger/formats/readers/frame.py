"""What stands around the documents: the patient, who writes to whom, and about the message itself."""

from __future__ import annotations

from emeldinger.formats.finding import Finding
from emeldinger.formats.readers.common import find, kids, local, value
from emeldinger.formats.readers.party_words import PARTY_WORDS
from emeldinger.formats.readers.rest import rest_rows
from emeldinger.formats.readers.walk import Bag, Draft, Element, How, Walker, Word
from emeldinger.formats.words import Row, Section

FRAME_WORDS = {
    **PARTY_WORDS,
    "MsgInfo": Word("Melding", how=How.OPEN),
    "MIGversion": Word("Versjon av hodet"),
    "GenDate": Word("Laget", how=How.DAY),
    "MsgId": Word("Meldingens nummer"),
    "ProcessingStatus": Word("Behandling", "8113"),
    "RequestedPriority": Word("Hastegrad", "8115"),
    "Ack": Word("Kvittering ønskes", "7304"),
    "ConversationRef": Word("Samtale", how=How.OPEN),
    "RefToParent": Word("Gjelder meldingen"),
    "RefToConversation": Word("Samtalen begynte med"),
    "Sender": Word("Avsender", how=How.PARTY),
    "Receiver": Word("Mottaker", how=How.PARTY),
    "OtherReceiver": Word("Annen mottaker", how=How.PARTY),
    "ComMethod": Word("Sendes som", sure=False),
    "RoleReceiver": Word("Rolle", "8112"),
    "Document": Word("Dokument"),
    "PatientReport": Word("Rapport"),
    "CaseNo": Word("Saksnummer"),
    "DocumentConnection": Word("Forhold", "4702", sure=False),
    "ContentType": Word("Innholdstype"),
    "ContentDescription": Word("Innhold"),
    "ContentCategory": Word("Kategori"),
    "Consent": Word("Samtykke", "9064", sure=False),
    "Annotation": Word("Merknad"),
    "FromDate": Word("Fra", how=How.DAY),
    "ToDate": Word("Til", how=How.DAY),
    "OidRef": Word("OID"),
    "EnquiryRefId": Word("Viser til forespørsel"),
    "RefDoc": Word("Dokument", how=How.OPEN),
    "IssueDate": Word("Skrevet", how=How.DAY),
    "MsgType": Word("Type dokument", "8114"),
    "MimeType": Word("Filtype"),
    "Description": Word("Beskrivelse"),
    "Compression": Word("Pakket som"),
    "FileReference": Word("Ligger på"),
    "Content": Word("Innhold", how=How.OPEN),
}


def _patient(walker: Walker, bag: Bag, draft: Draft) -> None:
    """The patient as the message has her, one row for each thing."""
    names = bag.all("GivenName", "MiddleName", "FamilyName")
    draft.row("Navn", " ".join(filter(None, map(walker.phrase, names))))
    for child in bag.all("Ident"):
        kind = find(child, "TypeId")
        number = Bag(child, set()).take("Id")
        label = walker.said(kind)[0] if kind is not None else "Nummer"
        draft.row(label or "Nummer", value(number) or "mangler")
        bag.left += [one for one in kids(child) if one is not kind and one is not number]
    for child in bag.all("DateOfBirth", "Sex"):
        walker.show(child, draft)
    for child in bag.all("Address", "TeleCom"):
        draft.row(walker.word(child).label, ", ".join(filter(None, walker.party_of([child]))))


def _type(walker: Walker, bag: Bag, draft: Draft) -> None:
    """MsgInfo/Type. The same name is the kind of an address elsewhere."""
    if bag.element.get("V") or bag.element.get("DN"):
        draft.row("Type", *walker.said(bag.element, Word("Type", "8279", sure=False)))
        bag.own_shown = True


def frame(root: Element, taken: set[Element]) -> tuple[list[Section], list[Row], list[Finding]]:
    """Sections of the head, what nobody has a word for, and findings. `taken` is shown elsewhere."""
    walker = Walker(FRAME_WORDS, specials={"Patient": _patient})
    walker.taken = taken
    kept = list(root.iter())
    info = [one for one in kept if local(one) == "MsgInfo" and one not in taken]
    above = [one for each in info for one in kids(each)]
    sections = [
        walker.section("Pasienten", _named(above, "Patient")),
        walker.section(
            "Avsender og mottaker", _named(above, "Sender", "Receiver", "OtherReceiver")
        ),
    ]
    walker.taken = taken | set(_named(above, "Patient", "Sender", "Receiver", "OtherReceiver"))
    walker.specials = {"Patient": _patient, "Type": _type}
    draft = Draft("Om meldingen")
    walker.show_children(root, draft)
    sections.append(walker.finish(draft))
    return [one for one in sections if one is not None], walker.rest, walker.findings


def _named(elements: list[Element], *names: str) -> list[Element]:
    return [one for one in elements if local(one) in names]


def wrapping(root: Element) -> list[Row]:
    """What the message was wrapped in: the other elements and the attributes of the wrapper."""
    outermost = root.getroottree().getroot()
    return rest_rows(outermost, {root}) if outermost is not root else []
