"""What is due: the visits that plans and people ask for on a date, and those no longer asked for.

One set of rules, read by the rebuild (which makes the visits) and by the day balance (which checks
that they were made).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import Patient, Pause
from teams.models import ShiftKind, Team
from worklists.models import PlanException, VisitPlan

#: In a night shift a clock time before this belongs to the morning after the shift's date.
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Window:
    """The instants between which a visit must start."""

    earliest: datetime
    latest: datetime


def window_of(plan: VisitPlan, day: date) -> Window:
    """The plan's window on a shift's date; a night window may lie on the morning after, or span it."""
    earliest = instant_of(day, plan.shift, plan.earliest)
    latest = instant_of(day, plan.shift, plan.latest)
    return Window(earliest, max(earliest, latest))


def instant_of(day: date, kind: str, at: time) -> datetime:
    """The instant that a clock time means on a shift: in a night, before noon is the morning after."""
    after_midnight = kind == ShiftKind.NIGHT and at < NOON
    return clock.at(day + timedelta(days=1) if after_midnight else day, at)


@dataclass(slots=True)
class Day:
    """Plans of some teams on one date, with what speaks for and against each."""

    date: date
    plans: list[VisitPlan]
    exceptions: dict[int, PlanException]
    pauses: dict[int, list[Pause]]
    _due: list[VisitPlan] | None = field(default=None)

    def due(self) -> list[VisitPlan]:
        """Plans that ask for a visit on the date."""
        if self._due is None:
            self._due = [plan for plan in self.plans if self.why_not(plan) is None]
        return self._due

    def why_not(self, plan: VisitPlan) -> str | None:
        """Why the plan asks for no visit on the date, in Norwegian; None when it does."""
        exception = self.exceptions.get(plan.pk)
        if not patient_is_active(plan.patient, self.date):
            return ended_sentence(plan.patient)
        if exception and exception.kind == PlanException.Kind.SKIP:
            return _("Utgår denne dagen: %(reason)s") % {"reason": exception.reason}
        if not exception and not plan.recurs_on(self.date):
            return _("Tidsplanen gjelder ikke denne dagen.")
        window = window_of(plan, self.date)
        if has_ended(plan.patient, window.latest):
            return ended_sentence(plan.patient)
        return self.why_away(plan.patient_id, window.earliest, window.latest)

    def why_away(self, patient_id: int, earliest: datetime, latest: datetime) -> str | None:
        """The pause that covers the whole window, as a sentence; None when some of it is left."""
        for pause in self.pauses.get(patient_id, ()):
            if pause.starts_at <= earliest and (pause.ends_at is None or pause.ends_at > latest):
                return _("Midlertidig opphør: %(reason)s") % {"reason": pause.get_reason_display()}
        return None


def patient_is_active(patient: Patient, day: date) -> bool:
    return patient.started_on <= day and (patient.ended_on is None or patient.ended_on >= day)


def has_ended(patient: Patient, latest: datetime) -> bool:
    """Whether her services end before the visit must have begun, within the day that they end on. So a
    visit that might begin before a death or after it is no longer due.
    """
    if patient.ended_on is None or patient.ended_at is None:
        return False
    return latest > patient.ended_at


def ended_sentence(patient: Patient) -> str:
    if patient.ended_reason:
        return _("Tjenestene er avsluttet: %(reason)s") % {"reason": patient.ended_reason}
    return _("Pasienten har ikke tjenester denne dagen.")


def read_day(day: date, teams: Iterable[Team], kind: str | None = None) -> Day:
    """Everything that decides what is due for the teams on the date. Three queries."""
    plans = VisitPlan.objects.on(day).filter(team__in=list(teams)).select_related("patient")
    if kind:
        plans = plans.filter(shift=kind)
    found = list(plans)
    return Day(
        date=day,
        plans=found,
        exceptions=_exceptions(day, found),
        pauses=pauses_by_patient(day, {plan.patient_id for plan in found}),
    )


def _exceptions(day: date, plans: list[VisitPlan]) -> dict[int, PlanException]:
    rows = PlanException.objects.filter(date=day, plan__in=[plan.pk for plan in plans])
    return {row.plan_id: row for row in rows}


def pauses_by_patient(day: date, patient_ids: set[int]) -> dict[int, list[Pause]]:
    """Pauses that touch the date or the night after it, by patient."""
    start, end = clock.midnight(day), clock.midnight(day + timedelta(days=2))
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(patient__in=patient_ids).overlapping(start, end):
        pauses[pause.patient_id].append(pause)
    return pauses


def plans_without_a_team(day: date, teams: Iterable[Team]) -> list[VisitPlan]:
    """Plans due on the date whose team is not among those that get lists: nobody would see them."""
    served = {team.pk for team in teams}
    others = Team.objects.exclude(pk__in=served)
    return read_day(day, others).due() if others.exists() else []
