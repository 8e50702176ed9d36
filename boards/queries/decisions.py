"""What was decided, as those who must do it see it: by owner, by team, by meeting, and without effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q

from boards.models import BoardSettings, Decision, Effect, Meeting, PlanChange
from boards.queries.owners import away_now, hers
from heltom.lib import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from boards.models import Item
    from patients.models import Patient
    from teams.models import Staff, Team, User

State = Decision.State


@dataclass(frozen=True, slots=True)
class Task:
    """A decision as a line: whether it is over its day, and whether its owner is away or has left."""

    decision: Decision
    is_overdue: bool
    owner_away: bool
    owner_left: bool

    @property
    def owner(self) -> Staff | None:
        return None if self.owner_left else self.decision.owner

    @property
    def effects(self) -> list[Effect]:
        """What people have seen of it, the newest first."""
        return list(self.decision.effects.all())

    @property
    def effect(self) -> Effect | None:
        return next(iter(self.effects), None)

    @property
    def plan_change(self) -> PlanChange | None:
        return getattr(self.decision, "plan_change", None)

    @property
    def is_open(self) -> bool:
        return self.decision.state == State.OPEN


def looks(decision: Decision) -> str:
    """What a decision looks like to whoever reads it: differs when somebody has changed it."""
    told = (decision.text, decision.due_on, decision.service, decision.agreed_on)
    more = (decision.with_whom, str(decision.state), decision.owner_id, bool(decision.withdrawn_at))
    return sha256(repr((told, more)).encode()).hexdigest()[:12]


def tasks(rows: QuerySet[Decision]) -> list[Task]:
    """The rows as lines. Four queries, whatever their number."""
    effects = Effect.objects.select_related("by__staff").order_by("-at", "-pk")
    joined = rows.select_related(
        "patient", "team", "owner", "item__meeting", "closed_by__staff", "decided_by__staff",
        "plan_change__plan", "plan_change__answered_by__staff",
    ).prefetch_related(Prefetch("effects", effects))  # fmt: skip
    found = list(joined)
    away = away_now({row.owner_id for row in found if row.owner_id})
    today = clock.today()
    return [_task(row, away, today) for row in found]


def _task(row: Decision, away: set[int], today: date) -> Task:
    left = row.owner is not None and bool(row.owner.employed_to and row.owner.employed_to < today)
    overdue = row.state == State.OPEN and row.due_on < today
    return Task(row, overdue, row.owner_id in away, left)


def standing() -> QuerySet[Decision]:
    """All that have not been taken back."""
    return Decision.objects.filter(withdrawn_at=None)


def to_do() -> QuerySet[Decision]:
    """Those that somebody must still do: what was decided of one who has died since is nobody's task."""
    return standing().filter(state=State.OPEN).exclude(patient__ended_on__lt=clock.today())


def mine(user: User) -> list[Task]:
    """What this user is to do, by due day: her own, those she stands in for, and those that as fagansvarlig
    are hers because nobody else has them.
    """
    return tasks(_mine(user).order_by("due_on", "pk"))


def count_mine(user: User) -> tuple[int, int]:
    """(open, of which over the day). One query."""
    days = list(_mine(user).values_list("due_on", flat=True))
    return len(days), sum(day < clock.today() for day in days)


def _mine(user: User) -> QuerySet[Decision]:
    return to_do().filter(hers(user))


def of_item(item: Item) -> list[Task]:
    """What this meeting has decided of the patient, in the order it was written."""
    return tasks(standing().filter(item=item).order_by("pk"))


def of_patient(patient: Patient, most: int = 20) -> list[Task]:
    """The patient's decisions, the newest first."""
    keys = standing().filter(patient=patient).order_by("-decided_at", "-pk").values("pk")[:most]
    return tasks(Decision.objects.filter(pk__in=keys).order_by("-decided_at", "-pk"))


def before_meeting(meeting: Meeting) -> list[Task]:
    """What a meeting opens with: all that its team's last held meeting decided, done or not, and what is
    still open from those before. Older ones are left out once they are closed; what the meeting itself has
    closed is shown until it is over.
    """
    held = Meeting.objects.filter(
        team=meeting.team, state=Meeting.State.HELD, starts_at__lt=meeting.starts_at
    )
    last = held.order_by("-starts_at").first()
    of_last = Q(item__meeting=last) if last else Q(pk__in=[])
    here = Q(closed_at__gte=meeting.opened_at) if meeting.opened_at else Q(pk__in=[])
    not_this = standing().filter(team=meeting.team).exclude(item__meeting=meeting)
    not_this = not_this.exclude(state=State.OPEN, patient__ended_on__lt=clock.today())
    return tasks(
        not_this.filter(of_last | here | Q(state=State.OPEN)).order_by("state", "due_on", "pk")
    )


def without_effect(teams: Iterable[Team], on: date) -> list[Task]:
    """Decided so many weeks ago (the unit's figure), done or still open, and nobody saw that it helped.

    What came to nothing is told where it was closed and not here; what has made it worse is.
    """
    rows = Decision.objects.none()
    for team in teams:
        rows = rows | _without_effect(team, on)
    return tasks(rows.order_by("decided_at", "pk"))


def _without_effect(team: Team, on: date) -> QuerySet[Decision]:
    weeks = no_effect_weeks(team)
    helped = Effect.objects.filter(decision=OuterRef("pk"), result=Effect.Result.BETTER)
    long_ago = clock.midnight(on - timedelta(weeks=weeks) + timedelta(days=1))
    rows = standing().filter(~Exists(helped), team=team, decided_at__lt=long_ago)
    return rows.exclude(state=State.NOT_DONE).exclude(patient__ended_on__lt=on)


def no_effect_weeks(team: Team) -> int:
    """The unit's figure, or the default of the settings."""
    chosen = BoardSettings.objects.filter(unit=team.site.unit_id).first() or BoardSettings()
    return int(chosen.no_effect_weeks)
