"""Who somebody is right now: read in one place, from positions held and duty on the clock.

A login gives nothing by itself. Rights come from a row that says "she is ansvarsvakt of this HT
from 07:30 to 15:00 today" or "she leads this team", and they end when the row does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from teams.models import (
    NURSES,
    DutyFunction,
    Position,
    PositionKind,
    Shift,
    Staff,
    Team,
    TeamKind,
    Unit,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise

    from teams.models import User
    from teams.models.shifts import ShiftQuerySet

#: Duty gives its rights a little before it begins and after it ends: reading up before report, and
#: writing down what was done before going home.
BEFORE = timedelta(minutes=60)
AFTER = timedelta(minutes=60)


class RoleKind(StrEnum):
    CARER = "carer"
    VK = "vk"
    ANSVARSVAKT = "ansvarsvakt"
    NURSE_2 = "nurse_2"
    MESSAGES = "messages"
    INDOOR = "indoor"
    TEAM_LEADER = "team_leader"
    CLINICAL_LEAD = "clinical_lead"
    CLINICAL_ADVISER = "clinical_adviser"
    THERAPIST = "therapist"
    UNIT_LEADER = "unit_leader"
    OPERATOR = "operator"

    @property
    def label(self) -> _StrPromise:
        return LABELS[self]


LABELS = {
    RoleKind.CARER: _("hjelper på liste"),
    RoleKind.VK: _("vaktkoordinator"),
    RoleKind.ANSVARSVAKT: _("ansvarsvakt"),
    RoleKind.NURSE_2: _("sykepleier 2"),
    RoleKind.MESSAGES: _("e-meldinger"),
    RoleKind.INDOOR: _("inneoppgaver"),
    RoleKind.TEAM_LEADER: _("avdelingsleder"),
    RoleKind.CLINICAL_LEAD: _("fagansvarlig"),
    RoleKind.CLINICAL_ADVISER: _("sykepleierfaglig konsulent"),
    RoleKind.THERAPIST: _("terapeut i teamet"),
    RoleKind.UNIT_LEADER: _("enhetsleder"),
    RoleKind.OPERATOR: _("systemansvarlig"),
}

DUTY_ROLES = {
    DutyFunction.LIST: RoleKind.CARER,
    DutyFunction.VK: RoleKind.VK,
    DutyFunction.ANSVARSVAKT: RoleKind.ANSVARSVAKT,
    DutyFunction.NURSE_2: RoleKind.NURSE_2,
    DutyFunction.MESSAGES: RoleKind.MESSAGES,
}

POSITION_ROLES = {
    PositionKind.TEAM_LEADER: RoleKind.TEAM_LEADER,
    PositionKind.CLINICAL_LEAD: RoleKind.CLINICAL_LEAD,
    PositionKind.CLINICAL_ADVISER: RoleKind.CLINICAL_ADVISER,
    PositionKind.THERAPIST: RoleKind.THERAPIST,
    PositionKind.UNIT_LEADER: RoleKind.UNIT_LEADER,
    PositionKind.OPERATOR: RoleKind.OPERATOR,
}

#: Roles that answer for the HT and every OT under it (HeltOm 3.0, 7.2.2).
UMBRELLA = (RoleKind.ANSVARSVAKT, RoleKind.NURSE_2, RoleKind.MESSAGES)


@dataclass(frozen=True, slots=True)
class Role:
    """One hat: for a team, or for a whole unit. `shift` is set for duty, not for positions."""

    kind: RoleKind
    unit: Unit
    team: Team | None = None
    shift: Shift | None = None

    def covers(self, team: Team) -> bool:
        """Whether this hat reaches the team: its own, its HT's OTs for the umbrella, or the unit."""
        if self.team is None:
            return team.site.unit_id == self.unit.pk
        if self.kind in UMBRELLA and self.team.kind == TeamKind.HT:
            return team.pk == self.team.pk or team.ht_id == self.team.pk
        return team.pk == self.team.pk

    @property
    def is_nurse(self) -> bool:
        """Whether sykepleier or vernepleier is on the shift. A position says nothing of that."""
        return self.shift is not None and self.shift.staff.profession in NURSES

    def __str__(self) -> str:
        return f"{self.kind.label}, {self.team or self.unit}"


def staff_of(user: User | AnonymousUser) -> Staff | None:
    """The employed person behind a login, or None. One query, kept on the user for the request."""
    if not user.is_authenticated:
        return None
    if not hasattr(user, "_heltom_staff"):
        found = Staff.objects.filter(user=user.pk).select_related("team__site__unit").first()
        user._heltom_staff = found  # type: ignore[attr-defined]
    return user._heltom_staff  # type: ignore[attr-defined]


def staff_at_work(user: User | AnonymousUser) -> Staff | None:
    """The person behind a login while the employment lasts; None for whoever has left."""
    staff = staff_of(user)
    return staff if staff is not None and _employed(staff, clock.now()) else None


def own_shifts(user: User | AnonymousUser) -> ShiftQuerySet:
    """The shifts that give the user a duty role now; with them come the visits on their lists."""
    staff = staff_at_work(user)
    return _shifts_that_hold(staff, clock.now()) if staff else Shift.objects.none()


def roles_of(user: User | AnonymousUser, at: datetime | None = None) -> tuple[Role, ...]:
    """Every hat the user wears at the instant, duty first. Three queries, kept for the request."""
    staff = staff_of(user)
    if staff is None or not _employed(staff, at or clock.now()):
        return ()
    if at is not None:
        return _roles(staff, at)
    if not hasattr(user, "_heltom_roles"):
        user._heltom_roles = _roles(staff, clock.now())  # type: ignore[union-attr]
    return user._heltom_roles  # type: ignore[union-attr]


def _employed(staff: Staff, at: datetime) -> bool:
    day = at.astimezone(clock.OSLO).date()
    begun = staff.employed_from is None or staff.employed_from <= day
    return begun and (staff.employed_to is None or staff.employed_to >= day)


def _roles(staff: Staff, at: datetime) -> tuple[Role, ...]:
    return (*_duty_roles(staff, at), *_position_roles(staff, at))


def _duty_roles(staff: Staff, at: datetime) -> list[Role]:
    shifts = (
        _shifts_that_hold(staff, at)
        .select_related("team__site__unit", "team__ht", "staff")
        .order_by("starts_at", "pk")
    )
    return [
        Role(
            kind=DUTY_ROLES.get(DutyFunction(shift.function), RoleKind.INDOOR),
            unit=shift.team.unit,
            team=shift.team,
            shift=shift,
        )
        for shift in shifts
    ]


def _shifts_that_hold(staff: Staff, at: datetime) -> ShiftQuerySet:
    """The shifts that give rights at the instant. In a demonstration the whole day of the shift does
    too: whoever tries HeltOm in the evening must also meet the vaktkoordinator of the morning.
    """
    holds = Q(starts_at__lte=at + BEFORE, ends_at__gt=at - AFTER)
    if settings.HELTOM_DUTY_ALL_DAY:
        holds |= Q(date=at.astimezone(clock.OSLO).date())
    return Shift.objects.worked().filter(holds, staff=staff)


def _position_roles(staff: Staff, at: datetime) -> list[Role]:
    day = at.astimezone(clock.OSLO).date()
    positions = (
        Position.objects.on(day)
        .filter(staff=staff)
        .select_related("team__site__unit", "team__ht", "unit")
        .order_by("pk")
    )
    return [
        Role(
            kind=POSITION_ROLES[PositionKind(position.kind)],
            unit=position.unit or position.team.unit,  # type: ignore[union-attr]  # one of them is set
            team=position.team,
        )
        for position in positions
    ]
