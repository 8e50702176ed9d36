"""Who has eyes on an HT's e-meldinger right now: an address that nobody watches must say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heltom.lib import clock
from teams.models import DutyFunction, Position, PositionKind, Shift, Team
from teams.models.staff import employed_on

#: Those who handle e-meldinger, the ansvarsvakt first (HeltOm 3.0, 7.2.2).
WATCHING = (DutyFunction.ANSVARSVAKT, DutyFunction.NURSE_2, DutyFunction.MESSAGES)
#: Who answers for the HT where nobody of them is at work.
ANSWERING = (PositionKind.TEAM_LEADER, PositionKind.CLINICAL_LEAD)


@dataclass(frozen=True, slots=True)
class Watcher:
    """`until` is when her shift ends; None for a leader, whose position has no hours."""

    name: str
    function: str
    phone: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Eyes:
    """`on_duty` see the messages now. Where they are none, `leaders` are those to tell."""

    on_duty: tuple[Watcher, ...]
    leaders: tuple[Watcher, ...] = ()

    @property
    def is_nobody(self) -> bool:
        return not self.on_duty and not self.leaders


def eyes_on(ht: Team, at: datetime | None = None) -> Eyes:
    """One query, and one more where nobody is on duty."""
    on_duty = _on_duty(ht, at or clock.now())
    return Eyes(on_duty) if on_duty else Eyes((), _leaders(ht))


def _on_duty(ht: Team, at: datetime) -> tuple[Watcher, ...]:
    """The team's own phone is answered whoever is on duty; a person's own where the team has none."""
    shifts = Shift.objects.worked().at(at).filter(team=ht, function__in=WATCHING)
    order = {function.value: number for number, function in enumerate(WATCHING)}
    found = sorted(shifts.select_related("staff"), key=lambda row: (order[row.function], row.pk))
    return tuple(
        Watcher(
            name=shift.staff.name,
            function=str(shift.get_function_display()),
            phone=ht.phone or shift.staff.phone,
            until=shift.ends_at,
        )
        for shift in found
    )


def _leaders(ht: Team) -> tuple[Watcher, ...]:
    today = clock.today()
    held = Position.objects.on(today).filter(team=ht, kind__in=ANSWERING)
    found = held.filter(employed_on(today, "staff__")).select_related("staff")
    return tuple(
        Watcher(row.staff.name, str(row.get_kind_display()), row.staff.phone, None)
        for row in found.order_by("kind", "staff__sort_key", "pk")
    )
