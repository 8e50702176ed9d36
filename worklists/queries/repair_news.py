"""What is new in a proposal since it was last seen, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Shift
from worklists.queries.repair_lines import LEFT, MUST, OFF, Line

MOST = 8
"""So many are said one by one."""


def news(before: list[Line], after: list[Line], day: date) -> list[str]:
    """A sentence for each visit that something else would become of. One query."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    changed = [
        key
        for key in [*new, *(key for key in old if key not in new)]
        if key not in old or key not in new or old[key].said != new[key].said
    ]
    names = _names([new[key] for key in changed if key in new])
    told = [_sentence(new[key], names, day) if key in new else _gone(old[key]) for key in changed]
    more = len(told) - MOST
    return [*told[:MOST], _("og %d til") % more] if more > 0 else told


def _names(lines: Iterable[Line]) -> dict[int, str]:
    shifts = Shift.objects.filter(pk__in={pk for line in lines for pk in line.after})
    return {shift.pk: shift.staff.name for shift in shifts.select_related("staff")}


def _sentence(line: Line, names: dict[int, str], day: date) -> str:
    words = {"title": line.title, "patient": line.patient}
    if line.fate == MUST:
        return _("%(title)s, %(patient)s: ingen har tid.") % words
    if line.fate in OFF:
        return _("%(title)s, %(patient)s: utgår.") % words
    if line.fate in LEFT:
        return _("%(title)s, %(patient)s: blir stående ufordelt.") % words
    return _("%(title)s, %(patient)s: %(who)s kl. %(at)s.") % {
        **words,
        "who": ", ".join(names[pk] for pk in line.after),
        "at": clock_of(day, line.start),
    }


def _gone(line: Line) -> str:
    return _("%(title)s, %(patient)s: trenger ikke flyttes lenger.") % {
        "title": line.title,
        "patient": line.patient,
    }


def clock_of(day: date, minutes: int | None) -> str:
    """Minutes after the day began, by the Oslo clock."""
    return "" if minutes is None else hhmm(clock.instant_after_midnight(day, minutes))
