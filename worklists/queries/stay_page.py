"""One stay: since when and where, what is in place for the return, and what has been done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import Patient, Pause, PauseStep, ReturnCheck
from patients.permissions import teams_of
from teams.models import User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.queries.first_visits import FirstVisit, first_visits
from worklists.queries.stay_effects import Effect, returning


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the checklist, ticked or not. A stay that was imported has no rows before one is."""

    item: str
    label: str
    check: ReturnCheck | None

    @property
    def is_done(self) -> bool:
        return self.check is not None and self.check.done_at is not None

    @property
    def who(self) -> str:
        by = self.check.done_by if self.check else None
        return name_of(by) if by else ""

    @property
    def shows_visits(self) -> bool:
        return self.item == ReturnCheck.Item.FIRST_VISIT


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was done with the stay, in words."""

    at: datetime
    who: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class StayPage:
    pause: Pause
    patient: Patient
    points: list[Point]
    visits: list[FirstVisit]
    back: Effect | None
    history: list[Told]
    may_pause: bool
    may_tick: bool
    now: datetime

    @property
    def is_home(self) -> bool:
        return self.pause.ends_at is not None and self.pause.ends_at <= self.now

    @property
    def comes(self) -> bool:
        """Somebody has said when she surely will be home, and that is ahead."""
        return self.pause.ends_at is not None and self.pause.ends_at > self.now

    @property
    def is_ahead(self) -> bool:
        return self.pause.starts_at > self.now

    @property
    def is_overdue(self) -> bool:
        day = self.pause.expected_return
        return self.pause.ends_at is None and day is not None and day < clock.today()

    @property
    def ticked(self) -> int:
        return sum(point.is_done for point in self.points)

    @property
    def all_ticked(self) -> bool:
        return self.ticked == len(self.points)


def stay_page(user: User, pause: Pause) -> StayPage:
    """Some thirty queries, whatever the number of visits. The stay comes from get_stay."""
    teams = teams_of(pause.patient)
    now = clock.now()
    is_home = pause.ends_at is not None and pause.ends_at <= now
    return StayPage(
        pause=pause,
        patient=pause.patient,
        points=_points(pause),
        visits=first_visits(pause),
        back=None if is_home else returning(pause, pause.ends_at or now),
        history=_history(pause),
        may_pause=any(can(user, Permission.PAUSE, team) for team in teams),
        may_tick=any(can(user, Permission.DO_VISITS, team) for team in teams),
        now=now,
    )


def _points(pause: Pause) -> list[Point]:
    rows = {row.item: row for row in pause.checks.select_related("done_by__staff")}
    return [Point(item.value, str(item.label), rows.get(item)) for item in ReturnCheck.Item]


def _history(pause: Pause) -> list[Told]:
    steps = pause.steps.select_related("by__staff").order_by("-pk")
    return [Told(step.at, name_of(step.by), _sentence(step), step.reason) for step in steps]


def _sentence(step: PauseStep) -> str:
    """What was done. Instants are shown by the template's own format where they matter."""
    day = step.expected_return
    if step.kind == PauseStep.Kind.HOME and step.home_at:
        local = step.home_at.astimezone(clock.OSLO)
        return _("hjemme fra %(when)s") % {"when": f"{local:%d.%m. %H:%M}"}
    if step.kind == PauseStep.Kind.STILL_AWAY:
        return _("borte likevel")
    began = _("ført") if step.kind == PauseStep.Kind.BEGUN else _("spurt")
    if day is None:
        return _("%(what)s, vet ikke når pasienten kommer hjem") % {"what": began}
    return _("%(what)s, ventes hjem %(day)s") % {"what": began, "day": f"{day:%d.%m.%Y}"}
