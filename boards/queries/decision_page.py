"""The pages of what was decided: a team's, one person's, and one with all that can be done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models import Decision, Finding, Meeting
from boards.queries.decisions import (
    State,
    Task,
    count_mine,
    looks,
    mine,
    no_effect_weeks,
    standing,
    tasks,
    to_do,
    without_effect,
)
from boards.queries.owners import hers
from boards.queries.plan_changes import Proposal, proposal
from heltom.lib import clock
from patients.models import Contact
from teams.models import PositionKind, Staff
from teams.models.staff import employed_on
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from teams.models import Team, User

A_PAGE = 50
Kind = Decision.Kind


@dataclass(frozen=True, slots=True)
class View:
    """One choice of the team's page: what it is called, and which rows it shows."""

    label: _StrPromise
    rows: Q
    newest_first: bool = False
    to_do: bool = False


#: By what stands in the address. Without effect is reckoned by itself.
VIEWS: dict[str, View] = {
    "apne": View(_("Skal gjøres"), Q(), to_do=True),
    "over": View(_("Over fristen"), Q(), to_do=True),
    "tidsplan": View(_("Tidsplan venter på svar"), Q(plan_change__state="foreslatt"), to_do=True),
    "hjemmebesok": View(_("Felles hjemmebesøk"), Q(kind=Kind.HOME_VISIT), newest_first=True),
    "henvisninger": View(_("Henvisninger"), Q(kind=Kind.REFERRAL), newest_first=True),
    "lukket": View(_("Gjort og ikke gjort"), ~Q(state=State.OPEN), newest_first=True),
}
NO_EFFECT = "uten-virkning"


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    count: int
    current: bool


@dataclass(slots=True)
class TeamPage:
    """A team's decisions, `view` of them. `still` is what still fires for the patients, by patient."""

    team: Team
    choices: list[Choice]
    view: str
    rows: list[Task]
    pages: Page[int] | None
    weeks: int
    still: dict[int, list[str]] = field(default_factory=dict)

    @property
    def patient_numbers(self) -> set[str]:
        return {row.decision.patient.number for row in self.rows}

    @property
    def lines(self) -> list[tuple[Task, list[str]]]:
        return [(row, self.still.get(row.decision.patient_id, [])) for row in self.rows]


def team_page(team: Team, view: str, page: str) -> TeamPage:
    """Some dozen queries, whatever the number of decisions."""
    view = view if view in VIEWS or view == NO_EFFECT else "apne"
    unhelped = without_effect([team], clock.today())
    choices = [
        Choice(key, str(one.label), _rows(team, key).count(), key == view)
        for key, one in VIEWS.items()
    ]
    label = str(_("Ingen virkning sett"))
    choices.append(Choice(NO_EFFECT, label, len(unhelped), view == NO_EFFECT))
    weeks = no_effect_weeks(team)
    if view == NO_EFFECT:
        still = _still_fires(row.decision.patient_id for row in unhelped)
        return TeamPage(team, choices, view, unhelped, None, weeks, still)
    pages = Paginator(_rows(team, view).values_list("pk", flat=True), A_PAGE).get_page(page)
    rows = tasks(_ordered(Decision.objects.filter(pk__in=list(pages)), view))
    return TeamPage(team, choices, view, rows, pages, weeks)


def _rows(team: Team, key: str) -> QuerySet[Decision]:
    every = to_do() if VIEWS[key].to_do else standing()
    rows = every.filter(VIEWS[key].rows, team=team)
    if key == "over":
        rows = rows.filter(due_on__lt=clock.today())
    return _ordered(rows, key)


def _ordered(rows: QuerySet[Decision], key: str) -> QuerySet[Decision]:
    if VIEWS[key].newest_first:
        return rows.order_by("-decided_at", "-pk")
    return rows.order_by("due_on", "pk")


def _still_fires(patients: Iterable[int]) -> dict[int, list[str]]:
    """What the rules say of them on a board to come."""
    coming = (Meeting.State.PLANNED, Meeting.State.OPEN)
    rows = Finding.objects.filter(item__patient__in=list(patients), item__meeting__state__in=coming)
    found: dict[int, list[str]] = defaultdict(list)
    for patient, sentence in rows.values_list("item__patient", "sentence"):
        found[patient].append(sentence)
    return dict(found)


@dataclass(frozen=True, slots=True)
class MyPage:
    tasks: list[Task]

    @property
    def numbers_by_team(self) -> dict[Team, set[str]]:
        """For the access log."""
        found: dict[Team, set[str]] = defaultdict(set)
        for task in self.tasks:
            found[task.decision.team].add(task.decision.patient.number)
        return dict(found)


def my_page(user: User) -> MyPage:
    return MyPage(mine(user))


@dataclass(frozen=True, slots=True)
class Lines:
    """For a desk: figures only, and nobody's number."""

    mine: int
    mine_late: int
    team: Team | None = None
    open: int = 0
    late: int = 0


def lines(user: User, team: Team | None) -> Lines:
    """Two queries."""
    own, late = count_mine(user)
    if team is None:
        return Lines(own, late)
    days = list(to_do().filter(team=team).values_list("due_on", flat=True))
    return Lines(own, late, team, len(days), sum(day < clock.today() for day in days))


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One decision, and what this reader may do to it."""

    task: Task
    seen: str
    may_follow_up: bool
    may_change: bool
    """Write on the board: other words, another owner, taken back."""
    may_answer: bool
    """Say yes or no to a changed plan."""
    proposal: Proposal | None
    owners: list[Staff]

    @property
    def decision(self) -> Decision:
        return self.task.decision


def decision_page(user: User, decision: Decision, from_on: date | None = None) -> DecisionPage:
    """About a dozen queries; with a proposed plan some ten more."""
    (task,) = tasks(Decision.objects.filter(pk=decision.pk))
    change = task.plan_change
    if change is not None:
        change.plan.patient = task.decision.patient
    may_change = can(user, Permission.WRITE_BOARD, decision.team)
    return DecisionPage(
        task=task,
        seen=looks(task.decision),
        may_follow_up=may_follow_up(user, decision),
        may_change=may_change,
        may_answer=can(user, Permission.CHANGE_PLANS, decision.team),
        proposal=proposal(change, from_on) if change else None,
        owners=owner_choices(task.decision) if may_change and task.is_open else [],
    )


def may_follow_up(user: User, decision: Decision) -> bool:
    """Whether she may say what came of it: its owner, or whoever writes on the board."""
    if can(user, Permission.WRITE_BOARD, decision.team):
        return True
    return Decision.objects.filter(hers(user), pk=decision.pk).exists()


def owner_choices(decision: Decision) -> list[Staff]:
    """Who may answer for it: those who know the patient first, then the team's people by name."""
    today = clock.today()
    contacts = Contact.objects.on(today).filter(patient=decision.patient)
    known = set(contacts.values_list("staff", flat=True))
    posts = (PositionKind.THERAPIST, PositionKind.CLINICAL_LEAD, PositionKind.TEAM_LEADER)
    in_team = Q(team=decision.team) | Q(pk__in=known)
    holds = Q(positions__team=decision.team, positions__kind__in=posts)
    rows = Staff.objects.filter(in_team | holds, employed_on(today)).distinct()
    return sorted(rows.order_by("sort_key", "pk"), key=lambda staff: staff.pk not in known)
