"""One alarm as its page prints it: where it stands, who could go, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.models import NextOfKin
from teams.models import User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import Alarm, AlarmStep, ListChange, State, Visit
from worklists.permissions import check_can_do
from worklists.queries.addresses import shift_url
from worklists.queries.alarm_choices import Help, WhoGoes, help_for, who_goes
from worklists.queries.alarms import Open, read_alarm, standing_of
from worklists.queries.changes import placed_in_words
from worklists.queries.slots import slot_now

A = Alarm.State
COLOURS = {A.DONE: "success", A.CALLED_OFF: "neutral", A.ON_SITE: "warning"}


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Another visit that got another time or another carer when somebody was sent."""

    visit: Visit
    text: str


@dataclass(frozen=True, slots=True)
class AlarmPage:
    alarm: Alarm
    open: Open
    minutes: int
    deadline: datetime
    desk_url: str
    loans_url: str
    history: list[Step]
    last_step: int
    next_of_kin: list[NextOfKin]
    who_goes: WhoGoes | None
    help: Help
    moved: list[Moved]
    may_run: bool
    may_step: bool
    released: str = ""
    """Who was to go before somebody else was sent: she must be told."""

    @property
    def is_over(self) -> bool:
        return self.alarm.state in (A.DONE, A.CALLED_OFF)

    @property
    def is_late(self) -> bool:
        return not self.is_over and clock.now() > self.deadline and self.open.level == "danger"

    @property
    def colour(self) -> str:
        return COLOURS.get(A(self.alarm.state), "danger")

    @property
    def makes_late(self) -> bool:
        going = self.who_goes.going if self.who_goes else []
        return any(choice.makes_late for one in going for choice in one.possible)

    @property
    def needs_help(self) -> bool:
        """Nobody goes, and nobody who is out can: then it says whom else to ask."""
        if self.is_over or not self.may_run or self.open.somebody_goes or self.open.lacks_words:
            return False
        return self.who_goes is None or not self.who_goes.anybody

    @property
    def can_drive(self) -> bool:
        return self.may_step and self.open.somebody_goes and self.alarm.state == A.SENT

    @property
    def can_arrive(self) -> bool:
        return self.may_step and self.open.visit_state == State.DUE

    @property
    def can_end(self) -> bool:
        """With words: whoever was there, or whoever knows how an alarm without a patient ended."""
        if self.is_over:
            return False
        went = self.open.somebody_goes or self.open.lacks_words
        return (self.may_step and went) or (self.may_run and self.alarm.patient is None)

    @property
    def can_change(self) -> bool:
        return self.may_run and self.open.somebody_goes and self.open.visit_state == State.DUE

    @property
    def patient_numbers(self) -> set[str]:
        numbers = {self.alarm.patient.number} if self.alarm.patient else set()
        for going in self.who_goes.going if self.who_goes else []:
            numbers |= going.patient_numbers
        return numbers | {moved.visit.patient.number for moved in self.moved}


def alarm_page(user: User, found: Alarm, *, change: bool = False) -> AlarmPage:
    """About ten queries, and those of `who_goes` where somebody is to be chosen."""
    alarm = read_alarm(found.pk)
    standing = standing_of(alarm)
    may_run = can(user, Permission.RUN_SHIFT, alarm.team)
    is_over = alarm.state in (A.DONE, A.CALLED_OFF)
    asks = not is_over and (change or not (standing.somebody_goes or standing.lacks_words))
    history = _history(alarm)
    unit = alarm.team.site.unit
    return AlarmPage(
        alarm=alarm,
        open=standing,
        minutes=max(0, int((clock.now() - alarm.received_at).total_seconds() // 60)),
        deadline=alarm.received_at + timedelta(minutes=unit.alarm_minutes),
        desk_url=shift_url(alarm.team, *slot_now(alarm.team, clock.now())),
        loans_url=_loans_url(alarm),
        history=[step for _pk, step in history],
        last_step=history[-1][0] if history else 0,
        next_of_kin=list(alarm.patient.next_of_kin.all()) if alarm.patient else [],
        who_goes=who_goes(user, alarm, alarm.visit) if asks and may_run and alarm.patient else None,
        help=help_for(alarm),
        moved=[] if is_over else _moved(alarm),
        may_run=may_run,
        may_step=_may_step(user, alarm),
        released=_released(alarm),
    )


def _loans_url(alarm: Alarm) -> str:
    day, kind = slot_now(alarm.team, clock.now())
    return reverse("worklists:loans", args=[alarm.team.code, day, kind])


def _may_step(user: User, alarm: Alarm) -> bool:
    """Whoever has it on her list, or is on duty in the team."""
    if alarm.visit is None:
        return can(user, Permission.DO_VISITS, alarm.team)
    try:
        check_can_do(user, alarm.visit)
    except NotAllowed:
        return False
    return True


def _history(alarm: Alarm) -> list[tuple[int, Step]]:
    rows = alarm.steps.select_related("by__staff", "staff").order_by("pk")
    return [(row.pk, Step(row.at, _told(row), name_of(row.by))) for row in rows]


def _released(alarm: Alarm) -> str:
    """The one sent before the last, while the last has not come there. One query."""
    sent = alarm.steps.filter(state=A.SENT, staff__isnull=False).select_related("staff")
    last = list(sent.order_by("-pk")[:2])
    if alarm.state not in (A.SENT, A.ON_WAY) or len({row.staff_id for row in last}) == 1:
        return ""
    first = last[-1].staff if last else None
    return first.name if first else ""


def _told(row: AlarmStep) -> str:
    state = row.get_state_display()
    if row.staff and row.state == A.SENT:
        state = _("%s er bedt om å dra") % row.staff.name
    return f"{state}: {row.note}" if row.note else str(state)


def _moved(alarm: Alarm) -> list[Moved]:
    """What else changed on the lists when somebody was sent. Two queries."""
    if alarm.visit_id is None:
        return []
    sent = ListChange.objects.filter(visit=alarm.visit_id).order_by("-pk")
    publication = sent.values_list("publication", flat=True).first()
    rows = ListChange.objects.filter(publication=publication).exclude(visit=alarm.visit_id)
    found = rows.select_related("visit__patient").order_by("visit__earliest", "pk")
    return [_told_move(row) for row in found]


def _told_move(row: ListChange) -> Moved:
    before, after = placed_in_words(row.before), placed_in_words(row.after)
    return Moved(row.visit, f"{before or _('ingen')} → {after or _('ingen')}")
