""" "Hvor er oppdraget mitt?", answered while she is on the phone: a sentence that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import from_to, hhmm
from patients.models import Patient, Pause
from patients.queries.alerts import day_in_words
from teams.models import ShiftKind, User
from teams.queries import name_of
from worklists.models import Entry, ListChange, State, TeamShift, Visit, VisitState
from worklists.models.visits import OPEN
from worklists.queries.changes import placed_in_words
from worklists.queries.forecast import Expected, expected
from worklists.queries.lists import visit_url, window

#: A time is told as this much before and after what is expected, in whole fives.
AROUND = timedelta(minutes=15)
FIVE = 5
#: One that was called off is told of so long after it should have begun.
OFF_IS_TOLD = timedelta(hours=2)
#: So many days ahead the next visit is looked for.
AHEAD = timedelta(days=7)
OFF = (State.CANCELLED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Told:
    """One visit of today's: what it is, who comes when, and what was last changed about it."""

    visit: Visit
    who: str
    when: str
    state: str
    delay: int
    """Minutes behind the plan, in whole fives; 0 where it is in time."""
    changed: str
    sentence: str

    @property
    def url(self) -> str:
        return visit_url(self.visit)


@dataclass(frozen=True, slots=True)
class WhereIs:
    patient: Patient
    aloud: str
    """What can be read to whoever rings. Holds no reason of anybody's."""
    visits: list[Told]
    away: Pause | None


def where_is(user: User, patient: Patient, now: datetime | None = None) -> WhereIs:
    """Today's visits and the next one after. Six queries, and four for each of her teams' shifts that
    are going on.
    """
    now = now or clock.now()
    rows = list(_visits(user, patient))
    today = [visit for visit in rows if _is_today(visit, now)]
    awaited = _expected(today, now)
    changes = _changes(today)
    told = [_told(visit, awaited.get(visit.pk), changes.get(visit.pk), now) for visit in today]
    pauses = Pause.objects.filter(patient=patient).at(now)
    away = pauses.first()
    later = next((v for v in rows if v not in today and v.state in OPEN), None)
    return WhereIs(patient, " ".join(_aloud(told, away, later, patient, now)), told, away)


def _visits(user: User, patient: Patient) -> Iterable[Visit]:
    """From last night's shift to a week ahead, with who has them and each step."""
    entries = Entry.objects.filter(worklist__publication__current_for__isnull=False)
    entries = entries.select_related("worklist__shift__staff", "worklist__publication")
    steps = VisitState.objects.select_related("by__staff", "carer").order_by("id")
    today = clock.today()
    night = Q(date=today - timedelta(days=1), shift=ShiftKind.NIGHT)
    return (
        Visit.objects.visible_to(user)
        .filter(night | Q(date__range=(today, today + AHEAD)), patient=patient)
        .with_state()
        .prefetch_related(
            Prefetch("entries", entries.order_by("part", "pk"), to_attr="placed"),
            Prefetch("states", steps, to_attr="steps"),
        )
        .order_by("earliest", "pk")
    )


def _is_today(visit: Visit, now: datetime) -> bool:
    """Today's, and last night's while it is not over."""
    if visit.date == clock.today():
        return True
    return visit.date < clock.today() and visit.latest > now - timedelta(hours=12)


def _expected(visits: list[Visit], now: datetime) -> dict[int, Expected]:
    """By visit, for the shifts that are going on."""
    going_on = {
        entry.worklist.publication.team_shift_id
        for visit in visits
        if visit.state == State.DUE
        for entry in _placed(visit)
        if entry.worklist.shift.starts_at <= now
    }
    shifts = TeamShift.objects.filter(pk__in=going_on).select_related("team__site__unit", "current")
    return {
        pk: one
        for team_shift in (shifts if going_on else ())
        for pk, one in expected(team_shift, now).items()
    }


def _changes(visits: list[Visit]) -> dict[int, ListChange]:
    """The newest change of each visit's carer or time. One query."""
    rows = (
        ListChange.objects.filter(visit__in=visits)
        .exclude(kind=ListChange.Kind.NEW)
        .select_related("publication__by__staff")
        .order_by("publication__published_at", "pk")
    )
    return {row.visit_id: row for row in rows}


def _told(visit: Visit, awaited: Expected | None, change: ListChange | None, now: datetime) -> Told:
    who = _(" og ").join(entry.worklist.shift.staff.given_name for entry in _placed(visit))
    begins = _begins(visit, awaited, now)
    lost = _lost_since(visit, awaited, now)
    delay = 0 if lost else _delay(visit, begins)
    return Told(
        visit=visit,
        who=who,
        when=hhmm(lost) if lost else _when(visit, begins, now),
        state=str(State(visit.state).label),
        delay=delay,
        changed=_changed(visit, change),
        sentence=_sentence(visit, who, begins, delay, awaited, now),
    )


def _begins(visit: Visit, awaited: Expected | None, now: datetime) -> datetime | None:
    """When she is expected to begin; None where the visit is on nobody's list."""
    if awaited is not None:
        return max(awaited.starts_at, now)
    placed = _placed(visit)
    return max(placed[0].starts_at, now) if placed else None


def _lost_since(visit: Visit, awaited: Expected | None, now: datetime) -> datetime | None:
    """When she should have been there, where that is so long ago that nothing can be promised: whoever
    does not tick may have been there already.
    """
    placed = _placed(visit)
    if visit.state != State.DUE or not placed:
        return None
    should = awaited.starts_at if awaited else placed[0].starts_at
    return should if should < now - AROUND else None


def _delay(visit: Visit, begins: datetime | None) -> int:
    """Behind the plan as it stands on the list, in whole fives."""
    placed = _placed(visit)
    if visit.state != State.DUE or begins is None or not placed:
        return 0
    late = (begins - placed[0].starts_at).total_seconds() / 60
    return max(0, FIVE * round(late / FIVE))


def _when(visit: Visit, begins: datetime | None, now: datetime) -> str:
    if visit.state == State.DUE and begins is not None:
        return "–".join(hhmm(one) for one in _around(begins, now))
    if visit.state in (State.STARTED, State.DONE):
        return _done_times(visit)
    return window(visit)


def _around(begins: datetime, now: datetime) -> tuple[datetime, datetime]:
    """The interval that is told: whole fives outwards, and never before now."""
    first = max(_down(begins - AROUND), now.replace(second=0, microsecond=0))
    return first, _up(begins + AROUND)


def _down(instant: datetime) -> datetime:
    return instant.replace(minute=instant.minute - instant.minute % FIVE, second=0, microsecond=0)


def _up(instant: datetime) -> datetime:
    lower = _down(instant)
    return lower if lower == instant else lower + timedelta(minutes=FIVE)


def _sentence(
    visit: Visit,
    who: str,
    begins: datetime | None,
    delay: int,
    awaited: Expected | None,
    now: datetime,
) -> str:
    told = {"who": who or _("Noen"), "title": visit.title, "window": window(visit)}
    if visit.state == State.STARTED:
        started = _step_at(visit, State.STARTED)
        at = hhmm(started) if started else ""
        return _("%(who)s er der nå, siden %(at)s.") % (told | {"at": at})
    if visit.state == State.DONE:
        return _("%(who)s var der %(times)s.") % (told | {"times": _done_times(visit)})
    if visit.state in OFF:
        return _("Oppdraget %(title)s, %(window)s, er avlyst.") % told
    if begins is None:
        unsure = _("%(title)s skal begynne %(window)s. Det er ikke klart hvem som kommer.")
        return unsure % told
    if lost := _lost_since(visit, awaited, now):
        said = _("%(who)s skulle vært der %(at)s, og ingen har krysset av. Vi undersøker det.")
        return said % (told | {"at": hhmm(lost)})
    first, last = _around(begins, now)
    said = _("%(who)s er ventet mellom %(first)s og %(last)s.") % (
        told | {"first": hhmm(first), "last": hhmm(last)}
    )
    return f"{said} {_('Det er %s minutter senere enn planlagt.') % delay}" if delay else said


def _changed(visit: Visit, change: ListChange | None) -> str:
    """The last thing that somebody did to it, with when and by whom."""
    last = visit.steps[-1] if visit.steps else None  # type: ignore[attr-defined]
    if visit.state in OFF and last is not None:
        return _("%(state)s %(at)s%(by)s: %(reason)s") % {
            "state": str(State(visit.state).label).capitalize(),
            "at": _day_and_time(last.happened_at or last.at),
            "by": _by(last.by),
            "reason": last.reason,
        }
    if change is None:
        return ""
    before, after = placed_in_words(change.before), placed_in_words(change.after)
    return _("%(what)s: fra %(before)s til %(after)s, %(at)s%(by)s") % {
        "what": str(change.get_kind_display()).capitalize(),
        "before": before or _("ingens liste"),
        "after": after or _("ingens liste"),
        "at": _day_and_time(change.publication.published_at),
        "by": _by(change.publication.by),
    }


def _by(user: User | None) -> str:
    return _(" av %s") % name_of(user) if user else ""


def _day_and_time(instant: datetime) -> str:
    local = instant.astimezone(clock.OSLO)
    today = local.date() == clock.today()
    return hhmm(instant) if today else f"{day_in_words(local.date())} {hhmm(instant)}"


def _aloud(
    told: list[Told], away: Pause | None, later: Visit | None, patient: Patient, now: datetime
) -> Iterator[str]:
    if away is not None:
        yield _away(away, patient)
        return
    worth = list(_worth_telling(told, now))
    yield from (one.sentence for one in worth)
    ahead = any(one.visit.state in OPEN for one in worth)
    if not ahead and (done := _last_done(told)):
        yield done.sentence
    elif not worth:
        yield _("Det er ikke planlagt noe mer i dag.")
    if not ahead and later is not None:
        day = day_in_words(later.date)
        yield _("Neste gang er %(day)s, %(window)s.") % {"day": day, "window": window(later)}


def _worth_telling(told: list[Told], now: datetime) -> Iterator[Told]:
    """What somebody is at, what was just called off, and the next one: not the whole day."""
    due = next((one for one in told if one.visit.state == State.DUE), None)
    for one in told:
        is_off = one.visit.state in OFF and one.visit.latest > now - OFF_IS_TOLD
        if one is due or is_off or one.visit.state == State.STARTED:
            yield one


def _last_done(told: list[Told]) -> Told | None:
    done = [one for one in told if one.visit.state == State.DONE]
    return done[-1] if done else None


def _away(away: Pause, patient: Patient) -> str:
    local = away.starts_at.astimezone(clock.OSLO)
    told = {
        "name": patient.given_name,
        "day": day_in_words(local.date()),
        "at": hhmm(away.starts_at),
    }
    said = _("%(name)s får ikke oppdrag nå: midlertidig opphør fra %(day)s %(at)s.") % told
    if away.expected_return:
        home = date_format(away.expected_return, "l j. F")
        said += " " + _("Ventes hjem %s.") % home
    return said


def _placed(visit: Visit) -> list[Entry]:
    return visit.placed  # type: ignore[attr-defined]


def _step_at(visit: Visit, state: str) -> datetime | None:
    """When it happened, the newest of that kind."""
    steps = [step for step in visit.steps if step.state == state]  # type: ignore[attr-defined]
    return (steps[-1].happened_at or steps[-1].at) if steps else None


def _done_times(visit: Visit) -> str:
    started, done = _step_at(visit, State.STARTED), _step_at(visit, State.DONE)
    if started and done and started < done:
        return from_to(started, done)
    found = done or started
    return hhmm(found) if found else ""
