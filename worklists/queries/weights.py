"""What a unit has decided about its lists: what holds for a shift, and what the leader's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import QuerySet

from heltom.lib import clock
from teams.models import Shift, Unit, User
from teams.permissions import Permission, can_in_unit
from teams.queries import name_of
from worklists.models import UnitWeights
from worklists.planning.setting import GROUPS, Setting
from worklists.planning.weights import SETTINGS, Chosen
from worklists.queries.work import Work


def chosen_for(work: Work) -> Chosen:
    """What holds for the lists of this shift; the defaults where nothing is decided. One query."""
    shift = work.team_shift
    begins = begins_at(work.shifts)
    held = UnitWeights.objects.holding(work.team.unit, shift.date, begins).first()
    return Chosen.of(held.chosen if held else {})


def begins_at(shifts: Iterable[Shift]) -> datetime | None:
    """When the first of them begins to work; None where nobody does."""
    return min((shift.starts_at for shift in shifts), default=None)


@dataclass(frozen=True, slots=True)
class Changed:
    """A setting that one decision moved, with its figures as people write them."""

    setting: Setting
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One version, as the history tells it. `chosen` is what it says as a whole."""

    version: UnitWeights
    who: str
    changed: tuple[Changed, ...]
    chosen: Chosen
    is_default: bool
    holds_now: bool
    is_coming: bool


@dataclass(frozen=True, slots=True)
class WeightsPage:
    """The unit's page: what holds today, what is decided for later, and all that was before."""

    unit: Unit
    chosen: Chosen
    holding: Decision | None
    history: tuple[Decision, ...]
    may_decide: bool

    @property
    def number(self) -> int:
        """The newest version's number; 0 where there is none."""
        return self.history[0].version.number if self.history else 0

    @property
    def coming(self) -> list[Decision]:
        """What is decided for later dates, the nearest first."""
        later = [decision for decision in self.history if decision.is_coming]
        return sorted(later, key=lambda decision: decision.version.valid_from)

    @property
    def told(self) -> list[tuple[str, list[tuple[Setting, str]]]]:
        """What holds, in sentences by group, for those who only read."""
        values = self.chosen.values()
        return [
            (title, [(s, s.in_words(values[s.name])) for s in SETTINGS.values() if s.group == key])
            for key, title in GROUPS.items()
        ]

    def chosen_in(self, number: str) -> Chosen:
        """What a version said; the defaults for 0, and what holds today for no such version."""
        if number == "0":
            return Chosen()
        found = (d.chosen for d in self.history if str(d.version.number) == number)
        return next(found, self.chosen)


def weights_page(user: User, unit: Unit) -> WeightsPage:
    """Two queries, whatever the number of versions."""
    holding = UnitWeights.objects.holding(unit, clock.today(), None).first()
    history = tuple(_history(unit, holding))
    return WeightsPage(
        unit=unit,
        chosen=Chosen.of(holding.chosen if holding else {}),
        holding=next((decision for decision in history if decision.holds_now), None),
        history=history,
        may_decide=can_in_unit(user, Permission.DECIDE_WEIGHTS, unit),
    )


def _history(unit: Unit, holding: UnitWeights | None) -> list[Decision]:
    """Newest first, each with what it changed in the one before it."""
    versions: QuerySet[UnitWeights] = UnitWeights.objects.filter(unit=unit)
    rows = list(versions.select_related("by__staff").order_by("number"))
    said = [Chosen(), *(Chosen.of(version.chosen) for version in rows)]
    decided = [
        Decision(
            version=version,
            who=name_of(version.by),
            changed=changes(before, after),
            chosen=after,
            is_default=after == Chosen(),
            holds_now=holding is not None and version.pk == holding.pk,
            is_coming=version.valid_from > clock.today(),
        )
        for version, (before, after) in zip(rows, pairwise(said), strict=True)
    ]
    return decided[::-1]


def changes(before: Chosen, after: Chosen) -> tuple[Changed, ...]:
    """Every setting that differs, in the order of the page."""
    was, now = before.values(), after.values()
    return tuple(
        Changed(setting, setting.shown(was[name]), setting.shown(now[name]))
        for name, setting in SETTINGS.items()
        if was[name] != now[name]
    )
