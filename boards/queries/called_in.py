"""Who is called in for a patient on a board."""

from __future__ import annotations

from boards.models import Invitation, Item
from heltom.lib import clock
from teams.models import Staff
from teams.models.staff import employed_on


def called_in(item: Item) -> list[Invitation]:
    """Those that stand, by service, with who asked and who answered. One query."""
    rows = item.invitations.filter(withdrawn_at=None)
    joined = rows.select_related("staff", "asked_by__staff", "said_by__staff")
    return list(joined.order_by("service", "pk"))


def staff_by_number(number: str) -> Staff | None:
    """Somebody who works in the municipality today, by her staff number."""
    return Staff.objects.filter(employed_on(clock.today()), number=number.strip()).first()
