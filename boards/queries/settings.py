"""What a unit has chosen for its boards, or the defaults where it has chosen nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boards.models import BoardSettings

if TYPE_CHECKING:
    from teams.models import Unit


def settings_of(unit: Unit) -> BoardSettings:
    """The unit's row, or one that is not saved."""
    return BoardSettings.objects.filter(unit=unit).first() or BoardSettings(unit=unit)
