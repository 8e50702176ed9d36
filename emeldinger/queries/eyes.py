"""Who has eyes on an HT's e-meldinger right now: an address that nobody watches must say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heltom.lib import clock
from teams.models import NURSES, DutyFunction, Position, PositionKind, Shift, Team
from teams.models.shifts import ShiftQuerySet
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


def watching_shifts() -> ShiftQuerySet:
    """Shifts on which somebody really turns up who handles e-meldinger: whoever else stands there by
    mistake is no pair of eyes. Whether she still works here is asked of `is_employed`.
    """
    shifts = Shift.objects.worked().filter(function__in=WATCHING, staff__profession__in=NURSES)
    return shifts.select_related("staff")


def is_employed(shift: Shift) -> bool:
    """On the day of the shift: a roster outlives the one who has left."""
    staff = shift.staff
    begun = staff.employed_from is None or staff.employed_from <= shift.date
    return begun and (staff.employed_to is None or staff.employed_to >= shift.date)


def _on_duty(ht: Team, at: datetime) -> tuple[Watcher, ...]:
    """The team's own phone is answered whoever is on duty; a person's own where the team has none."""
    shifts = filter(is_employed, watching_shifts().at(at).filter(team=ht))
    order = {function.value: number for number, function in enumerate(WATCHING)}
    found = sorted(shifts, key=lambda row: (order[row.function], row.pk))
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
