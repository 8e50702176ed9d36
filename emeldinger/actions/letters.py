"""Letters: begun, kept from the first word typed, signed and sent, or dropped with a reason.

Signing writes the bytes and a row that the outbox sends by (adr/0023): it is sent when the channel has it,
and green when the other side has said yes. Nothing else here waits for anybody outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger import channels
from emeldinger.actions import locks
from emeldinger.actions.outbox import TASK
from emeldinger.letter_words import Content, clipped, missing
from emeldinger.models import (
    Letter,
    LetterKind,
    LetterState,
    Message,
    Original,
    Sending,
    SendingKind,
)
from emeldinger.queries.letter_bytes import Composed, compose, signer_of
from emeldinger.queries.letter_parties import receiver_from
from emeldinger.queries.letter_start import first_content
from heltom.lib import clock, wake
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.audit import record
from teams.models import Staff, Team, User
from teams.permissions import Permission, check_can
from teams.queries import name_of


@transaction.atomic
def begin(
    *,
    kind: str,
    ht: Team,
    by: User,
    answers: Message | None = None,
    patient: Patient | None = None,
) -> Letter:
    """A draft, filled in with what HeltOm knows; the one that is open already where somebody has begun it.

    `patient` is that of the message where there is one. Raises NotAllowed for others than the nurses who
    handle the HT's messages.
    """
    check_can(by, Permission.HANDLE_MESSAGES, ht)
    patient = _about(kind, answers, patient)
    locks.hold([f"brev {kind} {answers.pk if answers else ''} {patient.pk if patient else ''}"])
    there = _open_draft(kind, ht, answers, patient, by)
    if there is not None:
        return there
    receiver = receiver_from(answers) if answers else {}
    # A report is filled in for those who may open her page; others write what they know.
    sees = patient is not None and Patient.objects.visible_to(by).filter(pk=patient.pk).exists()
    known = patient if sees or kind != LetterKind.ADMISSION_REPORT else None
    content = first_content(LetterKind(kind), ht=ht, answers=answers, patient=known)
    return _begin(kind, ht, by, answers, patient, receiver, content)


def _about(kind: str, answers: Message | None, patient: Patient | None) -> Patient | None:
    """A fault is about the message: what came to the wrong place stands with no patient of ours."""
    if kind == LetterKind.FAULT:
        return None
    return patient or (answers.patient if answers else None)


def _open_draft(
    kind: str, ht: Team, answers: Message | None, patient: Patient | None, by: User
) -> Letter | None:
    """One draft of each kind on a message, and one report about a patient. A question may be one of many:
    only one that nobody has written in is the same."""
    drafts = Letter.objects.filter(kind=kind, ht=ht, state=LetterState.DRAFT, patient=patient)
    found = drafts.filter(answers=answers).order_by("pk").last()
    is_one_of_many = answers is None and kind == LetterKind.QUESTION
    if found is None or not is_one_of_many:
        return found
    return found if found.made_by == by and found.changed_at == found.made_at else None


def _begin(
    kind: str,
    ht: Team,
    by: User,
    answers: Message | None,
    patient: Patient | None,
    receiver: Mapping[str, object],
    content: Content,
) -> Letter:
    now = clock.now()
    letter = Letter.objects.create(
        kind=kind,
        ht=ht,
        answers=answers,
        patient=patient,
        receiver=dict(receiver),
        content=content,
        made_at=now,
        made_by=by,
        changed_at=now,
        changed_by=by,
    )
    _record(letter, "letter_begun", by)
    return letter


@transaction.atomic
def save(
    *,
    letter: Letter,
    content: Content,
    by: User,
    receiver: Mapping[str, object] | None = None,
    seen: str = "",
) -> Letter:
    """Keep what she has typed, whole or half. `seen` is `version_of` the letter as her page had it; empty
    where nobody else can have written since.

    Raises Refused where it is signed or dropped, and where somebody has written in it since: who, and when.
    """
    found = _locked(letter, by)
    _check_draft(found)
    kept = {**found.content, **clipped(found.kind, content)}
    chosen = found.receiver if receiver is None else dict(receiver)
    if (kept, chosen) == (found.content, found.receiver):
        return found
    _check_seen(found, seen)
    found.content, found.receiver = kept, chosen
    found.changed_at, found.changed_by = clock.now(), by
    found.save(update_fields=["content", "receiver", "changed_at", "changed_by"])
    return found


def version_of(letter: Letter) -> str:
    """Changes each time something is kept."""
    return letter.changed_at.astimezone(clock.OSLO).isoformat()


@transaction.atomic
def sign(*, letter: Letter, by: User, seen: str = "") -> Sending:
    """It is written out, owed to its receiver, and never changed again. Pressed twice it is sent once.

    Raises Refused where something is missing (a sentence for each), where nobody here has an address or
    the receiver none, where another has signed, dropped or rewritten it since (who, and when), and where
    the message that it answers is about somebody else by now.
    """
    found = _locked(letter, by)
    if found.sending is not None and found.signed_by == by:
        return found.sending
    _check_draft(found)
    _check_seen(found, seen)
    _check_is_about_her(found)
    wrong = missing(found.kind, found.content, found.receiver)
    if wrong:
        raise Refused(" ".join(dict.fromkeys(wrong.values())))
    staff = signer_of(by)
    found.sending = _owe(found, staff, by)
    found.state, found.signed_at, found.signed_by = LetterState.SIGNED, clock.now(), by
    found.save(update_fields=["state", "signed_at", "signed_by", "sending"])
    _record(found, "letter_signed", by, sending=found.sending.pk, type=found.sending.type_code)
    wake.after_commit(TASK)
    return found.sending


def _owe(letter: Letter, staff: Staff, by: User) -> Sending:
    now, msg_id = clock.now(), str(uuid4())
    composed = compose(letter, signer=staff, msg_id=msg_id, at=now)
    digest = hashlib.sha256(composed.raw).hexdigest()
    original = Original.objects.create(sha256=digest, size=len(composed.raw), content=composed.raw)
    return Sending.objects.create(
        kind=SendingKind.MESSAGE,
        msg_id=msg_id,
        original=original,
        channel=_channel(letter.answers),
        written_at=now,
        next_try_at=now,
        ht=letter.ht,
        patient=letter.patient,
        written_by=by,
        **_envelope(composed),
    )


def _channel(answers: Message | None) -> str:
    """The way that what is answered came; else the first that the installation has. Empty where it has
    none: then the letter waits until it has."""
    known = channels.configured()
    came = answers.arrivals.order_by("-pk").first() if answers else None
    same = [one.name for one in known if came is not None and one.way == came.way]
    return next(iter([*same, *(one.name for one in known)]), "")


def _envelope(composed: Composed) -> dict[str, str]:
    return {
        "sender_her": composed.sender.her[:20],
        "receiver_her": composed.receiver.her[:20],
        "receiver_name": composed.receiver.name[:300],
        "type_code": composed.type_code,
        "type_text": composed.type_text,
        "conversation": composed.conversation[:100],
    }


@transaction.atomic
def drop(*, letter: Letter, why: str, by: User) -> None:
    """Not to be sent after all. What was written stays, with who dropped it and why. Twice is once."""
    found = _locked(letter, by)
    if found.state == LetterState.DROPPED:
        return
    _check_draft(found)
    why = why.strip()[:300]
    if not why:
        raise Refused(_("Skriv hvorfor brevet ikke skal sendes."))
    found.state, found.dropped_why = LetterState.DROPPED, why
    found.changed_at, found.changed_by = clock.now(), by
    found.save(update_fields=["state", "dropped_why", "changed_at", "changed_by"])
    _record(found, "letter_dropped", by, reason=why)


@transaction.atomic
def write_and_sign(
    *,
    kind: str,
    ht: Team,
    by: User,
    content: Content,
    answers: Message | None = None,
    patient: Patient | None = None,
    receiver: Mapping[str, object] | None = None,
) -> Letter:
    """Written and signed in one step, as from the panel that closes a message: the Letter, `sending` set.

    `content` by kind (letter_words.py): REPLY {answer: 9069, text}; DISCHARGE_ANSWER {can: "kan" |
    "annen-dato" | "kan-ikke", date: "2026-11-24", text}; QUESTION {about: 9152, urgency: 9067, subject,
    text}; FAULT {reason: 8117, text, passed_how, passed_to}. The receiver is who sent `answers`, unless
    told. A draft of her own of the same kind on the message is signed with these words. Raises Refused
    where a colleague is writing one, and as `sign`.
    """
    letter = begin(kind=kind, ht=ht, by=by, answers=answers, patient=patient)
    if letter.changed_by != by:
        told = {"who": name_of(letter.changed_by), "when": _when(letter.changed_at)}
        raise Refused(
            _(
                "%(who)s har et brev under arbeid på denne meldingen, sist endret %(when)s. Send eller "
                "forkast det først."
            )
            % told
        )
    letter = save(letter=letter, content=content, receiver=receiver, by=by)
    sign(letter=letter, by=by)
    letter.refresh_from_db()
    return letter


def _locked(letter: Letter, by: User) -> Letter:
    """Read anew under its own lock: of two who write at once the second meets what the first did."""
    rows = Letter.objects.select_for_update(of=("self",))
    joined = ("ht__site__unit", "patient", "answers__original", "answers__address", "sending")
    found = rows.select_related(*joined, "signed_by", "changed_by").get(pk=letter.pk)
    check_can(by, Permission.HANDLE_MESSAGES, found.ht)
    return found


def _check_draft(letter: Letter) -> None:
    if letter.state == LetterState.SIGNED:
        told = {"who": _name(letter.signed_by), "when": _when(letter.signed_at)}
        raise Refused(_("%(who)s signerte og sendte brevet %(when)s.") % told)
    if letter.state == LetterState.DROPPED:
        told = {"who": name_of(letter.changed_by), "when": _when(letter.changed_at)}
        raise Refused(_("%(who)s forkastet brevet %(when)s. Begynn på et nytt.") % told)


def _check_is_about_her(letter: Letter) -> None:
    """What was filled in about one patient is not sent as the answer about another: somebody has said since
    that the message was not about her.
    """
    answers = letter.answers
    if answers is None or letter.patient_id is None or letter.kind == LetterKind.FAULT:
        return
    if answers.patient_id != letter.patient_id:
        raise Refused(
            _(
                "Meldingen gjelder ikke lenger pasienten som brevet handler om. Forkast brevet, og "
                "begynn på et nytt."
            )
        )


def _check_seen(letter: Letter, seen: str) -> None:
    if seen and seen != version_of(letter):
        told = {"who": name_of(letter.changed_by), "when": _when(letter.changed_at)}
        raise Refused(
            _(
                "%(who)s endret brevet %(when)s, etter at du åpnet det. Det du har skrevet her, er "
                "ikke lagret. Last siden på nytt og se hva som står der."
            )
            % told
        )


def _name(user: User | None) -> str:
    return name_of(user) if user else ""


def _when(instant: datetime | None) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i") if instant else ""


def _record(letter: Letter, verb: str, by: User, reason: str = "", **details: object) -> None:
    record(
        by=by,
        verb=verb,
        obj=letter,
        team=letter.ht,
        permission=Permission.HANDLE_MESSAGES,
        patient_number=letter.patient.number if letter.patient else "",
        reason=reason,
        details={"kind": letter.kind, **details},
    )
