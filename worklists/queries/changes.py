"""What the newest publication changed, and what has vanished without anybody's word for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import FETCH_RAISE, Q
from django.utils.translation import gettext as _

from teams.queries import name_of
from worklists.models import ListChange, TeamShift


@dataclass(frozen=True, slots=True)
class ChangeRow:
    change: ListChange
    was: str
    becomes: str

    @property
    def number(self) -> str:
        return self.change.visit.patient.number

    @property
    def acknowledged_by(self) -> str:
        return name_of(self.change.acknowledged_by) if self.change.acknowledged_by else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind, under one heading."""

    kind: str
    label: str
    rows: list[ChangeRow]


@dataclass(frozen=True, slots=True)
class Difference:
    """`vanished` waits for a person; the groups are for information."""

    vanished: list[ChangeRow] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def patient_numbers(self) -> set[str]:
        rows = [*self.vanished, *(row for group in self.groups for row in group.rows)]
        return {row.number for row in rows}


def difference(shift: TeamShift) -> Difference:
    """The newest difference, and everything vanished and not acknowledged before it. One query."""
    waiting = ListChange.objects.waiting().filter(publication__team_shift=shift.pk)
    changes = (
        ListChange.objects.filter(Q(pk__in=waiting.values("pk")) | Q(publication=shift.current_id))
        .select_related("visit__patient", "acknowledged_by__staff")
        .order_by("visit__earliest", "pk")
    )
    rows = [_row(change) for change in changes.fetch_mode(FETCH_RAISE)]
    vanished = [row for row in rows if _waits(row.change)]
    return Difference(vanished, list(_groups([row for row in rows if not _waits(row.change)])))


def _waits(change: ListChange) -> bool:
    return change.kind == ListChange.Kind.VANISHED and change.acknowledged_at is None


def _groups(rows: list[ChangeRow]) -> list[Group]:
    groups = [
        Group(kind.value, str(kind.label), [row for row in rows if row.change.kind == kind])
        for kind in ListChange.Kind
    ]
    return [group for group in groups if group.rows]


def _row(change: ListChange) -> ChangeRow:
    return ChangeRow(change, placed_in_words(change.before), placed_in_words(change.after))


def placed_in_words(place: dict[str, object]) -> str:
    """ "Kari Berg og Ola Vik 08:10", from what the rebuild kept; empty where it was on no list."""
    carers = place.get("carers")
    if not isinstance(carers, list) or not carers:
        return ""
    return f"{_(' og ').join(map(str, carers))} {place.get('start', '')}".strip()
