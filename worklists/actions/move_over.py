"""What a yes does, in its transaction: plans end and go on in the other team, visits and lists follow.

The caller holds the patient's row. Locks go on from there: the plans in the order of their keys, then
the visits in the order of theirs. No shift's lock is taken: a rebuild that meets this sees it when it
reads the day again, and the changes noted here owe both teams new lists (docs/concurrency.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.models import MoveRequest
from teams.models import Change, ShiftKind, Team, User
from worklists.actions import placements, successors
from worklists.models import MovedPlan, Visit, VisitPlan
from worklists.queries import move_rules
from worklists.queries.moves import OWNER, looks


@dataclass(slots=True)
class Moved:
    """What went: (old plan, successor), the plans that were over by then, and how many visits."""

    plans: list[tuple[VisitPlan, VisitPlan]] = field(default_factory=list)
    stayed: list[VisitPlan] = field(default_factory=list)
    visits: int = 0


def carry_out(*, move: MoveRequest, by: User, seen: Mapping[int, str] | None) -> Moved:
    """Move everything that the request speaks of. Raises Refused naming the plan that has changed."""
    result = Moved()
    teams = {move.from_team_id, move.to_team_id}
    for moved in _locked(move):
        plan, first = moved.plan, _first_day(move, moved.plan)
        _check_still_theirs(move, plan, first)
        if plan.valid_to and plan.valid_to < first:
            result.stayed.append(plan)
            continue
        _check_as_seen(plan, seen)
        result.plans.append((plan, _go_on(moved, move, first)))
    owner = move_rules.owner_on(move.patient, move.from_date)
    _check_owner_as_seen(owner.team if owner else None, seen)
    placements.follow(move=move, by=by)
    visits = _planned_visits(move, result) + _extra_visits(move, owner.team if owner else None)
    result.visits = len(visits)
    teams |= _teams_with(visits)
    _owe_lists(move, teams, by)
    return result


def _locked(move: MoveRequest) -> list[MovedPlan]:
    """The request's plans, and what they become on a later day, locked in the order of their keys and
    read anew.
    """
    rows = MovedPlan.objects.filter(request=move)
    asked = rows.values("plan")
    plans = VisitPlan.objects.filter(Q(pk__in=asked) | Q(moved_from__in=asked)).order_by("pk")
    # Not the key: a rebuild that holds visits may be making one of a plan's, and must not wait for us.
    list(plans.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found = rows.select_related("plan__team").order_by("plan_id")
    return list(found.prefetch_related("plan__competences", "plan__approved_minutes"))


def _first_day(move: MoveRequest, plan: VisitPlan) -> date:
    """The first date whose visit is the other team's; a plan that begins later begins there."""
    return max(move_rules.first_day(plan.shift, move.from_date, move.from_shift), plan.valid_from)


def _check_still_theirs(move: MoveRequest, plan: VisitPlan, first: date) -> None:
    what = {"plan": f"{plan.reference} {plan.title}", "team": plan.team}
    if VisitPlan.objects.filter(moved_from=plan, valid_from__lte=first).exists():
        raise Refused(_("«%(plan)s» er alt flyttet. Ingenting er gjort; si nei til denne.") % what)
    if (plan.team_id, plan.patient_id) != (move.from_team_id, move.patient_id):
        raise Refused(
            _("«%(plan)s» hører nå til %(team)s. Ingenting er gjort; si nei, og be om det på nytt.")
            % what
        )


def _check_as_seen(plan: VisitPlan, seen: Mapping[int, str] | None) -> None:
    """Whoever says yes has read what she says yes to."""
    if seen is not None and seen.get(plan.pk) != looks(plan):
        raise Refused(
            _("«%(plan)s» er endret siden du åpnet siden. Ingenting er gjort; se på siden på nytt.")
            % {"plan": f"{plan.reference} {plan.title}"}
        )


def _check_owner_as_seen(owner: Team | None, seen: Mapping[int, str] | None) -> None:
    """A third team may have got the main responsibility while she read."""
    if seen and OWNER in seen and seen[OWNER] != str(owner.pk if owner else ""):
        raise Refused(
            _(
                "%(team)s har fått hovedansvaret siden du åpnet siden."
                " Ingenting er gjort; se på siden på nytt."
            )
            % {"team": owner or _("Ingen")}
        )


def _go_on(moved: MovedPlan, move: MoveRequest, first: date) -> VisitPlan:
    """End the plan the day before and let its successor go on from the day, with all that it had.

    A plan that is to go to yet another team on a later day does so still: that one then follows
    the successor.
    """
    plan = moved.plan
    agreed = list(VisitPlan.objects.filter(moved_from=plan))
    VisitPlan.objects.filter(moved_from=plan).update(moved_from=None)
    successor = successors.go_on(
        plan, first, team=move.to_team, code=move_rules.code_of(move.to_team)
    )
    VisitPlan.objects.filter(pk__in=[later.pk for later in agreed]).update(moved_from=successor)
    successors.take_minutes(plan, successor)
    successors.end(plan, first, why=_("Tidsplanen er flyttet til et annet team."))
    MovedPlan.objects.filter(pk=moved.pk).update(successor=successor)
    return successor


def _planned_visits(move: MoveRequest, result: Moved) -> list[Visit]:
    """Visits already made from the plans for the days that are the successor's: now they are of it, so
    that none is made twice. One that is begun or done stays with the team that began it; the
    rebuild sees that by its state (docs/adr/0006).
    """
    by_plan = {plan.pk: successor for plan, successor in result.plans}
    later = Q(pk__in=[])
    for plan, successor in result.plans:
        later |= Q(plan=plan, date__gte=successor.valid_from)
    visits = successors.lock_visits(later)
    for visit in visits:
        visit.plan = by_plan[visit.plan_id or 0]
        visit.locked = visit.locked and not successors.waits(visit)
    Visit.objects.bulk_update(visits, ["plan", "locked"])
    return visits


def _extra_visits(move: MoveRequest, owner_before: Team | None) -> list[Visit]:
    """Visits that no plan asked for go with her when the team no longer answers for her, or has
    nothing left to do there.
    """
    gives_up = owner_before == move.from_team and move.owner_after != move.from_team
    if not gives_up and placements.keeps_visits(move, move.from_team):
        return []
    later = Q(pk__in=[])
    for kind in ShiftKind.values:
        first = move_rules.first_day(kind, move.from_date, move.from_shift)
        later |= Q(shift=kind, date__gte=first)
    extra = Q(plan=None, patient=move.patient, team=move.from_team)
    visits = [visit for visit in successors.lock_visits(later & extra) if successors.waits(visit)]
    for visit in visits:
        visit.team, visit.code, visit.locked = (
            move.to_team,
            move_rules.code_of(move.to_team),
            False,
        )
    Visit.objects.bulk_update(visits, ["team", "code", "locked"])
    return visits


def _teams_with(visits: list[Visit]) -> set[int]:
    """The teams that have these visits, or have them on lists that hold now."""
    keys = [visit.pk for visit in visits]
    on_lists = Visit.objects.filter(
        pk__in=keys, entries__worklist__publication__current_for__isnull=False
    )
    listed = on_lists.order_by().values_list("entries__worklist__shift__team", flat=True)
    return {visit.team_id for visit in visits} | set(listed.distinct())


def _owe_lists(move: MoveRequest, teams: set[int], by: User) -> None:
    why = _("En pasient flyttes fra %(old)s til %(new)s") % {
        "old": move.from_team,
        "new": move.to_team,
    }
    Change.objects.bulk_create(
        Change(team_id=team, first_date=move.from_date, last_date=None, why=why[:200], by=by)
        for team in sorted(teams)
    )
