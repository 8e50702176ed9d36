"""The first visits after a return, and whether each stands with somebody who may do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from patients.models import Delegation, Pause
from teams.models import Staff, StaffCompetence
from worklists.models import Entry, Unassigned
from worklists.planning.possibilities import can_do
from worklists.planning.problem import Carer
from worklists.queries.cover import ShiftCover, covers_of, needs_of
from worklists.queries.stay_effects import Asked, asked_of

#: So many are shown; and no later than this after the return.
MOST, WITHIN = 3, timedelta(days=6)


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """`is_safe` None: the lists are not laid yet, and neither is the roster."""

    asked: Asked
    sentence: str
    is_safe: bool | None


def first_visits(pause: Pause) -> list[FirstVisit]:
    """The next visits from when the patient is home, or is waited for; from tomorrow where nobody
    knows. At most fifteen queries.
    """
    home = _home(pause)
    asked = [one for one in _from(pause, home) if one.window.latest >= home][:MOST]
    placed, loose = _placed(asked)
    cover = _cover(asked)
    able = _Able(asked, placed)
    return [_told(one, placed, loose, cover, able) for one in asked]


def _home(pause: Pause) -> datetime:
    now = clock.now()
    if pause.ends_at is not None:
        return max(pause.ends_at, now)
    day = pause.expected_return or clock.today() + timedelta(days=1)
    return max(clock.at(day, time(0)), now)


def _from(pause: Pause, home: datetime) -> list[Asked]:
    first = (home - timedelta(hours=12)).astimezone(clock.OSLO).date()
    others = list(pause.patient.pauses.exclude(pk=pause.pk))
    asked = asked_of(pause.patient, first, first + WITHIN)
    return [one for one in asked if not one.is_away(others)]


type Placed = dict[int, list[Entry]]


def _placed(asked: Sequence[Asked]) -> tuple[Placed, dict[int, str]]:
    """Entries on the lists that hold now, and the reasons of those on none, by visit."""
    visits = [one.visit.pk for one in asked if one.visit]
    entries = Entry.objects.filter(
        visit__in=visits, worklist__publication__current_for__isnull=False
    ).select_related("worklist__shift__staff")
    found: Placed = defaultdict(list)
    for entry in entries.order_by("part", "pk"):
        found[entry.visit_id].append(entry)
    loose = Unassigned.objects.filter(
        visit__in=visits, publication__current_for__isnull=False
    ).order_by("pk")
    return found, dict(loose.values_list("visit_id", "reason"))


def _cover(asked: Sequence[Asked]) -> dict[tuple[int, date], ShiftCover]:
    """How many on the shift can do the plan's visit, where it asks for something."""
    if not asked:
        return {}
    first = min(one.date for one in asked)
    plans = {one.plan.pk: one for one in asked if one.plan}
    by_team = groupby(sorted(plans.values(), key=lambda one: one.team.pk), lambda one: one.team)
    wanted = [(team, [one.plan for one in given if one.plan]) for team, given in by_team]
    return {
        (task.plan.pk, shift.date): shift
        for cover in covers_of(wanted, first)
        for task in cover.tasks
        for shift in task.shifts
    }


class _Able:
    """What the carers on whose lists the visits stand can do. Two queries."""

    def __init__(self, asked: Sequence[Asked], placed: Placed) -> None:
        staff = {e.worklist.shift.staff_id for entries in placed.values() for e in entries}
        self.held: dict[int, list[StaffCompetence]] = defaultdict(list)
        for row in StaffCompetence.objects.filter(staff__in=staff).select_related("competence"):
            self.held[row.staff_id].append(row)
        patients = {one.patient_id for one in asked}
        self.bound: dict[int, list[Delegation]] = defaultdict(list)
        delegations = Delegation.objects.filter(staff__in=staff, patient__in=patients)
        for bound in delegations.select_related("competence"):
            self.bound[bound.staff_id].append(bound)

    def can(self, one: Asked, entry: Entry) -> bool:
        """As the planner counts it: the first brings the competence, the second lends a hand."""
        needs = needs_of(one.visit)  # type: ignore[arg-type]  # a visit asks for what its plan does
        need = needs[min(entry.part, len(needs) - 1)]
        return can_do(need, str(one.patient_id), self._carer(one, entry.worklist.shift.staff))

    def _carer(self, one: Asked, staff: Staff) -> Carer:
        bound = _codes(self.bound[staff.pk], one.date)
        return Carer(
            key=str(staff.pk), start=0, end=0, start_place=0, level=staff.level,
            competences=_codes(self.held[staff.pk], one.date),
            patient_competences={str(one.patient_id): bound} if bound else {},
        )  # fmt: skip


def _codes(rows: Sequence[StaffCompetence | Delegation], day: date) -> frozenset[str]:
    return frozenset(
        row.competence.code
        for row in rows
        if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
    )


def _told(
    one: Asked,
    placed: Placed,
    loose: dict[int, str],
    cover: dict[tuple[int, date], ShiftCover],
    able: _Able,
) -> FirstVisit:
    visit = one.visit.pk if one.visit else None
    if visit in placed:
        return _on_lists(one, placed[visit], able)
    if visit in loose:
        return FirstVisit(one, _("Ufordelt: %(why)s") % {"why": loose[visit]}, False)
    if one.plan is None:
        return FirstVisit(one, _("Ikke fordelt ennå."), None)
    return _by_roster(one, cover.get((one.plan.pk, one.date)))


def _on_lists(one: Asked, entries: list[Entry], able: _Able) -> FirstVisit:
    names = _(" og ").join(entry.worklist.shift.staff.name for entry in entries)
    if all(able.can(one, entry) for entry in entries):
        return FirstVisit(one, _("%(names)s har det, og kan det.") % {"names": names}, True)
    sentence = _("%(names)s har det, men mangler kompetansen nå. Bygg lister på nytt.")
    return FirstVisit(one, sentence % {"names": names}, False)


def _by_roster(one: Asked, cover: ShiftCover | None) -> FirstVisit:
    """Where there is no list yet: is there anybody on the shift who can?"""
    if cover is None:
        return FirstVisit(one, _("Ikke fordelt ennå. Oppdraget krever ingen kompetanse."), True)
    if not cover.is_laid:
        return FirstVisit(one, _("Vakten er ikke satt opp ennå."), None)
    if not cover.covered:
        return FirstVisit(one, _("Ingen på vakten kan dette. Finn noen før hjemkomsten."), False)
    sentence = ngettext(
        "Ikke fordelt ennå. %(number)d på vakten kan det.",
        "Ikke fordelt ennå. %(number)d på vakten kan det.",
        cover.able,
    )
    return FirstVisit(one, sentence % {"number": cover.able}, True)
