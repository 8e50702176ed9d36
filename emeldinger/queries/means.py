"""What a step would do, before anybody says yes: which visits leave which lists, or come back.

`seen_of` is what she has been shown, as one short word: where it has changed since, nothing is done before
she has looked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db.models import Q

from emeldinger.models import Consequence, ConsequenceKind, Message
from emeldinger.steps import Away, Death, Home, Step, TakeBack
from heltom.lib import clock
from patients.models import Patient, Pause
from worklists.queries.first_visits import FirstVisit, first_visits
from worklists.queries.stay_effects import Effect, ending, leaving, returning


@dataclass(frozen=True, slots=True)
class Means:
    """`leaves` tells whether the visits of `effect` leave the lists or come back to them."""

    effect: Effect
    leaves: bool


def stay_at(patient: Patient, instant: datetime) -> Pause | None:
    """The stay that is going on at the instant, or has begun since and has no end: not one that is still
    to come, nor one that is over. One query.
    """
    going_on = Q(starts_at__lte=instant) & (Q(ends_at__isnull=True) | Q(ends_at__gt=instant))
    since = Q(starts_at__range=(instant, clock.now()), ends_at__isnull=True)
    return Pause.objects.filter(going_on | since, patient=patient).order_by("starts_at").first()


def stay_to_end(patient: Patient) -> Pause | None:
    """The stay that she comes home from, of those that have begun: the one without an end, else the last.
    One query.
    """
    begun = Pause.objects.filter(patient=patient, starts_at__lte=clock.now())
    rows = begun.select_related("patient")
    return rows.filter(ends_at__isnull=True).first() or rows.order_by("-starts_at").first()


def all_means(message: Message, steps: Sequence[Step]) -> list[tuple[Step, Means]]:
    """Of those that change lists, in their order. A stay that is taken back with them is in no way."""
    gone = set(_taken_back(steps))
    found = ((step, means(message, step, gone)) for step in steps)
    return [(step, what) for step, what in found if what is not None]


def _taken_back(steps: Sequence[Step]) -> Iterator[int]:
    keys = [step.consequence for step in steps if isinstance(step, TakeBack)]
    rows = Consequence.objects.filter(pk__in=keys, kind=ConsequenceKind.PAUSE)
    return (row.pause_id for row in rows if row.pause_id) if keys else iter(())


def first_after(message: Message, step: Step) -> list[FirstVisit]:
    """The first visits when she is home: who has them, and whether they still may. At most sixteen
    queries; none for another step.
    """
    if not isinstance(step, Home) or message.patient is None:
        return []
    pause = stay_to_end(message.patient)
    if pause is None:
        return []
    pause.ends_at = step.ends_at
    return first_visits(pause)


def means(message: Message, step: Step, gone: Collection[int] = ()) -> Means | None:
    """None for a step that changes no list, or where nobody knows yet whom the message is about."""
    patient = message.patient
    if patient is None:
        return None
    match step:
        case Away(starts_at=at):
            there = stay_at(patient, at)
            stands = there is not None and there.pk not in gone
            return None if stands else Means(leaving(patient, at, gone), leaves=True)
        case Death(at=at):
            return Means(ending(patient, at), leaves=True)
        case Home(ends_at=at):
            pause = stay_to_end(patient)
            is_open = pause is not None and pause.ends_at is None
            return Means(returning(pause, at), leaves=False) if pause and is_open else None
        case TakeBack(consequence=pk):
            return _undone(Consequence.objects.select_related("pause", "ending").get(pk=pk))
    return None


def _undone(one: Consequence) -> Means | None:
    if one.kind == ConsequenceKind.PAUSE and one.pause is not None:
        return Means(returning(one.pause, one.pause.starts_at), leaves=False)
    if one.kind == ConsequenceKind.RETURN and one.pause is not None and one.pause.ends_at:
        return Means(leaving(one.pause.patient, one.pause.ends_at), leaves=True)
    return None


def moves_lists(step: Step) -> bool:
    """Whether it must be seen what it does before it is done."""
    return isinstance(step, Away | Home | Death | TakeBack)


def seen_of(message: Message, steps: Sequence[Step]) -> str:
    """Another word when the message, what is chosen, or what it would do has changed."""
    said = [
        f"{message.pk}.{message.standing}.{message.patient_id}.{message.followed_by_id}",
        *(_said(step) for step in steps if moves_lists(step)),
        *(_shown(what) for _step, what in all_means(message, steps)),
    ]
    return blake2b("|".join(sorted(said)).encode(), digest_size=8).hexdigest()


def _said(step: Step) -> str:
    """The step as far as it changes lists: why and where she writes need no second look."""
    match step:
        case Away(starts_at=at) | Home(ends_at=at) | Death(at=at):
            return f"{type(step).__name__} {at.astimezone(clock.OSLO).isoformat()}"
        case TakeBack(consequence=pk):
            return f"TakeBack {pk}"
    return ""


def _shown(found: Means) -> str:
    visits = (
        f"{one.date}.{one.team.pk}.{one.title}.{one.window.earliest.isoformat()}"
        for day in found.effect.days
        for one in day.visits
    )
    return ",".join(visits)
