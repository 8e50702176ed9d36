"""One e-melding as a nurse reads it: whom it is about, what it says, what it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from emeldinger.formats.callers import Caller, callers
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import Reading, read
from emeldinger.formats.words import Section
from emeldinger.models import Match, Message, Queue, Standing, Verdict
from emeldinger.originals import OriginalMissing, beginning
from emeldinger.permissions import can_handle
from emeldinger.queries.aftermath import Aftermath, aftermath_of
from emeldinger.queries.blocks import Panel, panels, with_news
from emeldinger.queries.cancellations import original_of
from emeldinger.queries.conversation import Conversation, conversation_of
from emeldinger.queries.due_words import DueWords, due_words
from emeldinger.queries.findings import Told, all_of
from emeldinger.queries.hands import Hands, hands_of
from emeldinger.queries.medicines import MedicineNews, medicine_news
from emeldinger.queries.receipts import Receipt, receipts_of
from emeldinger.queries.room import Room
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from patients.queries.essentials import Essentials, essentials
from teams.models import User
from teams.queries import name_of
from worklists.queries.patient_slots import Day, near_visits

#: The readers' own headings for what stands beside the text: people, and how the message was sent.
PEOPLE = ("Pasienten", "Mer om pasienten", "Kontakter")
SENDING = ("Avsender og mottaker", "Om forsendelsen", "Om meldingen")


@dataclass(frozen=True, slots=True)
class Who:
    """The patient as we know her, or only as the message names her. `may_open` where the reader
    may open her page; `other_name` is the message's own name for her where it is another.
    """

    patient: Patient | None
    may_open: bool
    other_name: str
    match: str
    is_receipt: bool = False

    @property
    def is_nobody(self) -> bool:
        return self.match == Match.NOBODY or self.is_receipt


@dataclass(frozen=True, slots=True)
class Beside:
    """What we know of the patient, and who comes to her in the next two days: for those who may see her."""

    essentials: Essentials
    days: list[Day]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """`warnings` stand on top and `panels` after them, in the message's own order; beside them `people`,
    and `sending`: what is about the message and not about the patient.
    """

    message: Message
    who: Who
    title: str
    subject: str
    callers: tuple[Caller, ...]
    warnings: list[Panel]
    panels: list[Panel]
    people: list[Panel]
    sending: list[Panel]
    is_cut: bool
    reading: Reading
    beside: Beside | None
    medicines: MedicineNews | None
    aftermath: Aftermath
    hands: Hands
    conversation: Conversation
    receipts: list[Receipt]
    told: list[Told]
    may_handle: bool
    opened_by: str
    taken_back: list[Message]
    proposed: Message | None

    @property
    def due(self) -> DueWords | None:
        """By when, while it is somebody's work."""
        message = self.message
        is_work = message.verdict == Verdict.TAKEN and message.closed_at is None
        return due_words(message, clock.now()) if is_work and not self.is_over else None

    @property
    def may_close(self) -> bool:
        """Whether the panel that closes it has its place on the page; it tells what it led to by itself."""
        return self.may_handle and self.message.verdict == Verdict.TAKEN

    @property
    def medicines_at(self) -> str:
        """The anchor of the section that has the medicine list: what is new is told on top of it."""
        has = (one for one in self.panels if any(block.groups for block in one.blocks))
        return next((one.anchor for one in has), "") if self.medicines else ""

    @property
    def queue(self) -> str:
        """Why it does not just lie with the patient's HT, where the heading does not say so already."""
        message = self.message
        on_top = message.queue in (Queue.UNKNOWN_PATIENT, Queue.PROPOSED_PATIENT)
        return "" if on_top else str(message.get_queue_display() if message.queue else "")

    @property
    def troubles(self) -> list[Told]:
        """What makes the text uncertain or short."""
        return [row for row in self.told if row.matters]

    @property
    def receipts_told(self) -> list[Receipt]:
        """Positive ones are told only to whoever asks (HIS 80415)."""
        return [receipt for receipt in self.receipts if receipt.must_be_told]

    @property
    def is_marked(self) -> bool:
        """Whether she who looks is to be noted as the first who opened it."""
        return self.may_handle and self.message.opened_at is None

    @property
    def is_over(self) -> bool:
        return self.message.standing in (Standing.CANCELLED, Standing.CHANGED)


def message_page(message: Message, user: User) -> MessagePage:
    """Reads the original, and the one with the medicine list before it. Some thirty queries, whatever is in
    it: half of them are about the patient.
    """
    letter = letter_of(message)
    reading = read(letter)
    title = reading.title or message.type_text or message.type_code or _("E-melding")
    room, who = Room(), _who(message, user)
    medicines = medicine_news(message, reading, user)
    told = medicines.by_medicine if medicines else {}
    return MessagePage(
        message=message,
        who=who,
        title=title,
        subject="" if reading.subject.casefold() == title.casefold() else reading.subject,
        callers=tuple(_unsaid(message.sender_name, caller) for caller in callers(letter)),
        warnings=room.panels(panels(filter(_is_warning, reading.sections), "obs")),
        panels=with_news(room.panels(panels(filter(_is_text, reading.sections), "del")), told),
        people=room.panels(panels(_under(PEOPLE, reading), "hvem")),
        sending=room.panels(panels(_under(SENDING, reading), "om")),
        is_cut=room.is_cut,
        reading=reading,
        beside=_beside(who, user),
        medicines=medicines,
        aftermath=aftermath_of(message),
        hands=hands_of(message, user),
        conversation=conversation_of(message, user),
        receipts=list(receipts_of(message)),
        told=all_of(message, reading),
        may_handle=can_handle(user, message),
        opened_by=opened_by(message),
        taken_back=list(_taken_back(message, user)),
        proposed=_proposed(message, user),
    )


def _is_warning(section: Section) -> bool:
    return section.weight == "warning"


def _is_text(section: Section) -> bool:
    return not _is_warning(section) and section.heading not in (*PEOPLE, *SENDING)


def _under(headings: tuple[str, ...], reading: Reading) -> Iterable[Section]:
    """Those with one of these headings that are no warning."""
    others = (section for section in reading.sections if not _is_warning(section))
    return (section for section in others if section.heading in headings)


def letter_of(message: Message) -> Letter:
    return read_letter(original_of_message(message))


def original_of_message(message: Message) -> bytes:
    """The whole, or the beginning of what is too large. Raises Refused where its file is gone."""
    try:
        return beginning(message.original)
    except OriginalMissing as fault:
        raise Refused(gone()) from fault


def gone() -> str:
    return _(
        "Filen som meldingen kom i, finnes ikke der den skal ligge. Si fra til systemansvarlig."
    )


def _who(message: Message, user: User) -> Who:
    patient = message.patient
    may_open = (
        patient is not None and Patient.objects.visible_to(user).filter(pk=patient.pk).exists()
    )
    differs = patient is not None and not _same_name(patient.name, message.person_name)
    return Who(
        patient=patient,
        may_open=may_open,
        other_name=message.person_name if differs else "",
        match=message.match,
        is_receipt=message.verdict == Verdict.ACKNOWLEDGEMENT,
    )


def _beside(who: Who, user: User) -> Beside | None:
    if who.patient is None or not who.may_open:
        return None
    return Beside(essentials(who.patient), near_visits(user, who.patient))


def _unsaid(sender: str, caller: Caller) -> Caller:
    """A name that the sender's own name holds already is not said twice."""
    words = set(sender.casefold().replace(",", " ").split())
    is_said = set(caller.name.casefold().split()) <= words
    return replace(caller, name="") if is_said else caller


def _same_name(ours: str, theirs: str) -> bool:
    """A middle name more or less is the same name; nothing written differs from nothing."""
    words, others = set(ours.casefold().split()), set(theirs.casefold().split())
    return not others or words <= others or others <= words


def opened_by(message: Message) -> str:
    return name_of(message.opened_by) if message.opened_by else ""


def _taken_back(message: Message, user: User) -> Iterable[Message]:
    """What a cancellation cancels, as far as the reader may see it."""
    if message.standing != Standing.CANCELS:
        return []
    return message.follows.visible_to(user).order_by("-received_at", "-pk")


def _proposed(message: Message, user: User) -> Message | None:
    """The one message that a cancellation without a reference may mean; a nurse says whether it does."""
    if message.standing != Standing.WAITS or message.parent_id:
        return None
    found = original_of(message)
    if found is None or not Message.objects.visible_to(user).filter(pk=found.pk).exists():
        return None
    return found
