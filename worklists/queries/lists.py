"""Published lists as rows: on the time axis, to read, and to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import FETCH_RAISE, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib.words import from_to, hhmm
from teams.models import DutyFunction
from worklists.models import (
    VISIT_TRANSITIONS,
    BreakTime,
    Entry,
    State,
    TeamShift,
    Unassigned,
    Visit,
    Worklist,
)
from worklists.models.plans import Place, Priority
from worklists.queries.axis import SMALL_FIGURE, Axis

LOOKS: dict[str, str] = {
    State.DONE: "done",
    State.STARTED: "started",
    State.CANCELLED: "off",
    State.WITHDRAWN: "off",
}

#: Before the time on the axis, so that the state does not hang on colour alone.
SIGNS: dict[str, str] = {State.DONE: "✓ ", State.STARTED: "▸ "}

TWO = 2

#: What is said of a visit that is more, or less, urgent than the ordinary one.
SHORT_PRIORITY: dict[int, object] = {
    Priority.AT_THIS_TIME: _lazy("til denne tiden"),
    Priority.MAY_GO: _lazy("kan utgå"),
}

CLOCK = 5  # figures in 07:30


@dataclass(slots=True)
class Published:
    """One publication, read whole: lists, visits and the bucket. Five queries, whatever its size."""

    worklists: list[Worklist]
    entries: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    breaks: dict[int, list[BreakTime]] = field(default_factory=lambda: defaultdict(list))
    bucket: list[Unassigned] = field(default_factory=list)
    visits: dict[int, Visit] = field(default_factory=dict)
    #: Names of the carers at each visit, by visit and then by list.
    carers: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def others_at(self, entry: Entry) -> list[str]:
        """Who else is at the visit."""
        at_visit = self.carers[entry.visit_id]
        return [name for list_id, name in at_visit.items() if list_id != entry.worklist_id]


def read(shift: TeamShift) -> Published:
    """What holds for the shift now; empty lists where nothing has been built."""
    of = Q(publication=shift.current_id)
    worklists = Worklist.objects.filter(of).select_related("shift__staff")
    found = Published(list(worklists.fetch_mode(FETCH_RAISE)))
    names = {worklist.pk: worklist.shift.staff.name for worklist in found.worklists}
    on_lists = Q(worklist__publication=shift.current_id)
    for entry in Entry.objects.filter(on_lists).order_by("position").fetch_mode(FETCH_RAISE):
        found.entries[entry.worklist_id].append(entry)
        found.carers[entry.visit_id][entry.worklist_id] = names[entry.worklist_id]
    for pause in BreakTime.objects.filter(on_lists).fetch_mode(FETCH_RAISE):
        found.breaks[pause.worklist_id].append(pause)
    found.bucket = list(Unassigned.objects.filter(of).fetch_mode(FETCH_RAISE))
    ids = {*found.carers, *(row.visit_id for row in found.bucket)}
    visits = Visit.objects.filter(pk__in=ids).with_state().select_related("patient")
    found.visits = {visit.pk: visit for visit in visits.fetch_mode(FETCH_RAISE)}
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the axis that is no visit: report, travel, waiting, break."""

    look: str
    x: str
    width: str
    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit on somebody's list, or in the bucket (then without times and place on the axis)."""

    visit: Visit
    url: str
    look: str
    about: str
    period: str = ""
    x: str = ""
    width: str = ""
    lines: tuple[str, ...] = ()
    travel: int = 0
    remarks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Who else comes."""

    @property
    def number(self) -> str:
        return self.visit.patient.number

    @property
    def where(self) -> str:
        """The address, or where it is done when nobody travels."""
        if self.visit.where != Place.HOME:
            return self.visit.get_where_display()
        return self.visit.patient.address

    @property
    def window(self) -> str:
        return window(self.visit)

    @property
    def is_urgent(self) -> bool:
        return self.visit.priority == Priority.AT_THIS_TIME

    @property
    def is_double(self) -> bool:
        return self.visit.carers == TWO

    @property
    def can_start(self) -> bool:
        return State.STARTED in VISIT_TRANSITIONS[self.visit.state]

    @property
    def can_finish(self) -> bool:
        return State.DONE in VISIT_TRANSITIONS[self.visit.state]

    @property
    def aside(self) -> str:
        """What stands behind the title in a list to read."""
        return " · ".join(filter(None, (self.visit.patient.name, self.where, *self.remarks)))


@dataclass(frozen=True, slots=True)
class Row:
    """One carer's list."""

    worklist: Worklist
    function: str
    hours: str
    home: str
    is_late: bool
    notes: tuple[str, ...]
    marks: tuple[Mark, ...]
    stops: tuple[Stop, ...]

    @property
    def name(self) -> str:
        return self.worklist.shift.staff.name


def rows_of(found: Published) -> tuple[list[Row], Axis | None]:
    """Every list as a row, and the axis that all of them lie on. No queries of its own."""
    if not found.worklists:
        return [], None
    axis = Axis.around(_instants(found))
    return [row_of(found, worklist, axis) for worklist in found.worklists], axis


def _instants(found: Published) -> Iterator[datetime]:
    for worklist in found.worklists:
        yield from (worklist.shift.starts_at, worklist.shift.ends_at, worklist.home_at)
        for entry in found.entries[worklist.pk]:
            yield from (entry.starts_at, entry.ends_at)


def row_of(found: Published, worklist: Worklist, axis: Axis) -> Row:
    shift = worklist.shift
    entries = found.entries[worklist.pk]
    marks = tuple(_marks(found, worklist, entries, axis))
    return Row(
        worklist=worklist,
        function=_short_function(shift.function),
        hours=from_to(shift.starts_at, shift.ends_at),
        home=hhmm(worklist.home_at),
        is_late=worklist.home_at > shift.ends_at,
        notes=tuple(mark.about for mark in marks if mark.about),
        marks=marks,
        stops=tuple(stop_of(found, entry, axis) for entry in entries),
    )


def _short_function(function: str) -> str:
    """What stands beside the name: nothing for an ordinary list."""
    short = {DutyFunction.LIST.value: "", DutyFunction.VK.value: _("VK")}
    return short.get(function, str(DutyFunction(function).label))


def _marks(
    found: Published, worklist: Worklist, entries: list[Entry], axis: Axis
) -> Iterator[Mark]:
    begins = worklist.shift.starts_at
    if worklist.report_minutes:
        ready = begins + timedelta(minutes=worklist.report_minutes)
        yield _mark(axis, "report", begins, ready, _("Rapport"), _("R"))
    for entry in entries:
        yield from _way_to(axis, entry)
    for pause in found.breaks[worklist.pk]:
        yield _mark(axis, "pause", pause.starts_at, pause.ends_at, _("Pause"), _("Pause"))
    last = max(_ends(entries, found.breaks[worklist.pk]), default=worklist.home_at)
    if last < worklist.home_at:
        yield _mark(axis, "way", last, worklist.home_at)


def _ends(entries: list[Entry], pauses: list[BreakTime]) -> list[datetime]:
    return [entry.ends_at for entry in entries] + [pause.ends_at for pause in pauses]


def _way_to(axis: Axis, entry: Entry) -> Iterator[Mark]:
    """The travel to a visit, and the waiting at its door."""
    arrives = entry.starts_at - timedelta(minutes=entry.waiting_minutes)
    if entry.travel_minutes:
        yield _mark(axis, "way", arrives - timedelta(minutes=entry.travel_minutes), arrives)
    if entry.waiting_minutes:
        yield _mark(axis, "wait", arrives, entry.starts_at)


def _mark(
    axis: Axis, look: str, start: datetime, end: datetime, what: str = "", text: str = ""
) -> Mark:
    about = f"{what} {from_to(start, end)}" if what else ""
    return Mark(look, axis.x(start), axis.width(start, end), text, about)


def stop_of(found: Published, entry: Entry, axis: Axis) -> Stop:
    visit = found.visits[entry.visit_id]
    others = found.others_at(entry)
    remarks = tuple(_remarks(visit, others))
    period = from_to(entry.starts_at, entry.ends_at)
    lines, is_narrow = _lines(visit, entry, axis)
    look = f"{look_of(visit)} narrow" if is_narrow else look_of(visit)
    return Stop(
        visit=visit,
        url=visit_url(visit),
        look=look,
        about=", ".join((f"{period} {visit.patient.number} {visit.title}", *remarks)),
        period=period,
        x=axis.x(entry.starts_at),
        width=axis.width(entry.starts_at, entry.ends_at),
        lines=lines,
        travel=entry.travel_minutes,
        remarks=remarks,
        others=tuple(others),
    )


def _lines(visit: Visit, entry: Entry, axis: Axis) -> tuple[tuple[str, ...], bool]:
    """The text on the axis: time and number, or the number alone over two lines; never a part of it.

    Half a patient number is somebody else's.
    """
    number = visit.patient.number.rpartition("-")[2]
    if axis.room(entry.starts_at, entry.ends_at) >= max(CLOCK, len(number)):
        return (f"{SIGNS.get(visit.state, '')}{hhmm(entry.starts_at)}", number), False
    half = -(-len(number) // 2)
    fits = axis.room(entry.starts_at, entry.ends_at, SMALL_FIGURE) >= half
    return ((number[:half], number[half:]) if fits else ()), True


def loose_stop(visit: Visit) -> Stop:
    """A visit that is on nobody's list."""
    return Stop(
        visit=visit,
        url=visit_url(visit),
        look=look_of(visit),
        about="",
        remarks=tuple(_remarks(visit, [])),
    )


def visit_url(visit: Visit) -> str:
    return reverse("worklists:visit", args=[visit.pk])


def look_of(visit: Visit) -> str:
    """The classes that give a visit its colour and shape; the same facts stand as words beside it."""
    looks = [f"p{visit.priority}", LOOKS.get(visit.state, "")]
    looks += ["two"] * (visit.carers == TWO) + ["indoors"] * (visit.where != Place.HOME)
    return " ".join(filter(None, looks))


def _remarks(visit: Visit, others: list[str]) -> Iterator[str]:
    if visit.priority in SHORT_PRIORITY:
        yield str(SHORT_PRIORITY[visit.priority])
    if others:
        yield _("sammen med %s") % ", ".join(others)
    elif visit.carers == TWO:
        yield _("to hjelpere")
    if visit.state != State.DUE:
        yield str(State(visit.state).label)
    if visit.locked:
        yield _("låst")


def window(visit: Visit) -> str:
    """When it must start: one time when it is fixed, else the two it must lie between."""
    if visit.earliest == visit.latest or visit.fixed_time:
        return hhmm(visit.earliest)
    return from_to(visit.earliest, visit.latest)
