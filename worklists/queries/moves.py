"""Requests to move a patient: who waits for an answer, who may give it, and what a yes would mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import MoveRequest
from teams.models import DutyFunction, Position, PositionKind, Shift, Team, TeamKind, User
from teams.permissions import Permission, can, roles_that
from teams.queries import name_of
from teams.roles import RoleKind
from worklists.models import MovedPlan, Visit, VisitPlan

#: Positions whose holders answer for a team or for a whole unit.
ANSWERING = (PositionKind.TEAM_LEADER, PositionKind.CLINICAL_LEAD, PositionKind.UNIT_LEADER)
LEADING = (RoleKind.TEAM_LEADER, RoleKind.UNIT_LEADER)


@dataclass(frozen=True, slots=True)
class OpenMove:
    """One request that nobody has answered, as it stands on somebody's desk."""

    request: MoveRequest
    late: bool
    """The deadline is past; it stands with the leaders."""
    may_answer: bool
    mine: bool
    """She asked for it herself."""

    @property
    def patient_number(self) -> str:
        return self.request.patient.number


def open_moves(user: User) -> list[OpenMove]:
    """What waits for this user's word: requests that she may answer, and late ones she leads.

    The late ones first, then by deadline. Two queries.
    """
    now = clock.now()
    rows = (
        MoveRequest.objects.visible_to(user)
        .open()
        .select_related(
            "patient", "from_team__site__unit", "to_team__site__unit", "proposed_by__staff"
        )
    )
    found = [_open_move(user, move, now) for move in rows.order_by("answer_by", "pk")]
    return [each for each in found if each.may_answer or (each.late and _leads(user, each.request))]


def _open_move(user: User, move: MoveRequest, now: datetime) -> OpenMove:
    mine = move.proposed_by_id == user.pk
    return OpenMove(
        request=move,
        late=move.answer_by <= now,
        may_answer=not mine and can(user, Permission.ANSWER_MOVE, move.to_team),
        mine=mine,
    )


def _leads(user: User, move: MoveRequest) -> bool:
    """Whether she leads one of the two teams, or a unit that one of them is in."""
    return any(
        role.kind in LEADING
        for team in (move.from_team, move.to_team)
        for role in roles_that(user, Permission.PROPOSE_MOVE, team)
    )


def who_may_answer(move: MoveRequest) -> list[str]:
    """Those who may answer now, but for whoever asked, as "Anne Birkemo (ansvarsvakt)". Two queries."""
    people = {**_on_duty(move.to_team), **_in_positions(move.to_team)}
    return [
        f"{name} ({what})"
        for user_id, (name, what) in people.items()
        if user_id != move.proposed_by_id
    ]


def _on_duty(team: Team) -> dict[int | None, tuple[str, str]]:
    ht = team.pk if team.kind == TeamKind.HT else team.ht_id
    shifts = Shift.objects.worked().at(clock.now())
    found = shifts.filter(team=ht, function=DutyFunction.ANSVARSVAKT).select_related("staff")
    return {s.staff.user_id: (s.staff.name, str(s.get_function_display())) for s in found}


def _in_positions(team: Team) -> dict[int | None, tuple[str, str]]:
    where = Q(team=team) | Q(unit=team.unit)
    rows = Position.objects.on(clock.today()).filter(where, kind__in=ANSWERING)
    ordered = rows.select_related("staff").order_by("staff__sort_key", "pk")
    return {p.staff.user_id: (p.staff.name, str(p.get_kind_display())) for p in ordered}


def who_else_sentence(move: MoveRequest) -> str:
    """For whoever wants to answer her own request."""
    others = who_may_answer(move)
    if not others:
        return _("Du ba selv om flyttingen. En annen i %(team)s må svare.") % {"team": move.to_team}
    return _("Du ba selv om flyttingen. En annen må svare: %(who)s.") % {"who": ", ".join(others)}


def asked_sentence(move: MoveRequest) -> str:
    """For whoever wants to ask while another request waits."""
    return _(
        "%(who)s har alt bedt om å flytte pasienten til %(team)s. Svar på den forespørselen først."
    ) % {"who": name_of(move.proposed_by), "team": move.to_team}


def answer_sentence(move: MoveRequest) -> str:
    """ "Anne Birkemo svarte ja kl. 10.02", for whoever came second."""
    said = {"who": name_of(move.answered_by), "when": _when(move.answered_at)}  # type: ignore[arg-type]
    if move.answer == MoveRequest.Answer.ACCEPTED:
        return _("%(who)s svarte ja %(when)s.") % said
    if move.answer == MoveRequest.Answer.DECLINED:
        return _("%(who)s svarte nei %(when)s.") % said
    return _("%(who)s trakk forespørselen %(when)s.") % said


def _when(instant: datetime) -> str:
    local = instant.astimezone(clock.OSLO)
    at = _("kl. %(clock)s") % {"clock": local.strftime("%H.%M")}
    if local.date() == clock.today():
        return at
    return f"{formats.date_format(local.date(), 'j. F')} {at}"


def moved_away(visits: Iterable[Visit], team: Team) -> dict[int, MoveRequest]:
    """By visit: the accepted request by which it has left the team. Two queries.

    Somebody said yes to that, so nobody need say anew that it is rightly gone from the lists.
    """
    gone = [visit for visit in visits if _whose(visit) != team.pk]
    patients = {visit.patient_id for visit in gone}
    said_yes = MoveRequest.objects.filter(
        patient__in=patients, from_team=team, answer=MoveRequest.Answer.ACCEPTED
    ).select_related("to_team")
    by_plan = dict(
        MovedPlan.objects.filter(request__in=said_yes).values_list("successor", "request")
    )
    requests = {move.pk: move for move in said_yes}
    by_patient = {move.patient_id: move for move in said_yes.order_by("answered_at", "pk")}
    found: dict[int, MoveRequest] = {}
    for visit in gone:
        move = (
            requests.get(by_plan.get(visit.plan_id, 0))
            if visit.plan_id
            else by_patient.get(visit.patient_id)
        )
        if move is not None:
            found[visit.pk] = move
    return found


def _whose(visit: Visit) -> int:
    """The team that the visit is or will be with: its plan's, when it has one."""
    return visit.plan.team_id if visit.plan else visit.team_id


#: Where `seen` tells of the team with the main responsibility, among the keys of plans.
OWNER = 0


def looks(plan: VisitPlan) -> str:
    """What a plan looks like to somebody who is asked to take it: differs when the plan does."""
    job = (plan.title, plan.minutes, plan.carers, plan.level, plan.second_level, plan.priority)
    when = (plan.weekdays, plan.every_weeks, plan.shift, plan.earliest, plan.latest, plan.valid_to)
    needs: Iterable[str] = sorted(c.code for c in plan.competences.all())
    return sha256(repr((job, when, [*needs])).encode()).hexdigest()[:12]
