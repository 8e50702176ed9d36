"""Who answers for what was decided: the primærkontakt, her deputy, else the fagansvarlig."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from heltom.lib import clock
from patients.models import Contact
from teams.models import Absence, Position, PositionKind, Staff, Team
from teams.models.staff import employed_on
from teams.permissions import Permission, teams_where
from teams.roles import staff_at_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from patients.models import Patient
    from teams.models import User


def default_owner(patient: Patient, team: Team) -> Staff | None:
    """The primærkontakt; her deputy where she is away now or has left; the team's fagansvarlig where the
    patient has neither. None only where the team has no fagansvarlig. Three queries at most.
    """
    today = clock.today()
    rows = Contact.objects.on(today).filter(employed_on(today, "staff__"), patient=patient)
    contacts = sorted(rows.select_related("staff"), key=lambda row: row.kind)
    known = [row.staff for row in contacts]
    away = away_now(staff.pk for staff in known)
    here = [staff for staff in known if staff.pk not in away]
    return next(iter([*here, *known]), None) or clinical_lead(team)


def clinical_lead(team: Team) -> Staff | None:
    """Who is fagansvarlig for the team today, or for the whole unit."""
    today = clock.today()
    rows = Position.objects.on(today).filter(
        employed_on(today, "staff__"),
        Q(team=team) | Q(unit=team.site.unit),
        kind=PositionKind.CLINICAL_LEAD,
    )
    first = rows.select_related("staff").order_by("unit", "pk").first()
    return first.staff if first else None


def away_now(keys: Iterable[int]) -> set[int]:
    """Those of these people who are away at this moment. It says that, and not why."""
    return set(_absences().filter(staff__in=list(keys)).values_list("staff", flat=True))


def hers(user: User) -> Q:
    """A condition on Decision: those that this user answers for now. Her own; those of a primærkontakt who
    is away, where she is the deputy; and, as fagansvarlig, those that nobody here has any more.
    """
    staff = staff_at_work(user)
    if staff is None:
        return Q(pk__in=[])
    led = Team.objects.filter(teams_where(user, Permission.PREPARE_BOARD))
    nobodys = Q(owner__isnull=True) | Q(owner__employed_to__lt=clock.today())
    return Q(owner=staff) | stands_in(staff) | (nobodys & Q(team__in=led))


def stands_in(staff: Staff) -> Q:
    """A condition on Decision: its owner is the patient's primærkontakt, away, and this her deputy."""
    contacts = Contact.objects.on(clock.today()).filter(patient=OuterRef("patient"))
    deputy = contacts.filter(staff=staff, kind=Contact.Kind.DEPUTY)
    primary = contacts.filter(staff=OuterRef("owner"), kind=Contact.Kind.PRIMARY)
    away = _absences().filter(staff=OuterRef("owner"))
    return Q(Exists(deputy) & Exists(primary) & Exists(away))


def _absences() -> QuerySet[Absence]:
    now = clock.now()
    going_on = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    return Absence.objects.filter(going_on, starts_at__lte=now)
