"""The pasts that the rules judge, read from the tables below.

As they were known when the day `on` was over: nothing from later days, nothing that has been struck as
wrong. A fixed number of queries a team, however many patients it has. Each kind of thing is read as far
back as the rules look (`..._DAYS`): nothing is gained by reading further.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, OuterRef, Q

from boards.models import Item, Meeting, PlanChange
from boards.queries.active import active
from boards.queries.histories_visits import visits_of
from boards.queries.reviews import reviews_of
from boards.rules.history import (
    Away,
    Evaluated,
    Granted,
    Happened,
    History,
    Measured,
    Written,
)
from boards.unnamed import unnamed
from heltom.lib import clock
from patients.models import (
    Assessment,
    Evaluation,
    Event,
    Note,
    Observation,
    Patient,
    Pause,
    Placement,
)
from worklists.models import VisitPlan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Team

#: Two function tests half a year apart, and the one before them when one was late.
MEASURED_DAYS = 560
NOTES_DAYS = 210
EVENTS_DAYS = 210
PLANS_DAYS = 200
STAYS_DAYS = 400
EVALUATIONS_DAYS = 200
#: A team's visits are most of what is read: a patient's own usual is seen in these weeks.
VISITS_DAYS = 140

type Rows[Row] = dict[int, tuple[Row, ...]]


def histories(team: Team, on: date) -> dict[int, History]:
    """The past of every active patient of the team, by her key. Some fifteen queries."""
    return read(list(active(team, on)), team, on)


def read(patients: list[Patient], team: Team, on: date) -> dict[int, History]:
    """The pasts of these patients, as the team's board saw them when the day was over."""
    keys, end = [patient.pk for patient in patients], clock.midnight(on + timedelta(days=1))
    named = {patient.pk: patient for patient in patients}
    measured, notes = _measured(keys, end), _notes(named, end)
    events, stays = _events(named, end), _stays(keys, end)
    plans, visits = _plans(keys, on), visits_of(named, on, VISITS_DAYS)
    evaluations, grey = _evaluations(named, end), _grey_reviews(keys, end)
    reviews, placed = reviews_of(patients, team, on), _placed(keys, team, on)
    discussed = _discussed(keys, on)
    nothing: tuple[Any, ...] = ()
    return {
        key: History(
            patient=key,
            started_on=named[key].started_on,
            criticality=named[key].criticality,
            placed_on=placed.get(key),
            measured=measured.get(key, nothing),
            notes=notes.get(key, nothing),
            events=events.get(key, nothing),
            visits=visits.get(key, nothing),
            plans=plans.get(key, nothing),
            stays=stays.get(key, nothing),
            evaluations=evaluations.get(key, nothing),
            grey_review_on=grey.get(key),
            reviewed_on=reviews[key].last,
            review_due_on=reviews[key].due,
            discussed_on=discussed.get(key),
        )
        for key in keys
    }


def gathered[Row](pairs: Iterable[tuple[int, Row]]) -> Rows[Row]:
    """What belongs to each patient, in the order given."""
    found: dict[int, list[Row]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _day(at: datetime) -> date:
    return at.astimezone(clock.OSLO).date()


def _since(end: datetime, days: int) -> datetime:
    return end - timedelta(days=days)


def _measured(keys: list[int], end: datetime) -> Rows[Measured]:
    rows = Observation.objects.holding().filter(
        patient__in=keys,
        value__isnull=False,
        taken_at__lt=end,
        taken_at__gte=_since(end, MEASURED_DAYS),
    )
    columns = rows.order_by("taken_at", "pk").values_list(
        "patient_id", "kind", "taken_at", "value", "by__number", "parts"
    )
    return gathered(
        (key, Measured(kind, _day(at), float(value), by or "", _figures(parts)))
        for key, kind, at, value, by, parts in columns
        if value is not None
    )


def _figures(parts: dict[str, Any]) -> dict[str, float]:
    return {name: float(one) for name, one in parts.items() if isinstance(one, (int, float))}


def _notes(named: dict[int, Patient], end: datetime) -> Rows[Written]:
    rows = Note.objects.filter(
        patient__in=named, struck_at__isnull=True, at__lt=end, at__gte=_since(end, NOTES_DAYS)
    )
    columns = rows.order_by("at", "pk").values_list(
        "patient_id", "at", "by__number", "important",
        "text", "assessment", "done", "next_must_know",
    )  # fmt: skip
    return gathered(
        (key, Written(_day(at), by or "", _without(named[key], parts), important))
        for key, at, by, important, *parts in columns
    )


def _without(patient: Patient, parts: Iterable[str]) -> str:
    """The parts of a text as one, without her name."""
    whole = (part.strip() for part in parts if part.strip())
    return unnamed(" ".join(_ended(part) for part in whole), patient)


def _ended(part: str) -> str:
    return part if part[-1] in ".!?" else f"{part}."


def _events(named: dict[int, Patient], end: datetime) -> Rows[Happened]:
    rows = Event.objects.filter(patient__in=named, at__lt=end, at__gte=_since(end, EVENTS_DAYS))
    columns = rows.order_by("at", "pk").values_list(
        "patient_id", "kind", "at", "by__number", "text"
    )
    return gathered(
        (key, Happened(kind, _day(at), by or "", unnamed(text, named[key])))
        for key, kind, at, by, text in columns
    )


def _stays(keys: list[int], end: datetime) -> Rows[Away]:
    """One that is not over when the day ends has no end, whatever was known later."""
    rows = Pause.objects.filter(patient__in=keys, starts_at__lt=end).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gte=_since(end, STAYS_DAYS))
    )
    columns = rows.order_by("starts_at", "pk").values_list(
        "patient_id", "reason", "starts_at", "ends_at", "where"
    )
    return gathered(
        (key, Away(reason, _day(start), _day(over) if over and over < end else None, where))
        for key, reason, start, over, where in columns
    )


def _plans(keys: list[int], on: date) -> Rows[Granted]:
    """As the decision says, also where other minutes have been approved since: those tell of the visits,
    and the visits are told by themselves.
    """
    rows = VisitPlan.objects.between(on - timedelta(days=PLANS_DAYS), on).filter(patient__in=keys)
    decided = PlanChange.objects.filter(result=OuterRef("pk"), state=PlanChange.State.CONFIRMED)
    marked = rows.annotate(by_board=Exists(decided.exclude(plan=F("result"))))
    return gathered(
        (plan.patient_id, Granted(plan.reference, plan.valid_from, _known_end(plan, on),
                                  plan.minutes, plan.visits_a_week, plan.by_board))
        for plan in marked.order_by("valid_from", "pk")
    )  # fmt: skip


def _known_end(plan: VisitPlan, on: date) -> date | None:
    return plan.valid_to if plan.valid_to and plan.valid_to <= on else None


def _evaluations(named: dict[int, Patient], end: datetime) -> Rows[Evaluated]:
    rows = Evaluation.objects.filter(
        goal__patient__in=named, at__lt=end, at__gte=_since(end, EVALUATIONS_DAYS)
    )
    columns = rows.order_by("at", "pk").values_list(
        "goal__patient_id", "at", "result", "goal__text", "goal__area", "by__staff__number"
    )
    return gathered(
        (key, Evaluated(_day(at), result, unnamed(goal, named[key]), area, by or ""))
        for key, at, result, goal, area, by in columns
    )


def _grey_reviews(keys: list[int], end: datetime) -> dict[int, date | None]:
    """When the decision that stood on the day is to be looked at again."""
    rows = Assessment.objects.decided().filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gte=end),
        patient__in=keys,
        decided_at__lt=end,
    )
    return dict(rows.order_by("decided_at").values_list("patient_id", "review_on"))


def _placed(keys: list[int], team: Team, on: date) -> dict[int, date]:
    """When each came to the team that has her now; a new code in the same team is no new beginning."""
    rows = Placement.objects.filter(
        patient__in=keys, team=team, owner=True, valid_from__lte=on
    ).order_by("patient_id", "-valid_from")
    found: dict[int, date] = {}
    for key, first, last in rows.values_list("patient_id", "valid_from", "valid_to"):
        if key not in found or (last and last + timedelta(days=1) >= found[key]):
            found[key] = first
    return found


def _discussed(keys: list[int], on: date) -> dict[int, date]:
    """The day of the last meeting that was held and spoke of her."""
    rows = Item.objects.filter(
        patient__in=keys,
        state=Item.State.DONE,
        meeting__state=Meeting.State.HELD,
        meeting__starts_at__lt=clock.midnight(on + timedelta(days=1)),
    )
    last = rows.values("patient_id").annotate(at=Max("meeting__starts_at"))
    return {row["patient_id"]: _day(row["at"]) for row in last.order_by("patient_id")}
