"""A visit plan is to be otherwise: proposed from a decision, and so when somebody who may says yes.

Between the two nothing happens to a list. Whoever confirms has read what follows of it; what has changed
since is told, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import decisions
from boards.models import Decision, PlanChange
from boards.permissions import still_with
from boards.queries.plan_changes import as_fields, as_json, proposal_seen
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams import audit
from teams.models import User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import plan_changes as plans
from worklists.models import VisitPlan
from worklists.queries import plan_changes as rules

State = PlanChange.State
LONGEST_WHY = 300


@transaction.atomic
def propose(
    *, decision: Decision, plan: VisitPlan, fields: Mapping[str, object], from_on: date, by: User
) -> PlanChange:
    """The decision asks for the plan to be so from the day. `fields` in Python's own values, by the plan's
    names (worklists FIELDS); {"ends": True} ends it. Only what differs is kept.

    Proposed again before the answer, the newer words hold. Raises Refused for what cannot be.
    """
    found = decisions.locked(decision)
    decisions.check_open(found)
    check_hers(found)
    if plan.patient_id != found.patient_id:
        raise Refused(_("Tidsplanen gjelder en annen pasient."))
    ends = bool(fields.get("ends"))
    new = {} if ends else rules.differing(plan, fields)
    if not ends and not new:
        raise Refused(_("Tidsplanen er slik alt. Skriv hva som skal være annerledes."))
    if sentence := rules.why_not(plan, new, from_on):
        raise Refused(sentence)
    kept: dict[str, object] = {"ends": True} if ends else as_json(new)
    standing = PlanChange.objects.filter(decision=found).first()
    if standing is not None:
        return _again(standing, plan, kept, from_on, by)
    change = PlanChange.objects.create(decision=found, plan=plan, fields=kept, from_on=from_on)
    _record(change, by, "plan_change_proposed", "", permission=Permission.WRITE_BOARD)
    return change


def _again(
    change: PlanChange, plan: VisitPlan, fields: dict[str, object], from_on: date, by: User
) -> PlanChange:
    if change.state != State.PROPOSED:
        raise Refused(_("Forslaget er alt besvart. Skriv en ny beslutning i stedet."))
    if (change.plan_id, change.fields, change.from_on) != (plan.pk, fields, from_on):
        change.plan, change.fields, change.from_on = plan, fields, from_on
        change.save(update_fields=["plan", "fields", "from_on"])
        _record(change, by, "plan_change_proposed", "", permission=Permission.WRITE_BOARD)
    return change


@transaction.atomic
def confirm(*, change: PlanChange, by: User, seen: str, from_on: date | None = None) -> PlanChange:
    """Yes: the plan goes on so, the visits and lists follow, and the decision is done. `seen` is
    `boards.queries.plan_changes.seen_of(change)` as she read it; `from_on` another day than proposed.

    Takes CHANGE_PLANS, which the view asks for. Confirmed twice, the second does nothing. Raises
    Refused where it has been declined, or the plan or the proposal has changed since.
    """
    found = _locked(change)
    if found.state == State.CONFIRMED:
        return found
    _check_unanswered(found)
    check_hers(found.decision)
    words, _dot, plan_seen = seen.partition(".")
    if words != proposal_seen(found):
        raise Refused(_("Forslaget er endret siden du åpnet siden. Se på det på nytt."))
    first, why = from_on or found.from_on, found.decision.text
    if found.fields.get("ends"):
        found.result = plans.end(plan=found.plan, from_on=first, why=why, by=by, seen=plan_seen)
    else:
        new = as_fields(found.fields)
        found.result = plans.change(
            plan=found.plan, fields=new, from_on=first, why=why, by=by, seen=plan_seen
        )
    found.from_on = first
    _answer(found, State.CONFIRMED, by, "")
    done = _("Tidsplanen er endret fra %(day)s.") % {"day": f"{first:%d.%m.%Y}"}
    decisions.close_locked(found.decision, Decision.State.DONE, by, done)
    return found


@transaction.atomic
def decline(*, change: PlanChange, why: str, by: User) -> PlanChange:
    """No, and why: the plan stays as it is, and the decision came to nothing. Twice does nothing.

    Raises Refused without a reason and where somebody has confirmed it.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor forslaget ikke godkjennes."))
    found = _locked(change)
    if found.state == State.DECLINED:
        return found
    _check_unanswered(found)
    _answer(found, State.DECLINED, by, why.strip()[:LONGEST_WHY])
    decisions.close_locked(found.decision, Decision.State.NOT_DONE, by, why)
    return found


def _locked(change: PlanChange) -> PlanChange:
    """The patient first, as for all that moves her visits; then the decision, then the proposal."""
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=change.plan.patient_id)
    decision = decisions.locked(change.decision)
    decisions.check_not_withdrawn(decision)
    rows = PlanChange.objects.select_related("plan__patient", "answered_by__staff")
    found = rows.get(pk=change.pk)
    found.decision = decision
    return found


def check_hers(decision: Decision) -> None:
    """The patient is still the team's that decided. Raises Refused: her new team changes her plans."""
    if not still_with(decision.team, [decision.patient_id], clock.today()):
        raise Refused(
            _("Pasienten hører ikke til %(team)s lenger. Tidsplanen kan ikke endres herfra.")
            % {"team": decision.team}
        )


def _check_unanswered(change: PlanChange) -> None:
    if change.state != State.PROPOSED and change.answered_by and change.answered_at:
        raise Refused(
            _("%(name)s har alt svart «%(answer)s» %(day)s. Ingenting er gjort.")
            % {
                "name": name_of(change.answered_by),
                "answer": change.get_state_display(),
                "day": f"{change.answered_at.astimezone(clock.OSLO):%d.%m. kl. %H:%M}",
            }
        )


def _answer(change: PlanChange, state: PlanChange.State, by: User, why: str) -> None:
    change.state, change.answered_at, change.answered_by = state, clock.now(), by
    change.answer_why = why
    change.save()
    _record(change, by, f"plan_change_{_VERBS[state]}", why)


_VERBS = {State.CONFIRMED: "confirmed", State.DECLINED: "declined"}


def _record(
    change: PlanChange,
    by: User,
    verb: str,
    why: str,
    permission: Permission = Permission.CHANGE_PLANS,
) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=change,
        team=change.decision.team,
        permission=permission,
        patient_number=change.decision.patient.number,
        reason=why,
        details={
            "plan": change.plan.reference,
            "from": change.from_on.isoformat(),
            **change.fields,
        },
    )
