"""Which rules a unit has turned off, and which thresholds it has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boards.models import RuleSetting
from boards.rules.registry import Chosen

if TYPE_CHECKING:
    from teams.models import Unit


def chosen_of(unit: Unit) -> Chosen:
    """The rules as the unit has them. One query."""
    rows = list(RuleSetting.objects.filter(unit=unit))
    return Chosen(
        off=frozenset(row.rule for row in rows if not row.is_on),
        thresholds={row.rule: row.thresholds for row in rows},
    )
