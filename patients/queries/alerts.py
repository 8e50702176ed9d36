"""What somebody at the door must know first: away, coming home, unstable, overdue, waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from patients.models import (
    Assessment,
    Event,
    HealthState,
    MoveRequest,
    Patient,
    Pause,
    Placement,
)
from patients.news2 import Band
from patients.queries.measured import Series
from patients.queries.news2 import Part, Reading

#: A checklist is asked for so long after the return, and falls and alarms are told of so long.
RETURN_DAYS = EVENT_DAYS = 14

WEEK = 7

State = HealthState.State
#: States that a stranger at the door must know of, and how loudly they are said.
TOLD = {
    State.DYING: "danger",
    State.PALLIATIVE_LATE: "warning",
    State.UNSTABLE: "warning",
    State.PALLIATIVE_EARLY: "info",
}
#: What a measurement that its total does not tell of is acted on as, and how loudly that is said.
LOUD_NEWS2 = {Band.RED: "warning", Band.MEDIUM: "warning", Band.HIGH: "danger"}
LOUDNESS = {"danger": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Alert:
    """One sentence. `view` and `key` are the page that deals with it, where there is one."""

    level: str
    text: str
    more: str = ""
    view: str = ""
    key: str | int = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the alerts are read from: fetched once by the page."""

    patient: Patient
    placements: list[Placement]
    """Those of today."""
    pauses: list[Pause]
    """Newest first, with their checklists."""
    states: list[HealthState]
    series: list[Series]
    news2: Reading | None
    """The last one measured here."""
    decision: Assessment | None
    move: MoveRequest | None
    events: list[Event]


def loudness(state: HealthState) -> tuple[int, int]:
    """The gravest first, then as they came."""
    level = TOLD.get(State(state.state), "")
    return LOUDNESS.get(level, len(LOUDNESS)), state.pk


def alerts(known: Known) -> list[Alert]:
    """The loudest first. No queries of its own."""
    found = [*_services(known), *_absence(known.pauses), *_health(known), *_belonging(known)]
    return sorted(found, key=lambda alert: LOUDNESS[alert.level])


def day_in_words(day: date) -> str:
    """ "i dag", "i morgen", "i går", "onsdag 25. november" within the week, else "3. desember"."""
    days = (day - clock.today()).days
    near = {0: _("i dag"), 1: _("i morgen"), -1: _("i går")}
    return near.get(days) or date_format(day, "l j. F" if abs(days) < WEEK else "j. F")


def _services(known: Known) -> Iterator[Alert]:
    patient = known.patient
    if patient.ended_on:
        over = patient.ended_on < clock.today()
        text = _("Tjenestene er avsluttet %s") if over else _("Tjenestene avsluttes %s")
        ended = date_format(patient.ended_on, "j. F Y")
        yield Alert("danger" if over else "warning", text % ended, patient.ended_reason)
    elif not any(placement.owner for placement in known.placements):
        yield Alert("danger", _("Ingen team har hovedansvaret i dag"))


def _absence(pauses: list[Pause]) -> Iterator[Alert]:
    now, today = clock.now(), clock.today()
    for pause in pauses:
        if pause.starts_at <= now and (pause.ends_at is None or pause.ends_at > now):
            yield _away(pause, today)
        elif pause.starts_at > now:
            begins = day_in_words(_day(pause.starts_at))
            text = _("Skal bort %(when)s: %(why)s") % {"when": begins, "why": _where(pause)}
            yield Alert("info", text, view="worklists:stay", key=pause.pk)
        elif pause.ends_at and _day(pause.ends_at) >= today - timedelta(days=RETURN_DAYS):
            yield from _came_home(pause)


def _away(pause: Pause, today: date) -> Alert:
    """Borte: since when, where, and when she is expected home."""
    text = _("Borte: %s") % _where(pause)
    since = _("Siden %s.") % date_format(_day(pause.starts_at), "j. F")
    expected = _day(pause.ends_at) if pause.ends_at else pause.expected_return
    if expected is None:
        more, level = _("Ingen dag for hjemkomst er satt."), "warning"
    elif expected < today:
        more = _("Skulle vært hjemme %s.") % day_in_words(expected)
        level = "danger"
    else:
        more, level = _("Ventes hjem %s.") % day_in_words(expected), "warning"
    return Alert(level, text, f"{since} {more}", view="worklists:stay", key=pause.pk)


def _came_home(pause: Pause) -> Iterator[Alert]:
    still = sum(check.done_at is None for check in pause.checks.all())
    home = _day(pause.ends_at or clock.now())
    if still or home >= clock.today() - timedelta(days=1):
        text = _("Kom hjem %(when)s fra %(where)s") % {
            "when": day_in_words(home),
            "where": pause.where or pause.get_reason_display(),
        }
        left = ngettext(
            "%d punkt på sjekklisten gjenstår.", "%d punkter på sjekklisten gjenstår.", still
        )
        level = "warning" if still else "info"
        more = left % still if still else ""
        yield Alert(level, text, more, view="worklists:stay", key=pause.pk)


def _where(pause: Pause) -> str:
    reason = str(pause.get_reason_display())
    return f"{reason}, {pause.where}" if pause.where else reason


def _day(instant: datetime) -> date:
    return instant.astimezone(clock.OSLO).date()


def _health(known: Known) -> Iterator[Alert]:
    for state in known.states:
        if level := TOLD.get(State(state.state)):
            since = _("Siden %s.") % date_format(state.valid_from, "j. F")
            yield Alert(level, str(state.get_state_display()).capitalize(), f"{since} {state.note}")
    for series in known.series:
        if series.level and series.days_old <= EVENT_DAYS:
            text = _("NEWS2 er %s") % series.figure
            yield Alert(series.level, text, _("Målt %s.") % day_in_words(_day(series.at)))
    yield from _red(known.news2)
    yield from _fallen(known.events)


def _red(reading: Reading | None) -> Iterator[Alert]:
    """One that gives three points by itself, and what has no total and is enough to act on already."""
    if reading is None or (clock.today() - _day(reading.taken_at)).days > EVENT_DAYS:
        return
    told_by_its_total = reading.total is not None and reading.band != Band.RED
    level = LOUD_NEWS2.get(reading.score.acts_as)
    if level is None or told_by_its_total:
        return
    shown = reading.total if reading.total is not None else _("ufullstendig")
    red = [_("%(name)s %(shown)s gir 3 poeng alene.") % _named(part) for part in reading.red]
    when = _("Målt %s.") % day_in_words(_day(reading.taken_at))
    yield Alert(level, _("NEWS2 er %s") % shown, " ".join([*red, when]))


def _named(part: Part) -> dict[str, str]:
    return {"name": str(part.name), "shown": part.shown}


def _fallen(events: Iterable[Event]) -> Iterator[Alert]:
    falls = [event for event in events if event.kind == Event.Kind.FALL]
    if falls:
        told = ngettext("Falt %(when)s", "%(n)d fall på to uker, sist %(when)s", len(falls))
        text = told % {"n": len(falls), "when": day_in_words(_day(falls[0].at))}
        yield Alert("warning", text, falls[0].text)


def _belonging(known: Known) -> Iterator[Alert]:
    number = known.patient.number
    if known.decision and known.decision.review_on and known.decision.review_on < clock.today():
        text = _("Gråsonen skulle vært vurdert på nytt %s")
        when = day_in_words(known.decision.review_on)
        yield Alert("warning", text % when, view="worklists:assessment", key=number)
    if move := known.move:
        told = {"team": move.to_team, "day": date_format(move.from_date, "j. F")}
        late = move.answer_by <= clock.now()
        yield Alert(
            "warning" if late else "info",
            _("Bedt om flytting til %(team)s fra %(day)s") % told,
            _("Svarfristen er ute.") if late else _("Venter på svar."),
            view="worklists:move",
            key=move.pk,
        )
