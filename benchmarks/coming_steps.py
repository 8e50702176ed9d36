"""The steps of coming_and_going.py: what people do with stays and moves, and what is counted after each.

Import it after django.setup().
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Max

from benchmarks.coming_and_going import ALL_EVERY, KINDS, REASON
from benchmarks.coming_checks import (
    Key,
    Minutes,
    imbalances,
    is_free,
    minutes_of,
    missing_or_extra,
    place_of,
    placed_minutes,
    visits_to_absent,
)
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient, Pause
from teams.models import Position, ShiftKind, Staff, Team, Unit, User
from worklists.actions import moves, stays
from worklists.models import Entry, Rebuild, VisitPlan

HOUR = timedelta(hours=1)


class Game:
    """Two leaders of every unit, and chance: the same steps for the same seed and the same start."""

    def __init__(self, days: list[date], seed: int, build: Callable[[], int]) -> None:
        self.days, self.seed, self.build = days, seed, build
        self.leaders = {unit.pk: _leaders(unit) for unit in Unit.objects.all()}
        self.all_counted = 0
        self.leaves = clock.now()

    def step(self, number: int) -> dict[str, Any]:
        """Do one thing, build what is owed, and count."""
        began = time.monotonic()
        rng = Random(f"{self.seed}-{number}")  # noqa: S311 - a game, not a secret
        before = Rebuild.objects.aggregate(last=Max("pk"))["last"] or 0
        line = self._act(rng, number)
        faults = line.pop("faults")
        touched = self._touched(before)
        counted, red = imbalances(touched)
        faults += red
        if number % ALL_EVERY == 0:
            faults += self.everything()
        seconds = time.monotonic() - began
        return line | {"sums": counted, "faults": faults, "seconds": round(seconds, 2)}

    def everything(self) -> list[str]:
        """Every team, shift and day, and every patient who is away."""
        teams = Team.objects.values_list("pk", flat=True)
        all_ = [(team, day, "") for team in teams for day in self.days]
        counted, faults = imbalances(all_)
        self.all_counted += counted
        failed = Rebuild.objects.filter(status=Rebuild.Status.FAILED).count()
        return faults + visits_to_absent() + ([f"{failed} ombygginger feilet"] if failed else [])

    def _act(self, rng: Random, number: int) -> dict[str, Any]:
        """Tries kinds and patients until one is allowed; what was refused wrote nothing."""
        while True:
            (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
            patient, act = getattr(self, f"_{kind}")(rng)
            if patient is None:
                continue
            place = place_of(patient, self.days, self.leaves) if kind == "begin" else None
            held, lists = self._lists(patient)
            try:
                act()
            except Refused:
                continue
            return self._after(kind, patient, place, held, lists, number)

    def _after(
        self,
        kind: str,
        patient: Patient,
        place: Any,
        held: list[int],
        lists: list[Key],
        number: int,
    ) -> dict[str, Any]:
        before = minutes_of(lists)
        care = placed_minutes(held)
        rebuilds = self.build()
        after = minutes_of(lists)
        faults = visits_to_absent([patient]) + missing_or_extra(patient, self.days)
        gone = care - placed_minutes(held) if kind == "begin" else 0
        free = None
        if place is not None and not _on_lists(patient, place.shift):
            used = before.loose - after.loose
            free = bool(used & _of_shift(place.shift)) or is_free(place, patient)
        return {
            "step": number,
            "kind": kind,
            "patient": patient.number,
            "rebuilds": rebuilds,
            "freed": gone,
            "taken": _taken(before, after) if kind == "begin" else 0,
            "travel": before.travel - after.travel if kind == "begin" else 0,
            "free": free,
            "faults": faults,
        }

    def _touched(self, before: int) -> set[Key]:
        rows = Rebuild.objects.filter(pk__gt=before, team_shift__date__gte=self.days[0])
        return set(rows.values_list("team_shift__team", "team_shift__date", "team_shift__kind"))

    def _lists(self, patient: Patient) -> tuple[list[int], list[Key]]:
        """The patient's visits on lists that hold, and the shifts they stand in."""
        rows = Entry.objects.filter(
            worklist__publication__current_for__isnull=False,
            visit__patient=patient,
            visit__date__range=(self.days[0], self.days[-1]),
        )
        found = rows.values_list("visit", "visit__team", "visit__date", "visit__shift")
        return [row[0] for row in found], sorted({row[1:] for row in found})

    # What people do. Each returns (patient or None, the action).

    def _begin(self, rng: Random) -> tuple[Patient | None, Callable[[], object]]:
        patient = _pick(rng, _served(self.days).exclude(pauses__in=_standing()))
        self.leaves = self._instant(rng)
        how = {
            "starts_at": self.leaves,
            "reason": rng.choice(Pause.Reason.values),
            "expected_return": rng.choice([None, self.days[-1]]),
        }
        return patient, lambda: stays.begin(patient=patient, by=self._leader(patient), **how)

    def _end(self, rng: Random) -> tuple[Patient | None, Callable[[], object]]:
        pause = _pick(rng, Pause.objects.filter(pk__in=_standing()))
        if pause is None:
            return None, int
        earliest = max(pause.starts_at, clock.now() - 12 * HOUR)
        ends_at = _whole(earliest + rng.randint(1, 24 * (len(self.days) - 1)) * HOUR)
        return pause.patient, lambda: stays.end(
            pause=pause, ends_at=ends_at, by=self._leader(pause.patient)
        )

    def _expected(self, rng: Random) -> tuple[Patient | None, Callable[[], object]]:
        pause = _pick(rng, Pause.objects.filter(ends_at__isnull=True))
        day = rng.choice([None, *self.days])
        return _patient(pause), lambda: stays.change_expected(
            pause=pause, expected_return=day, by=self._leader(pause.patient)
        )

    def _still_away(self, rng: Random) -> tuple[Patient | None, Callable[[], object]]:
        pause = _pick(rng, Pause.objects.filter(ends_at__gt=clock.now() - 12 * HOUR))
        return _patient(pause), lambda: stays.stay_away(
            pause=pause, by=self._leader(pause.patient), reason=REASON
        )

    def _undo(self, rng: Random) -> tuple[Patient | None, Callable[[], object]]:
        pause = _pick(rng, Pause.objects.filter(pk__in=_standing()))
        return _patient(pause), lambda: stays.undo(
            pause=pause, by=self._leader(pause.patient), reason=REASON
        )

    def _move(self, rng: Random) -> tuple[Patient | None, Callable[[], object]]:
        """All of a team's visits with the patient, or some of them, go to another team of its HT."""
        patient = _pick(rng, _served(self.days))
        day, shift = rng.choice(self.days[1:]), rng.choice(ShiftKind.values)
        placed = patient.placements.on(day).filter(owner=True).select_related("team").first()
        if placed is None:
            return None, int
        here = placed.team
        there = _pick(rng, _neighbours(here))
        plans = list(VisitPlan.objects.on(day).filter(patient=patient, team=here))
        some = None if rng.random() < 0.7 else rng.sample(plans, k=min(1, len(plans)))
        return (patient if there else None), lambda: self._ask_and_accept(
            patient, here, there, some, day, shift
        )

    def _ask_and_accept(
        self, patient: Patient, here: Team, there: Team, some: Any, day: date, shift: str
    ) -> None:
        asks, answers = self.leaders[here.site.unit_id]
        request = moves.propose(
            patient=patient, from_team=here, to_team=there,
            owner_after=there if some is None else here, plans=some, from_date=day,
            from_shift=shift, reason=REASON, by=asks,
        )  # fmt: skip
        try:
            moves.accept(request=request, by=answers)
        except Refused:
            moves.withdraw(request=request, by=asks, reason=REASON)
            raise

    def _instant(self, rng: Random) -> datetime:
        """Last night, now, or an hour of the fortnight."""
        when = rng.random()
        if when < 0.2:
            return _whole(clock.now() - rng.randint(1, 14) * HOUR)
        if when < 0.4:
            return _whole(clock.now())
        return _whole(clock.now() + rng.randint(1, 24 * (len(self.days) - 2)) * HOUR)

    def _leader(self, patient: Patient) -> User:
        placed = patient.placements.on(self.days[0]).select_related("team__site").first()
        unit = placed.team.site.unit_id if placed else next(iter(self.leaders))
        return self.leaders[unit][0]


def _leaders(unit: Unit) -> tuple[User, User]:
    """Two who may ask for a move and answer one: nobody answers her own."""
    team = Team.objects.filter(site__unit=unit).order_by("pk")[0]
    return _leader(f"prove-{unit.pk}-1", team), _leader(f"prove-{unit.pk}-2", team)


def _leader(name: str, team: Team) -> User:
    user, _ = User.objects.get_or_create(username=name)
    called = {"given_name": "Prøve", "family_name": name, "profession": "sykepleier", "team": team}
    staff, _ = Staff.objects.get_or_create(number=name, defaults={"user": user, **called})
    held = {"kind": "enhetsleder", "unit": team.unit}
    Position.objects.get_or_create(staff=staff, **held, defaults={"valid_from": clock.today()})
    return user


def _served(days: list[date]) -> Any:
    """Patients with a plan on the days."""
    plans = VisitPlan.objects.between(days[0], days[-1])
    served = Patient.objects.filter(plans__in=plans, ended_on__isnull=True)
    return served.distinct()


def _standing() -> Any:
    """Stays that go on, or are to come."""
    now = clock.now()
    rows = Pause.objects.filter(ends_at__isnull=True) | Pause.objects.filter(ends_at__gt=now)
    return rows.values("pk")


def _neighbours(team: Team) -> Any:
    """The HT over an OT and its other OTs; the OTs under an HT."""
    umbrella = team.ht_id or team.pk
    family = Team.objects.filter(pk=umbrella) | Team.objects.filter(ht=umbrella)
    return family.exclude(pk=team.pk)


def _pick(rng: Random, rows: Any) -> Any:
    keys = sorted(set(rows.values_list("pk", flat=True)))
    return rows.model.objects.get(pk=rng.choice(keys)) if keys else None


def _patient(pause: Pause | None) -> Patient | None:
    return pause.patient if pause else None


def _whole(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _taken(before: Minutes, after: Minutes) -> int:
    """Minutes on lists of visits that had stood in the bucket."""
    return placed_minutes(before.loose - after.loose)


def _of_shift(shift: Any) -> set[int]:
    rows = Entry.objects.filter(worklist__publication__team_shift=shift)
    return set(rows.values_list("visit_id", flat=True))


def _on_lists(patient: Patient, shift: Any) -> bool:
    rows = Entry.objects.filter(worklist__publication__current_for=shift.pk, visit__patient=patient)
    return rows.exists()
