"""The pages about moves: all requests, one of them, and what may be chosen in a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from heltom.lib import clock
from patients.models import MoveRequest, Patient, Placement
from teams.models import Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import MovedPlan
from worklists.permissions import can_withdraw
from worklists.queries import move_rules
from worklists.queries.move_means import Asked, Means, asked_of, means
from worklists.queries.moves import answer_sentence, who_may_answer


@dataclass(frozen=True, slots=True)
class MovePage:
    """A request with all that both teams see of it, and the buttons of whoever looks."""

    request: MoveRequest
    asked: Asked
    means: Means | None
    """None when it is answered: what was done then stands instead."""
    moved: list[MovedPlan]
    who_asked: str
    answered: str
    late: bool
    begun: bool
    """The first shift has begun: a yes must come with a later date."""
    may_answer: bool
    may_withdraw: bool
    mine: bool
    who_may_answer: list[str]
    sees_patient: bool

    @property
    def is_open(self) -> bool:
        return not self.request.answer

    @property
    def accepted(self) -> bool:
        return self.request.answer == MoveRequest.Answer.ACCEPTED


def move_page(user: User, move: MoveRequest) -> MovePage:
    """About thirty queries, whatever the patient has."""
    is_open = not move.answer
    moved = list(
        MovedPlan.objects.filter(request=move).select_related("plan__team", "successor__team")
    )
    asked, now = asked_of(move), clock.now()
    mine = move.proposed_by_id == user.pk
    answers = is_open and can(user, Permission.ANSWER_MOVE, move.to_team)
    return MovePage(
        request=move,
        asked=asked,
        means=means(asked, [each.plan for each in moved]) if is_open else None,
        moved=moved,
        who_asked=name_of(move.proposed_by),
        answered="" if is_open else answer_sentence(move),
        late=is_open and move.answer_by <= now,
        begun=is_open and move_rules.begins(move.to_team, move.from_date, move.from_shift) <= now,
        may_answer=answers and not mine,
        may_withdraw=is_open and can_withdraw(user, move),
        mine=mine,
        who_may_answer=who_may_answer(move) if is_open else [],
        sees_patient=Patient.objects.visible_to(user).filter(pk=move.patient_id).exists(),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen in a request for one patient."""

    patient: Patient
    teams: list[Team]
    """Those that have her now, the owner first."""
    near: list[Team]
    """Teams of the same unit; `far` are the other units', by unit."""
    far: list[tuple[str, list[Team]]]
    open_request: MoveRequest | None

    def others(self, from_team: Team) -> list[Team]:
        return [team for team in self.near if team != from_team]


def choice_of(patient: Patient) -> Choice:
    """Four queries."""
    placed = Placement.objects.on(clock.today()).filter(patient=patient)
    rows = placed.select_related("team__site__unit", "team__ht").order_by("-owner", "pk")
    teams = [row.team for row in rows]
    units = {team.unit.pk for team in teams}
    everywhere = Team.objects.on(clock.today()).select_related("site__unit", "ht")
    far: dict[str, list[Team]] = {}
    near = []
    for team in everywhere:
        if team.unit.pk in units:
            near.append(team)
        else:
            far.setdefault(str(team.unit), []).append(team)
    waiting = MoveRequest.objects.open().filter(patient=patient)
    first = waiting.select_related("proposed_by__staff", "to_team").first()
    return Choice(patient, teams, near, list(far.items()), first)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of the page with all requests."""

    request: MoveRequest
    late: bool
    may_answer: bool
    who_asked: str
    answered: str


@dataclass(frozen=True, slots=True)
class MovesPage:
    waiting: Sequence[MoveRow]
    answered: Sequence[MoveRow]
    days: int

    @property
    def late(self) -> int:
        return sum(row.late for row in self.waiting)

    @property
    def shown(self) -> list[MoveRequest]:
        return [row.request for row in (*self.waiting, *self.answered)]


#: How far back answered requests are shown.
DAYS_BACK = 30


def moves_page(user: User) -> MovesPage:
    """Requests to and from the teams in which the user may see patients. Two queries."""
    seen = MoveRequest.objects.visible_to(user).select_related(
        "patient",
        "from_team__site__unit",
        "to_team__site__unit",
        "owner_after",
        "proposed_by__staff",
        "answered_by__staff",
    )
    since = clock.midnight(clock.today() - timedelta(days=DAYS_BACK))
    answered = seen.exclude(answer="").filter(answered_at__gte=since)
    return MovesPage(
        waiting=[_row(user, move) for move in seen.open().order_by("answer_by", "pk")],
        answered=[_row(user, move) for move in answered.order_by("-answered_at", "-pk")],
        days=DAYS_BACK,
    )


def _row(user: User, move: MoveRequest) -> MoveRow:
    is_open = not move.answer
    return MoveRow(
        request=move,
        late=is_open and move.answer_by <= clock.now(),
        may_answer=is_open
        and move.proposed_by_id != user.pk
        and can(user, Permission.ANSWER_MOVE, move.to_team),
        who_asked=name_of(move.proposed_by),
        answered="" if is_open else answer_sentence(move),
    )
