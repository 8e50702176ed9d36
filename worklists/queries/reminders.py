"""The team's huskeliste as it is read: what was left from before, this shift's, and what comes later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import FETCH_RAISE, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from teams.models import Shift, ShiftKind, Staff, Team, User
from teams.permissions import Permission, can
from worklists.models import Reminder, TeamShift
from worklists.queries.desk_lines import DeskLine

#: The shifts of one date, in the order in which they come.
KINDS: tuple[str, ...] = (ShiftKind.DAY.value, ShiftKind.EVENING.value, ShiftKind.NIGHT.value)
#: So long a settled line stands on the page, so that a slip of the hand can be taken back.
STANDS = timedelta(hours=12)


def open_reminders(team: Team, day: date, kind: str) -> list[Reminder]:
    """What is due on this shift or was due before it, and is not settled: the oldest first. One query."""
    return list(_open(team).filter(_due_by(day, kind)))


def _open(team: Team) -> QuerySet[Reminder]:
    joined = ("patient", "responsible", "made_by__staff")
    found = Reminder.objects.filter(team=team, outcome="").select_related(*joined)
    return found.order_by("due_on", "made_at", "pk").fetch_mode(FETCH_RAISE)


def _due_by(day: date, kind: str) -> Q:
    so_far = KINDS[: KINDS.index(kind) + 1]
    return Q(due_on__lt=day) | Q(due_on=day, due_shift__in=so_far)
