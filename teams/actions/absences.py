"""What an absence does to the roster: the shift stays, and points at why nobody turns up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Absence, DutyFunction, Shift, Staff
from teams.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from teams.models import Team, User
    from teams.models.shifts import ShiftQuerySet

type TeamDay = tuple[int, date]


@transaction.atomic
def register(
    *,
    staff: Staff,
    starts_at: datetime,
    ends_at: datetime | None,
    reason: str,
    team: Team,
    by: User,
) -> tuple[Absence, set[TeamDay]]:
    """She is away from one instant to another, or until somebody knows more. Returns the absence, and
    the team and date of every shift that she leaves.

    It ends where an absence that was known before begins. Raises Refused where she is away then
    already. `team` is where it was told, for the audit.
    """
    _lock(staff)
    later = Absence.objects.filter(staff=staff).exclude(ends_at__lte=starts_at).first()
    if later is not None and later.starts_at <= starts_at:
        raise Refused(_already_away(later))
    if later is not None:
        ends_at = min(filter(None, (ends_at, later.starts_at)))
    if ends_at is not None and ends_at <= starts_at:
        raise Refused(_("Fraværet må slutte etter at det begynner."))
    absence = Absence.objects.create(
        staff=staff, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    touched = link_shifts(staff=[staff.pk])
    _record(absence, by, "absence_registered", team)
    return absence, touched


@transaction.atomic
def is_here(*, shift: Shift, by: User) -> set[TeamDay]:
    """She is at work on this shift after all. An absence that began before it ends there; one that
    began with it was a mistake, and is removed: the audit keeps it. Returns the shifts that changed.

    Somebody who is vaktkoordinator in her place stays so, and she has a list. Raises Refused where
    she is at work somewhere else by now.
    """
    _lock(shift.staff)
    absence = Absence.objects.filter(shifts=shift).select_related("staff").first()
    if absence is None:
        return set()
    _record(absence, by, "absence_ended", shift.team)
    back = set(absence.shifts.order_by().values_list("team_id", "date"))
    _make_way(absence)
    try:
        with transaction.atomic():
            _end(absence, shift.starts_at)
            return back | link_shifts(staff=[shift.staff_id])
    except IntegrityError as clash:
        raise Refused(
            _("%s har fått en annen vakt i tiden hun var borte. Endre den i turnusen først.")
            % shift.staff.name
        ) from clash


def _end(absence: Absence, at: datetime) -> None:
    if absence.starts_at < at:
        Absence.objects.filter(pk=absence.pk).update(ends_at=at)
    else:
        absence.delete()


@transaction.atomic
def name_vk(*, shift: Shift, by: User) -> None:
    """Somebody on the shift coordinates it from now on. Raises Refused where another one does."""
    others = Shift.objects.of(shift.team, shift.date, shift.kind).worked()
    vk = others.filter(function=DutyFunction.VK).select_related("staff").first()
    if vk is not None and vk.pk != shift.pk:
        raise Refused(_("%s er alt vaktkoordinator på denne vakten.") % vk.staff.name)
    if (
        others.filter(pk=shift.pk)
        .exclude(function=DutyFunction.VK)
        .update(function=DutyFunction.VK)
    ):
        audit.record(
            by=by,
            verb="vk_named",
            obj=shift,
            team=shift.team,
            permission=Permission.RUN_SHIFT,
            details={"staff": shift.staff.number},
        )


def keep_at_work(*, staff: Staff, starts_at: datetime, ends_at: datetime) -> None:
    """Nobody registers her away before what is done about her hours is done. Raises Refused where
    somebody has.
    """
    _lock(staff)
    absences = Absence.objects.filter(staff=staff, starts_at__lt=ends_at)
    if absences.exclude(ends_at__lte=starts_at).exists():
        raise Refused(_("%s er ført borte i den tiden. Se på listen på nytt.") % staff.name)


def _lock(staff: Staff) -> None:
    """Two who register at once come one after the other."""
    Staff.objects.select_for_update(of=("self",), no_key=True).get(pk=staff.pk)


def _make_way(absence: Absence) -> None:
    """Where somebody else coordinates a shift by now, whoever comes back to it has a list."""
    for shift in absence.shifts.filter(function=DutyFunction.VK).order_by("pk"):
        others = Shift.objects.of(shift.team, shift.date, shift.kind).worked()
        if others.filter(function=DutyFunction.VK).exists():
            Shift.objects.filter(pk=shift.pk).update(function=DutyFunction.LIST)


def _already_away(absence: Absence) -> str:
    since = date_format(absence.starts_at.astimezone(clock.OSLO), "j. F H:i")
    return _("%(name)s er alt ført borte fra %(since)s.") % {
        "name": absence.staff.name,
        "since": since,
    }


def _record(absence: Absence, by: User, verb: str, team: Team) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=absence,
        team=team,
        permission=Permission.RUN_SHIFT,
        details={
            "staff": absence.staff.number,
            "why_away": absence.reason,
            "starts_at": absence.starts_at.isoformat(),
            "ends_at": absence.ends_at.isoformat() if absence.ends_at else "",
        },
    )


def link_shifts(*, staff: Collection[int]) -> set[TeamDay]:
    """Make the shifts of these people (keys) agree with their absences.

    A shift that an absence falls in points at it; one that no absence falls in any longer is
    worked again. Returns the team and date of every shift that changed hands. Four queries. Raises
    IntegrityError where somebody who is back would be a second VK or in two places.
    """
    return mark_away(staff=staff) | mark_back(staff=staff)


def mark_away(*, staff: Collection[int]) -> set[TeamDay]:
    """The half that makes holes: it can never break a rule of the roster."""
    wrong = Q(found__isnull=False) & (Q(absence__isnull=True) | ~Q(absence=F("found")))
    return _point_at_found(_with_found(staff).filter(wrong))


def mark_back(*, staff: Collection[int]) -> set[TeamDay]:
    """The half that fills them: do it when everybody who is away has been marked."""
    wrong = Q(found__isnull=True, absence__isnull=False)
    return _point_at_found(_with_found(staff).filter(wrong))


def _with_found(staff: Collection[int]) -> ShiftQuerySet:
    """The shifts of these people, each with `found`: the first absence that falls in it."""
    absences = Absence.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("starts_at")),
        staff=OuterRef("staff"),
        starts_at__lt=OuterRef("ends_at"),
    ).order_by("starts_at")
    return Shift.objects.filter(staff__in=staff).annotate(found=Subquery(absences.values("pk")[:1]))


def _point_at_found(shifts: ShiftQuerySet) -> set[TeamDay]:
    touched = set(shifts.order_by().values_list("team_id", "date"))
    shifts.order_by().update(absence=F("found"))
    return touched
