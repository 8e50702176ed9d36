"""A letter as the message that it will be: the head, the document, and the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from emeldinger import letter_words as words
from emeldinger.formats import codes, nodes
from emeldinger.formats.admission_report import Kin, Report, Service, write_report
from emeldinger.formats.compose import Cover, write_message
from emeldinger.formats.dialog_out import (
    Coded,
    Note,
    Question,
    read_question,
    version_of,
    write_note,
    write_question,
)
from emeldinger.formats.head import Ident, Party, Person
from emeldinger.formats.letter import Letter as Read
from emeldinger.formats.professional import CONTACT, PRIMARY, Professional
from emeldinger.models import Letter, LetterKind, Message, Verdict
from emeldinger.queries.letter_parties import party_of, sender_of
from emeldinger.queries.message import letter_of
from emeldinger.queries.report_facts import person_facts
from heltom.lib import clock, national_id
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import Staff, User
from teams.roles import staff_of

#: Types (8279) whose answers are of the same family. All else is answered with a helsefaglig dialog.
ASKS, OLD_NOTES = "DIALOG_FORESPORSEL", ("DIALOG_NOTAT", "DIALOG_SVAR")
#: So many of the newest messages tell which version somebody writes.
LOOKED_AT = 2000
#: Kinds of number (8116) that are not a fødselsnummer.
KINDS = {
    national_id.Kind.D_NUMBER: "DNR",
    national_id.Kind.H_NUMBER: "HNR",
    national_id.Kind.FH_NUMBER: "FHN",
}


@dataclass(frozen=True, slots=True)
class Composed:
    """The bytes, and what the outbox must know of them. `conversation` is the MsgId that the talk began
    with: our own where we begin it."""

    raw: bytes
    type_code: str
    sender: Party
    receiver: Party
    conversation: str

    @property
    def type_text(self) -> str:
        return codes.text_of(codes.TYPES, self.type_code) or self.type_code


def signer_of(user: User) -> Staff:
    """Who answers for it. Raises Refused for a login with nobody employed behind it."""
    staff = staff_of(user)
    if staff is None:
        raise Refused(_("Bare den som er registrert som ansatt, kan signere et brev."))
    return staff


def compose(letter: Letter, *, signer: Staff, msg_id: str, at: datetime) -> Composed:
    """Raises Refused where we or the receiver have no address."""
    return _Writing(letter, signer, msg_id, at.astimezone(clock.OSLO)).composed()


class _Writing:
    """One letter on its way to bytes: what it answers is read once."""

    def __init__(self, letter: Letter, signer: Staff, msg_id: str, at: datetime) -> None:
        self.letter, self.content = letter, letter.content
        self.signer, self.msg_id, self.at = signer, msg_id, at

    def composed(self) -> Composed:
        type_code, body = self._document()
        sender, receiver = sender_of(self.letter), party_of(self.letter.receiver)
        if not receiver.organisation_idents:
            raise Refused(_("Mottakeren har ingen HER-id. Velg en annen, eller skriv den."))
        parent, conversation = self._references()
        cover = Cover(
            type_code=type_code,
            type_text=codes.text_of(codes.TYPES, type_code) or type_code,
            msg_id=self.msg_id,
            written_at=self.at,
            parent=parent,
            conversation=conversation,
        )
        raw = write_message(
            cover, sender=sender, receiver=receiver, patient=self._patient(), documents=[body]
        )
        return Composed(raw, type_code, sender, receiver, self._talk(conversation))

    @cached_property
    def answered(self) -> Read | None:
        return letter_of(self.letter.answers) if self.letter.answers else None

    def _references(self) -> tuple[str, str]:
        """The message that it answers and the first of the talk (HISD 1154), in the sender's own letters:
        her system looks for exactly what it wrote. A first message names none.
        """
        if self.answered is None:
            return "", ""
        info = nodes.child(self.answered.opened.tree, "MsgInfo")
        head = self.answered.head
        parent = nodes.text(nodes.child(info, "MsgId")) or head.msg_id
        said = nodes.text(nodes.child(info, "ConversationRef", "RefToConversation"))
        return parent, said or head.conversation or parent

    def _talk(self, conversation: str) -> str:
        """As our own rows name it, so that both sides of a talk are found by one name."""
        answers: Message | None = self.letter.answers
        if answers is None:
            return self.msg_id
        return answers.conversation or conversation.lower() or answers.msg_id or self.msg_id

    def _patient(self) -> Person | None:
        """Ours where we know her; else as the message that is answered names her."""
        patient: Patient | None = self.letter.patient
        if patient is None:
            return self.answered.head.patient if self.answered else None
        number = patient.national_number or ""
        return Person(
            given_name=patient.given_name,
            family_name=patient.family_name,
            idents=(Ident(number, _kind(number)),) if number else (),
            address=patient.address,
            postcode=patient.postcode,
            place=patient.place,
            phones=("".join(patient.phone.split()),) if patient.phone else (),
        )

    def _document(self) -> tuple[str, etree._Element]:
        """The type (8279), and what stands in it."""
        match LetterKind(self.letter.kind):
            case LetterKind.ADMISSION_REPORT:
                return "INNLEGGELSESRAPPORT", write_report(self._report())
            case LetterKind.QUESTION:
                return ASKS, self._question()
            case LetterKind.REPLY:
                return self._reply()
            case LetterKind.DISCHARGE_ANSWER:
                theme = Coded("7", "7322")
                note = Note(theme, words.discharge_sentence(self.content))
                return "DIALOG_HELSEFAGLIG", write_note(note, by=self._by(), version="1.1")
            case LetterKind.FAULT:
                return "DIALOG_AVVIK", self._fault()

    def _by(self, role: str = CONTACT) -> Professional:
        facts = person_facts(self.signer)
        return as_professional({**facts, "phone": self.letter.ht.phone or facts["phone"]}, role)

    def _question(self) -> etree._Element:
        question = Question(
            Coded(self.content["about"], "9152"),
            self.content["text"].strip(),
            urgency=self.content.get("urgency", ""),
            subject=self.content.get("subject", "").strip(),
        )
        return write_question(question, by=self._by(), version=self._version())

    def _version(self) -> str:
        """That in which the receiver last wrote a dialogmelding to us; 1.0 is read by everybody."""
        her = party_of(self.letter.receiver).her
        newest = Message.objects.filter(ht=self.letter.ht, verdict=Verdict.TAKEN)
        rows = newest.order_by("-received_at", "-pk").values_list("sender_her", "namespace")
        found = (version_of(space) for sender, space in rows[:LOOKED_AT] if sender == her)
        return next(filter(None, found), "1.0")

    def _reply(self) -> tuple[str, etree._Element]:
        """A question gets its answer, an older note a note; all else a helsefaglig dialog."""
        asked = self.answered.documents[0] if self.answered and self.answered.documents else None
        type_code = self.answered.head.type_code if self.answered else ""
        version = version_of(asked.namespace) if asked else ""
        text = self.content.get("text", "").strip()
        if type_code == ASKS and version and asked is not None and asked.body is not None:
            theme = Coded(self.content["answer"], "9069")
            note = Note(theme, text or theme.words, asked=read_question(asked.body))
            return "DIALOG_SVAR", write_note(note, by=self._by(), version=version)
        if type_code in OLD_NOTES and version == "1.0":
            note = Note(Coded("6", "7321"), self._answer_text(text))
            return "DIALOG_NOTAT", write_note(note, by=self._by(), version="1.0")
        note = Note(Coded("6", "7322"), self._answer_text(text))
        return "DIALOG_HELSEFAGLIG", write_note(note, by=self._by(), version="1.1")

    def _answer_text(self, text: str) -> str:
        """Where the form has no place for the code of the answer, its words stand in the text."""
        code = self.content["answer"]
        said = codes.text_of("9069", code) if code in words.SAYS_IT_ALL else ""
        return "\n\n".join(filter(None, (f"{said}." if said else "", text)))

    def _fault(self) -> etree._Element:
        """HIS 1151: the fault, and beside it what became of what was in the message."""
        note = Note(
            Coded(self.content["reason"], "8117"),
            self.content["text"].strip(),
            remark=words.passed_on_sentence(self.content),
        )
        return write_note(note, by=self._by(), version="1.0")

    def _report(self) -> Report:
        content, text = self.content, self._text
        sender = sender_of(self.letter)
        address = (sender.service_idents or sender.organisation_idents)[0]
        return Report(
            responsible=self._by(),
            approved=self.at.date(),
            unit=(self.letter.ht.name, address, self.letter.ht.phone),
            reason=text("reason"),
            left_out=words.left_out_words(content),
            state=text("state"),
            measured=text("measured"),
            medicines=text("medicines"),
            matters=text("matters"),
            practical=text("practical"),
            important=text("important"),
            goals=[line.strip() for line in text("goals").splitlines() if line.strip()],
            services=self._services(),
            kin=[
                Kin(row["name"], row["relation"], row["phone"], row["first"])
                for row in words.included(content, "kin")
            ],
            contacts=[as_professional(row, PRIMARY) for row in words.included(content, "contacts")],
            diagnoses=[
                (row["system"], row["code"], row["name"])
                for row in words.included(content, "diagnoses")
            ],
            functions=[(row["code"], row["score"]) for row in words.included(content, "functions")],
            equipment=[row["name"] for row in words.included(content, "equipment")],
        )

    def _text(self, name: str) -> str:
        return str(self.content.get(name, "")).strip()

    def _services(self) -> list[Service]:
        """One for each team that carries her; what is done stands with the first."""
        text = self._text("services")
        rows = self.content.get("facts", {}).get("teams", [])
        if not rows:
            return [Service("15", _("Hjemmetjeneste"), text=text)] if text else []
        return [
            Service(
                row["kind"],
                row["name"],
                row["team"],
                date.fromisoformat(row["since"]),
                text if number == 0 else "",
            )
            for number, row in enumerate(rows)
        ]


def as_professional(facts: dict[str, Any], role: str) -> Professional:
    """`facts` as a letter keeps them. Who has no HPR number is known by our own number for her (XXX)."""
    number = Ident(facts["hpr"], "HPR") if facts["hpr"] else Ident(facts["number"], "XXX")
    return Professional(
        given_name=facts["given"],
        family_name=facts["family"],
        profession=facts["profession"],
        role=role,
        ident=number,
        phone=facts["phone"],
    )


def _kind(number: str) -> str:
    """A number of the synthetic series counts as what it stands for."""
    return KINDS.get(national_id.kind_of(number), "FNR")
