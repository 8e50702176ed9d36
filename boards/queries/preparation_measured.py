"""What was measured and what happened, as the page before the meeting draws it, and function by point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.plots import Happening, Plot, Point, Story, Style, draw, figure, story
from heltom.lib import clock
from patients.models import Event, Observation, Pause

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from patients.models import Patient

Kind = Observation.Kind

#: Function is measured a few times a year, illness and weight far more often.
BACK = timedelta(days=800)
SEEN_FOR = {
    Kind.NEWS2: timedelta(days=182), Kind.WEIGHT: timedelta(days=400),
    Kind.INTAKE: timedelta(days=91), Kind.KATZ: BACK, Kind.FRAILTY: BACK, Kind.IPLOS: BACK,
}  # fmt: skip
EVENTS = timedelta(days=182)

#: The report's order: function first, then body.
DRAWN: dict[str, tuple[_StrPromise | str, _StrPromise | str, Style]] = {
    Kind.WEIGHT: (_lazy("Vekt"), "kg", Style("", "", least_span=6)),
    Kind.NEWS2: ("NEWS2", "", Style("", "", low=0, high=10, limits=(5, 7))),
    Kind.KATZ: (_lazy("Katz ADL"), _lazy("av 6"), Style("", "", low=0, high=6)),
    Kind.FRAILTY: (_lazy("Klinisk skrøpelighet"), _lazy("av 9"), Style("", "", low=1, high=9)),
    Kind.IPLOS: ("IPLOS", "", Style("", "", low=1, high=5)),
    Kind.INTAKE: (_lazy("Mat og drikke"), "", Style("", "", low=0)),
}
TESTS = (Kind.KATZ, Kind.FRAILTY, Kind.IPLOS)
#: IPLOS has a figure for what does not concern her.
NOT_RELEVANT = 9

PARTS: dict[str, _StrPromise] = {
    "bathing": _lazy("vasker seg"),
    "dressing": _lazy("kler seg"),
    "toileting": _lazy("går på toalettet"),
    "transferring": _lazy("kommer seg opp og ned"),
    "continence": _lazy("holder på urin og avføring"),
    "feeding": _lazy("spiser selv"),
}


@dataclass(frozen=True, slots=True)
class PartChange:
    """One point of a test: how it was and how it is. `is_worse` where she manages less."""

    name: str
    before: str
    now: str
    is_worse: bool

    @property
    def is_changed(self) -> bool:
        return self.before != self.now


@dataclass(frozen=True, slots=True)
class TestSeen:
    """The newest of a function test beside the one before it."""

    title: str
    figure: str
    unit: str
    on: date
    by: str
    before: str
    before_on: date | None
    parts: tuple[PartChange, ...]

    @property
    def changed(self) -> list[PartChange]:
        return [part for part in self.parts if part.is_changed]


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one patient: a drawing for each kind that was measured, the tests by point, what happened."""

    plots: tuple[Plot, ...] = ()
    tests: tuple[TestSeen, ...] = ()
    missing: tuple[str, ...] = ()
    """The function tests that nobody has done."""
    story: Story | None = None


def measured_of(patients: Iterable[Patient]) -> dict[int, Measured]:
    """By patient. Three queries, however many."""
    keys = [patient.pk for patient in patients]
    seen, happened = _observations(keys), _happened(keys)
    return {key: _measured(seen[key], happened[key]) for key in keys}


def _observations(keys: list[int]) -> dict[int, dict[str, list[Observation]]]:
    """By patient and kind, oldest first."""
    found: dict[int, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    rows = Observation.objects.holding().filter(
        patient__in=keys, value__isnull=False, taken_at__gt=clock.now() - BACK,
        taken_at__lte=clock.now(),
    )  # fmt: skip
    for row in rows.select_related("by").order_by("taken_at", "pk"):
        found[row.patient_id][row.kind].append(row)
    return found


def _happened(keys: list[int]) -> dict[int, list[Happening]]:
    """Falls, alarms and stays of the last half year. What is yet to come is not of it."""
    since, now = clock.now() - EVENTS, clock.now()
    found: dict[int, list[Happening]] = defaultdict(list)
    events = Event.objects.filter(patient__in=keys, at__gt=since, at__lte=now)
    for event in events.select_related("by"):
        words = f"{event.get_kind_display()}: {event.text}" if event.text else ""
        by = event.by.name if event.by else ""
        found[event.patient_id].append(
            Happening(_day(event.at), event.kind, words or event.get_kind_display(), by=by)
        )
    stays = Pause.objects.overlapping(since, now).filter(patient__in=keys)
    for stay in stays:
        until = _day(stay.ends_at) if stay.ends_at else None
        words = ", ".join(filter(None, (stay.get_reason_display(), stay.where)))
        found[stay.patient_id].append(Happening(_day(stay.starts_at), "opphold", words, until))
    return found


def _measured(seen: dict[str, list[Observation]], happened: list[Happening]) -> Measured:
    today = clock.today()
    return Measured(
        plots=tuple(filter(None, (_plot(kind, seen[kind], today) for kind in DRAWN))),
        tests=tuple(filter(None, (_test(kind, seen[kind]) for kind in TESTS))),
        missing=tuple(str(DRAWN[kind][0]) for kind in TESTS[:2] if not seen[kind]),
        story=story(happened, today - EVENTS, today),
    )


def _plot(kind: str, rows: list[Observation], today: date) -> Plot | None:
    title, unit, style = DRAWN[kind]
    first = today - SEEN_FOR[Kind(kind)]
    points = [
        Point(_day(row.taken_at), float(row.value or 0), row.by.name if row.by else "")
        for row in rows
        if _day(row.taken_at) >= first
    ]
    named = Style(
        str(title), str(unit), style.low, style.high, style.least_span, style.limits
    )  # fmt: skip
    return draw(kind, named, points, first, today)


def _test(kind: str, rows: Sequence[Observation]) -> TestSeen | None:
    """The newest against the one before."""
    if not rows:
        return None
    last, before = rows[-1], rows[-2] if len(rows) > 1 else None
    return TestSeen(
        title=str(DRAWN[kind][0]),
        figure=figure(float(last.value or 0)),
        unit=str(DRAWN[kind][1]),
        on=_day(last.taken_at),
        by=last.by.name if last.by else "",
        before=figure(float(before.value or 0)) if before else "",
        before_on=_day(before.taken_at) if before else None,
        parts=tuple(_parts(kind, before.parts if before else {}, last.parts)),
    )


def _parts(
    kind: str, before: dict[str, object], now: dict[str, object]
) -> Iterator[PartChange]:  # fmt: skip
    """Katz counts what she manages, IPLOS what she needs."""
    up = kind != Kind.KATZ
    for name, value in now.items():
        was = before.get(name)
        worse = was is not None and value != was and (_number(value) > _number(was)) is up
        yield PartChange(_part(name), _figure(kind, was), _figure(kind, value), worse)


def _part(name: str) -> str:
    return str(PARTS[name]) if name in PARTS else _("punkt %s") % name.removeprefix("v")


def _figure(kind: str, value: object) -> str:
    if value is None:
        return ""
    if kind == Kind.KATZ:
        return _("selv") if _number(value) else _("med hjelp")
    if _number(value) == NOT_RELEVANT:
        return _("ikke aktuelt")
    return figure(_number(value))


def _number(value: object) -> float:
    return float(str(value))


def _day(at: datetime) -> date:
    return at.astimezone(clock.OSLO).date()
