"""Who on a shift could go to another team for some hours, and how her duty would be parted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.actions.shifts import Cut, plan_cut
from teams.models import DutyFunction, Loan, Shift, Site, Staff, Team
from teams.models.staff import employed_on
from worklists.models import Entry, State, VisitState
from worklists.models.plans import Priority
from worklists.planning.travel import beeline, minutes_for, paces_of
from worklists.planning.weights import Chosen
from worklists.queries.roads import base_of, home_of
from worklists.queries.weights import chosen_for
from worklists.queries.work import Work

#: They are what the shift is run by: whoever has one of these stays on it.
STAYS = (DutyFunction.VK, DutyFunction.ANSVARSVAKT, DutyFunction.NURSE_2)


@dataclass(frozen=True, slots=True)
class Lendable:
    """Somebody on duty, and what she would leave behind: visits, their minutes, and how many of them
    must be done at their time. `cut` is None where she cannot go, and `why_not` says why.
    """

    shift: Shift
    cut: Cut | None
    why_not: str = ""
    visits: int = 0
    minutes: int = 0
    fixed: int = 0

    @property
    def staff(self) -> Staff:
        return self.shift.staff

    @property
    def price(self) -> tuple[int, int, str]:
        """The cheapest for her own team first."""
        return self.fixed, self.minutes, self.staff.sort_key


class Lending:
    """One reading of the lender's shift, asked about each of its people."""

    def __init__(self, work: Work, to: Team, now: datetime | None = None) -> None:
        self.work, self.to, self.now = work, to, now or clock.now()
        self.chosen: Chosen = chosen_for(work)
        self.states = {job.visit.pk: job.state for job in work.jobs if job.visit.pk}
        self.visits = {job.visit.pk: job.visit for job in work.jobs if job.visit.pk}
        self.begun_at = self._begun_at()

    def all(self, starts_at: datetime, ends_at: datetime) -> list[Lendable]:
        """Everybody on duty, whoever costs least first, those who cannot go last. Two queries."""
        on_duty = self._on_duty()
        here = Staff.objects.filter(
            employed_on(self.work.date), pk__in=[shift.staff_id for shift in on_duty]
        )
        employed = set(here.values_list("pk", flat=True))
        found = [
            self.one(shift, starts_at, ends_at, shift.staff_id in employed) for shift in on_duty
        ]
        return sorted(found, key=lambda one: (one.cut is None, *one.price))

    def one(
        self, shift: Shift, starts_at: datetime, ends_at: datetime, employed: bool = True
    ) -> Lendable:
        why_not = self._why_not(shift, employed=employed)
        if why_not:
            return Lendable(shift, None, why_not)
        try:
            parted = self.cut(shift, starts_at, ends_at)
        except Refused as refusal:
            return Lendable(shift, None, str(refusal))
        left = [self.visits[e.visit_id] for e in self._entries(shift) if _meets(e, parted, self)]
        return Lendable(
            shift,
            parted,
            visits=len(left),
            minutes=sum(visit.minutes for visit in left),
            fixed=sum(visit.priority == Priority.AT_THIS_TIME for visit in left),
        )

    def cut(self, shift: Shift, starts_at: datetime, ends_at: datetime) -> Cut:
        """How her duty is parted. Raises Refused where nothing is left to give."""
        start = max(starts_at, self.free_from(shift))
        end = min(ends_at, shift.ends_at)
        return plan_cut(
            shift,
            starts_at=start,
            ends_at=end,
            way=self.way(shift),
            meal=self._meal(shift, start, end),
        )

    def free_from(self, shift: Shift) -> datetime:
        """When she is back at the base from what she has begun, or is on her way to by now."""
        soon = self.now + timedelta(minutes=self.chosen.practice.on_her_way_minutes)
        begun = [entry for entry in self._entries(shift) if self._is_begun(entry, soon)]
        if not begun or shift.starts_at > self.now:
            return shift.starts_at if shift.starts_at > self.now else _whole(self.now)
        last = max(begun, key=self._ends_at)
        home = home_of(self.visits[last.visit_id])
        base = base_of(self.work.team.site)
        back = self._minutes(beeline(home, base), shift) if home else timedelta(0)
        return max(_whole(self._ends_at(last)) + back, _whole(self.now))

    def _ends_at(self, entry: Entry) -> datetime:
        """When it is over: from when she really began, where that is known."""
        began = self.begun_at.get(entry.visit_id)
        if began is None:
            return entry.ends_at
        return began + timedelta(minutes=self.visits[entry.visit_id].minutes)

    def _begun_at(self) -> dict[int, datetime]:
        started = [key for key, state in self.states.items() if state == State.STARTED]
        steps = VisitState.objects.filter(visit__in=started, state=State.STARTED).order_by("pk")
        rows = steps.values_list("visit_id", "happened_at") if started else []
        return {visit: at for visit, at in rows if at is not None}

    def way(self, shift: Shift) -> timedelta:
        """From the one team's house to the other's; nothing under one roof."""
        return self._minutes(_metres(self.work.team.site, self.to.site), shift)

    def _on_duty(self) -> list[Shift]:
        rows = Shift.objects.of(self.work.team, self.work.date, self.work.team_shift.kind).worked()
        ahead = rows.filter(ends_at__gt=self.now) if self._goes_on() else rows
        return list(ahead.select_related("staff", "team"))

    def _goes_on(self) -> bool:
        return any(shift.starts_at <= self.now for shift in self.work.shifts)

    def _why_not(self, shift: Shift, *, employed: bool) -> str:
        if shift.function in STAYS:
            return _("er %(function)s på vakten") % {"function": shift.get_function_display()}
        if shift.loan_id is not None:
            return _("er selv lånt hit")
        return "" if employed else _("har sluttet, men står på vaktlisten")

    def _entries(self, shift: Shift) -> Iterable[Entry]:
        found = (entry for entries in self.work.entries.values() for entry in entries)
        return [e for e in found if e.worklist.shift_id == shift.pk and e.visit_id in self.visits]

    def _is_begun(self, entry: Entry, soon: datetime) -> bool:
        state = self.states[entry.visit_id]
        return state == State.STARTED or (state == State.DUE and entry.starts_at <= soon)

    def _minutes(self, metres: float, shift: Shift) -> timedelta:
        pace = paces_of(self.chosen.ways)[shift.staff.transport]
        return timedelta(minutes=minutes_for(metres, pace))

    def _meal(self, shift: Shift, start: datetime, end: datetime) -> timedelta:
        """The break that the whole duty holds, where none of its pieces does."""
        long = timedelta(minutes=self.chosen.practice.break_from_minutes)
        pieces = (start - shift.starts_at, end - start, shift.ends_at - end)
        if shift.ends_at - shift.starts_at < long or max(pieces) >= long:
            return timedelta(0)
        return timedelta(minutes=self.work.team.unit.break_minutes)


def _meets(entry: Entry, parted: Cut, lending: Lending) -> bool:
    """Whether she would leave this visit behind: planned in the hours, and not begun."""
    begins, ends = parted.there
    is_due = lending.states[entry.visit_id] == State.DUE
    return is_due and entry.ends_at > begins and entry.starts_at < ends


def _metres(one: Site, other: Site) -> float:
    return beeline(base_of(one), base_of(other)) if one.pk != other.pk else 0.0


def _whole(instant: datetime) -> datetime:
    """The minute that has begun."""
    return instant.replace(second=0, microsecond=0)


def shift_of_loan(loan: Loan, key: str) -> Shift | None:
    """The shift of the asked team that was chosen on the page. Raises Refused where it is not there."""
    if not key.isdecimal():
        return None
    rows = (
        Shift.objects.of(loan.asked, loan.date, loan.shift).worked().select_related("staff", "team")
    )
    found = rows.filter(pk=int(key)).first()
    if found is None:
        raise Refused(_("Hun er ikke på vakt her lenger. Velg en annen."))
    return found
