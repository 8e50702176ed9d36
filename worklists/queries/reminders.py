"""The team's huskeliste as it is read: what was left from before, this shift's, and what comes later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import FETCH_RAISE, Prefetch, QuerySet
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Shift, ShiftKind, Staff, Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import Reminder, ReminderMove, TeamShift
from worklists.queries.desk_lines import DeskLine
from worklists.queries.slots import Slot, due_by, next_slot

#: So long a settled line stands on the page, so that a slip of the hand can be taken back.
STANDS = timedelta(hours=12)
#: So far ahead lines are shown; the rest is told as a number.
LATER_DAYS = 14
A_WEEK = 7


def open_reminders(team: Team, day: date, kind: str) -> list[Reminder]:
    """What is due on this shift or was due before it, and is not settled: the oldest first. One query."""
    return list(_open(team).filter(due_by(day, kind)))


def _open(team: Team) -> QuerySet[Reminder]:
    joined = ("team", "patient", "responsible", "made_by__staff")
    found = Reminder.objects.filter(team=team, outcome="").select_related(*joined)
    return found.order_by("due_on", "made_at", "pk").fetch_mode(FETCH_RAISE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page prints it, seen from one shift."""

    reminder: Reminder
    url: str
    when: str
    again: str
    moved: str = ""
    is_overdue: bool = False
    to_visit: str = ""
    settled: str = ""
    may_undo: bool = False

    @property
    def slot(self) -> Slot:
        return self.reminder.due_on, self.reminder.due_shift


@dataclass(frozen=True, slots=True)
class RemindersPage:
    shift: TeamShift
    url: str
    overdue: list[Line]
    due: list[Line]
    later: list[Line]
    settled: list[Line]
    next_words: str
    next_day: date
    next_kind: str
    may_settle: bool
    may_plan: bool
    more_later: int = 0

    @property
    def slot(self) -> str:
        """The shift that the page is seen from, as its forms say it."""
        return f"{self.shift.date.isoformat()} {self.shift.kind}"

    @property
    def next_slot(self) -> Slot:
        return self.next_day, self.next_kind

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in ShiftKind]

    @property
    def patient_numbers(self) -> set[str]:
        lines = (*self.overdue, *self.due, *self.later, *self.settled)
        return {line.reminder.patient.number for line in lines if line.reminder.patient}


def reminders_page(user: User, shift: TeamShift) -> RemindersPage:
    """Five queries beside those for the user's roles, whatever the number of lines."""
    team, day, kind = shift.team, shift.date, shift.kind
    moves = Prefetch("moves", ReminderMove.objects.select_related("by__staff"))
    rows = list(_open(team).prefetch_related(moves))
    may_plan = can(user, Permission.RUN_SHIFT, team)
    lines = [_line(row, shift, plans=may_plan) for row in rows]
    by_now = {row.pk for row in open_reminders(team, day, kind)}
    later = [line for line in lines if line.reminder.pk not in by_now]
    near = [line for line in later if line.reminder.due_on <= day + timedelta(days=LATER_DAYS)]
    to_day, to_kind = next_slot(team, day, kind)
    return RemindersPage(
        shift=shift,
        url=reminders_url(shift),
        overdue=[line for line in lines if line.is_overdue],
        due=[line for line in lines if line.reminder.pk in by_now and not line.is_overdue],
        later=near,
        settled=_settled(shift),
        next_words=slot_words(to_day, to_kind, day),
        next_day=to_day,
        next_kind=to_kind,
        may_settle=can(user, Permission.DO_VISITS, team),
        may_plan=may_plan,
        more_later=len(later) - len(near),
    )


def _line(row: Reminder, shift: TeamShift, *, plans: bool) -> Line:
    is_overdue = (row.due_on, row.due_shift) != (shift.date, shift.kind) and _is_before(row, shift)
    args = [shift.team.code, shift.date, shift.kind]
    number = f"&pasient={row.patient.number}" if row.patient else ""
    return Line(
        reminder=row,
        url=reverse("worklists:reminders", args=args),
        when=_when(row, shift) if (row.due_on, row.due_shift) != (shift.date, shift.kind) else "",
        again=again_words(row),
        moved=_moved(row),
        is_overdue=is_overdue,
        to_visit=f"{reverse('worklists:visit_new', args=args)}?huskeliste={row.pk}{number}"
        if plans
        else "",
    )


def _is_before(row: Reminder, shift: TeamShift) -> bool:
    kinds = ShiftKind.values
    here = (shift.date, kinds.index(shift.kind))
    return (row.due_on, kinds.index(row.due_shift)) < here


def _when(row: Reminder, shift: TeamShift) -> str:
    """ "fra i går", "fra i dag, dag", "i morgen, dag": as it is said from this shift."""
    words = slot_words(row.due_on, row.due_shift, shift.date)
    if not _is_before(row, shift):
        return words
    if row.due_on == shift.date - timedelta(days=1):
        return _("fra i går")
    return _("fra %(when)s") % {"when": words}


def slot_words(day: date, kind: str, seen_from: date) -> str:
    """ "i dag, kveld", "i morgen, dag", "tirsdag 24. november, natt"."""
    near = {-1: _("i går"), 0: _("i dag"), 1: _("i morgen")}
    said = near.get((day - seen_from).days) or date_format(day, "l j. F")
    return f"{said}, {ShiftKind(kind).label}"


def again_words(row: Reminder) -> str:
    """How it comes again: "hver dag", "hver 3. dag", "mandag og torsdag"; empty for once."""
    if row.every_days:
        return _("hver dag") if row.every_days == 1 else _("hver %s. dag") % row.every_days
    if len(row.weekdays) == A_WEEK:
        return _("hver dag")
    return ", ".join(str(WEEKDAYS[number - 1]) for number in row.weekdays)


def _moved(row: Reminder) -> str:
    move = next(reversed(list(row.moves.all())), None)
    if move is None:
        return ""
    times = len(row.moves.all())
    said = ngettext("utsatt av %(who)s", "utsatt %(times)s ganger, sist av %(who)s", times)
    return said % {"who": name_of(move.by), "times": times}


def _settled(shift: TeamShift) -> list[Line]:
    """What was settled lately: the last first. One query."""
    since = clock.now() - STANDS
    joined = ("team", "patient", "responsible", "settled_by__staff", "made_by__staff", "visit")
    rows = Reminder.objects.filter(team=shift.team, settled_at__gt=since).select_related(*joined)
    ordered = rows.order_by("-settled_at", "-pk").fetch_mode(FETCH_RAISE)
    return [_settled_line(row, shift) for row in ordered]


def _settled_line(row: Reminder, shift: TeamShift) -> Line:
    words = {
        "what": row.get_outcome_display(),
        "at": hhmm(row.settled_at) if row.settled_at else "",
        "who": name_of(row.settled_by) if row.settled_by else "",
    }
    said = _("%(what)s kl. %(at)s av %(who)s") % words
    return Line(
        reminder=row,
        url=reminders_url(shift),
        when="",
        again="",
        settled=f"{said}: {row.note}" if row.note else said,
        may_undo=row.outcome != Reminder.Outcome.VISIT,
    )


def reminders_url(shift: TeamShift) -> str:
    return reverse("worklists:reminders", args=[shift.team.code, shift.date, shift.kind])


def at_work(team: Team, day: date) -> list[Staff]:
    """Whom a line may be given to: those on duty in the team that day. One query."""
    rows = Shift.objects.filter(team=team, date=day).worked().select_related("staff")
    return list({row.staff_id: row.staff for row in rows.order_by("staff__sort_key")}.values())


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """What is due now and what was left: one line for each, whatever their number. One query."""
    found = open_reminders(shift.team, shift.date, shift.kind)
    overdue = [row for row in found if _is_before(row, shift)]
    due = [row for row in found if not _is_before(row, shift)]
    return [*_told(overdue, shift, overdue=True), *_told(due, shift, overdue=False)]


def _told(rows: list[Reminder], shift: TeamShift, *, overdue: bool) -> Iterable[DeskLine]:
    if not rows:
        return
    first = rows[0].text if len(rows) == 1 else _("%(number)s punkter") % {"number": len(rows)}
    said = _("Huskeliste fra før: %s") if overdue else _("Huskeliste nå: %s")
    number = rows[0].patient.number if len(rows) == 1 and rows[0].patient else ""
    yield DeskLine(
        kind="reminder",
        text=said % first,
        url=reminders_url(shift),
        level="warning" if overdue else "info",
        patient_number=number,
    )
