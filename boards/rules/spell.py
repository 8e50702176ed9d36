"""Days and figures as they stand in a Norwegian sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _


def day(when: date, today: date) -> str:
    """ "3. mai", with the year where it is another than today's."""
    written = f"{when.day}. {MONTHS[when.month]}"
    return written if when.year == today.year else f"{written} {when.year}"


def figure(value: float) -> str:
    """14, or 2,5: one decimal, and only where there is one."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded).replace(".", ",")


def listed(words: Iterable[str]) -> str:
    """ "a, b og c"."""
    *first, last = [*words] or [""]
    return _("%(first)s og %(last)s") % {"first": ", ".join(first), "last": last} if first else last
