"""Cut somebody's duty around hours that she spends elsewhere, and put it together again.

The row that was there keeps its beginning and with it the lists that were walked on it; what is left
after the hours is a row of its own. Nothing here touches lists: whoever calls holds the shift's lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.words import from_to
from teams.actions import absences
from teams.models import DutyFunction, Loan, Shift, Team
from teams.models.shifts import WALKING

#: A piece of a duty shorter than this is no use to anybody: it goes with the hours beside it.
LEAST_PIECE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Cut:
    """How a duty is parted: `before` and `after` on her own team, `there` elsewhere. `before` is None
    where the hours begin with the duty, `after` where too little is left.
    """

    shift: Shift
    there: tuple[datetime, datetime]
    before: tuple[datetime, datetime] | None
    after: tuple[datetime, datetime] | None


def plan_cut(
    shift: Shift,
    *,
    starts_at: datetime,
    ends_at: datetime,
    way: timedelta = timedelta(0),
    meal: timedelta = timedelta(0),
) -> Cut:
    """How `shift` would be parted by these hours, writing nothing.

    `way` is the way between the two teams' houses and is taken of her own time, before and after.
    `meal` is kept free after the hours, or before them where they last until she goes home: neither
    of the pieces is long enough to hold the break that the whole had. Raises Refused where less than
    `LEAST_PIECE` is left to give.
    """
    start, end = max(starts_at, shift.starts_at), min(ends_at, shift.ends_at)
    if end - start < LEAST_PIECE:
        raise Refused(
            _("%(name)s er på vakt %(hours)s. Velg minst en halv time av den.")
            % {"name": shift.staff.name, "hours": from_to(shift.starts_at, shift.ends_at)}
        )
    before = (shift.starts_at, start - way)
    after = (end + way + meal, shift.ends_at)
    has_after = after[1] - after[0] >= LEAST_PIECE
    if not has_after and meal and before[1] > before[0]:
        start += meal
    return Cut(
        shift=shift,
        there=(start, end),
        before=before if before[1] > before[0] else None,
        after=after if has_after else None,
    )


def cut(plan: Cut, *, team: Team, loan: Loan | None = None) -> Shift:
    """Part the duty as planned; returns the row in `team`. In the caller's transaction.

    Where nothing is left before the hours the row itself goes over. Raises Refused where the database
    says that she is somewhere else by now, or away.
    """
    shift = plan.shift
    absences.keep_at_work(staff=shift.staff, starts_at=shift.starts_at, ends_at=shift.ends_at)
    try:
        with transaction.atomic():
            return _cut(plan, team, loan)
    except IntegrityError as clash:
        raise Refused(
            _("%(name)s er alt på vakt et annet sted da. Se på listen på nytt.")
            % {"name": shift.staff.name}
        ) from clash


def _cut(plan: Cut, team: Team, loan: Loan | None) -> Shift:
    shift, own_team, own_function = plan.shift, plan.shift.team, plan.shift.function
    if plan.before is None:
        there = shift
        there.team, there.loan, there.function = team, loan, _walking(own_function)
        there.starts_at, there.ends_at = plan.there
        there.save()
    else:
        shift.ends_at = plan.before[1]
        shift.save(update_fields=["ends_at"])
        there = _piece(shift, team, plan.there, _walking(own_function), loan)
    if plan.after:
        _piece(shift, own_team, plan.after, own_function, None)
    return there


def _piece(
    shift: Shift, team: Team, hours: tuple[datetime, datetime], function: str, loan: Loan | None
) -> Shift:
    return Shift.objects.create(
        staff=shift.staff,
        team=team,
        date=shift.date,
        kind=shift.kind,
        function=function,
        starts_at=hours[0],
        ends_at=hours[1],
        loan=loan,
    )


def _walking(function: str) -> str:
    """Whoever comes to help walks a list, also when she is indoors on her own team."""
    return function if function in WALKING else DutyFunction.LIST


def bring_home(*, there: Shift, own_team: Team, at: datetime, way: timedelta) -> Shift | None:
    """She goes back to her own team at `at`; returns the row that she has there from then on.

    Before the hours began the row itself goes home, so that nothing of her duty is lost. None where
    less than `LEAST_PIECE` of it is left, or where the row after it takes up the time. Somebody who is
    away is away from what she has at home too.
    """
    if at <= there.starts_at:
        there.team, there.loan = own_team, None
        there.save(update_fields=["team", "loan"])
        return there
    end, there.ends_at = there.ends_at, at
    there.save(update_fields=["ends_at"])
    following = _following(there, own_team, end)
    if following is not None:
        following.starts_at = at + way
        following.save(update_fields=["starts_at"])
        return following
    if end - at - way < LEAST_PIECE:
        return None
    left = _piece(there, own_team, (at + way, end), there.function, None)
    absences.mark_away(staff=[there.staff_id])
    return left


def _following(there: Shift, own_team: Team, end: datetime) -> Shift | None:
    """What she has on her own team after the hours, where it comes at once or after the meal."""
    rows = Shift.objects.filter(
        staff=there.staff_id, team=own_team, date=there.date, kind=there.kind
    )
    return rows.filter(starts_at__gte=end).order_by("starts_at").first()
