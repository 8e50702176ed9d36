"""Which visits and shifts somebody may open: the team's, or those on her own list today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext as _

from heltom.lib.errors import NotAllowed
from patients.models import MoveRequest, Note, Pause
from patients.permissions import check_for_patient, get_patient
from teams.models import Shift, ShiftKind, Team
from teams.permissions import (
    ROLE_PERMISSIONS,
    SENTENCES,
    Permission,
    can,
    check_can,
    colleague_units,
    roles_that,
    teams_where,
)
from teams.roles import RoleKind, own_shifts, roles_of, staff_of
from worklists.models import (
    Advice,
    Alarm,
    Call,
    CallHours,
    Entry,
    ListChange,
    PhoneMessage,
    Reminder,
    RepairDraft,
    TeamShift,
    Visit,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from teams.models import User
    from worklists.models.estimates import ProposalQuerySet
    from worklists.models.visits import VisitQuerySet


def visits_visible_to(visits: VisitQuerySet, user: User) -> VisitQuerySet:
    """Visits of the teams in which the user may see patients, and those on the list she walks now:
    a carer who has another team's visit sees it while her duty holds.
    """
    teams = Team.objects.filter(teams_where(user, Permission.SEE_PATIENTS))
    own = _own_entries(user).filter(visit=OuterRef("pk"))
    return visits.filter(Q(team__in=teams) | Exists(own))


def proposals_visible_to(proposals: ProposalQuerySet, user: User) -> ProposalQuerySet:
    """Proposals for plans that lie, now, with a team whose figures the user may see."""
    teams = Team.objects.filter(teams_where(user, Permission.SEE_ESTIMATES))
    return proposals.filter(plan__team__in=teams)


def _own_entries(user: User) -> QuerySet[Entry]:
    """What stands on the user's own lists for the duty that gives her rights now."""
    return Entry.objects.filter(
        worklist__publication__current_for__isnull=False, worklist__shift__in=own_shifts(user)
    )


def get_visit(user: User, pk: int) -> Visit:
    """The visit with its state. Raises Http404 for a stranger, NotAllowed for a colleague."""
    visit = (
        Visit.objects.visible_to(user)
        .with_state()
        .select_related("patient", "team__site__unit", "plan")
        .filter(pk=pk)
        .first()
    )
    if visit is None:
        _colleagues_team(user, Team.objects.filter(visits=pk).first())
        raise NotAllowed(str(SENTENCES[Permission.SEE_PATIENTS]))
    return visit


def get_team(user: User, code: str, permission: Permission = Permission.SEE_DAY) -> Team:
    """The team, for this user and this right. Raises Http404 or NotAllowed as above."""
    team = Team.objects.filter(code=code).select_related("site__unit", "ht__site__unit").first()
    found = _colleagues_team(user, team)
    check_can(user, permission, found)
    return found


def get_team_shift(user: User, code: str, day: date, kind: str) -> TeamShift:
    """The team's shift, for this user; an unsaved one when nothing has been built for it yet."""
    if kind not in ShiftKind.values:
        raise Http404
    team = get_team(user, code)
    found = (
        TeamShift.objects.filter(team=team, date=day, kind=kind)
        .select_related("current__by__staff", "team__site__unit", "team__ht__site__unit")
        .first()
    )
    return found or TeamShift(team=team, date=day, kind=kind)


def check_can_do(user: User, visit: Visit) -> None:
    """Whoever has the visit on her list now may do it; else the right is asked for in the team."""
    if not _own_entries(user).filter(visit=visit).exists():
        check_can(user, Permission.DO_VISITS, visit.team)


def check_could_do(user: User, visit: Visit, at: datetime) -> None:
    """As `check_can_do`, for what was done at an instant that is over: the visit stood on a list of hers
    then, whatever has been published since, or a duty or position gave the right in its team.
    """
    hats = roles_of(user, at)
    walked = [role.shift.pk for role in hats if role.shift]
    if Entry.objects.filter(visit=visit, worklist__shift__in=walked).exists():
        return
    giving = [role for role in hats if Permission.DO_VISITS in ROLE_PERMISSIONS[role.kind]]
    if not any(role.covers(visit.team) for role in giving):
        raise NotAllowed(str(SENTENCES[Permission.DO_VISITS]))


def get_message(user: User, pk: int) -> PhoneMessage:
    """What came from a phone, for whoever runs the shift of the visit. Raises Http404 or NotAllowed."""
    row = PhoneMessage.objects.filter(pk=pk).select_related("visit__team", "visit__patient").first()
    if row is None:
        raise Http404
    get_team(user, row.visit.team.code, Permission.RUN_SHIFT)
    return row


def get_note(user: User, pk: int) -> tuple[Note, Team]:
    """A rapport and the team in which the user may strike it out: her own, or as one who runs the shift."""
    note = Note.objects.filter(pk=pk).select_related("patient", "by").first()
    if note is None:
        raise Http404
    get_patient(user, note.patient.number)
    own = note.by is not None and note.by == staff_of(user)
    needed = Permission.DO_VISITS if own else Permission.RUN_SHIFT
    return note, check_for_patient(user, note.patient, needed)


def check_can_release(user: User, visit: Visit, shift: Shift | None = None) -> None:
    """Whoever has the visit may say that she cannot do it, for herself; whoever runs the shift for all.

    Raises NotAllowed.
    """
    if can(user, Permission.CHANGE_LISTS, visit.team):
        return
    if shift is None:
        hers = _own_entries(user).filter(visit=visit).exists()
    else:
        hers = own_shifts(user).filter(pk=shift.pk).exists()
    if not hers:
        raise NotAllowed(_("Bare den som har oppdraget, og den som leder vakten, kan slippe det."))


def _colleagues_team(user: User, team: Team | None) -> Team:
    """The team, when the user is a colleague there. Raises Http404 for a stranger."""
    if team is None:
        raise Http404
    operator = roles_that(user, Permission.SEE_OVERVIEW, team)
    if team.site.unit_id not in colleague_units(user) and not operator:
        raise Http404
    return team


def get_change(user: User, pk: int) -> ListChange:
    """A difference between two publications, for somebody who may acknowledge it."""
    change = (
        ListChange.objects.filter(pk=pk)
        .select_related("publication__team_shift__team", "visit__patient", "visit__team")
        .first()
    )
    if change is None:
        raise Http404
    get_team(user, change.publication.team_shift.team.code, Permission.ACKNOWLEDGE)
    return change


def get_move(user: User, pk: int) -> MoveRequest:
    """A request, for somebody in one of its two teams. Raises Http404 for a stranger, else NotAllowed."""
    move = (
        MoveRequest.objects.visible_to(user)
        .select_related(
            "patient",
            "from_team__site__unit",
            "to_team__site__unit",
            "owner_after",
            "proposed_by__staff",
            "answered_by__staff",
        )
        .filter(pk=pk)
        .first()
    )
    if move is None:
        units = colleague_units(user)
        between = Q(from_team__site__unit__in=units) | Q(to_team__site__unit__in=units)
        if not MoveRequest.objects.filter(between, pk=pk).exists():
            raise Http404
        raise NotAllowed(str(SENTENCES[Permission.SEE_PATIENTS]))
    return move


def check_sees_patients(user: User) -> None:
    """Raises NotAllowed for whoever sees no patient at all just now."""
    if not roles_that(user, Permission.SEE_PATIENTS):
        raise NotAllowed(str(SENTENCES[Permission.SEE_PATIENTS]))


def right_to_propose(
    user: User, from_team: Team, to_team: Team | None = None
) -> tuple[Permission, Team] | None:
    """The right by which somebody may ask for a move between the teams, and in which of them."""
    for team in filter(None, (from_team, to_team)):
        for permission in (Permission.PROPOSE_MOVE, Permission.ASSESS):
            if can(user, permission, team):
                return permission, team
    return None


def check_can_propose(user: User, from_team: Team, to_team: Team) -> tuple[Permission, Team]:
    found = right_to_propose(user, from_team, to_team)
    if found is None:
        raise NotAllowed(str(SENTENCES[Permission.PROPOSE_MOVE]))
    return found


def can_withdraw(user: User, move: MoveRequest) -> bool:
    """Whoever asked may take it back, and so may those who lead the team that has the patient."""
    leads = (RoleKind.TEAM_LEADER, RoleKind.UNIT_LEADER)
    roles = roles_that(user, Permission.PROPOSE_MOVE, move.from_team)
    return move.proposed_by_id == user.pk or any(role.kind in leads for role in roles)


def check_can_withdraw(user: User, move: MoveRequest) -> None:
    if not can_withdraw(user, move):
        raise NotAllowed(
            _("Bare den som ba om flyttingen, eller lederen til teamet, kan trekke den.")
        )


def get_stay(user: User, pk: int) -> Pause:
    """A midlertidig opphør of a patient whom the user may see. Raises Http404 or NotAllowed."""
    pause = Pause.objects.filter(pk=pk).select_related("patient").first()
    if pause is None:
        raise Http404
    get_patient(user, pause.patient.number)
    return pause


def get_reminder(user: User, pk: int) -> Reminder:
    """A line of a team's huskeliste, for somebody who may settle it. Raises Http404 or NotAllowed."""
    found = Reminder.objects.select_related("team__site__unit", "patient").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_team(user, found.team.code, Permission.DO_VISITS)
    return found


def get_call(user: User, pk: int) -> Call:
    """A call of a team whose phone the user answers. Raises Http404 or NotAllowed."""
    joined = (
        "team__site__unit",
        "patient",
        "visit",
        "by__staff",
        "settled_by__staff",
        "kept_by__staff",
    )
    call = Call.objects.filter(pk=pk).select_related(*joined).first()
    if call is None:
        raise Http404
    get_team(user, call.team.code, Permission.HANDLE_CALLS)
    return call


def get_call_hours(team: Team, pk: int) -> CallHours | None:
    """One row of the team's call hours; None when it is gone already."""
    return CallHours.objects.filter(team=team, pk=pk).select_related("team").first()


def get_advice(user: User, pk: int) -> Advice:
    """A question, for its asker and for both teams' people at work. Raises Http404 or NotAllowed."""
    joined = (
        "team__site__unit", "answers__site__unit", "patient", "visit", "asked_by__staff",
        "answered_by__staff", "opened_by_news2__by",
    )  # fmt: skip
    found = Advice.objects.filter(pk=pk).select_related(*joined).first()
    if found is None:
        raise Http404
    if found.asked_by_id == user.pk and roles_of(user):
        return found
    for team in (found.team, found.answers):
        if can(user, Permission.SEE_PATIENTS, team):
            return found
    get_team(user, found.team.code, Permission.SEE_PATIENTS)
    raise NotAllowed(str(SENTENCES[Permission.SEE_PATIENTS]))


def get_repair(user: User, pk: int) -> RepairDraft:
    """What is proposed after an absence, for whoever runs the shift. Raises Http404 or NotAllowed."""
    joined = (
        "team_shift__team__site__unit",
        "team_shift__current",
        "by__staff",
        "answered_by__staff",
    )
    drafts = RepairDraft.objects.filter(kind=RepairDraft.Kind.ABSENCE)
    found = drafts.select_related(*joined).filter(pk=pk).first()
    if found is None:
        raise Http404
    get_team(user, found.team_shift.team.code, Permission.RUN_SHIFT)
    return found


def get_alarm(user: User, pk: int) -> Alarm:
    """The alarm with its visit, for whoever sees patients in its team or has it on her own list."""
    joined = ("team__ht", "team__site__unit", "patient", "visit__team")
    found = Alarm.objects.select_related(*joined).filter(pk=pk).first()
    if found is None:
        raise Http404
    if not _has_alarm(user, found):
        get_team(user, found.team.code, Permission.SEE_PATIENTS)
    return found


def _has_alarm(user: User, alarm: Alarm) -> bool:
    return alarm.visit is not None and _own_entries(user).filter(visit=alarm.visit).exists()


def check_can_step_alarm(user: User, alarm: Alarm) -> None:
    """Whoever goes, and whoever is on duty in the team, says how far it has come."""
    if not _has_alarm(user, alarm):
        check_can(user, Permission.DO_VISITS, alarm.team)


def check_can_run_alarm(user: User, alarm: Alarm) -> None:
    check_can(user, Permission.RUN_SHIFT, alarm.team)


def get_shift_to_send(user: User, pk: int) -> Shift:
    """The duty of somebody who may be sent out by the user. Raises Http404 or NotAllowed."""
    found = Shift.objects.select_related("staff", "team__site__unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    get_team(user, found.team.code, Permission.RUN_SHIFT)
    return found
