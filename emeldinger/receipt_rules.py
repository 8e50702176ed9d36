"""What becomes of a message, and what is answered: HIS 80415 and HITS 1168 as plain rules.

Plain data in and out: a letter, which of its receivers are ours, and what this installation rejects. The
words are the standard's own, sent to other systems and therefore Norwegian whoever reads the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from emeldinger.formats import codes, namespaces
from emeldinger.formats.apprec import Fault
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Kind, Party
from emeldinger.formats.identity import is_identified
from emeldinger.formats.letter import Letter
from emeldinger.formats.msghead import is_guid
from emeldinger.models import Queue, Verdict

OK, REJECTED = "1", "2"
#: From GenDate. After it the sender takes what is not answered for refused (HITS 1168).
PRESUMED_AFTER = timedelta(hours=96)
TRIALS = frozenset({"T", "D"})
#: Dialog messages that have a patient or are not what they say. A note or an avvik may be about none.
ABOUT_SOMEBODY = frozenset(
    {"DIALOG_FORESPORSEL", "DIALOG_SVAR", "DIALOG_HELSEFAGLIG", "DIALOG_STATUS_HENVISNING"}
)
#: Tells that a sender's or receiver's own clinician is away; about no patient.
ABSENCE = "/po/MeldingFravar/"
AVVIK = "DIALOG_AVVIK"
TOO_MUCH = frozenset({Code.TOO_LARGE, Code.TOO_MANY, Code.TOO_DEEP})

#: What the sender can do about it: the free text (OT) of each fault.
DETAILS = {
    "E10": "MsgId skal være en GUID. Send meldingen på nytt med en ny MsgId.",
    "E21": "Tjenesten finnes ikke hos oss. Slå opp riktig HER-id i Adresseregisteret og send på nytt.",
    "E36": "Oppgi pasienten med navn og fødselsnummer, D-nummer eller felles hjelpenummer,"
    " eller med navn, fødselsdato og kjønn.",
    "T01": "Meldingen er ikke velformet XML, og kan ikke leses sikkert. Send den på nytt.",
    "T02": "Meldingen er ikke gyldig etter det offisielle skjemaet.",
    "T10": "Vi kan ikke lese denne meldingstypen eller versjonen.",
    "T99": "Meldingen er for stor til å leses. Send den på nytt uten de største vedleggene.",
}


@dataclass(frozen=True, slots=True)
class Ours:
    """A receiver that is ours. `known` is False where its organisation is ours and its service is not."""

    party: Party
    known: bool = True

    @property
    def key(self) -> str:
        """What tells it apart from our other receivers: it answers once."""
        return _plain(self.party.her or self.party.organisation_number)[:20]


@dataclass(frozen=True, slots=True)
class Book:
    """The addresses that are ours, as far as the letter's receivers are concerned, by HER-id and by
    organisation number. `parted` are those of an organisation whose services are registered too: only then
    can one be unknown. An `empty` book is that of a new installation: whoever the letter is for is us.
    """

    hers: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """One receipt: from which of our receivers, with which status (8258) and faults (8221)."""

    ours: Ours
    status: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """`queue` is where a person must look at it, "" where nothing about the answer asks for that."""

    verdict: Verdict
    queue: Queue | str = ""
    owed: tuple[Owed, ...] = ()


def ours_of(head: Head, book: Book, delivered: Sequence[str] = ()) -> tuple[Ours, ...]:
    """Which of the receivers we answer as, each once. What the channel says it delivered to goes first;
    in an installation without addresses it is the main receiver alone, since copies go elsewhere.
    """
    receivers = [head.receiver, *head.others]
    found = [Ours(party) for party in receivers if _hers(party) & set(delivered)]
    if not found and book.empty:
        found = [Ours(head.receiver)] if _is_named(head.receiver) else []
    elif not found:
        found = [Ours(party, _is_known(party, book)) for party in receivers if _is_in(party, book)]
    return tuple({ours.key: ours for ours in reversed(found)}.values())[::-1]


def _hers(party: Party) -> set[str]:
    every = (party.organisation_her, party.service_her, party.person_her)
    return {_plain(her) for her in every if her}


def _plain(number: str) -> str:
    """Numbers are sent as "333 555 666" too."""
    return "".join(number.split())


def _is_in(party: Party, book: Book) -> bool:
    return bool(_hers(party) & book.hers) or _plain(party.organisation_number) in book.organisations


def _is_known(party: Party, book: Book) -> bool:
    """A letter to the whole organisation names no service that we could lack."""
    inner = {_plain(her) for her in (party.service_her, party.person_her) if her}
    whole = {_plain(party.organisation_her), _plain(party.organisation_number)}
    return not inner or bool(inner & book.hers) or not whole & book.parted


def _is_named(party: Party) -> bool:
    return bool(party.organisation_idents or party.service_idents or party.person_idents)


def rule(
    letter: Letter,
    *,
    ours: Sequence[Ours],
    rejects: frozenset[str],
    schema: Sequence[Finding] = (),
    too_large: bool = False,
) -> Ruling:
    """Every receiver of ours gets one answer, and only ours do. What should be rejected and cannot be
    answered is taken in: nobody would know of it otherwise.
    """
    head = letter.head
    if head.kind is Kind.RECEIPT:
        return Ruling(Verdict.ACKNOWLEDGEMENT)
    if not ours and any(map(_is_named, (head.receiver, *head.others))):
        return Ruling(Verdict.ELSEWHERE)
    faults = tuple(map(_fault, _faults(letter, rejects, schema, too_large)))
    answers = tuple(_answer(each, faults, rejects) for each in ours)
    taken = Verdict.TEST if head.processing in TRIALS else Verdict.TAKEN
    is_refused = all(owed.status == REJECTED for owed in answers) if answers else bool(faults)
    if not _can_answer(head, ours):
        return Ruling(taken, _unanswered(letter, too_large, is_refused))
    owed = tuple(each for each in answers if head.ack != "F" or each.status == REJECTED)
    if is_refused:
        return Ruling(Verdict.REJECTED if taken is Verdict.TAKEN else taken, "", owed)
    return Ruling(taken, _queue(letter, ours), owed)


def _faults(
    letter: Letter, rejects: frozenset[str], schema: Sequence[Finding], too_large: bool
) -> Iterator[str]:
    """E10, E36 and T99 always reject; the others where the installation says so. What was read of a broken
    message is not held against it.
    """
    if too_large or _is_too_much(letter):
        yield "T99"
        return
    if not letter.opened.well_formed and "T01" in rejects:
        yield "T01"
        return
    if not is_guid(letter.head.msg_id):
        yield "E10"
    if _lacks_patient(letter):
        yield "E36"
    if "T10" in rejects and not letter.known:
        yield "T10"
    if "T02" in rejects and any(finding.code is Code.SCHEMA for finding in schema):
        yield "T02"


def _is_too_much(letter: Letter) -> bool:
    return any(finding.code in TOO_MUCH for finding in letter.findings)


def _lacks_patient(letter: Letter) -> bool:
    """E36: about a patient, and she could be anybody. Of what no reader knows nobody can say that."""
    if not _is_about_patient(letter):
        return False
    return letter.head.patient is None or not is_identified(letter.head.patient)


def _is_about_patient(letter: Letter) -> bool:
    spaces = {document.namespace for document in letter.documents}
    if any(ABSENCE in space for space in spaces) or letter.head.type_code == AVVIK:
        return False
    if spaces & (namespaces.PLO | namespaces.EPIKRISE):
        return True
    if spaces & namespaces.DIALOG:
        return letter.head.patient is not None or letter.head.type_code in ABOUT_SOMEBODY
    return False


def _answer(ours: Ours, faults: tuple[Fault, ...], rejects: frozenset[str]) -> Owed:
    if not ours.known and "E21" in rejects:
        faults = (*faults, _fault("E21"))
    return Owed(ours, REJECTED if faults else OK, faults)


def _fault(code: str) -> Fault:
    return Fault(code, codes.text_of("8221", code) or code, DETAILS[code])


def _can_answer(head: Head, ours: Sequence[Ours]) -> bool:
    """A receipt names the message, and goes to somebody. One who wants none (Ack N) gets none."""
    return bool(ours and head.msg_id and head.ack != "N" and _is_named(head.sender))


def _unanswered(letter: Letter, too_large: bool, is_refused: bool) -> Queue | str:
    if too_large or _is_too_much(letter) or is_unreadable(letter):
        return Queue.UNREADABLE
    return Queue.NO_ANSWER if is_refused or letter.head.ack != "N" else ""


def _queue(letter: Letter, ours: Sequence[Ours]) -> Queue | str:
    if is_unreadable(letter):
        return Queue.UNREADABLE
    return "" if any(each.known for each in ours) else Queue.UNKNOWN_SERVICE


def is_unreadable(letter: Letter) -> bool:
    """Nothing to read, or something may be missing that nobody sees is missing."""
    return not letter.opened.well_formed or letter.head.kind is Kind.OTHER
