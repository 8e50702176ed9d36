"""The proposal as it is read before the yes: who gets what, what comes later, what goes, what it costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from patients.models import Patient
from teams.models import DutyFunction, Shift, Unit
from teams.queries import name_of
from worklists.models import RepairDraft, State, Visit
from worklists.queries.absences import VkChoice, drafts_of, told_of, vk_choices
from worklists.queries.repair_lines import (
    CALLED_OFF,
    GIVEN,
    GOES,
    HELD,
    MUST,
    RETIMED,
    STAYS,
    WAITS,
    Line,
)
from worklists.queries.repair_news import clock_of
from worklists.queries.repair_plan import Cause, asks_the_same, kept_lines
from worklists.queries.work import read_work

TIES = {
    "primaer": _lazy("primærkontakt"),
    "vara": _lazy("vara"),
    "kjent": _lazy("kjenner pasienten"),
}

#: A time that moves by fewer minutes is told in one sum.
MINUTES_THAT_MATTER = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is printed."""

    line: Line
    name: str
    at: str
    window: str
    before: str
    after: str
    tie: str

    @property
    def late(self) -> int:
        return self.line.late

    @property
    def moved(self) -> str:
        """ "12 min senere"."""
        minutes = self.line.moved
        if not minutes:
            return ""
        later = _("%s senere") if minutes > 0 else _("%s tidligere")
        return later % _long(abs(minutes))


@dataclass(slots=True)
class Receiver:
    """One carer and what she gets more. `end`, `was`: when her list ends, then and now."""

    shift: Shift
    rows: list[Row] = field(default_factory=list)
    end: str = ""
    was: str = ""
    over: int = 0

    @property
    def minutes(self) -> int:
        return sum(row.line.minutes for row in self.rows)


@dataclass(slots=True)
class RepairPage:
    """`stale`: something has happened since that the proposal rests on. `opened`: what she has begun."""

    draft: RepairDraft
    carer: Shift
    told: str
    period: str
    receivers: list[Receiver]
    retimed: list[Row]
    small: int
    must: list[Row]
    waits: list[Row]
    goes: list[Row]
    kept: list[Row]
    late: list[Row]
    ties: list[str]
    overtime: int
    overtime_kroner: int
    hire_hours: str
    hire_kroner: int
    hour_price: int
    opened: list[Visit]
    others: list[RepairDraft]
    vk: list[VkChoice]
    vk_id: int | None
    stale: bool
    answered: str
    numbers: set[str]

    @property
    def lacks_vk(self) -> bool:
        return bool(self.vk) and self.vk_id is None

    @property
    def moves(self) -> int:
        return sum(len(receiver.rows) for receiver in self.receivers)

    @property
    def moved_sentence(self) -> str:
        if not self.moves:
            return _("Ingen oppdrag får en ny hjelper.")
        told = ngettext(
            "%d oppdrag får en ny hjelper.", "%d oppdrag får en ny hjelper.", self.moves
        )
        return told % self.moves

    @property
    def news(self) -> list[str]:
        found: list[str] = self.draft.shown.get("news", [])
        return found


def repair_page(draft: RepairDraft) -> RepairPage:
    """Some thirty queries: most are for whether the day still asks the same question."""
    return _Page(draft).page()


class _Page:
    def __init__(self, draft: RepairDraft) -> None:
        self.draft, self.cause = draft, Cause.of(draft)
        self.team_shift = draft.team_shift
        self.day: date = draft.team_shift.date
        self.lines = kept_lines(draft)
        self.shifts = self._shifts()
        numbers = {line.patient for line in self.lines}
        patients = Patient.objects.filter(number__in=numbers).order_by("pk")
        self.names = {patient.number: patient.name for patient in patients}
        self.work = read_work(self.team_shift)

    def _shifts(self) -> dict[int, Shift]:
        keys = {pk for line in self.lines for pk in (*line.before, *line.after)}
        rows = Shift.objects.filter(pk__in=keys | {self.cause.shift_id})
        return {shift.pk: shift for shift in rows.select_related("staff", "team")}

    def page(self) -> RepairPage:
        carer = self.shifts[self.cause.shift_id]
        unit = self.team_shift.team.unit
        receivers = self._receivers()
        overtime = sum(receiver.over for receiver in self._all_days())
        hours = self._hours_left(carer)
        opened = self._opened()
        rows = {
            fate: self._rows(fate) for fate in (RETIMED, MUST, WAITS, HELD, GOES, CALLED_OFF, STAYS)
        }
        big = [row for row in rows[RETIMED] if self._matters(row)]
        return RepairPage(
            draft=self.draft,
            carer=carer,
            told=told_of(self.cause.reason),
            period=_period(self.cause, carer),
            receivers=receivers,
            retimed=big,
            small=len(rows[RETIMED]) - len(big),
            must=rows[MUST],
            waits=rows[WAITS] + rows[HELD],
            goes=rows[GOES] + rows[CALLED_OFF],
            kept=rows[STAYS],
            late=[self._row(line) for line in self.lines if line.breaks],
            ties=self._ties(),
            overtime=overtime,
            overtime_kroner=kroner(overtime, unit, overtime=True),
            hire_hours=_hours(hours),
            hire_kroner=kroner(hours, unit),
            hour_price=unit.hour_price,
            opened=opened,
            others=[d for d in drafts_of(self.team_shift) if self._is_other(d)],
            vk=vk_choices(self.team_shift, carer.pk) if carer.function == DutyFunction.VK else [],
            vk_id=self.cause.vk_id,
            stale=not self.draft.answer and not asks_the_same(self.work, self.draft),
            answered=_answered(self.draft),
            numbers={line.patient for line in self.lines} | {v.patient.number for v in opened},
        )

    def _is_other(self, draft: RepairDraft) -> bool:
        return draft.pk != self.draft.pk and draft.cause["shift"] == self.cause.shift_id

    def _matters(self, row: Row) -> bool:
        line = row.line
        return abs(line.moved) >= MINUTES_THAT_MATTER or line.breaks or bool(line.chosen)

    def _rows(self, fate: str) -> list[Row]:
        rows = [self._row(line) for line in self.lines if line.fate == fate]
        return sorted(rows, key=lambda row: row.line.start or row.line.earliest)

    def _row(self, line: Line, receiver: int | None = None) -> Row:
        tie = line.ties.get(str(receiver), "") if receiver else ""
        return Row(
            line=line,
            name=self.names.get(line.patient, ""),
            at=clock_of(self.day, line.start if line.start is not None else line.was),
            window=self._window(line),
            before=self._staff(line.before),
            after=self._staff(line.after),
            tie=str(TIES.get(tie, _("ikke vært der i det siste"))) if tie else "",
        )

    def _window(self, line: Line) -> str:
        return f"{clock_of(self.day, line.earliest)}–{clock_of(self.day, line.latest)}"

    def _staff(self, keys: list[int]) -> str:
        return ", ".join(self.shifts[pk].staff.name for pk in keys)

    def _receivers(self) -> list[Receiver]:
        found: dict[int, Receiver] = {}
        for line in self.lines:
            for pk in line.after if line.fate == GIVEN else ():
                if pk not in line.before:
                    receiver = found.setdefault(pk, self._receiver(self.shifts[pk]))
                    receiver.rows.append(self._row(line, pk))
        ordered = sorted(found.values(), key=lambda one: one.shift.staff.sort_key)
        for receiver in ordered:
            receiver.rows.sort(key=lambda row: row.line.start or 0)
        return ordered

    def _receiver(self, shift: Shift) -> Receiver:
        day = self.draft.shown["days"].get(str(shift.pk), {})
        return Receiver(
            shift=shift,
            end=clock_of(self.day, day.get("end")),
            was=clock_of(self.day, day.get("was")),
            over=max(0, day.get("over", 0) - day.get("was_over", 0)),
        )

    def _all_days(self) -> list[Receiver]:
        """Everybody's overtime counts, also of those who get no visit more."""
        days = self.draft.shown["days"].values()
        return [
            Receiver(self.shifts[self.cause.shift_id], over=max(0, d["over"] - d["was_over"]))
            for d in days
        ]

    def _ties(self) -> list[str]:
        """How well those who come are known, as sums: "3 får primærkontakten sin"."""
        counts: dict[str, int] = defaultdict(int)
        for line in self.lines:
            for tie in line.ties.values():
                counts[tie] += 1
        told = {
            "primaer": _("%d får primærkontakten"),
            "vara": _("%d får varaen"),
            "kjent": _("%d får en som kjenner dem"),
            "ny": _("%d får en som ikke har vært der i det siste"),
        }
        return [words % counts[tie] for tie, words in told.items() if counts[tie]]

    def _opened(self) -> list[Visit]:
        """What she has begun and not finished: it stays with her, and somebody must ask."""
        return [
            job.visit
            for job in self.work.jobs
            if job.state == State.STARTED
            and any(
                entry.worklist.shift_id == self.cause.shift_id
                for entry in self.work.entries.get(job.visit.pk, [])
            )
        ]

    def _hours_left(self, carer: Shift) -> int:
        """Minutes of her shift that somebody could be hired for."""
        begins = max(carer.starts_at, self.cause.starts_at, self._now())
        return max(0, int((carer.ends_at - begins) / timedelta(minutes=1)))

    @staticmethod
    def _now() -> datetime:
        return clock.now()


def kroner(minutes: int, unit: Unit, *, overtime: bool = False) -> int:
    """What the minutes cost by the unit's hour price, before other supplements."""
    percent = 100 + unit.overtime_percent if overtime else 100
    return round(minutes * unit.hour_price * percent / 6000)


def _long(minutes: int) -> str:
    """ "40 min", "3 t 38 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%d min") % rest
    return (
        _("%(hours)d t %(rest)d min") % {"hours": hours, "rest": rest}
        if rest
        else _("%d t") % hours
    )


def _hours(minutes: int) -> str:
    """ "5,5"."""
    return f"{minutes / 60:.1f}".replace(".", ",").removesuffix(",0")


def _period(cause: Cause, carer: Shift) -> str:
    """ "fra 12:00 og ut vakten"."""
    words = {"at": hhmm(cause.starts_at)}
    if cause.ends_at is None:
        return _("fra %(at)s, ingen vet hvor lenge") % words
    if cause.ends_at <= carer.ends_at:
        return _("fra %(at)s og ut vakten") % words
    last = (cause.ends_at - timedelta(minutes=1)).astimezone(clock.OSLO)
    if last.date() == carer.date:
        return _("fra %(at)s og ut dagen") % words
    return _("fra %(at)s til og med %(day)s") % {**words, "day": f"{last:%d.%m.}"}


def _answered(draft: RepairDraft) -> str:
    if not draft.answer or draft.answered_by is None or draft.answered_at is None:
        return ""
    words = {"name": name_of(draft.answered_by), "at": hhmm(draft.answered_at)}
    if draft.answer == RepairDraft.Answer.DONE:
        return _("%(name)s sa ja kl. %(at)s. Listene er lagt om.") % words
    return _("%(name)s la bort forslaget kl. %(at)s. Ingenting er endret ut fra det.") % words
