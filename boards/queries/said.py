"""What a field of a discussion holds, and who wrote it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from teams.models import Staff

if TYPE_CHECKING:
    from boards.models import Discussion


def as_text(discussion: Discussion | None, field: str) -> str:
    """What the field holds, as the screen shows and sends it."""
    value = getattr(discussion, field) if discussion else ""
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def writer_of(found: Discussion, field: str) -> tuple[str, datetime | None]:
    """Who wrote the field last, and when."""
    user, at = found.writers.get(field, (None, None))
    if user is None:
        return "", None
    staff = Staff.objects.filter(user=user).first()
    return staff.name if staff else _("En annen"), datetime.fromisoformat(at)
