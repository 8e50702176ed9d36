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
    return _set_absence(_with_absence(staff).filter(found__isnull=False))


def mark_back(*, staff: Collection[int]) -> set[TeamDay]:
    """The half that fills them: do it when everybody who is away has been marked."""
    return _set_absence(_with_absence(staff).filter(found__isnull=True))


def _with_absence(staff: Collection[int]) -> ShiftQuerySet:
    """Adds `found`: the first absence that falls in the shift."""
    absences = Absence.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("starts_at")),
        staff=OuterRef("staff"),
        starts_at__lt=OuterRef("ends_at"),
    ).order_by("starts_at")
    return Shift.objects.filter(staff__in=staff).annotate(found=Subquery(absences.values("pk")[:1]))


def _set_absence(shifts: ShiftQuerySet) -> set[TeamDay]:
    wrong = shifts.filter(
        ~Q(absence=F("found"))
        | Q(absence__isnull=True, found__isnull=False)
        | Q(absence__isnull=False, found__isnull=True)
    )
    touched = set(wrong.order_by().values_list("pk", "team_id", "date"))
    Shift.objects.filter(pk__in=[pk for pk, _, _ in touched]).update(
        absence=Subquery(_found_for_update())
    )
    return {(team, day) for _, team, day in touched}
