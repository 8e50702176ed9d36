"""What it means for the teams' lists that somebody is moved or ordered to work, before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from heltom.lib.words import from_to
from teams.actions.shifts import Cut
from teams.models import Shift, Staff, Team
from worklists.models import TeamShift
from worklists.planning.solver import PlanRejected
from worklists.queries.lendable import Lending
from worklists.queries.loan_effects import Effect, with_helper, without
from worklists.queries.work import read_work


@dataclass(frozen=True, slots=True)
class TeamMeans:
    """One team's lists with her or without her; `effect` is None where nobody can say: no lists yet."""

    team: Team
    effect: Effect | None

    @property
    def numbers(self) -> set[str]:
        return set(self.effect.numbers) if self.effect else set()


@dataclass(frozen=True, slots=True)
class Means:
    """What is left for the team she leaves (none where she was off) and what the other gets; or why it
    cannot be. `key` names just this: a yes counts only for what was shown.
    """

    staff: Staff
    hours: str
    key: str
    loses: TeamMeans | None = None
    gains: TeamMeans | None = None
    why_not: str = ""

    @property
    def teams(self) -> list[TeamMeans]:
        return [one for one in (self.loses, self.gains) if one]


def move_key(shift: Shift, to: Team, at: datetime) -> str:
    return f"flytt:{shift.pk}:{to.code}:{at.timestamp():.0f}"


def order_key(staff: Staff, to: Team, starts_at: datetime, ends_at: datetime) -> str:
    return f"jobb:{staff.pk}:{to.code}:{starts_at.timestamp():.0f}:{ends_at.timestamp():.0f}"


def move_means(moved: Shift, to: Team, at: datetime) -> Means:
    """Nothing is written. Half a second for each team's ten lists."""
    key = move_key(moved, to, at)
    found = _built(moved.team, moved)
    if found is None:
        return Means(moved.staff, "", key, TeamMeans(moved.team, None), _gain(moved, to, None))
    one = Lending(read_work(found), to).one(moved, at, moved.ends_at)
    if one.cut is None:
        return Means(moved.staff, "", key, why_not=one.why_not)
    cut = one.cut
    loses = TeamMeans(moved.team, _tried(lambda: without(found, cut)))
    return Means(moved.staff, from_to(*cut.there), key, loses, _gain(moved, to, cut))


def _gain(moved: Shift, to: Team, cut: Cut | None) -> TeamMeans:
    found = _built(to, moved) if cut else None
    if cut is None or found is None:
        return TeamMeans(to, None)
    return TeamMeans(to, _tried(lambda: with_helper(found, *cut.there, moved.staff)))


def order_means(shift: TeamShift, staff: Staff, starts_at: datetime, ends_at: datetime) -> Means:
    """Nobody else has her then: only one team's lists change."""
    effect = None
    if shift.current_id is not None:
        effect = _tried(lambda: with_helper(shift, starts_at, ends_at, staff))
    key = order_key(staff, shift.team, starts_at, ends_at)
    gains = TeamMeans(shift.team, effect)
    return Means(staff, from_to(starts_at, ends_at), key, gains=gains)


def _built(team: Team, like: Shift) -> TeamShift | None:
    """The team's lists on the same shift; None before they are built. One query."""
    rows = TeamShift.objects.filter(team=team, date=like.date, kind=like.kind)
    joined = rows.select_related("team__site__unit", "current")
    return joined.filter(current__isnull=False).first()


def _tried(ask: Callable[[], Effect]) -> Effect | None:
    try:
        return ask()
    except PlanRejected:
        return None
