"""Whose board is it? A stranger does not learn that it exists; a colleague without the right gets a
reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from boards.models import Attendance, Decision, Invitation, Item, Meeting, Seat, TherapistOffer
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.models import Candidate, Patient, Placement
from patients.permissions import get_patient
from teams.permissions import SENTENCES, Permission, can, check_can, colleague_units
from teams.roles import staff_at_work
from worklists.permissions import get_team

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from teams.models import Team, User


def get_board(user: User, code: str, permission: Permission = Permission.SEE_BOARD) -> Team:
    """The team whose board it is. Raises Http404 for a stranger, NotAllowed for a colleague."""
    return get_team(user, code, permission)


def get_meeting(user: User, pk: int, permission: Permission = Permission.SEE_BOARD) -> Meeting:
    """The meeting with its team. Raises Http404 for a stranger, NotAllowed for a colleague."""
    meeting = Meeting.objects.select_related("team__site__unit", "team__ht").filter(pk=pk).first()
    if meeting is None or meeting.team.unit.pk not in colleague_units(user):
        raise Http404
    check_can(user, permission, meeting.team)
    return meeting


def get_item(user: User, pk: int, permission: Permission = Permission.SEE_BOARD) -> Item:
    """A patient's line on a board. Whoever is called in for her may read it too, and only it.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    rows = Item.objects.select_related("meeting__team__site__unit", "meeting__team__ht", "patient")
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    if permission == Permission.SEE_BOARD and is_called_in(user, item):
        return item
    if item.meeting.team.unit.pk not in colleague_units(user):
        raise Http404
    if not can(user, permission, item.meeting.team):
        raise NotAllowed(str(SENTENCES[permission]))
    return item


def still_with(team: Team, patients: Iterable[int], *days: date) -> set[int]:
    """Those of these patients (keys) who belong to the team, for all or part of their care, and have
    services on one of the days at least. One query.
    """
    here = Q(pk__in=[])
    for day in days:
        placed = Placement.objects.on(day).filter(team=team)
        running = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
        here |= running & Q(pk__in=placed.values("patient"))
    return set(Patient.objects.filter(here, pk__in=patients).values_list("pk", flat=True))


def get_case(user: User, pk: int, permission: Permission = Permission.SEE_BOARD) -> Item:
    """The line, to read all about the patient as she is today, whenever its meeting was. The team that
    she has left sees no more of her than of others.

    Raises as get_item does, and as get_patient for one who has left.
    """
    item = get_item(user, pk, permission)
    day = item.meeting.starts_at.astimezone(clock.OSLO).date()
    today = clock.today()
    days = (today, max(today, day))
    if not still_with(item.meeting.team, [item.patient_id], *days) and not is_called_in(user, item):
        get_patient(user, item.patient.number)
    return item


def is_called_in(user: User, item: Item) -> bool:
    """Whether the user is called in for this patient, until the day of the meeting is over."""
    staff = staff_at_work(user)
    if staff is None or item.meeting.starts_at.astimezone(clock.OSLO).date() < clock.today():
        return False
    rows = Invitation.objects.filter(item=item, staff=staff, withdrawn_at__isnull=True)
    return rows.exists()


def get_decision(user: User, pk: int) -> Decision:
    """What was decided of a patient, for whoever reads the team's board.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    rows = Decision.objects.select_related("patient", "team__site__unit", "team__ht", "owner")
    found = rows.filter(pk=pk).first()
    if found is None or found.team.unit.pk not in colleague_units(user):
        raise Http404
    check_can(user, Permission.SEE_BOARD, found.team)
    return found


def get_report(user: User, pk: int) -> Candidate:
    """Somebody's report, for whoever made it or prepares the team's board.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    rows = Candidate.objects.select_related("patient", "team__site__unit", "team__ht")
    found = rows.filter(pk=pk).first()
    if found is None or found.team.unit.pk not in colleague_units(user):
        raise Http404
    if found.reported_by_id != user.pk:
        check_can(user, Permission.PREPARE_BOARD, found.team)
    return found


def get_attendance(user: User, pk: int) -> Attendance:
    """Somebody's place in a meeting, for herself or whoever prepares it.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    rows = Attendance.objects.select_related(
        "meeting__team__site__unit", "meeting__team__ht", "staff"
    )
    found = rows.filter(pk=pk, staff__isnull=False).first()
    staff = staff_at_work(user)
    if found is not None and staff is not None and found.staff_id == staff.pk:
        return found
    if found is None or found.meeting.team.unit.pk not in colleague_units(user):
        raise Http404
    check_can(user, Permission.PREPARE_BOARD, found.meeting.team)
    return found


def get_invitation(user: User, pk: int) -> Invitation:
    """A question to another service, for the one who is asked or whoever prepares the meeting.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    rows = Invitation.objects.select_related(
        "item__meeting__team__site__unit", "item__meeting__team__ht", "item__patient"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not is_called_in(user, found.item):
        get_item(user, found.item_id, Permission.PREPARE_BOARD)
    return found


def get_offer(user: User, pk: int) -> TherapistOffer:
    """A therapist offered to a team, for whoever prepares its meeting.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    found = TherapistOffer.objects.select_related("to_meeting__team", "staff").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_meeting(user, found.to_meeting_id, Permission.PREPARE_BOARD)
    return found


def get_seat(user: User, pk: int) -> Seat:
    """A standing place at a board, for whoever prepares it.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    found = Seat.objects.select_related("team", "staff").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_board(user, found.team.code, Permission.PREPARE_BOARD)
    return found


def get_area_team(user: User, code: str, permission: Permission = Permission.SEE_BOARD) -> Team:
    """An OT, for its primærområdemøte with the HT. An HT has none: Http404, as for a stranger."""
    team = get_board(user, code, permission)
    if team.ht_id is None:
        raise Http404
    return team
