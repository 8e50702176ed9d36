"""The contingency plan's cards of a unit."""

from __future__ import annotations

from teams.models import Unit
from worklists.models import ActionCard


def cards_of(unit: Unit) -> list[ActionCard]:
    """In the order in which the unit has put them. One query."""
    return list(ActionCard.objects.filter(unit=unit).select_related("changed_by__staff"))


def card_of(unit: Unit, code: str) -> ActionCard | None:
    rows = ActionCard.objects.filter(unit=unit, code=code)
    return rows.select_related("changed_by__staff", "unit").first()
