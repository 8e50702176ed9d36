"""What has happened on a shift that the next one must know. One or two queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm
from patients.models import Event, Observation, Patient, PauseStep, Placement
from patients.news2 import Band
from patients.queries.news2 import Reading, reading_of
from teams.models import Loan
from teams.queries import name_of
from worklists.models import Advice, Alarm, ListChange, State, Visit, VisitState
from worklists.queries.brief import Line, Scope, named, number_of, url_of
from worklists.queries.changes import placed_in_words
from worklists.queries.lists import visit_url, window
from worklists.queries.loans import JOINED as OF_LOANS
from worklists.queries.loans import answered, what
from worklists.queries.notes import important_notes
from worklists.queries.slots import Slot, next_slot

WORSE = (Band.RED, Band.MEDIUM, Band.HIGH)
#: So many points more than the last total within a week is told of as rising.
RISING, WEEK = 2, timedelta(days=7)
OVER = (Alarm.State.DONE, Alarm.State.CALLED_OFF)


def _patients(scope: Scope) -> QuerySet[Placement]:
    """Those of the team on the shift's date."""
    placed = Placement.objects.on(scope.date).filter(team=scope.team)
    return placed.values("patient")  # type: ignore[return-value]


def worse(scope: Scope) -> Iterator[Line]:
    """Three points for one measurement, five or more in all, or two more than the last time."""
    rows = Observation.objects.filter(
        kind=Observation.Kind.NEWS2,
        struck_at__isnull=True,
        patient__in=_patients(scope),
        taken_at__range=(scope.since - WEEK, scope.until),
    ).select_related("patient", "by")
    by_patient: dict[Patient, list[Reading]] = defaultdict(list)
    for row in rows.order_by("patient__sort_key", "taken_at", "pk"):
        by_patient[row.patient].append(reading_of(row))
    for patient, readings in by_patient.items():
        here = [one for one in readings if one.taken_at >= scope.since]
        if any(_is_worse(one, readings) for one in here):
            url = url_of("patients:news2", patient.number)
            key = f"worse:{here[-1].observation.pk}"
            yield Line(key, named(patient), _measured(here, readings), url, patient.number)


def _is_worse(reading: Reading, readings: list[Reading]) -> bool:
    if reading.score.acts_as in WORSE or (reading.total or 0) >= WORSE_TOTAL:
        return True
    before = _before(reading, readings)
    has_both = reading.total is not None and before is not None
    return has_both and reading.total - before >= RISING  # type: ignore[operator]


#: For a total that came without its measurements.
WORSE_TOTAL = 5


def _before(reading: Reading, readings: list[Reading]) -> int | None:
    totals = [one.total for one in readings[: readings.index(reading)] if one.total is not None]
    return totals[-1] if totals else None


def _measured(here: list[Reading], readings: list[Reading]) -> str:
    """ "NEWS2 7 (16:10, 3 poeng for puls), 3 (18:00); før 1"."""
    before = _before(here[0], readings)
    told = ", ".join(_one(reading) for reading in here)
    return f"NEWS2 {told}" + ("" if before is None else _("; før %s") % before)


def _one(reading: Reading) -> str:
    total = _("ufullstendig") if reading.total is None else str(reading.total)
    red = _(" og ").join(part.name.lower() for part in reading.red)
    more = _(", 3 poeng for %s") % red if red else ""
    return f"{total} ({hhmm(reading.taken_at)}{more})"


def alarms(scope: Scope) -> Iterator[Line]:
    """Alarms that somebody went out on, and are over."""
    rows = Alarm.objects.filter(
        team=scope.team, state__in=OVER, received_at__range=scope.happened
    ).select_related("patient")
    for row in rows.order_by("received_at", "pk"):
        said = f"{str(row.get_kind_display()).capitalize()} {hhmm(row.received_at)}: "
        who, url = named(row.patient) or row.who, url_of("worklists:alarm", row.pk)
        text = said + row.what_was_done
        yield Line(f"alarm-over:{row.pk}", who, text, url, number_of(row.patient))


def events(scope: Scope) -> Iterator[Line]:
    """Falls and alarms that are written on the patient."""
    rows = Event.objects.filter(patient__in=_patients(scope), at__range=scope.happened)
    for row in rows.select_related("patient").order_by("at", "pk"):
        said = f"{str(row.get_kind_display()).capitalize()} {hhmm(row.at)}"
        text = f"{said}: {row.text}" if row.text else said
        url = url_of("patients:patient", row.patient.number)
        yield Line(f"event:{row.pk}", named(row.patient), text, url, row.patient.number)


def advice(scope: Scope) -> Iterator[Line]:
    """Sykepleierråd and behovsmedisin that were answered on this shift."""
    ours = Q(team=scope.team) | Q(answers=scope.team)
    rows = Advice.objects.filter(
        ours, state=Advice.State.ANSWERED, answered_at__range=scope.happened
    ).select_related("patient", "answered_by__staff")
    for row in rows.order_by("answered_at", "pk"):
        yes_or_no = {True: _("kan gis"), False: _("skal ikke gis")}.get(row.allowed, "")  # type: ignore[arg-type]
        subject = " ".join(filter(None, (row.medicine, yes_or_no)))
        said = _("%(name)s %(at)s: %(answer)s") % {
            "name": name_of(row.answered_by) if row.answered_by else "",
            "at": hhmm(row.answered_at) if row.answered_at else "",
            "answer": " – ".join(filter(None, (subject, row.answer))),
        }
        url = url_of("worklists:advice", row.pk)
        yield Line(f"answered:{row.pk}", named(row.patient), said, url, number_of(row.patient))


def moved(scope: Scope) -> Iterator[Line]:
    """Visits that a person has given to somebody else: the last time of each, from where it began."""
    rows = (
        ListChange.objects.filter(
            publication__team_shift=scope.shift.pk,
            publication__by__isnull=False,
            publication__rebuild__isnull=True,
            kind=ListChange.Kind.MOVED,
        )
        .select_related("visit__patient", "publication__by__staff")
        .order_by("publication__number", "pk")
    )
    by_visit: dict[int, list[ListChange]] = defaultdict(list)
    for row in rows:
        by_visit[row.visit_id].append(row)
    for changes in by_visit.values():
        yield _moved(changes[0], changes[-1])


def _moved(first: ListChange, last: ListChange) -> Line:
    visit, publication = last.visit, last.publication
    said = _("%(title)s: fra %(before)s til %(after)s. %(why)s, %(name)s %(at)s") % {
        "title": visit.title,
        "before": placed_in_words(first.before) or _("ingens liste"),
        "after": placed_in_words(last.after) or _("ingens liste"),
        "why": publication.why,
        "name": name_of(publication.by) if publication.by else "",
        "at": hhmm(publication.published_at),
    }
    key = f"moved:{visit.pk}:{publication.pk}"
    return Line(key, named(visit.patient), said, visit_url(visit), visit.patient.number)


def cancelled(scope: Scope) -> Iterator[Line]:
    """This shift's that were called off, and what was called off on it of coming shifts."""
    newest = VisitState.objects.filter(visit=OuterRef("visit")).order_by("-id").values("pk")[:1]
    here = Q(visit__date=scope.date, visit__shift=scope.kind)
    rows = VisitState.objects.filter(
        here | Q(happened_at__range=scope.happened),
        visit__team=scope.team,
        state=State.CANCELLED,
        pk=Subquery(newest),
    ).select_related("visit__patient", "by__staff")
    for row in rows.order_by("visit__earliest", "pk"):
        visit = row.visit
        is_here = (visit.date, visit.shift) == (scope.date, scope.kind)
        day = "" if is_here else date_format(visit.date, "j. F ")
        by = f", {name_of(row.by)}" if row.by else ""
        said = f"{day}{window(visit)} {visit.title}: {row.reason}{by}"
        number = visit.patient.number
        yield Line(f"cancelled:{row.pk}", named(visit.patient), said, visit_url(visit), number)


def new_patients(scope: Scope) -> Iterator[Line]:
    """Those who come to the team on this date, or on the next shift's."""
    days = (scope.date, _next(scope)[0])
    rows = Placement.objects.filter(team=scope.team, valid_from__range=days)
    for row in rows.select_related("patient").order_by("valid_from", "pk"):
        day = date_format(row.valid_from, "l j. F")
        said = _("ny i teamet fra %(day)s (%(code)s)") % {"day": day, "code": row.code}
        url = url_of("patients:patient", row.patient.number)
        yield Line(f"placement:{row.pk}", named(row.patient), said, url, row.patient.number)


def new_visits(scope: Scope) -> Iterator[Line]:
    """Visits that no plan asks for, on this shift and on the next. What is an alarm stands there."""
    day, kind = _next(scope)
    slots = Q(date=scope.date, shift=scope.kind) | Q(date=day, shift=kind)
    rows = Visit.objects.filter(slots, team=scope.team, plan__isnull=True, alarm__isnull=True)
    for visit in rows.with_state().select_related("patient").order_by("earliest", "pk"):
        if visit.state == State.CANCELLED:
            continue
        state = "" if visit.state == State.DUE else f", {State(visit.state).label}"
        said = f"{window(visit)} {visit.title} ({visit.get_shift_display()}{state})"
        number = visit.patient.number
        yield Line(f"new:{visit.pk}", named(visit.patient), said, visit_url(visit), number)


def _next(scope: Scope) -> Slot:
    return next_slot(scope.team, scope.date, scope.kind)


def stays(scope: Scope) -> Iterator[Line]:
    """Gone to hospital or elsewhere, home again, or not home after all: as somebody has said it."""
    told = (PauseStep.Kind.BEGUN, PauseStep.Kind.HOME, PauseStep.Kind.STILL_AWAY)
    rows = PauseStep.objects.filter(
        kind__in=told, pause__patient__in=_patients(scope), at__range=scope.happened
    ).select_related("pause__patient", "by__staff")
    for row in rows.order_by("at", "pk"):
        patient = row.pause.patient
        url = url_of("worklists:stay", row.pause_id)
        yield Line(f"stay:{row.pk}", named(patient), _stay(row), url, patient.number)


def _stay(row: PauseStep) -> str:
    where = ", ".join(filter(None, (row.pause.get_reason_display(), row.pause.where)))
    if row.kind == PauseStep.Kind.HOME and row.home_at:
        return _("hjem igjen fra %s") % _when(row.home_at)
    if row.kind == PauseStep.Kind.STILL_AWAY:
        return _("kom ikke hjem likevel: %s") % row.reason
    return _("borte fra %(at)s: %(where)s") % {"at": _when(row.pause.starts_at), "where": where}


def _when(instant: datetime) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i")


def loans(scope: Scope) -> Iterator[Line]:
    """Who and what is lent between the teams now, and until when."""
    ours = Q(asking=scope.team) | Q(asked=scope.team)
    rows = Loan.objects.filter(
        ours,
        answer=Loan.Answer.ACCEPTED,
        ended_at__isnull=True,
        starts_at__lt=scope.until,
        ends_at__gt=scope.since,
    ).select_related(*OF_LOANS)
    for row in rows.order_by("ends_at", "pk"):
        who = row.staff.name if row.staff else ""
        said = _("%(asked)s låner ut til %(asking)s: %(what)s. %(answer)s") % {
            "asked": row.asked,
            "asking": row.asking,
            "what": f"{who}, {what(row)}" if who else what(row),
            "answer": answered(row),
        }
        yield Line(f"lent:{row.pk}", "", said, url_of("worklists:loan", row.pk))


def notes(scope: Scope) -> Iterator[Line]:
    """Rapporter that the next one must know."""
    for row in important_notes(scope.team, *scope.happened):
        by = f", {row.by.name} {hhmm(row.at)}" if row.by else f", {hhmm(row.at)}"
        text = " – ".join(filter(None, (row.next_must_know, row.text))) + by
        url = url_of("patients:patient", row.patient.number)
        yield Line(f"note:{row.pk}", named(row.patient), text, url, row.patient.number)
