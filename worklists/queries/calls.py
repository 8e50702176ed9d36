"""The team's call list: whom to ring, in what order, what is late, and what callers were promised."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import FETCH_RAISE, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from patients.models import Patient
from teams.models import ShiftKind, Team, User
from teams.permissions import Permission, can, teams_where
from teams.queries import name_of, shift_by_clock
from worklists.models import Call, TeamShift
from worklists.queries.call_slots import slot_in_words
from worklists.queries.desk_lines import DeskLine, Level

#: So long after the promised time, or after an urgent call came in, it is overdue.
LATE = timedelta(minutes=10)
#: A promised time is on the desk from so long before.
SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call that somebody must make."""

    call: Call
    now: datetime

    @property
    def url(self) -> str:
        return reverse("worklists:call", args=[self.call.pk])

    @property
    def is_out(self) -> bool:
        return self.call.direction == Call.Direction.OUT

    @property
    def who(self) -> str:
        """Whom to ring: "Berit Oppdiktet (pårørende)"; what is known where there is no name."""
        said = self.call.get_caller_display()
        if not self.call.name:
            return str(said).capitalize()
        return f"{self.call.name} ({said})"

    @property
    def about_whom(self) -> str:
        patient = self.call.patient
        return f"{patient.number} {patient.name}" if patient else ""

    @property
    def due_at(self) -> datetime | None:
        """When it should have been done: straight away, at the promised time, before the visit."""
        if self.is_out:
            return self.call.visit.earliest if self.call.visit else None
        return self.call.at if self.call.urgent else self.call.call_back_at

    @property
    def is_due(self) -> bool:
        return self.due_at is not None and self.due_at <= self.now + SOON

    @property
    def is_overdue(self) -> bool:
        """Late by the clock, or left from a day before today."""
        local = self.now.astimezone(clock.OSLO)
        if self.due_at is None:
            return self.call.at.astimezone(clock.OSLO).date() < local.date()
        return self.due_at + (timedelta(0) if self.is_out else LATE) <= self.now

    @property
    def when(self) -> str:
        """ "haster, ringte 13:02", "ringes 14:10", "før 15:00", "når det passer, ringte 13:02"."""
        rang = slot_in_words(self.call.at)
        if self.is_out:
            due = slot_in_words(self.due_at) if self.due_at else ""
            return _("før %s") % due if due else _("så snart som mulig")
        if self.call.urgent:
            return _("haster, ringte %s") % rang
        if self.call.call_back_at:
            return _("ringes %s") % slot_in_words(self.call.call_back_at)
        return _("når det passer, ringte %s") % rang

    @property
    def tries(self) -> str:
        count = self.call.tries
        if not count or self.call.tried_at is None:
            return ""
        said = ngettext("%(n)s forsøk uten svar", "%(n)s forsøk uten svar", count) % {"n": count}
        return f"{said}, {_('sist %s') % slot_in_words(self.call.tried_at)}"

    @property
    def level(self) -> Level:
        if self.is_overdue or self.call.urgent:
            return "danger"
        return "warning" if self.is_due else "info"

    @property
    def settled(self) -> str:
        """ "Ringt 14:32 av Vera Berg"; empty while it is open."""
        if self.call.settled_at is None or self.call.settled_by is None:
            return ""
        told = {
            "outcome": str(self.call.get_outcome_display()).capitalize(),
            "at": slot_in_words(self.call.settled_at),
            "name": name_of(self.call.settled_by),
        }
        return _("%(outcome)s %(at)s av %(name)s") % told


@dataclass(frozen=True, slots=True)
class CallList:
    """In the order in which they are rung: urgent, promised times, when there is room, whom we owe."""

    calls: list[CallRow]
    owed: list[CallRow]
    promises: list[CallRow]

    @property
    def version(self) -> str:
        """Changes with everything that the list shows but the clock."""
        rows = [(row.call, row.level) for row in (*self.calls, *self.owed, *self.promises)]
        said = [
            (call.pk, call.tries, str(call.call_back_at), call.urgent, call.about, level)
            for call, level in rows
        ]
        return str(zlib.crc32(repr(said).encode()))

    @property
    def patient_numbers(self) -> set[str]:
        rows = (*self.calls, *self.owed, *self.promises)
        return {row.call.patient.number for row in rows if row.call.patient}


def call_list(team: Team, now: datetime | None = None) -> CallList:
    """What is open, whatever day it came, and what was promised and not kept. One query."""
    now = now or clock.now()
    rows = [CallRow(call, now) for call in waiting(team)]
    still = [row for row in rows if not row.call.outcome]
    return CallList(
        calls=sorted((row for row in still if not row.is_out), key=_order),
        owed=sorted((row for row in still if row.is_out), key=_order),
        promises=[row for row in rows if row.call.outcome],
    )


def waiting(team: Team) -> QuerySet[Call]:
    """Open calls, and those that ended with a promise that nobody has kept. Oldest first."""
    promised = ~Q(promise="") & ~Q(outcome="") & Q(kept_at__isnull=True)
    rows = Call.objects.filter(Q(outcome="") | promised, team=team)
    return rows.select_related(*JOINED).order_by("at", "pk").fetch_mode(FETCH_RAISE)


JOINED = ("patient", "visit", "by__staff", "settled_by__staff", "kept_by__staff", "team")


def _order(row: CallRow) -> tuple[int, datetime, int]:
    """Urgent by when they rang, then by the time that was promised, then those without one."""
    due = row.due_at
    rank = 0 if row.call.urgent and not row.is_out else 1 if due else 2
    return rank, due or row.call.at, row.call.pk


def get_calls_of(user: User, patient: Patient) -> list[CallRow]:
    """Open calls about the patient in teams where the user answers the phone. One query."""
    teams = Team.objects.filter(teams_where(user, Permission.HANDLE_CALLS))
    rows = Call.objects.filter(patient=patient, outcome="", team__in=teams)
    return [CallRow(call, clock.now()) for call in rows.select_related(*JOINED)]


def calls_url(team: Team, now: datetime | None = None) -> str:
    """The team's phone on the shift that is going on."""
    day, kind = shift_by_clock(now or clock.now())
    return reverse("worklists:calls", args=[team.code, day, kind])


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """Urgent, due and overdue calls, one each; those we owe as one. One query.

    On the desk of today's shifts and last night's: calls are the team's, not one shift's.
    """
    if not can(user, Permission.HANDLE_CALLS, shift.team) or not _is_near(shift):
        return []
    found = call_list(shift.team)
    url = reverse("worklists:calls", args=[shift.team.code, shift.date, shift.kind])
    return [*_lines(found.calls), *_owed(found.owed, url)]


def _is_near(shift: TeamShift) -> bool:
    today = clock.today()
    is_last_night = shift.kind == ShiftKind.NIGHT and shift.date == today - timedelta(days=1)
    return shift.date == today or is_last_night


def _lines(rows: Iterable[CallRow]) -> Iterator[DeskLine]:
    for row in rows:
        if row.call.urgent or row.is_due or row.is_overdue:
            number = row.call.patient.number if row.call.patient else ""
            yield DeskLine("call", _line(row, number), row.url, row.level, row.due_at, number)


def _line(row: CallRow, number: str) -> str:
    told = {"who": row.call.name or str(row.call.get_caller_display()), "number": number}
    if row.call.urgent:
        said = _("Haster: ring %(who)s") % told
    elif row.is_overdue:
        said = _("Skulle vært ringt: %(who)s") % told
    else:
        said = _("Ring %(who)s") % told
    return f"{said}, {_('om %s') % number}" if number else said


def _owed(rows: list[CallRow], url: str) -> Iterator[DeskLine]:
    if not rows:
        return
    late = any(row.is_overdue for row in rows)
    said = ngettext(
        "%(n)s skal ringes om et oppdrag som er avlyst eller endret",
        "%(n)s skal ringes om oppdrag som er avlyst eller endret",
        len(rows),
    ) % {"n": len(rows)}
    first = min(filter(None, (row.due_at for row in rows)), default=None)
    yield DeskLine("call", said, url, "danger" if late else "warning", first)


def told_of(call: Call) -> str:
    """What the page says when a call has been registered: "Ført: … Ringes tilbake 14:10."."""
    row = CallRow(call, clock.now())
    who = row.who + (f", {_('om %s') % row.about_whom}" if call.patient else "")
    if call.outcome:
        return _("Ført: %(who)s. %(settled)s.") % {"who": who, "settled": row.settled}
    if call.urgent:
        return _("Ført: %(who)s. Haster.") % {"who": who}
    if call.call_back_at:
        at = slot_in_words(call.call_back_at)
        return _("Ført: %(who)s. Ringes tilbake %(at)s.") % {"who": who, "at": at}
    return _("Ført: %(who)s. Ringes tilbake når det passer.") % {"who": who}
