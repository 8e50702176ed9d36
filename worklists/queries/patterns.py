"""When a visit plan recurs, as people say it: "hverdager", "mandag og torsdag, annenhver uke"."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

WEEK = {1, 2, 3, 4, 5, 6, 7}
WORKDAYS = {1, 2, 3, 4, 5}
#: So few days left out are quicker said as what is left out.
FEW = 2


def pattern_in_words(weekdays: Iterable[int], every_weeks: int = 1) -> str:
    """1 is Monday. Every other week is "annenhver uke"."""
    days = _days_in_words(set(weekdays))
    if every_weeks == 1:
        return days
    if every_weeks == 2:
        return _("%s annenhver uke") % days
    return _("%(days)s hver %(weeks)d. uke") % {"days": days, "weeks": every_weeks}


def _days_in_words(days: set[int]) -> str:
    if days >= WEEK:
        return _("hver dag")
    if days == WORKDAYS:
        return _("hverdager")
    if days == WEEK - WORKDAYS:
        return _("lørdag og søndag")
    missing = WEEK - days
    if len(missing) <= FEW:
        return _("hver dag utenom %s") % _listed(missing)
    return _listed(days)


def _listed(days: Iterable[int]) -> str:
    """ "mandag, onsdag og fredag"."""
    *most, last = [str(WEEKDAYS[day - 1]).lower() for day in sorted(days)] or [_("ingen dager")]
    return f"{', '.join(most)} {_('og')} {last}" if most else last
