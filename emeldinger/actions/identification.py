"""A nurse says whom a message is about, that it is none of those proposed, or that it was not her."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions.due import set_due
from emeldinger.actions.taking import MOVED, move_to
from emeldinger.models import Address, Identification, Match, Message, Queue, Verdict
from emeldinger.permissions import check_can_handle
from emeldinger.queries.homes import home_of
from emeldinger.queries.identifications import last_word
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.audit import record
from teams.models import Team, User
from teams.permissions import Permission
from teams.queries import name_of

Said = Identification.Said
#: Where it lies because nobody has said who she is; the other queues have reasons of their own.
WHO_IS_IT = (Queue.UNKNOWN_PATIENT, Queue.PROPOSED_PATIENT)


@transaction.atomic
def confirm_patient(*, message: Message, patient: Patient, by: User) -> None:
    """It is she. The message goes to her HT, where nobody has opened it yet if that is another one.

    Raises Refused where somebody else said another patient, or "none of these", after the page was read.
    """
    message = _locked(message, by)
    if message.patient == patient:
        return
    if message.patient is not None:
        raise Refused(_already(message))
    home = home_of(patient)
    queue = home.queue if message.queue in WHO_IS_IT else message.queue
    message.patient, message.match, message.queue = patient, Match.KNOWN, queue
    _note(message, Said.CONFIRMED, patient, by)
    _move(message, home.ht or message.ht)


@transaction.atomic
def none_of_these(*, message: Message, by: User) -> None:
    """Nobody of those proposed: unknown, with the address's HT, until somebody finds her.

    Raises Refused where somebody has said who she is.
    """
    message = _locked(message, by)
    if message.patient is not None:
        raise Refused(_already(message))
    last = last_word(message)
    if last is not None and last.said == Said.NONE:
        return
    message.match = Match.UNKNOWN
    _to_the_unknown(message)
    _note(message, Said.NONE, None, by)
    _move(message, _ht_of_address(message))


@transaction.atomic
def part_from_patient(*, message: Message, patient: Patient, by: User, why: str) -> None:
    """It was not `patient` after all: unknown again. Who said so and why is kept beside the mistake.

    Twice is once. Raises Refused without a reason, and where somebody has said another patient since.
    """
    message = _locked(message, by)
    if message.patient is None:
        return
    if message.patient != patient:
        raise Refused(_already(message))
    if not why.strip():
        raise Refused(_("Skriv hvorfor det ikke er denne pasienten."))
    _note(message, Said.PARTED, patient, by, why.strip())
    message.patient, message.match = None, Match.UNKNOWN
    _to_the_unknown(message)
    _move(message, _ht_of_address(message))


def _locked(message: Message, by: User) -> Message:
    """Read anew under its own lock: of two who answer at once the second meets what the first said."""
    rows = Message.objects.select_for_update(of=("self",))
    fresh = rows.select_related("patient", "ht__site__unit", "ht__ht", "address__ht__site__unit")
    found = fresh.get(pk=message.pk)
    check_can_handle(by, found)
    if found.verdict != Verdict.TAKEN:
        raise Refused(_("Bare meldinger som er tatt imot, kan knyttes til en pasient."))
    return found


def _already(message: Message) -> str:
    """Who was first, where it was a person."""
    said = last_word(message)
    number = message.patient.number if message.patient else ""
    if said is None or said.said != Said.CONFIRMED:
        return _("Meldingen gjelder alt pasient %s, etter nummeret i den.") % number
    told = {"who": name_of(said.by), "number": number}
    return _("%(who)s har alt sagt at meldingen gjelder pasient %(number)s.") % told


def _to_the_unknown(message: Message) -> None:
    """A message that lies somewhere for a reason of its own stays there."""
    of_a_patient = (Queue.SHARED_PATIENT, Queue.ENDED_PATIENT, Queue.NO_TEAM)
    if message.queue in ("", *WHO_IS_IT, *of_a_patient):
        message.queue = Queue.UNKNOWN_PATIENT


def _ht_of_address(message: Message) -> Team | None:
    address: Address | None = message.address
    return address.ht if address else message.ht


def _note(
    message: Message, said: Identification.Said, patient: Patient | None, by: User, why: str = ""
) -> None:
    """In the role that let her: before the message goes to another HT."""
    Identification.objects.create(message=message, said=said, patient=patient, by=by, why=why)
    record(
        by=by,
        verb=f"message_patient_{VERBS[said]}",
        obj=message,
        team=message.ht,
        permission=Permission.HANDLE_MESSAGES,
        patient_number=patient.number if patient else "",
        reason=why,
    )


VERBS = {Said.CONFIRMED: "confirmed", Said.NONE: "none", Said.PARTED: "parted"}


def _move(message: Message, ht: Team | None) -> None:
    """In another HT nobody has looked at it yet."""
    move_to(message, ht)
    message.save(update_fields=["patient", "match", "queue", *MOVED])
    set_due(message)
