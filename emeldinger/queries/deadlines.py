"""By when each kind of message is to be dealt with in a unit, and where the figure is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emeldinger.due_rules import DAY, HOUR, PRESSING, RULES, STATES, TYPES, Rule
from emeldinger.models import Deadline
from emeldinger.permissions import can_edit_watch
from teams.models import Unit
from teams.queries import name_of

if TYPE_CHECKING:
    from teams.models import User


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as it holds in the unit; `own` is what the unit has set, None where the usual holds."""

    rule: Rule
    own: Deadline | None

    @property
    def minutes(self) -> int | None:
        return self.own.minutes if self.own else self.rule.minutes

    @property
    def rank(self) -> int:
        return self.own.rank if self.own else self.rule.rank

    @property
    def words(self) -> str:
        return in_words(self.minutes)

    @property
    def usual(self) -> str:
        """What holds where nobody has set anything."""
        return in_words(self.rule.minutes)

    @property
    def source(self) -> str:
        return self.own.source if self.own else str(self.rule.source)

    @property
    def by(self) -> str:
        return name_of(self.own.changed_by) if self.own else ""


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    unit: Unit
    groups: list[tuple[str, list[Row]]]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class DeadlinePage:
    """One rule, and all that the unit has set for it, the newest first."""

    unit: Unit
    row: Row
    history: list[tuple[Deadline, str, str]]


def deadlines_page(unit: Unit, user: User) -> DeadlinesPage:
    """One query."""
    own = {row.rule: row for row in _rows(unit)}
    parts = (
        (_("Etter hva slags melding det er"), TYPES),
        (_("Når meldingen haster mer enn typen sier"), PRESSING),
        (_("Kanselleringer, og det som ikke kan leses"), STATES),
    )
    groups = [(label, [Row(rule, own.get(rule.key)) for rule in rules]) for label, rules in parts]
    return DeadlinesPage(unit, groups, can_edit_watch(user, unit))


def deadline_page(unit: Unit, key: str) -> DeadlinePage | None:
    """None where there is no such rule. One query."""
    rule = next((rule for rule in RULES if rule.key == key), None)
    if rule is None:
        return None
    rows = [row for row in _rows(unit) if row.rule == key]
    told = [(row, in_words(row.minutes), name_of(row.changed_by)) for row in reversed(rows)]
    return DeadlinePage(unit, Row(rule, rows[-1] if rows else None), told)


def _rows(unit: Unit) -> list[Deadline]:
    rows = Deadline.objects.filter(unit=unit).order_by("pk")
    return list(rows.select_related("changed_by__staff"))


def in_words(minutes: int | None) -> str:
    """ "straks", "24 timer", "3 dager", "bare til orientering"."""
    if minutes is None:
        return _("bare til orientering")
    if minutes == 0:
        return _("straks")
    if minutes % DAY == 0 and minutes > DAY:
        return ngettext("%d dag", "%d dager", minutes // DAY) % (minutes // DAY)
    if minutes % HOUR == 0:
        return ngettext("%d time", "%d timer", minutes // HOUR) % (minutes // HOUR)
    return ngettext("%d minutt", "%d minutter", minutes) % minutes
