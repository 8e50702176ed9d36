"""What a message led to is undone: each thing by itself, by the action that the ward undoes it with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions import letters
from emeldinger.models import Consequence, ConsequenceKind, Message
from emeldinger.permissions import check_can_handle
from emeldinger.queries.earlier import ONLY_SAID, cannot
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions import candidates
from patients.models import Pause
from teams.audit import record
from teams.models import User
from teams.permissions import Permission
from worklists.actions import endings, reminders, stays, visits

Kind = ConsequenceKind


@transaction.atomic
def undo(
    *, consequence: Consequence, by: User, reason: str, told_by: Message | None = None
) -> Consequence:
    """Raises Refused without a reason, and for what cannot be: it is sent, done, or gone already.

    `told_by` is the message that takes back the one that led to it: who handles that one undoes, also
    where the patient has moved and the closed one still lies with the HT she came from. Undone twice,
    the second does nothing.
    """
    if not reason.strip():
        raise Refused(_("Skriv hvorfor det angres."))
    list(Consequence.objects.select_for_update(no_key=True).filter(pk=consequence.pk))
    joined = ("closing__message__ht", "closing__message__patient", "pause__patient", "reminder")
    more = (
        "ending__patient", "visit__patient", "visit__team", "candidate", "reminder__team", "letter",
    )  # fmt: skip
    found = Consequence.objects.select_related(*joined, *more).get(pk=consequence.pk)
    check_can_handle(by, told_by or found.closing.message)
    if found.undone_at is not None:
        return found
    if found.kind in ONLY_SAID:
        raise Refused(_("Det er ikke noe å angre: ingenting ble ført."))
    if told := cannot(found):
        raise Refused(told)
    _take_back(found, by, reason.strip())
    found.undone_at, found.undone_by, found.undone_why = clock.now(), by, reason.strip()
    found.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _record(found, by, reason.strip())
    return found


def _take_back(found: Consequence, by: User, reason: str) -> None:
    match found.kind:
        case Kind.PAUSE if found.pause is not None:
            stays.undo(pause=found.pause, by=by, reason=reason)
            found.pause = None
        case Kind.RETURN if found.pause is not None:
            _away_again(found, found.pause, by, reason)
        case Kind.DEATH if found.ending is not None:
            endings.undo(ending=found.ending, by=by, reason=reason)
        case Kind.VISIT if found.visit is not None:
            visits.cancel(visit=found.visit, by=by, reason=reason[:200])
        case Kind.BOARD if found.candidate is not None:
            candidates.withdraw(candidate=found.candidate, by=by, reason=reason)
        case Kind.ANSWER if found.letter is not None:
            letters.drop(letter=found.letter, why=reason, by=by)
        case _ if found.reminder is not None:
            reminders.call_off(reminder=found.reminder, by=by, reason=reason)


def _away_again(found: Consequence, pause: Pause, by: User, reason: str) -> None:
    """With the day of return that somebody had given before the message, where it is still to come."""
    stays.stay_away(pause=pause, by=by, reason=reason)
    before = found.before.get("ends_at")
    if before and (ends_at := datetime.fromisoformat(before)) > clock.now():
        stays.end(pause=pause, ends_at=ends_at, by=by)


def _record(found: Consequence, by: User, reason: str) -> None:
    message = found.closing.message
    record(
        by=by,
        verb="consequence_undone",
        obj=found,
        team=message.ht,
        permission=Permission.HANDLE_MESSAGES,
        patient_number=message.patient.number if message.patient else "",
        reason=reason,
        details={"kind": found.kind, "message": message.pk},
    )
