"""Who belongs to a team's board, and comes without being asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from boards.models import Seat
from teams.models import Position, PositionKind, Profession, Staff, Team
from teams.models.staff import employed_on

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Of another service, with the same teams week after week (HeltOm 3.0, 10.4).
THERAPISTS = (
    Profession.PHYSIOTHERAPIST,
    Profession.OCCUPATIONAL_THERAPIST,
    Profession.DIETITIAN,
)
#: They lead the meeting, or answer for what comes of it.
OF_THE_TEAM = (PositionKind.CLINICAL_LEAD, PositionKind.TEAM_LEADER)


def seats_on(team: Team, day: date) -> QuerySet[Seat]:
    """The standing participants on the day who still work here, by profession."""
    rows = Seat.objects.on(day).filter(employed_on(day, "staff__"), team=team)
    return rows.select_related("staff").order_by("staff__profession", "staff__sort_key", "pk")


def belong_on(team: Team, day: date) -> list[Staff]:
    """Everybody who is expected by herself: the seats, the fagansvarlig, the leader. Two queries."""
    seated = {seat.staff_id: seat.staff for seat in seats_on(team, day)}
    held = Position.objects.on(day).filter(
        employed_on(day, "staff__"), team=team, kind__in=OF_THE_TEAM
    )
    for position in held.select_related("staff").order_by("kind", "pk"):
        seated.setdefault(position.staff_id, position.staff)
    return list(seated.values())


def may_sit(team: Team, day: date) -> QuerySet[Staff]:
    """Whom a team may give a seat: the therapists of the installation, and the staff of its own unit."""
    here = Staff.objects.filter(employed_on(day), team__site__unit=team.site.unit_id)
    therapists = Staff.objects.filter(employed_on(day), profession__in=THERAPISTS)
    return (here | therapists).select_related("team").order_by("sort_key", "pk")
