"""Letters for tests: about Kari, from the home nursing of the ward, to whoever wrote to it."""

from __future__ import annotations

from typing import Any

from emeldinger.actions import letters
from emeldinger.formats.complete import words_of
from emeldinger.formats.letter import Letter as Read
from emeldinger.formats.letter import read_letter
from emeldinger.formats.reading import Reading, read
from emeldinger.formats.words import Section
from emeldinger.models import Address, Message, Sending
from tests.emelding_factories import AddressFactory
from tests.emeldinger.incoming import NUMBER, bring_letter
from tests.factories import PatientFactory, PlacementFactory
from tests.ward import Ward

#: What each kind must have, so that it can be signed.
CONTENT: dict[str, dict[str, Any]] = {
    "foresporsel": {
        "about": "6",
        "urgency": "3",
        "subject": "Resept",
        "text": "Hun er snart tom for Oppdiktan. Kan dere fornye resepten?",
    },
    "dialogsvar": {"answer": "5", "text": "Vekten er 68,4 kg, ned 2 kg siden fredag."},
    "svar-utskrivningsklar": {"can": "annen-dato", "date": "2026-03-09", "text": "Etter kl. 12."},
    "avvik": {
        "reason": "1",
        "text": "Pasienten bor i en annen kommune.",
        "passed_how": "telefon",
        "passed_to": "Naboby kommune",
    },
    "innleggelsesrapport": {"reason": "Falt på badet.", "left_out": "Legemiddelliste."},
}
#: The types of message that each kind is written on.
ANSWERED = {
    "foresporsel": "innlagt",
    "dialogsvar": "foresporsel",
    "svar-utskrivningsklar": "utskrivningsklar",
    "avvik": "innlagt",
    "innleggelsesrapport": "innlagt",
}


def address(ward: Ward) -> Address:
    """Home nursing under the municipality, at the addresses that incoming.NURSING is."""
    whole = AddressFactory(her_id="0050001", whole=True, ht=ward.ht)
    return AddressFactory(her_id="0050002", ht=ward.ht, parent=whole)


def her(ward: Ward, **facts: object):
    """Kari, a patient of the ward's."""
    facts = {"national_number": NUMBER, "given_name": "Kari", "family_name": "Oppdiktet", **facts}
    return PlacementFactory(patient=PatientFactory(**facts), team=ward.team).patient


def came(kind: str = "innlagt", **about: object) -> Message:
    return bring_letter(kind, **about).message


def signed(ward: Ward, kind: str, answers: Message | None, **content: object) -> Sending:
    """Anne writes it and signs."""
    anne, patient = ward.user("anne"), answers.patient if answers else None
    letter = letters.write_and_sign(
        kind=kind,
        ht=ward.ht,
        by=anne,
        answers=answers,
        patient=patient,
        content={**CONTENT[kind], **content},
    )
    assert letter.sending is not None
    return letter.sending


def as_sent(sending: Sending) -> Read:
    return read_letter(bytes(sending.original.content or b""))


def reading_of(sending: Sending) -> Reading:
    return read(as_sent(sending))


def said(sections: tuple[Section, ...]) -> str:
    """All words of a reading, one to a line."""
    return "\n".join(words_of(sections))
