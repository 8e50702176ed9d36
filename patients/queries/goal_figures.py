"""How many of a team's patients have goals and measures, and how many have been evaluated: in counts.

The figure that the report's pilot counted for nutrition (HeltOm 3.0, 9.2.1), here for every area. Exactly:

    patient    belongs to the team with the main responsibility that day, and her services run (a pause
               does not end them)
    with goal  has a goal of the area, and a measure for it, that both go on when the day is over
    evaluated  and somebody has evaluated such a goal within the `EVALUATED_WEEKS` weeks up to that day

It is about patients and never about who wrote, so small teams have figures too; counts stand beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.models import Area, Goal, Measure, Patient, Placement
from teams.models import Team, User
from teams.permissions import (
    SENTENCES,
    Permission,
    can,
    check_can,
    colleague_units,
    roles_that,
    teams_visible_to,
)

#: As long as between the columns of the trend.
EVALUATED_WEEKS = 13
TREND_WEEKS = (26, 13, 0)

#: One row a day, team and area (area NULL: any of them).
STATEMENT = """
WITH day AS (
    SELECT d::date AS d FROM unnest(%(days)s::date[]) AS d
), member AS MATERIALIZED (
    SELECT d, placement.team_id AS team, placement.patient_id AS patient
    FROM day
    JOIN patients_placement placement ON placement.owner AND placement.team_id = ANY(%(teams)s)
        AND placement.valid_from <= d AND coalesce(placement.valid_to >= d, true)
    JOIN patients_patient patient ON patient.id = placement.patient_id
        AND patient.started_on <= d AND coalesce(patient.ended_on >= d, true)
), goal AS MATERIALIZED (
    SELECT d, team, member.patient, goal.area, EXISTS (
            SELECT FROM patients_evaluation seen WHERE seen.goal_id = goal.id
            AND (seen.at AT TIME ZONE 'Europe/Oslo')::date > d - %(within)s
            AND (seen.at AT TIME ZONE 'Europe/Oslo')::date <= d
        ) AS evaluated
    FROM member JOIN patients_goal goal ON goal.patient_id = member.patient
        AND goal.valid_from <= d AND coalesce(goal.valid_to > d, true)
    WHERE EXISTS (
        SELECT FROM patients_measure measure WHERE measure.goal_id = goal.id
        AND measure.valid_from <= d AND coalesce(measure.valid_to > d, true)
    )
)
SELECT d, team, NULL AS area, count(*) AS patients, 0 AS evaluated FROM member GROUP BY d, team
UNION ALL
SELECT d, team, coalesce(area, ''), count(DISTINCT patient),
    count(DISTINCT patient) FILTER (WHERE evaluated)
FROM goal GROUP BY d, team, GROUPING SETS ((area), ())
"""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. With nobody to count there is no per cent."""

    number: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.number / self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Point:
    """One team on one day, for one area or (area "") for any."""

    date: date
    with_goal: Share
    evaluated: Share


@dataclass(frozen=True, slots=True)
class AreaRow:
    area: str
    label: str
    trend: list[Point]
    """Oldest first."""

    @property
    def now(self) -> Point:
        return self.trend[-1]

    @property
    def before(self) -> list[Point]:
        """The latest first: on a phone what is old lies outside."""
        return self.trend[-2::-1]


@dataclass(frozen=True, slots=True)
class TeamFigures:
    team: Team
    any_area: AreaRow
    areas: list[AreaRow]
    """Nutrition first, as the pilot counted; then those in which most have a goal."""
    may_see_patients: bool

    @property
    def patients(self) -> int:
        return self.any_area.now.with_goal.of

    @property
    def nutrition(self) -> AreaRow:
        return self.areas[0]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    teams: list[TeamFigures]
    days: list[date]

    @property
    def days_before(self) -> list[date]:
        """As in AreaRow.before."""
        return self.days[-2::-1]

    @property
    def evaluated_weeks(self) -> int:
        return EVALUATED_WEEKS


type Counts = dict[tuple[date, int, str | None], tuple[int, int]]
"""By day, team and area ("" any, None the patients themselves): how many, and how many evaluated."""


def figures_page(user: User) -> FiguresPage:
    """Every team of the user's. Three queries, whatever the number of teams and patients."""
    teams = _teams_of(user)
    if not teams:
        raise NotAllowed(str(SENTENCES[Permission.SEE_OVERVIEW]))
    return FiguresPage(figures_of(user, teams), _days())


def figures_of(user: User, teams: list[Team]) -> list[TeamFigures]:
    """One statement. The order of the teams is kept."""
    counts = _counts([team.pk for team in teams], _days())
    return [
        TeamFigures(
            team=team,
            any_area=_row(counts, team, "", ""),
            areas=_areas(counts, team),
            may_see_patients=can(user, Permission.SEE_PATIENTS, team),
        )
        for team in teams
    ]


def _teams_of(user: User) -> list[Team]:
    """Where the user may see the overview or who fits in, in the order teams are listed."""
    overview = teams_visible_to(user, Permission.SEE_OVERVIEW)
    known = {team.pk for team in overview}
    return [
        *overview,
        *(t for t in teams_visible_to(user, Permission.SEE_FIT) if t.pk not in known),
    ]


def get_figures_team(user: User, code: str) -> Team:
    """A team whose figures the user may see. Raises Http404 for a stranger, NotAllowed for a colleague."""
    team = Team.objects.filter(code=code).select_related("site__unit", "ht__site__unit").first()
    if team is None:
        raise Http404
    operator = roles_that(user, Permission.SEE_OVERVIEW, team)
    if team.site.unit_id not in colleague_units(user) and not operator:
        raise Http404
    if not can(user, Permission.SEE_FIT, team):
        check_can(user, Permission.SEE_OVERVIEW, team)
    return team


@dataclass(frozen=True, slots=True)
class Missing:
    """The team's patients who have no goal with a measure in the area ("" for none at all)."""

    team: Team
    area: str
    patients: list[Patient]

    @property
    def label(self) -> str:
        return str(Area(self.area).label) if self.area else ""

    @property
    def areas(self) -> list[tuple[str, str]]:
        return [(area.value, str(area.label)) for area in Area]


def patients_without(user: User, team: Team, area: str) -> Missing:
    """For those who may see the team's patients. One query. Raises NotAllowed, Http404 (no such area)."""
    check_can(user, Permission.SEE_PATIENTS, team)
    if area and area not in Area.values:
        raise Http404
    today = clock.today()
    measure = Measure.objects.open_on(today).filter(goal=OuterRef("pk"))
    goals = Goal.objects.open_on(today).filter(Exists(measure), patient=OuterRef("pk"))
    own = Placement.objects.on(today).filter(patient=OuterRef("pk"), team=team, owner=True)
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=today)
    rows = Patient.objects.visible_to(user).filter(running, Exists(own), started_on__lte=today)
    return Missing(
        team, area, list(rows.exclude(Exists(goals.filter(area=area) if area else goals)))
    )


def _days() -> list[date]:
    return [clock.today() - timedelta(weeks=weeks) for weeks in TREND_WEEKS]


def _areas(counts: Counts, team: Team) -> list[AreaRow]:
    rows = [_row(counts, team, area.value, str(area.label)) for area in Area]
    return sorted(
        rows, key=lambda row: (row.area != Area.NUTRITION, -row.now.with_goal.number, row.label)
    )


def _row(counts: Counts, team: Team, area: str, label: str) -> AreaRow:
    return AreaRow(area, label, [_point(counts, team, area, day) for day in _days()])


def _point(counts: Counts, team: Team, area: str, day: date) -> Point:
    patients, _ = counts.get((day, team.pk, None), (0, 0))
    number, evaluated = counts.get((day, team.pk, area), (0, 0))
    return Point(day, Share(number, patients), Share(evaluated, number))


def _counts(teams: Iterable[int], days: Iterable[date]) -> Counts:
    values: dict[str, Any] = {
        "teams": list(teams), "days": list(days), "within": EVALUATED_WEEKS * 7,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return {(day, team, area): (n, seen) for day, team, area, n, seen in cursor.fetchall()}
