"""What a loan would do to a team's lists, visit by visit and in sentences, before anybody says yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.actions.shifts import Cut
from teams.models import DutyFunction, Profession, Shift, Staff, Team
from worklists.models import TeamShift, Visit
from worklists.planning.plan import Stop
from worklists.queries.outlook import Gone, Happening, Joins, Lent, Outlook, look
from worklists.queries.work import key_of

#: Keys of shifts that are only thought of.
AFTER, HELPER = -1, -2


@dataclass(frozen=True, slots=True)
class Effect:
    """`changes`: who gets what, and when. `late` and `nobody`: what would be too late, or on no list,
    that is not so now. `solved`: what would be on a list that is on none now.
    """

    changes: tuple[str, ...]
    late: tuple[str, ...]
    nobody: tuple[str, ...]
    solved: tuple[str, ...]
    minutes_late: int
    minutes_late_now: int
    numbers: frozenset[str]
    """Whom the sentences name, for the access log."""

    @property
    def price(self) -> tuple[int, int, int]:
        """The least harm first."""
        return len(self.nobody), self.minutes_late - self.minutes_late_now, len(self.changes)

    @property
    def verdict(self) -> str:
        """The whole in one sentence: "4 oppdrag bytter hender, ingen blir sen"."""
        count = len(self.changes)
        moved = (
            ngettext("%(count)s oppdrag flyttes", "%(count)s oppdrag flyttes", count)
            % {"count": count}
            if count
            else _("ingen oppdrag flyttes")
        )
        return ", ".join((moved, self._harm()))

    def _harm(self) -> str:
        if self.nobody:
            return ngettext(
                "%(count)s oppdrag blir ufordelt",
                "%(count)s oppdrag blir ufordelt",
                len(self.nobody),
            ) % {"count": len(self.nobody)}
        if self.late:
            return ngettext(
                "%(count)s oppdrag blir for sent", "%(count)s oppdrag blir for sene", len(self.late)
            ) % {"count": len(self.late)}
        return _("ingen blir sen")

    @property
    def figures(self) -> str:
        """For the neighbour, who may not see whom it is about."""
        told = []
        if self.solved:
            told.append(
                ngettext(
                    "%(count)s ufordelt oppdrag får plass",
                    "%(count)s ufordelte oppdrag får plass",
                    len(self.solved),
                )
                % {"count": len(self.solved)}
            )
        gained = self.minutes_late_now - self.minutes_late
        if gained > 0:
            told.append(_("%(minutes)s minutter mindre forsinkelse") % {"minutes": gained})
        return ", ".join(told) or _("listene går opp uten også")


def without(shift: TeamShift, parted: Cut) -> Effect:
    """The lender's lists while she is elsewhere."""
    return effect_of(shift, Lent(parted.shift.pk, parted.before, _rest(parted)))


def with_helper(
    shift: TeamShift, starts_at: datetime, ends_at: datetime, staff: Staff | None = None
) -> Effect:
    """The borrower's lists with one more: with her, or with any helsefagarbeider without courses."""
    who = staff or Staff(
        pk=HELPER, given_name=_("hjelperen"), profession=Profession.CARE_WORKER, team=shift.team
    )
    helper = Shift(
        pk=HELPER, staff=who, team=shift.team, date=shift.date, kind=shift.kind,
        function=DutyFunction.LIST, starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    return effect_of(shift, Joins(helper))


def without_visit(shift: TeamShift, visit: Visit) -> Effect:
    """The borrower's lists when the neighbour takes the visit."""
    return effect_of(shift, Gone(key_of(visit)))


def _rest(parted: Cut) -> Shift | None:
    if parted.after is None:
        return None
    whole = parted.shift
    return Shift(
        pk=AFTER, staff=whole.staff, team=whole.team, date=whole.date, kind=whole.kind,
        function=whole.function, starts_at=parted.after[0], ends_at=parted.after[1],
    )  # fmt: skip


def effect_of(shift: TeamShift, happening: Happening) -> Effect:
    """Some twenty queries and half a second for ten lists; nothing is written."""
    return _Reader(look(shift, [happening])).effect()


class _Reader:
    def __init__(self, outlook: Outlook) -> None:
        self.outlook, self.work = outlook, outlook.work
        self.jobs = outlook.asked.jobs
        self.stops: dict[str, list[tuple[str, Stop]]] = {}
        for route, stop in outlook.plan.placed():
            self.stops.setdefault(stop.visit, []).append((route.carer, stop))
        self.named: set[str] = set()

    def effect(self) -> Effect:
        listed = {key for key, job in self.jobs.items() if self.work.entries.get(job.visit.pk or 0)}
        loose = {item.visit for item in self.outlook.plan.unassigned}
        return Effect(
            changes=tuple(self._changes()),
            late=tuple(self._late()),
            nobody=tuple(self._name(key) for key in self.jobs if key in loose & listed),
            solved=tuple(
                self._name(key) for key in self.jobs if key in self.stops and key not in listed
            ),
            minutes_late=sum(self._minutes_late(key) for key in self.stops),
            minutes_late_now=sum(self._minutes_late_now(key) for key in self.jobs),
            numbers=frozenset(self.named),
        )

    def _changes(self) -> Iterator[str]:
        """Who comes instead of whom, and when. Another time with the same carer is not worth a line."""
        for moved in self.outlook.moved:
            before = {self._before(moved.visit)}
            after = {self._staff(key).pk for key in moved.after}
            if moved.after and not after <= set().union(*before):
                yield _("%(visit)s får %(who)s%(when)s") % {
                    "visit": self._name(moved.visit),
                    "who": ", ".join(self._staff(key).given_name for key in moved.after),
                    "when": _minutes(moved.minutes),
                }

    def _before(self, key: str) -> frozenset[int]:
        entries = self.work.entries.get(self.jobs[key].visit.pk or 0, [])
        return frozenset(entry.worklist.shift.staff_id for entry in entries)

    def _staff(self, key: str) -> Staff:
        return self.outlook.asked.shifts[key].staff

    def _late(self) -> Iterator[str]:
        for key in self.stops:
            minutes = self._minutes_late(key)
            if minutes > self._minutes_late_now(key):
                yield _("%(visit)s: %(minutes)s min for sent") % {
                    "visit": self._name(key),
                    "minutes": minutes,
                }

    def _minutes_late(self, key: str) -> int:
        latest = self._minute(self.jobs[key].visit.latest)
        return max(0, max(stop.start for _carer, stop in self.stops[key]) - latest)

    def _minutes_late_now(self, key: str) -> int:
        visit = self.jobs[key].visit
        starts = [
            self._minute(entry.starts_at) for entry in self.work.entries.get(visit.pk or 0, [])
        ]
        return max(0, max(starts) - self._minute(visit.latest)) if starts else 0

    def _minute(self, instant: datetime) -> int:
        return clock.minutes_since_midnight(self.work.date, instant)

    def _name(self, key: str) -> str:
        """ "Hansen 18:10": the family name and when it is now, or when its window opens."""
        visit = self.jobs[key].visit
        self.named.add(visit.patient.number)
        entries = self.work.entries.get(visit.pk or 0, [])
        begins = entries[0].starts_at if entries else visit.earliest
        return f"{visit.patient.family_name} {hhmm(begins)}"


def _minutes(minutes: int) -> str:
    if not minutes:
        return ""
    return (
        _(", %(minutes)s min senere") % {"minutes": minutes}
        if minutes > 0
        else _(", %(minutes)s min tidligere") % {"minutes": -minutes}
    )


def helper_for(team: Team) -> str:
    """What is taken for granted where nobody is named."""
    return _("regnet med en helsefagarbeider uten kurs, fra basen til %s") % team
