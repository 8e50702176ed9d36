"""What waits on a team's desk now: one line each, most urgent first, a tap from where it is dealt with.

Every part of the shift (alarms, questions, calls …) has a provider: `lines(user, shift)`, a few queries,
and only what the user may see. A new part adds itself to `PROVIDERS`. The shift may have no row yet (`pk`
is None) before its lists are built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from teams.models import User
from teams.permissions import Permission, can
from worklists.models import TeamShift
from worklists.queries import (
    absences,
    advice_lines,
    alarms,
    calls,
    conflicts,
    drafts,
    hand_over,
    lateness,
    loan_lines,
    reminders,
)
from worklists.queries.desk_lines import DeskLine

type Provider = Callable[[User, TeamShift], list[DeskLine]]

PROVIDERS: tuple[Provider, ...] = (
    alarms.lines,
    advice_lines.lines,
    calls.lines,
    loan_lines.lines,
    hand_over.lines,
    absences.lines,
    lateness.lines,
    conflicts.lines,
    reminders.lines,
    drafts.lines,
)

URGENCY = {"danger": 0, "warning": 1, "info": 2}
NO_CLOCK = datetime.max.replace(tzinfo=UTC)


def desk_now(user: User, *shifts: TeamShift) -> list[DeskLine]:
    """The lines of these shifts; none for whoever may not see the team's day."""
    seen = [shift for shift in shifts if can(user, Permission.SEE_DAY, shift.team)]
    return in_order(line for shift in seen for ask in PROVIDERS for line in ask(user, shift))


def in_order(lines: Iterable[DeskLine]) -> list[DeskLine]:
    """What cannot wait, then what must be seen to, then the rest; the oldest first within each."""
    return sorted(lines, key=lambda line: (URGENCY[line.level], line.at or NO_CLOCK))
