"""Each role's own desk: the screen that `/` leads to, and the carer's own list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from heltom.lib import clock
from teams.models import Shift, Staff, User
from teams.roles import Role, RoleKind, own_shifts, roles_of, staff_at_work
from worklists.models import TeamShift
from worklists.queries.axis import Axis
from worklists.queries.hand_over import hand_over_to_read, url_of_hand_over
from worklists.queries.lists import Row, Stop, read, row_of

#: What stands after it in an address opens beside the page (static/js/heltom.js).
BESIDE = "#side="

TO_THE_DAY = (RoleKind.VK,)
TO_OWN_LIST = (RoleKind.CARER,)
#: Where an app above has a desk for a role it adds itself here (its AppConfig.ready).
DESKS: dict[RoleKind, Callable[[Role], str | None]] = {}


def day_url(shift: Shift) -> str:
    return reverse("worklists:day", args=[shift.team.code, shift.date, shift.kind])


def desk_of(user: User) -> str | None:
    """Where `/` leads: the duty that is going on first, then the standing position; None for nobody."""
    role = _leading(roles_of(user))
    if role is None:
        return None
    if role.kind in DESKS and (url := DESKS[role.kind](role)):
        return url
    if role.kind in TO_THE_DAY and role.shift:
        return day_url(role.shift) + _beside(user, role.shift)
    if role.kind in TO_OWN_LIST:
        return reverse("worklists:my_list")
    if role.shift:
        return reverse("worklists:overview", args=[role.shift.date])
    return reverse("worklists:overview_today")


def _beside(user: User, shift: Shift) -> str:
    """The hand-over of the shift before opens beside the day until somebody has read it."""
    team_shift = TeamShift(team=shift.team, date=shift.date, kind=shift.kind)
    found = hand_over_to_read(user, team_shift)
    return f"{BESIDE}{url_of_hand_over(found)}" if found else ""


def _leading(roles: tuple[Role, ...]) -> Role | None:
    now = clock.now()
    on_now = [r for r in roles if r.shift and r.shift.starts_at <= now < r.shift.ends_at]
    return next(iter([*on_now, *roles]), None)


@dataclass(frozen=True, slots=True)
class MyList:
    """`row` is None when no list has been built for the shift; `shift` None when she has none."""

    shift: Shift | None
    row: Row | None
    others: list[Shift]
    version: int = 0
    is_held: bool = False
    """Whether her duty gives her rights now: a list to come, or long over, is only looked at."""

    @property
    def url(self) -> str:
        """The address of just this list, so that a button leads back to it."""
        return reverse("worklists:my_list_of", args=[self.shift.pk]) if self.shift else ""

    @property
    def ahead(self) -> list[Stop]:
        return [stop for stop in self._stops() if stop.can_finish]

    @property
    def settled(self) -> list[Stop]:
        """What is done or called off: folded away, so that the next visit is on top."""
        return [stop for stop in self._stops() if not stop.can_finish]

    def _stops(self) -> tuple[Stop, ...]:
        return self.row.stops if self.row else ()

    @property
    def patient_numbers(self) -> set[str]:
        return {stop.number for stop in self._stops()}


def my_list(user: User, shift_id: int | None = None) -> MyList:
    """Today's list: the shift going on, else the next one, else the last. Nine queries."""
    shifts = _my_shifts(staff_at_work(user))
    shift = _chosen(shifts, shift_id)
    if shift is None:
        return MyList(None, None, [])
    built = TeamShift.objects.filter(team=shift.team, date=shift.date, kind=shift.kind).first()
    others = [other for other in shifts if other != shift]
    if built is None:
        return MyList(shift, None, others)
    is_held = own_shifts(user).filter(pk=shift.pk).exists()
    return MyList(shift, _my_row(shift, built), others, built.version, is_held)


def _my_shifts(staff: Staff | None) -> list[Shift]:
    """Shifts with a list from last night's to tomorrow's."""
    today = clock.today()
    mine = Shift.objects.worked().walking().filter(staff=staff)
    near = mine.filter(date__gte=today - timedelta(days=1), date__lte=today + timedelta(days=1))
    return list(near.select_related("team").order_by("starts_at"))


def _chosen(shifts: list[Shift], shift_id: int | None) -> Shift | None:
    now = clock.now()
    named = [shift for shift in shifts if shift.pk == shift_id]
    ahead = [shift for shift in shifts if shift.ends_at > now]
    return next(iter([*named, *ahead, *reversed(shifts)]), None)


def _my_row(shift: Shift, built: TeamShift) -> Row | None:
    found = read(built)
    mine = [worklist for worklist in found.worklists if worklist.shift_id == shift.pk]
    axis = Axis.around([shift.starts_at, shift.ends_at])
    return row_of(found, mine[0], axis) if mine else None
