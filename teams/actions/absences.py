"""What an absence does to the roster: the shift stays, and points at why nobody turns up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery

from teams.models import Absence, Shift

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from teams.models.shifts import ShiftQuerySet

type TeamDay = tuple[int, date]


def link_shifts(*, staff: Collection[int]) -> set[TeamDay]:
    """Make the shifts of these people (keys) agree with their absences.

    A shift that an absence falls in points at it; one that no absence falls in any longer is
    worked again. Returns the team and date of every shift that changed hands. Four queries. Raises
    IntegrityError where somebody who is back would be a second VK or in two places.
    """
    return mark_away(staff=staff) | mark_back(staff=staff)


def mark_away(*, staff: Collection[int]) -> set[TeamDay]:
    """The half that makes holes: it can never break a rule of the roster."""
    wrong = Q(found__isnull=False) & (Q(absence__isnull=True) | ~Q(absence=F("found")))
    return _point_at_found(_with_found(staff).filter(wrong))


def mark_back(*, staff: Collection[int]) -> set[TeamDay]:
    """The half that fills them: do it when everybody who is away has been marked."""
    wrong = Q(found__isnull=True, absence__isnull=False)
    return _point_at_found(_with_found(staff).filter(wrong))


def _with_found(staff: Collection[int]) -> ShiftQuerySet:
    """The shifts of these people, each with `found`: the first absence that falls in it."""
    absences = Absence.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("starts_at")),
        staff=OuterRef("staff"),
        starts_at__lt=OuterRef("ends_at"),
    ).order_by("starts_at")
    return Shift.objects.filter(staff__in=staff).annotate(found=Subquery(absences.values("pk")[:1]))


def _point_at_found(shifts: ShiftQuerySet) -> set[TeamDay]:
    touched = set(shifts.order_by().values_list("team_id", "date"))
    shifts.order_by().update(absence=F("found"))
    return touched
