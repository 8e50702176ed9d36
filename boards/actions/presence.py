"""Who was there, by profession: ticked in the meeting, also those who came without being expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock
from boards.models import Attendance, Invitation, Meeting, Service
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import Staff, User


@transaction.atomic
def note(*, attendance: Attendance, was_there: bool, by: User) -> Attendance:
    """She is here, or is not. The same once more does nothing. Raises Refused before the meeting's day and
    when it is called off.
    """
    held = _begun(attendance.meeting)
    found = held.attendances.get(pk=attendance.pk)
    if found.was_there == was_there:
        return found
    found.was_there, found.noted_at, found.noted_by = was_there, clock.now(), by
    found.save(update_fields=["was_there", "noted_at", "noted_by"])
    _told(held, found, by)
    return found


@transaction.atomic
def add(
    *, meeting: Meeting, by: User, staff: Staff | None = None, service: str = "", name: str = ""
) -> Attendance:
    """Somebody came who was not expected: a colleague, or a person from another service by name. Who
    stands there already is marked as there.
    """
    held = _begun(meeting)
    if staff is None and service not in Service.values:
        raise Refused(_("Velg hvem som kom, eller fra hvilken tjeneste."))
    found = _standing(held, staff, service, name.strip()) or Attendance(
        meeting=held, staff=staff, service=service, name=name.strip()[:100], is_expected=False,
        profession=staff.profession if staff else "",
    )  # fmt: skip
    if found.was_there:
        return found
    found.was_there, found.noted_at, found.noted_by = True, clock.now(), by
    found.save()
    _told(held, found, by)
    return found


@transaction.atomic
def note_called_in(*, invitation: Invitation, was_there: bool, by: User) -> Invitation:
    """Whether the service that was called in for one patient came."""
    held = _begun(invitation.item.meeting)
    found = Invitation.objects.select_related("item__patient").get(pk=invitation.pk)
    if found.was_there == was_there:
        return found
    found.was_there = was_there
    found.save(update_fields=["was_there"])
    lock.touch(held)
    audit.record(
        by=by, verb="board_invited_noted", obj=found, team=held.team,
        permission=Permission.WRITE_BOARD, patient_number=found.item.patient.number,
        details={"was_there": was_there},
    )  # fmt: skip
    return found


def _begun(meeting: Meeting) -> Meeting:
    """Held on its day or since, under lock: who was there may be put right afterwards."""
    held = lock.meeting(meeting.pk)
    if held.state == Meeting.State.CANCELLED:
        raise Refused(_("Møtet er avlyst."))
    if held.starts_at.astimezone(clock.OSLO).date() > clock.today():
        raise Refused(_("Møtet har ikke vært ennå. Før fremmøtet når dere er samlet."))
    return held


def _standing(held: Meeting, staff: Staff | None, service: str, name: str) -> Attendance | None:
    if staff is not None:
        return held.attendances.filter(staff=staff).first()
    return held.attendances.filter(staff=None, service=service, name=name).first()


def _told(held: Meeting, found: Attendance, by: User) -> None:
    lock.touch(held)
    audit.record(
        by=by, verb="board_attendance", obj=found, team=held.team,
        permission=Permission.WRITE_BOARD,
        details={"was_there": found.was_there, "profession": found.profession},
    )  # fmt: skip
