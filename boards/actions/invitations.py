"""Another service is called in for one patient: asked, answered, and the question taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock
from boards.models import Invitation, Item
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit

if TYPE_CHECKING:
    from teams.models import Staff, User


@transaction.atomic
def ask(*, item: Item, service: str, staff: Staff | None, why: str, by: User) -> Invitation:
    """The service is asked to come for this patient, by name or not. Asked twice it is asked once; a name
    or a reason that is new is put in, and is then not answered yet.

    Raises Refused when the meeting is over.
    """
    found = lock.item(item.pk)
    why, stands = why.strip()[:300], found.invitations.filter(withdrawn_at=None, service=service)
    row = stands.first()
    if row is not None and (row.staff, row.why) == (staff, why):
        return row
    if row is None:
        row = Invitation(item=found, service=service)
    row.staff, row.why, row.asked_at, row.asked_by = staff, why, clock.now(), by
    row.is_coming, row.said_at, row.said_by = None, None, None
    row.save()
    _changed(row, found, by, "board_called_in")
    return row


@transaction.atomic
def answer(*, invitation: Invitation, is_coming: bool, by: User) -> Invitation:
    """The service comes, or not: said by the one who is called in, or noted for her.

    Raises Refused when the question has been taken back, or the meeting is over.
    """
    found, row = _held(invitation)
    if row.is_coming == is_coming:
        return row
    if row.withdrawn_at is not None:
        raise Refused(_("Innkallingen er trukket tilbake. Du trenger ikke svare."))
    row.is_coming, row.said_at, row.said_by = is_coming, clock.now(), by
    row.save(update_fields=["is_coming", "said_at", "said_by"])
    _changed(row, found, by, "board_call_answered")
    return row


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> Invitation:
    """Not needed after all; she who was called in no longer sees the patient. Twice is once."""
    found, row = _held(invitation)
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        _changed(row, found, by, "board_call_withdrawn")
    return row


def _held(invitation: Invitation) -> tuple[Item, Invitation]:
    found = lock.item(invitation.item_id)
    return found, Invitation.objects.get(pk=invitation.pk)


def _changed(row: Invitation, item: Item, by: User, verb: str) -> None:
    lock.touch(item.meeting)
    audit.record(
        by=by, verb=verb, obj=row, team=item.meeting.team, patient_number=item.patient.number,
        reason=row.why,
        details={"service": row.service, "staff": row.staff_id, "is_coming": row.is_coming},
    )  # fmt: skip
