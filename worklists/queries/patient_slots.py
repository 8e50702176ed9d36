"""What a patient's page shows from here: her next visits, the plans behind them, her appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import from_to
from patients.models import Patient
from teams.models import ShiftKind, User
from worklists.models import Appointment, Entry, PlanException, State, Visit, VisitPlan
from worklists.queries.lists import visit_url, window
from worklists.queries.patterns import pattern_in_words

#: How far ahead plans that begin are told of; days that are left out, and appointments.
AHEAD, NEAR = timedelta(days=30), timedelta(days=14)
#: What whoever reads a message must know of the days that come.
SOON = timedelta(days=2)
SHIFTS = {kind: number for number, kind in enumerate(ShiftKind.values)}


@dataclass(frozen=True, slots=True)
class PatientVisit:
    visit: Visit
    names: str
    period: str
    """When it is planned or was done, when somebody has it; else when it may begin."""

    @property
    def url(self) -> str:
        return visit_url(self.visit)

    @property
    def state(self) -> str:
        """Where it stands, when that is more than waiting."""
        return "" if self.visit.state == State.DUE else str(State(self.visit.state).label)

    @property
    def is_over(self) -> bool:
        return self.visit.state not in (State.DUE, State.STARTED)

    @property
    def is_off(self) -> bool:
        return self.visit.state in (State.CANCELLED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Day:
    """The visits of one date. `label` is "i dag", "i morgen" or the day."""

    label: str
    visits: list[PatientVisit]


@dataclass(frozen=True, slots=True)
class Plan:
    plan: VisitPlan
    pattern: str
    hours: str
    minutes: int
    begins: date | None
    """Where it has not begun yet."""
    ends: date | None


@dataclass(frozen=True, slots=True)
class PatientWeek:
    next: PatientVisit | None
    """What comes next, or is going on."""
    days: list[Day]
    plans: list[Plan]
    week: str
    exceptions: list[PlanException]
    appointments: list[Appointment]


def patient_week(user: User, patient: Patient) -> PatientWeek:
    """Eight queries, however many plans and visits."""
    visits = patient_visits(user, patient)
    today = clock.today()
    plans = _plans(patient, today)
    horizon = clock.midnight(today + NEAR)
    exceptions = PlanException.objects.filter(
        plan__patient=patient, date__range=(today, today + NEAR)
    ).select_related("plan")
    appointments = Appointment.objects.filter(
        patient=patient, ends_at__gt=clock.now(), starts_at__lt=horizon
    )
    return PatientWeek(
        next=next((visit for visit in visits if not visit.is_over), None),
        days=_by_day(visits),
        plans=plans,
        week=_week(plans),
        exceptions=list(exceptions),
        appointments=list(appointments),
    )


def near_visits(user: User, patient: Patient) -> list[Day]:
    """Today's visits, also those that are done, and what begins within two days. Three queries."""
    end = clock.now() + SOON
    rows = patient_visits(user, patient, until=end.astimezone(clock.OSLO).date())
    return _by_day([row for row in rows if _begins(row.visit)[1] < end])


def patient_visits(user: User, patient: Patient, until: date | None = None) -> list[PatientVisit]:
    """A patient's visits from today on, with the names of the carers. Three queries."""
    entries = Entry.objects.filter(worklist__publication__current_for__isnull=False).select_related(
        "worklist__shift__staff"
    )
    visits = (
        Visit.objects.visible_to(user)
        .filter(patient=patient, date__gte=clock.today())
        .with_state()
        .prefetch_related(Prefetch("entries", entries.order_by("part"), to_attr="placed"))
        .order_by("date", "earliest", "pk")
    )
    if until is not None:
        visits = visits.filter(date__lte=until)
    return sorted((_visit(visit) for visit in visits), key=lambda row: _begins(row.visit))


def _visit(visit: Visit) -> PatientVisit:
    placed: list[Entry] = visit.placed  # type: ignore[attr-defined]
    names = ", ".join(entry.worklist.shift.staff.name for entry in placed)
    period = from_to(placed[0].starts_at, placed[0].ends_at) if placed else window(visit)
    return PatientVisit(visit, names, period)


def _begins(visit: Visit) -> tuple[date, datetime]:
    placed: list[Entry] = visit.placed  # type: ignore[attr-defined]
    return visit.date, placed[0].starts_at if placed else visit.earliest


def _by_day(visits: list[PatientVisit]) -> list[Day]:
    return [
        Day(_day_in_words(day), list(rows)) for day, rows in groupby(visits, lambda r: r.visit.date)
    ]


def _day_in_words(day: date) -> str:
    near = {0: _("I dag"), 1: _("I morgen")}
    return near.get((day - clock.today()).days) or date_format(day, "l j. F").capitalize()


def _plans(patient: Patient, today: date) -> list[Plan]:
    """In force, or beginning soon; in the order of the day. Three queries."""
    rows = (
        VisitPlan.objects.between(today, today + AHEAD)
        .filter(patient=patient)
        .select_related("team")
        .prefetch_related("competences", "approved_minutes")
    )
    ordered = sorted(rows, key=lambda plan: (SHIFTS[plan.shift], plan.earliest, plan.pk))
    return [
        Plan(
            plan=plan,
            pattern=pattern_in_words(plan.weekdays, plan.every_weeks),
            hours=f"{plan.earliest:%H:%M}–{plan.latest:%H:%M}",
            minutes=plan.minutes_on(max(today, plan.valid_from)),
            begins=plan.valid_from if plan.valid_from > today else None,
            ends=plan.valid_to,
        )
        for plan in ordered
    ]


def _week(plans: list[Plan]) -> str:
    """ "14 oppdrag i uken, 5 t 20 min": of the plans that hold today."""
    now = [plan for plan in plans if plan.begins is None]
    visits = sum(plan.plan.visits_a_week for plan in now)
    minutes = round(sum(p.plan.visits_a_week * p.minutes * p.plan.carers for p in now))
    told = {"visits": f"{visits:.0f}", "hours": minutes // 60, "minutes": minutes % 60}
    return _("%(visits)s oppdrag i uken, %(hours)d t %(minutes)d min") % told if now else ""
