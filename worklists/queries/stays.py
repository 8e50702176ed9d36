"""Who is away and comes home when: the desk of those who run the day, and whose lists are touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from patients.models import Patient, Pause, PauseStep, Placement, ReturnCheck
from teams.models import Team, User
from teams.permissions import Permission, teams_where
from worklists.models import Visit, VisitPlan

#: Away without a day to wait for, and nobody has asked for so long.
SILENT_DAYS = 7
#: The night before yesterday's shifts is over by then, and cannot be built anew.
NIGHT_IS_OVER = time(8)
#: So many days ahead a return stands on the desk, and so long afterwards its open checklist.
AHEAD_DAYS = OPEN_DAYS = 7


class ReturnKind(IntEnum):
    """Why a stay stands on the desk, in the order in which it is read there."""

    OVERDUE = 1
    TODAY = 2
    CHECKLIST = 3
    TOMORROW = 4
    SOON = 5
    SILENT = 6

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    ReturnKind.OVERDUE: _lazy("Skulle vært hjemme"),
    ReturnKind.TODAY: _lazy("Hjem i dag"),
    ReturnKind.CHECKLIST: _lazy("Hjemme, men ikke alt er på plass"),
    ReturnKind.TOMORROW: _lazy("Hjem i morgen"),
    ReturnKind.SOON: _lazy("Hjem de neste sju dagene"),
    ReturnKind.SILENT: _lazy("Borte uten ventet dato, og ingen har spurt på en uke"),
}


@dataclass(frozen=True, slots=True)
class Return:
    """One stay that somebody must look to. `day` is when she comes or came home, where it is known;
    `since` is the day from which it has waited for somebody.
    """

    kind: ReturnKind
    pause: Pause
    patient: Patient
    team: Team
    day: date | None
    since: date
    ticked: int

    @property
    def points(self) -> int:
        return len(ReturnCheck.Item)

    @property
    def url(self) -> str:
        return reverse("worklists:stay", args=[self.pause.pk])

    @property
    def days(self) -> int:
        """How long it has waited, in days."""
        return (clock.today() - self.since).days

    @property
    def sentence(self) -> str:
        days = {"days": self.days}
        if self.kind is ReturnKind.OVERDUE:
            return (
                _("Ventet hjem for %(days)s dager siden.") % days
                if self.days > 1
                else _("Ventet hjem i går.")
            )
        if self.kind is ReturnKind.SILENT:
            return _("Ingen har spurt på %(days)s dager.") % days
        return ""


def returns(user: User) -> list[Return]:
    """Stays in the teams where the user may register them, the most pressing first.

    Two queries beside those for the user's roles, whatever the number of teams and patients.
    """
    teams = _teams_of_patients(user)
    found = [
        told
        for pause in _stays(teams.keys())
        if (told := _told(pause, teams[pause.patient_id])) is not None
    ]
    return sorted(found, key=lambda one: (one.kind, one.since, one.patient.number))


def _teams_of_patients(user: User) -> dict[int, Team]:
    """Each patient of the user's teams today, with the team that carries her there. One query."""
    teams = Team.objects.filter(teams_where(user, Permission.PAUSE))
    rows = Placement.objects.on(clock.today()).filter(team__in=teams)
    found: dict[int, Team] = {}
    for row in rows.select_related("team").order_by("-owner", "pk"):
        found.setdefault(row.patient_id, row.team)
    return found


def _stays(patients: Iterable[int]) -> QuerySet[Pause]:
    """Those who are away now, and those who came home lately; with what the desk counts."""
    now = clock.now()
    lately = Q(ends_at__isnull=True) | Q(ends_at__gt=now - timedelta(days=OPEN_DAYS))
    serving = Q(patient__ended_on__isnull=True) | Q(patient__ended_on__gte=clock.today())
    return (
        Pause.objects.filter(lately, serving, patient__in=patients, starts_at__lte=now)
        .select_related("patient")
        .annotate(
            ticked=Count("checks", filter=Q(checks__done_at__isnull=False), distinct=True),
            asked_at=Max("steps__at", filter=Q(steps__kind=PauseStep.Kind.EXPECTED)),
        )
        .order_by("pk")
    )


def _told(pause: Pause, team: Team) -> Return | None:
    day = _home_day(pause)
    kind = _kind(pause, day)
    if kind is None:
        return None
    since = day or _asked_on(pause)
    return Return(kind, pause, pause.patient, team, day, since, pause.ticked)  # type: ignore[attr-defined]


def _home_day(pause: Pause) -> date | None:
    if pause.ends_at is not None:
        return pause.ends_at.astimezone(clock.OSLO).date()
    return pause.expected_return


def _kind(pause: Pause, day: date | None) -> ReturnKind | None:
    """None for a stay that nobody has to look to now."""
    today = clock.today()
    if pause.ends_at is not None and pause.ends_at <= clock.now():
        is_open = pause.ticked < len(ReturnCheck.Item)  # type: ignore[attr-defined]
        return ReturnKind.CHECKLIST if is_open else None
    if day is None:
        is_silent = today - _asked_on(pause) > timedelta(days=SILENT_DAYS)
        return ReturnKind.SILENT if is_silent else None
    if day < today:
        return ReturnKind.OVERDUE
    ahead = (day - today).days
    if ahead <= 1:
        return ReturnKind.TOMORROW if ahead else ReturnKind.TODAY
    return ReturnKind.SOON if ahead <= AHEAD_DAYS else None


def _asked_on(pause: Pause) -> date:
    """When somebody last asked how long she will be away: at the beginning, or since."""
    asked: datetime | None = pause.asked_at  # type: ignore[attr-defined]
    return max(asked or pause.starts_at, pause.starts_at).astimezone(clock.OSLO).date()


def earliest() -> datetime:
    """The first instant from which lists can still be put right."""
    return clock.at(clock.today() - timedelta(days=1), NIGHT_IS_OVER)


def period_of(start: datetime, end: datetime | None) -> tuple[date, date | None]:
    """The days that a stay touches; the night of the day before too, as whoever owes lists knows."""
    return (
        start.astimezone(clock.OSLO).date(),
        end.astimezone(clock.OSLO).date() if end else None,
    )


def teams_with_visits(patient: Patient, first: date, last: date | None) -> list[Team]:
    """Teams that have plans or visits of the patient on these days or the night before. One query."""
    night = first - timedelta(days=1)
    plans = VisitPlan.objects.between(night, last or date.max).filter(patient=patient)
    visits = Visit.objects.filter(patient=patient, date__gte=night)
    visits = visits.filter(date__lte=last) if last else visits
    wanted = Q(pk__in=plans.values("team")) | Q(pk__in=visits.values("team"))
    return list(Team.objects.filter(wanted).order_by("pk"))


def told_away(visits: Iterable[Visit]) -> dict[int, PauseStep]:
    """By visit: who last said that the patient is away while it would be. One query.

    A stay that came by import has nobody's word, and is left out.
    """
    chosen = list(visits)
    said = (PauseStep.Kind.BEGUN, PauseStep.Kind.STILL_AWAY)
    steps = PauseStep.objects.filter(
        kind__in=said, pause__patient__in={visit.patient_id for visit in chosen}
    ).select_related("pause", "by")
    return {
        visit.pk: step
        for step in steps.order_by("pk")
        for visit in chosen
        if step.pause.patient_id == visit.patient_id and _covers(step.pause, visit)
    }


def _covers(pause: Pause, visit: Visit) -> bool:
    """The same reckoning as what is due (`due.Day.why_away`)."""
    begun = pause.starts_at <= visit.earliest
    return begun and (pause.ends_at is None or pause.ends_at > visit.latest)
