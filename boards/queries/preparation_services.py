"""What she gets: visit plans, minutes taken against planned, and how many different people came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.utils.translation import gettext as _

from boards.plots import Plot, Point, Style, draw
from heltom.lib import clock
from worklists.models import State, VisitPlan, VisitState
from worklists.queries.observed import IN_ONE_GO, LONGEST, SPANS

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import Staff

#: So long back the minutes of visits are drawn, and the faces counted.
WEEKS = 26
FACES = timedelta(days=14)
#: Who knows her best is told of so many.
KNOWN = 3
WEEKDAYS = 7

#: By patient and week: the minutes of a visit in the mean, taken and planned. Cleaned as observed.py says.
STATEMENT = f"""
WITH step AS MATERIALIZED (
    SELECT v.id AS visit, v.date, s.id, s.state, s.happened_at AS at, s.carer_id AS carer
    FROM worklists_visit v JOIN worklists_visitstate s ON s.visit_id = v.id
    WHERE v.patient_id = ANY(%(patients)s) AND v.date BETWEEN %(first)s AND %(last)s
), {SPANS}
SELECT v.patient_id, date_trunc('week', v.date)::date AS week,
    avg(extract(epoch FROM ended - began) / 60)::float, avg(v.minutes)::float
FROM span JOIN worklists_visit v ON v.id = span.visit
WHERE in_order AND v.id NOT IN (SELECT visit FROM together)
    AND ended - began BETWEEN interval '1 minute' AND %(longest)s * v.minutes * interval '1 minute'
GROUP BY v.patient_id, week ORDER BY v.patient_id, week
"""  # noqa: S608 - put together of constants alone


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A visit plan as it holds today. `days` is "hver dag" or "ma, on, fr"; clock times by Oslo."""

    title: str
    text: str
    days: str
    times: str
    shift: str
    minutes: int
    carers: int
    level: str
    team: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has been with her: how many visits, and whether she is new to the team."""

    name: str
    visits: int
    is_temp: bool


@dataclass(frozen=True, slots=True)
class Faces:
    """How many different people she met in fourteen days, in so many visits, of which so many with a temp.
    Nobody is graded by it.
    """

    people: tuple[Person, ...] = ()
    visits: int = 0
    with_temps: int = 0

    @property
    def different(self) -> int:
        return len(self.people)

    @property
    def temp_percent(self) -> int:
        return round(100 * self.with_temps / self.visits) if self.visits else 0

    @property
    def best_known(self) -> tuple[Person, ...]:
        return self.people[:KNOWN]


@dataclass(frozen=True, slots=True)
class Services:
    """`a_week` and `minutes_a_week` are what is planned from today on."""

    plans: tuple[PlanLine, ...] = ()
    a_week: float = 0
    minutes_a_week: int = 0
    taken: Plot | None = None
    faces: Faces = Faces()


def services_of(patients: Iterable[Patient]) -> dict[int, Services]:
    """By patient. Four queries, however many."""
    keys = [patient.pk for patient in patients]
    plans, weeks, done = _plans(keys), _weeks(keys), _done(keys)
    return {key: _services(plans[key], weeks[key], done[key]) for key in keys}


def _services(
    plans: list[VisitPlan], weeks: list[tuple[date, float, float]], done: list[VisitState]
) -> Services:
    today = clock.today()
    weekly = sum(p.visits_a_week * p.minutes_on(today) * p.carers for p in plans)
    return Services(
        plans=tuple(_line(plan, today) for plan in plans),
        a_week=round(sum(plan.visits_a_week for plan in plans), 1),
        minutes_a_week=round(weekly),
        taken=_taken(weeks, today),
        faces=_faces(done),
    )


def _plans(keys: list[int]) -> dict[int, list[VisitPlan]]:
    found: dict[int, list[VisitPlan]] = defaultdict(list)
    rows = VisitPlan.objects.on(clock.today()).filter(patient__in=keys)
    for plan in rows.select_related("team").prefetch_related("approved_minutes"):
        found[plan.patient_id].append(plan)
    return found


def _line(plan: VisitPlan, today: date) -> PlanLine:
    return PlanLine(
        title=plan.title,
        text=plan.task_text,
        days=days_of(plan),
        times=f"{plan.earliest:%H:%M}–{plan.latest:%H:%M}",
        shift=plan.get_shift_display(),
        minutes=plan.minutes_on(today),
        carers=plan.carers,
        level=plan.get_level_display(),
        team=str(plan.team),
        until=plan.valid_to,
    )


def days_of(plan: VisitPlan) -> str:
    """ "hver dag", or the short names of the weekdays; and how often where it is not each week."""
    short = [_("ma"), _("ti"), _("on"), _("to"), _("fr"), _("lø"), _("sø")]
    chosen = [short[day - 1] for day in sorted(plan.weekdays)]
    days = _("hver dag") if len(chosen) == WEEKDAYS else ", ".join(chosen)
    if plan.every_weeks == 1:
        return days
    return _("%(days)s, hver %(weeks)d. uke") % {"days": days, "weeks": plan.every_weeks}


def _weeks(keys: list[int]) -> dict[int, list[tuple[date, float, float]]]:
    """By patient: Monday, minutes taken, minutes planned, of one visit in the mean. One statement."""
    today = clock.today()
    values: dict[str, Any] = {
        "patients": keys, "first": today - timedelta(weeks=WEEKS), "last": today,
        "in_one_go": IN_ONE_GO, "longest": LONGEST,
    }  # fmt: skip
    found: dict[int, list[tuple[date, float, float]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        for patient, week, took, planned in cursor.fetchall():
            found[patient].append((week, took, planned))
    return found


def _taken(weeks: list[tuple[date, float, float]], today: date) -> Plot | None:
    style = Style(_("Minutter per oppdrag, snitt for uken"), _("min"), low=0)
    return draw(
        "minutter", style,
        [Point(week, took) for week, took, _planned in weeks],
        today - timedelta(weeks=WEEKS), today,
        planned=[Point(week, planned) for week, _took, planned in weeks],
    )  # fmt: skip


def _done(keys: list[int]) -> dict[int, list[VisitState]]:
    """By patient: the visits that somebody has done, a row for each carer."""
    rows = VisitState.objects.filter(
        visit__patient__in=keys, visit__date__gt=clock.today() - FACES,
        visit__date__lte=clock.today(), state=State.DONE, carer__isnull=False,
    ).select_related("visit", "carer")  # fmt: skip
    found: dict[int, list[VisitState]] = defaultdict(list)
    for row in rows:
        found[row.visit.patient_id].append(row)
    return found


def _faces(done: list[VisitState]) -> Faces:
    """A temp is hired in, or went for a team that is not her own."""
    visits: dict[Staff, set[int]] = defaultdict(set)
    by_temps: dict[Staff, set[int]] = defaultdict(set)
    for row in done:
        carer = cast("Staff", row.carer)
        visits[carer].add(row.visit_id)
        if carer.hired_in or carer.team_id != row.visit.team_id:
            by_temps[carer].add(row.visit_id)
    people = [Person(one.name, len(seen), one in by_temps) for one, seen in visits.items()]
    return Faces(
        people=tuple(sorted(people, key=lambda person: (-person.visits, person.name))),
        visits=len(set().union(*visits.values())),
        with_temps=len(set().union(*by_temps.values())),
    )
