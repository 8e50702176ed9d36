"""Put a document in its envelope and say who sends it: `letter` is what the others call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from lxml import etree

from emeldinger.formats.compose import Cover, File, write_message
from emeldinger.formats.head import Ident, Party, Person
from imports.demo.letters import bodies, others
from imports.demo.letters.bodies import About
from imports.demo.letters.discharge import discharge_letter


def party(
    organisation: str, her: str, service: str = "", service_her: str = "", role: str = ""
) -> Party:
    """Somebody with HER-ids. Invented ones begin with 00, and no real HER-id does."""
    return Party(
        organisation=organisation,
        organisation_idents=(Ident(her, "HER"),),
        service=service,
        service_idents=(Ident(service_her, "HER"),) if service else (),
        role=role,
    )


HOSPITAL = party("Oppdiktet sykehus", "0070001", "PLO medisin", "0070002")
LEGE = party("Fiktivt legesenter", "0080001", "Legetjeneste", "0080002")
SAKSBEHANDLER = party("Bergen kommune (oppdiktet)", "0050001", "Saksbehandler", "0050009")


@dataclass(frozen=True, slots=True)
class Type:
    """A type of message (8279): its code and text, who usually sends it, what is inside."""

    code: str
    text: str
    sender: Party
    body: Callable[[About], etree._Element]


KINDS = {
    "innlagt": Type("LOG_INNLAGT", "Innlagt pasient", HOSPITAL, bodies.innlagt),
    "tidligmelding": Type(
        "HELSEOPPL_SOKNAD", "Helseopplysninger ved søknad", HOSPITAL, bodies.tidligmelding
    ),
    "oppdatert": Type(
        "HELSEOPPL_SOKNAD", "Helseopplysninger ved søknad", HOSPITAL, bodies.oppdatert
    ),
    "utskrivningsklar": Type(
        "LOG_UTSKRIVNINGSKLAR", "Utskrivningsklar pasient", HOSPITAL, bodies.utskrivningsklar
    ),
    "avmelding": Type(
        "LOG_AVMELDING", "Avmelding av utskrivningsklar pasient", HOSPITAL, bodies.avmelding
    ),
    "utskrevet": Type("LOG_UTSKREVET", "Utskrevet pasient", HOSPITAL, bodies.utskrevet),
    "dod": Type("LOG_DOD", "Orientering om dødsfall", HOSPITAL, bodies.dod),
    "utskrivningsrapport": Type(
        "UTSKRIVNINGSRAPPORT", "Utskrivningsrapport", HOSPITAL, bodies.utskrivningsrapport
    ),
    "innleggelsesrapport": Type(
        "INNLEGGELSESRAPPORT", "Innleggelsesrapport", HOSPITAL, bodies.innleggelsesrapport
    ),
    "medisinske": Type(
        "MEDISINSKE_OPPLYSNINGER", "Medisinske opplysninger", LEGE, bodies.medisinske
    ),
    "orientering": Type(
        "ORIENTERING_TJENESTETILBUD",
        "Orientering om tjenestetilbud",
        SAKSBEHANDLER,
        bodies.orientering,
    ),
    "til-lege": Type(
        "HELSEOPPLYSNINGER_LEGE", "Helseopplysninger til lege", SAKSBEHANDLER, bodies.til_lege
    ),
    "fravaer": Type("MELDING_FRAVAR", "Melding om fravær av helsepersonell", LEGE, bodies.fravaer),
    "foresporsel": Type("DIALOG_FORESPORSEL", "Forespørsel", LEGE, others.foresporsel),
    "svar": Type("DIALOG_SVAR", "Svar på forespørsel", LEGE, others.svar),
    "helsefaglig": Type("DIALOG_HELSEFAGLIG", "Helsefaglig dialog", LEGE, others.helsefaglig),
    "avvik": Type("DIALOG_AVVIK", "Tilbakemelding om feil i mottatt melding", LEGE, others.avvik),
}


def letter(
    kind: str,
    *,
    receiver: Party,
    patient: Person | None,
    at: datetime,
    sender: Party | None = None,
    msg_id: str = "",
    status: str = "N",
    parent: str = "",
    conversation: str = "",
    copies: Sequence[Party] = (),
    processing: str = "",
    text: str = "",
    files: Sequence[File] = (),
    version: str = "1.6",
    encoding: str = "UTF-8",
) -> bytes:
    """The bytes of a message of this kind (a key of KINDS, or "epikrise"), written at `at`."""
    msg_id = msg_id or str(uuid4())
    about = About(at=at, status=status, version=version, text=text)
    if kind == "epikrise":
        return discharge_letter(about, msg_id, sender or HOSPITAL, receiver, patient)
    known = KINDS[kind]
    cover = Cover(known.code, known.text, msg_id, at, parent, conversation, processing)
    return write_message(
        cover,
        sender=sender or known.sender,
        receiver=receiver,
        others=copies,
        patient=patient,
        documents=[known.body(about)],
        files=files,
        encoding=encoding,
    )
