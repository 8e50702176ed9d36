"""Who is in the room, by profession."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from boards.models import Attendance, Invitation, Meeting
from boards.queries.seats import may_sit
from teams.models import Profession, Staff

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Group:
    """Those of one profession, or from another service."""

    label: str
    people: list[Attendance]

    @property
    def there(self) -> int:
        return sum(bool(one.was_there) for one in self.people)


@dataclass(frozen=True, slots=True)
class Presence:
    groups: list[Group]
    called_in: list[Invitation]

    @property
    def there(self) -> int:
        return sum(group.there for group in self.groups)

    @property
    def expected(self) -> int:
        return sum(one.is_expected for group in self.groups for one in group.people)


def presence(meeting: Meeting) -> Presence:
    """Expected and come, and the services that are called in for single patients. Two queries."""
    rows = meeting.attendances.select_related("staff").order_by(
        "profession", "staff__sort_key", "name", "pk"
    )
    groups = [
        Group(_label(profession), list(people))
        for profession, people in groupby(rows, lambda one: one.profession)
    ]
    called = Invitation.objects.filter(item__meeting=meeting, withdrawn_at=None)
    return Presence(
        sorted(groups, key=lambda group: group.label),
        list(
            called.select_related("item__patient", "staff").order_by("item__order", "service", "pk")
        ),
    )


def _label(profession: str) -> str:
    return str(Profession(profession).label) if profession else _("andre tjenester")


def invitation_of(meeting: Meeting, pk: int) -> Invitation | None:
    """A service that is called in for a patient of this meeting."""
    rows = Invitation.objects.filter(item__meeting=meeting, withdrawn_at=None, pk=pk)
    return rows.select_related("item__meeting").first()


def may_have_come(meeting: Meeting, day: date) -> QuerySet[Staff]:
    """Whom one may add on the day: people of the unit, and the therapists."""
    listed = meeting.attendances.filter(staff__isnull=False).values("staff")
    return may_sit(meeting.team, day).exclude(pk__in=listed)
