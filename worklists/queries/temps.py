"""Who could take some hours more: competence, hours this week, what it would break, what it would cost.

Of a colleague only what the one who rings must know is shown: no absence, and not where else she works.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib import clock
from teams.models import (
    Absence,
    ExtraAsk,
    Profession,
    Shift,
    Staff,
    StaffCompetence,
    Team,
)
from teams.models.staff import employed_on
from teams.rest import REACH, Hours, Reckoning, Rules, in_words, reckon, rules_of
from worklists.models import TeamShift, Unassigned, Visit
from worklists.models.visits import OPEN

#: Who is sent to patients with a list.
CARE = (Profession.NURSE, Profession.SOCIAL_EDUCATOR, Profession.CARE_WORKER, Profession.ASSISTANT)
HUNDRED = 100
OWN_TEAM, SAME_HOUSE, SAME_UNIT = range(3)


@dataclass(frozen=True, slots=True)
class Temp:
    """Somebody who could be asked. `near`: 0 her own team, 1 the same house, 2 the same unit."""

    staff: Staff
    near: int
    reckoning: Reckoning
    price: int
    """Kroner for the hours, with what overtime adds."""
    overtime_price: int
    covers: int
    """How many of the visits that nobody has she may do."""
    skills: tuple[str, ...]
    """Those of her courses that these visits ask for."""
    ask: ExtraAsk | None

    @property
    def breaks(self) -> list[str]:
        return list(self.reckoning.broken)

    @property
    def week(self) -> str:
        return in_words(self.reckoning.week_minutes)

    @property
    def overtime(self) -> str:
        minutes = self.reckoning.overtime_minutes
        return in_words(minutes) if minutes else ""

    @property
    def where(self) -> str:
        return _("vikar") if self.staff.hired_in else str(self.staff.team)

    @property
    def order(self) -> tuple[bool, int, int, int, int, str]:
        """Nothing broken first, then whoever covers most, costs least and is nearest."""
        return (
            bool(self.breaks),
            -self.covers,
            self.overtime_price,
            self.near,
            self.reckoning.week_minutes,
            self.staff.sort_key,
        )


def temps(
    shift: TeamShift, starts_at: datetime, ends_at: datetime, *, only: Staff | None = None
) -> list[Temp]:
    """Everybody in the unit who is free in the hours, the best choice first. Six queries."""
    team = shift.team
    free = _free(team, shift, starts_at, ends_at)
    people = list(free.filter(pk=only.pk) if only else free)
    rosters = _rosters(people, starts_at, ends_at)
    asks = _asks(people, starts_at, ends_at)
    loose = loose_visits(shift)
    wanted = {code for _visit, codes in loose for code in codes}
    skills = _skills(people, shift, wanted)
    rules, new = rules_of(team.unit), Hours(starts_at, ends_at)
    found = [
        _temp(
            one,
            team,
            reckon(rosters[one.pk], new, rules),
            new,
            loose,
            skills[one.pk],
            asks.get(one.pk),
        )
        for one in people
    ]
    return sorted(found, key=lambda temp: temp.order)


def _free(team: Team, shift: TeamShift, starts_at: datetime, ends_at: datetime):  # type: ignore[no-untyped-def]
    """Carers of the unit who work here that day, are not away and on no other duty in the hours."""
    away = Absence.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at), starts_at__lt=ends_at
    )
    busy = Shift.objects.worked().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    return (
        Staff.objects.filter(
            employed_on(shift.date), team__site__unit=team.unit, profession__in=CARE
        )
        .exclude(pk__in=away.values("staff"))
        .exclude(pk__in=busy.values("staff"))
        .select_related("team__site")
    )


def _rosters(
    people: Iterable[Staff], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Hours]]:
    rows = Shift.objects.worked().filter(
        staff__in=list(people), starts_at__lt=ends_at + REACH, ends_at__gt=starts_at - REACH
    )
    found: dict[int, list[Hours]] = defaultdict(list)
    for staff, begins, ends in rows.values_list("staff_id", "starts_at", "ends_at"):
        found[staff].append(Hours(begins, ends))
    return found


def _asks(people: Iterable[Staff], starts_at: datetime, ends_at: datetime) -> dict[int, ExtraAsk]:
    """Whom some team has asked for these hours already: nobody rings her twice."""
    rows = ExtraAsk.objects.filter(
        staff__in=list(people), starts_at__lt=ends_at, ends_at__gt=starts_at
    ).select_related("team", "asked_by__staff", "noted_by__staff")
    return {row.staff_id: row for row in rows.order_by("asked_at")}


def loose_visits(shift: TeamShift) -> list[tuple[Visit, frozenset[str]]]:
    """The visits that nobody has, with the courses they ask for. Two queries."""
    if shift.current_id is None:
        return []
    keys = Unassigned.objects.filter(publication=shift.current_id).values("visit")
    rows = Visit.objects.filter(pk__in=keys).with_state().prefetch_related("competences")
    return [
        (visit, frozenset(course.code for course in visit.competences.all()))
        for visit in rows
        if visit.state in OPEN
    ]


def _skills(
    people: Iterable[Staff], shift: TeamShift, wanted: set[str]
) -> dict[int, dict[str, str]]:
    rows = StaffCompetence.objects.on(shift.date).filter(
        staff__in=list(people), competence__code__in=wanted
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for staff, code, name in rows.values_list("staff_id", "competence__code", "competence__name"):
        found[staff][code] = name
    return found


def _temp(
    staff: Staff,
    team: Team,
    reckoning: Reckoning,
    new: Hours,
    loose: list[tuple[Visit, frozenset[str]]],
    skills: dict[str, str],
    ask: ExtraAsk | None,
) -> Temp:
    extra = _kroner(team, reckoning.overtime_minutes) * team.unit.overtime_percent // HUNDRED
    return Temp(
        staff=staff,
        near=_near(staff, team),
        reckoning=reckoning,
        price=_kroner(team, new.minutes) + extra,
        overtime_price=extra,
        covers=sum(staff.level >= visit.level and codes <= skills.keys() for visit, codes in loose),
        skills=tuple(sorted(skills.values())),
        ask=ask,
    )


def _kroner(team: Team, minutes: int) -> int:
    return team.unit.hour_price * minutes // 60


def _near(staff: Staff, team: Team) -> int:
    if staff.team_id == team.pk:
        return OWN_TEAM
    return SAME_HOUSE if staff.team.site_id == team.site_id else SAME_UNIT


def rules_in_words(rules: Rules) -> str:
    """What the list is reckoned by, for those who read it."""
    return _(
        "Regnet av vaktlisten: %(day)s timer fri på et døgn og %(week)s timer fri på sju dager"
        " (arbeidsmiljøloven § 10-8). Overtid fra %(full_day)s på et døgn og %(full_week)s på en uke"
        " (§ 10-6)."
    ) % {
        "day": rules.day_rest_hours,
        "week": rules.week_rest_hours,
        "full_day": in_words(rules.full_day_minutes),
        "full_week": in_words(rules.full_week_minutes),
    }


def is_over(ends_at: datetime) -> bool:
    return ends_at <= clock.now()
