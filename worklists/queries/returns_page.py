"""The desk of returns, group by group, for those who run the day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from teams.models import Team, User
from worklists.queries.stays import Return, ReturnKind, returns

COLORS: dict[ReturnKind, str] = {
    ReturnKind.OVERDUE: "danger",
    ReturnKind.CHECKLIST: "warning",
    ReturnKind.SILENT: "warning",
}


@dataclass(frozen=True, slots=True)
class Group:
    kind: ReturnKind
    rows: list[Return]

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def color(self) -> str:
        return COLORS.get(self.kind, "neutral")


@dataclass(frozen=True, slots=True)
class ReturnsPage:
    groups: list[Group]

    @property
    def rows(self) -> list[Return]:
        return [row for group in self.groups for row in group.rows]

    @property
    def overdue(self) -> int:
        return sum(row.kind is ReturnKind.OVERDUE for row in self.rows)


def returns_page(user: User) -> ReturnsPage:
    """As many queries as `returns`."""
    grouped = groupby(returns(user), key=lambda row: row.kind)
    return ReturnsPage([Group(kind, list(rows)) for kind, rows in grouped])


def by_team(page: ReturnsPage) -> list[tuple[Team, set[str]]]:
    """Whom the page shows, for the access log."""
    numbers: dict[Team, set[str]] = defaultdict(set)
    for row in page.rows:
        numbers[row.team].add(row.patient.number)
    return list(numbers.items())
