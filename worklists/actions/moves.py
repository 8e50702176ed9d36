"""Moving a patient between teams: somebody asks, the team that is to take her answers, once.

An answer is a conditional UPDATE on the request: of two who answer at once, or of an answer and a
withdrawal, the second is told who was first. What a yes does stands in `actions/move_over.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Assessment, MoveRequest, Patient, Placement
from patients.queries.assessments import standing_of
from teams import audit
from teams.models import ShiftKind, Team, User
from teams.permissions import Permission, check_can
from worklists.actions import move_over
from worklists.models import MovedPlan, VisitPlan
from worklists.permissions import check_can_propose, check_can_withdraw
from worklists.queries import move_rules
from worklists.queries.moves import answer_sentence, asked_sentence, who_else_sentence

Answer = MoveRequest.Answer
#: A move further ahead than this is a slip of the hand.
MOST_DAYS_AHEAD = 365


@transaction.atomic
def propose(
    *,
    patient: Patient,
    from_team: Team,
    to_team: Team,
    owner_after: Team,
    plans: Iterable[VisitPlan] | None,
    from_date: date,
    from_shift: str,
    reason: str,
    by: User,
    assessment: Assessment | None = None,
) -> MoveRequest:
    """Ask `to_team` to take the patient, or the visits of `plans`, from a shift on.

    `plans` None is all that `from_team` has with her from then on. It takes the right to ask for
    moves, or to assess, in one of the teams. The answer is due within the hours of the receiving
    team's unit, and before the first shift of the move begins. Asking again for what the same person
    has asked for returns that request. Raises Refused with what to do, and NotAllowed.
    """
    permission, team = check_can_propose(by, from_team, to_team)
    _check_shift(to_team, from_date, from_shift)
    _check_teams(patient, from_team, to_team, owner_after, from_date)
    chosen = _chosen(patient, from_team, plans, from_date, from_shift)
    _check_division(patient, from_team, to_team, owner_after, chosen, from_date, from_shift)
    now = clock.now()
    wanted = MoveRequest(
        patient=patient,
        from_team=from_team,
        to_team=to_team,
        owner_after=owner_after,
        from_date=from_date,
        from_shift=from_shift,
        reason=_written(reason, _("Skriv hvorfor pasienten bør flyttes.")),
        assessment=assessment,
        proposed_by=by,
        proposed_at=now,
        answer_by=move_rules.deadline(to_team, from_date, from_shift, now),
    )
    if same := _the_open_one(wanted, chosen):
        return same
    move = _save_only_one(wanted)
    MovedPlan.objects.bulk_create(MovedPlan(request=move, plan=plan) for plan in chosen)
    _note(move, by, "move_proposed", permission, team, move.reason, {"plans": _references(chosen)})
    return move


@transaction.atomic
def accept(
    *,
    request: MoveRequest,
    by: User,
    reason: str = "",
    from_date: date | None = None,
    from_shift: str = "",
    seen: Mapping[int, str] | None = None,
) -> MoveRequest:
    """The receiving team says yes: plans, visits, main responsibility and lists follow, or nothing does.

    When the first shift has begun meanwhile, a later date and shift must come with the yes. `seen`
    is what the visit plans looked like to whoever answers, by key (`queries.moves.looks`). Raises
    Refused naming who answered before, or what has changed since it was asked; NotAllowed without
    the right.
    """
    check_can(by, Permission.ANSWER_MOVE, request.to_team)
    # First of all locks: a stay or another move of the same patient waits (docs/concurrency.md).
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=request.patient_id)
    if not _answer(request, Answer.ACCEPTED, by, reason.strip()):
        return request
    _check_four_eyes(request, by)
    asked = (request.from_date, request.from_shift)
    _settle_date(request, from_date, from_shift)
    _check_still_so(request)
    result = move_over.carry_out(move=request, by=by, seen=seen)
    details = {
        "asked_for": [asked[0].isoformat(), asked[1]],
        "plans": {old.reference: new.reference for old, new in result.plans},
        "stayed": _references(result.stayed),
        "visits": result.visits,
    }
    permission = Permission.ANSWER_MOVE
    _note(request, by, "move_accepted", permission, request.to_team, reason.strip(), details)
    return request


@transaction.atomic
def decline(*, request: MoveRequest, by: User, reason: str) -> MoveRequest:
    """The receiving team says no, and why. The patient stays where she is."""
    check_can(by, Permission.ANSWER_MOVE, request.to_team)
    why = _written(reason, _("Skriv hvorfor teamet sier nei."))
    if _answer(request, Answer.DECLINED, by, why):
        _check_four_eyes(request, by)
        _note(request, by, "move_declined", Permission.ANSWER_MOVE, request.to_team, why)
    return request


@transaction.atomic
def withdraw(*, request: MoveRequest, by: User, reason: str) -> MoveRequest:
    """Whoever asked, or the leader of the team that has the patient, takes the request back."""
    check_can_withdraw(by, request)
    why = _written(reason, _("Skriv hvorfor forespørselen trekkes."))
    if _answer(request, Answer.WITHDRAWN, by, why):
        _note(request, by, "move_withdrawn", Permission.PROPOSE_MOVE, request.from_team, why)
    return request


def escalate(*, now: datetime) -> int:
    """Requests whose deadline is past go to the leaders of both teams, once. Nothing moves by itself.

    Returns how many went. One query when there is none.
    """
    late = MoveRequest.objects.late(now).filter(escalated_at__isnull=True)
    return sum(_escalate(pk, now) for pk in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _escalate(pk: int, now: datetime) -> bool:
    late = MoveRequest.objects.late(now).filter(pk=pk, escalated_at__isnull=True)
    if not late.update(escalated_at=now):
        return False
    move = MoveRequest.objects.select_related("patient", "to_team").get(pk=pk)
    _note(move, None, "move_escalated", None, move.to_team)
    return True


def _answer(move: MoveRequest, answer: str, by: User, reason: str) -> bool:
    """Give the one answer. False when the same person has given the same before: pressed twice.

    Raises Refused with who was first. `move` is brought up to date.
    """
    given = MoveRequest.objects.filter(pk=move.pk, answer="").update(
        answer=answer, answered_by=by, answered_at=clock.now(), answer_reason=reason
    )
    move.refresh_from_db(
        fields=["answer", "answered_by", "answered_at", "answer_reason", "from_date", "from_shift"]
    )
    if not given and (move.answer, move.answered_by_id) != (answer, by.pk):
        raise Refused(answer_sentence(move))
    return bool(given)


def _check_four_eyes(move: MoveRequest, by: User) -> None:
    if move.proposed_by_id == by.pk:
        raise Refused(who_else_sentence(move))


def _settle_date(move: MoveRequest, from_date: date | None, from_shift: str) -> None:
    """The date asked for holds while its shift has not begun; then a later one must be chosen."""
    begun = move_rules.begins(move.to_team, move.from_date, move.from_shift) <= clock.now()
    chosen = (from_date or move.from_date, from_shift or move.from_shift)
    if not begun and chosen != (move.from_date, move.from_shift):
        raise Refused(_("Svar på den datoen det er spurt om, eller si nei og be om en annen."))
    if begun and chosen == (move.from_date, move.from_shift):
        raise Refused(
            _("Vakten som pasienten skulle flyttes fra, har begynt. Velg en senere dato og vakt.")
        )
    if begun:
        _check_shift(move.to_team, *chosen)
        move.from_date, move.from_shift = chosen
        move.save(update_fields=["from_date", "from_shift"])


def _check_still_so(move: MoveRequest) -> None:
    """What was settled elsewhere since it was asked is not undone by a yes: where she belongs, that
    the team is there, and what somebody has decided about her. It is read with her row locked.
    """
    patient = Patient.objects.get(pk=move.patient_id)
    try:
        _check_teams(patient, move.from_team, move.to_team, move.owner_after, move.from_date)
    except Refused as changed:
        no_more = _("%(why)s Ingenting er gjort. Si nei, og be om det på nytt.")
        raise Refused(no_more % {"why": changed}) from changed
    decision = standing_of(patient)
    if decision is not None and _speaks_against(decision, move):
        raise Refused(
            _(
                "%(who)s har bestemt noe annet siden dette ble spurt om: %(choice)s."
                " Ingenting er gjort. Si nei, og be om det på nytt hvis det fortsatt trengs."
            )
            % {"who": decision.decided_by, "choice": decision.get_choice_display()}
        )


def _speaks_against(decision: Assessment, move: MoveRequest) -> bool:
    """Whether it was decided after the question, and would have her elsewhere than a yes would."""
    later = decision.decided_at is not None and decision.decided_at > move.proposed_at
    teams = (decision.owner, decision.shared_with)
    return later and (move.owner_after != decision.owner or move.to_team not in teams)


def _check_shift(to_team: Team, from_date: date, from_shift: str) -> None:
    """A shift within a year that has not begun: what is begun is finished by those who began."""
    if from_shift not in ShiftKind.values:
        raise Refused(_("Vakten må være dag, kveld eller natt."))
    if from_date < clock.today():
        raise Refused(_("Velg i dag eller en senere dato."))
    if from_date > clock.today() + timedelta(days=MOST_DAYS_AHEAD):
        raise Refused(_("Velg en dato som er høyst et år fram."))
    if move_rules.begins(to_team, from_date, from_shift) <= clock.now():
        raise Refused(_("Vakten har begynt. Velg en senere vakt, eller en senere dato."))


def _check_teams(
    patient: Patient, from_team: Team, to_team: Team, owner_after: Team, day: date
) -> None:
    if from_team == to_team:
        raise Refused(_("Velg et annet team enn det pasienten har nå."))
    if not Team.objects.on(day).filter(pk=to_team.pk).exists():
        raise Refused(_("%(team)s er lagt ned. Velg et annet team.") % {"team": to_team})
    if patient.ended_on and patient.ended_on < day:
        raise Refused(_("Pasientens tjenester er avsluttet før den datoen."))
    placed = Placement.objects.on(day).filter(patient=patient, team=from_team)
    if not placed.exists():
        raise Refused(
            _("Pasienten hører ikke til %(team)s den datoen. Velg en annen dato.")
            % {"team": from_team}
        )
    owner = move_rules.owner_on(patient, day)
    if owner_after not in (from_team, to_team, owner.team if owner else None):
        raise Refused(_("Ett av teamene som har pasienten, må ha hovedansvaret etterpå."))
    if owner and owner_after == from_team != owner.team:
        # To keep it takes that one has it: else a yes would take it from a team that is not asked.
        raise Refused(
            _("%(team)s har hovedansvaret den datoen. La dem ha det, eller teamet som tar imot.")
            % {"team": owner.team}
        )


def _chosen(
    patient: Patient,
    from_team: Team,
    plans: Iterable[VisitPlan] | None,
    from_date: date,
    from_shift: str,
) -> list[VisitPlan]:
    """The plans asked for, all of which the team must have then."""
    held = list(move_rules.plans_of(patient, from_team, from_date, from_shift))
    if plans is None:
        return held
    keys = {plan.pk for plan in held}
    chosen = list(plans)
    for plan in chosen:
        if plan.pk not in keys:
            raise Refused(
                _("%(team)s har ikke «%(plan)s» hos pasienten fra den datoen. Se på siden på nytt.")
                % {"team": from_team, "plan": plan.title}
            )
    return chosen


def _check_division(
    patient: Patient,
    from_team: Team,
    to_team: Team,
    owner_after: Team,
    chosen: list[VisitPlan],
    from_date: date,
    from_shift: str,
) -> None:
    """Something must change, and whoever keeps the main responsibility keeps at least one visit."""
    owner = move_rules.owner_on(patient, from_date)
    if not chosen and (owner_after != to_team or (owner and owner.team == to_team)):
        raise Refused(_("Velg minst ett oppdrag som skal flyttes."))
    left = move_rules.plans_of(patient, from_team, from_date, from_shift)
    if owner_after == from_team and not left.exclude(pk__in=[p.pk for p in chosen]).exists():
        raise Refused(
            _(
                "Alle oppdragene går til %(to)s. Da må %(to)s ha hovedansvaret også,"
                " eller minst ett oppdrag bli igjen hos %(from)s."
            )
            % {"to": to_team, "from": from_team}
        )


def _the_open_one(wanted: MoveRequest, chosen: list[VisitPlan]) -> MoveRequest | None:
    """The open request when it is the very same. Raises Refused naming who asked for another."""
    open_one = MoveRequest.objects.open().filter(patient=wanted.patient)
    found = open_one.select_related("proposed_by__staff", "to_team").first()
    if found is None:
        return None
    same = ("proposed_by", "from_team", "to_team", "owner_after", "from_date", "from_shift")
    plans = set(found.plans.values_list("plan", flat=True))
    if all(getattr(found, name) == getattr(wanted, name) for name in same) and plans == {
        plan.pk for plan in chosen
    }:
        return found
    raise Refused(asked_sentence(found))


def _save_only_one(move: MoveRequest) -> MoveRequest:
    """The database lets one open request through for each patient; the other is told who asked."""
    try:
        with transaction.atomic():
            move.save()
    except IntegrityError as clash:
        first = MoveRequest.objects.open().filter(patient=move.patient)
        found = first.select_related("proposed_by__staff", "to_team").first()
        if found is None:
            raise Refused(_("Noen svarte på en flytting akkurat nå. Prøv igjen.")) from clash
        raise Refused(asked_sentence(found)) from clash
    return move


def _written(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise Refused(sentence)
    return reason.strip()


def _references(plans: Iterable[VisitPlan]) -> list[str]:
    return [plan.reference for plan in plans]


def _note(
    move: MoveRequest,
    by: User | None,
    verb: str,
    permission: Permission | None,
    team: Team,
    reason: str = "",
    more: dict[str, object] | None = None,
) -> None:
    shift = {"from_date": move.from_date.isoformat(), "from_shift": move.from_shift}
    teams = {"from": move.from_team.code, "to": move.to_team.code, "owner": move.owner_after.code}
    audit.record(
        by=by,
        verb=verb,
        obj=move,
        team=team,
        permission=permission,
        patient_number=move.patient.number,
        reason=reason,
        details=teams | shift | (more or {}),
    )
