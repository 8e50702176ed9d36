"""What is known of patients on a day, as the criteria ask for it: from the ward's rows to plain data.

Unknown stays unknown: what nobody has written down is left empty, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from heltom.lib import clock
from patients.criteria.facts import Facts, Reading, Task
from patients.models import Diagnosis, Equipment, HealthState, Observation, Patient, Pause
from worklists.models import VisitPlan

type Plans = Mapping[int, list[VisitPlan]]

#: NEWS2 is read this far back.
HALF_A_YEAR = timedelta(days=183)
#: What counts is the last one ever taken.
LAST_OF = (Observation.Kind.FRAILTY, Observation.Kind.KATZ)


def facts_of(
    patients: Iterable[Patient], day: date, *, plans: Plans | None = None
) -> dict[int, Facts]:
    """By the patient's key. Nine queries, whatever the number of patients.

    `plans` are those in force on the day, where somebody has read them already.
    """
    wanted = [patient.pk for patient in patients]
    plans = plans_in_force(wanted, day) if plans is None else plans
    known = _Known(wanted, day)
    return {pk: known.facts(pk, plans.get(pk, [])) for pk in wanted}


def plans_in_force(patients: Iterable[int], day: date) -> dict[int, list[VisitPlan]]:
    """Visit plans that hold on the day, by patient, with all that tells of the job. Three queries."""
    rows = (
        VisitPlan.objects.on(day)
        .filter(patient__in=list(patients))
        .prefetch_related("competences", "approved_minutes")
        .order_by("patient", "shift", "earliest", "pk")
    )
    found: dict[int, list[VisitPlan]] = defaultdict(list)
    for plan in rows:
        found[plan.patient_id].append(plan)
    return found


class _Known:
    """What is written down of some patients. Six queries, made at once."""

    def __init__(self, patients: list[int], day: date) -> None:
        self.patients, self.day = patients, day
        self.until = clock.midnight(day + timedelta(days=1))
        self.names: dict[int, dict[str, str]] = defaultdict(dict)
        self.diagnoses = self._diagnoses()
        self.equipment = self._equipment()
        self.states = self._states()
        self.news2 = self._news2()
        self.last = self._last()
        self.discharged = self._discharged()

    def facts(self, patient: int, plans: list[VisitPlan]) -> Facts:
        names, tasks = self.names[patient], []
        for plan in plans:
            competences = plan.competences.all()
            names.update((f"oppgave:{c.code}", c.name) for c in competences)
            tasks.append(_task(plan, frozenset(c.code for c in competences), self.day))
        return Facts(
            day=self.day,
            diagnoses=frozenset(self.diagnoses[patient]),
            tasks=tuple(tasks),
            equipment=frozenset(self.equipment[patient]),
            states=frozenset(self.states[patient]),
            news2=tuple(self.news2[patient]),
            discharged_on=self.discharged.get(patient),
            frailty=self.last.get((patient, Observation.Kind.FRAILTY)),
            katz=self.last.get((patient, Observation.Kind.KATZ)),
            names=names,
        )

    def _diagnoses(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        rows = Diagnosis.objects.on(self.day).filter(patient__in=self.patients)
        for patient, system, code, name in rows.values_list("patient", "system", "code", "name"):
            found[patient].add(f"{system}:{code}")
            self.names[patient][f"{system}:{code}"] = name
        return found

    def _equipment(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        rows = Equipment.objects.on(self.day).filter(patient__in=self.patients)
        for patient, code, name in rows.values_list("patient", "code", "name"):
            found[patient].add(code)
            self.names[patient][f"utstyr:{code}"] = name
        return found

    def _states(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        rows = HealthState.objects.on(self.day).filter(patient__in=self.patients)
        for patient, state in rows.values_list("patient", "state"):
            found[patient].add(state)
        return found

    def _news2(self) -> dict[int, list[Reading]]:
        since = clock.midnight(self.day - HALF_A_YEAR)
        found: dict[int, list[Reading]] = defaultdict(list)
        rows = Observation.objects.holding().filter(
            kind=Observation.Kind.NEWS2, patient__in=self.patients,
            taken_at__gte=since, taken_at__lt=self.until,
        )  # fmt: skip
        for patient, taken, value in rows.order_by("taken_at", "pk").values_list(
            "patient", "taken_at", "value"
        ):
            found[patient].append(_reading(taken, value))
        return found

    def _last(self) -> dict[tuple[int, str], Reading]:
        """The last complete frailty and Katz of each, however old."""
        rows = (
            Observation.objects.holding()
            .filter(
                kind__in=LAST_OF,
                patient__in=self.patients,
                value__isnull=False,
                taken_at__lt=self.until,
            )
            .order_by("patient", "kind", "-taken_at", "-pk")
            .distinct("patient", "kind")
            .values_list("patient", "kind", "taken_at", "value")
        )
        return {(patient, kind): _reading(taken, value) for patient, kind, taken, value in rows}

    def _discharged(self) -> dict[int, date]:
        """The day on which each last came home from hospital: a stay that goes on has no end."""
        rows = (
            Pause.objects.filter(
                patient__in=self.patients, reason=Pause.Reason.HOSPITAL, ends_at__lt=self.until
            )
            .order_by("patient", "-ends_at")
            .distinct("patient")
            .values_list("patient", "ends_at")
        )
        return {patient: _day(ends) for patient, ends in rows if ends}


def _task(plan: VisitPlan, competences: frozenset[str], day: date) -> Task:
    return Task(
        key=plan.reference,
        title=plan.title,
        code=plan.code,
        competences=competences,
        level=plan.level,
        minutes=plan.minutes_on(day),
        visits_a_week=plan.visits_a_week,
        carers=plan.carers,
    )


def _reading(taken: datetime, value: object) -> Reading:
    return Reading(on=_day(taken), value=None if value is None else float(value))  # type: ignore[arg-type]


def _day(instant: datetime) -> date:
    return instant.astimezone(clock.OSLO).date()
