"""A visit plan is to be otherwise from a day: other words, minutes, days, times or carers, or it ends.

Words hold at once and in place: only what is to be read changes. Everything else lets the plan end the day
before and go on as another, so that what was asked of a day before stays as it was (docs/adr/0014). The
visits that wait follow, and the lists are owed anew. Locks: the patient, the plan, the visits in the
order of their keys; no shift's (docs/concurrency.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.models import Patient
from teams import audit
from teams.models import Change, User
from teams.permissions import Permission
from worklists.actions import successors
from worklists.models import PlanHold, Visit, VisitPlan
from worklists.queries import plan_changes as rules


@transaction.atomic
def change(
    *,
    plan: VisitPlan,
    fields: Mapping[str, object],
    from_on: date,
    why: str,
    by: User,
    seen: str | None = None,
) -> VisitPlan:
    """The plan is so from the day (`rules.FIELDS`); returns the one that goes on. `seen` is `looks(plan)`
    as `by` read it. Raises Refused for what cannot be, without a reason, and where the plan has changed.
    """
    found = _locked(plan, seen)
    new = rules.differing(found, fields)
    if not new:
        raise Refused(_("Tidsplanen er slik alt. Ingenting er endret."))
    _check(found, new, from_on, why)
    first = rules.first_day(found, from_on)
    was = {name: getattr(found, name) for name in new}
    if rules.holds_in_place(new, from_on):
        going_on, visits = found, _in_place(found, new, first)
    else:
        going_on, visits = _as_successor(found, new, first)
    for name, value in was.items():
        _hold(going_on, name, value)
    _owe_lists(found, visits, first, by)
    told = {name: _as_text(value) for name, value in new.items()}
    _record(going_on, by, "plan_changed", why, {"from": first.isoformat(), "new": told})
    return going_on


@transaction.atomic
def end(
    *, plan: VisitPlan, from_on: date, why: str, by: User, seen: str | None = None
) -> VisitPlan:
    """No visits of the plan from the day on. Raises Refused as `change` does."""
    found = _locked(plan, seen)
    _check(found, {}, from_on, why)
    first, before, days = rules.first_day(found, from_on), found.valid_to, found.weekdays
    successors.end(found, first, why=_("Tidsplanen er avsluttet."))
    _hold(found, "valid_to", before)
    if found.weekdays != days:
        _hold(found, "weekdays", days)
    visits = successors.lock_visits(Q(plan=found, date__gte=first))
    _owe_lists(found, visits, first, by)
    _record(found, by, "plan_ended", why, {"from": first.isoformat()})
    return found


def _locked(plan: VisitPlan, seen: str | None) -> VisitPlan:
    """The patient, then the plan, not their keys; and the plan as it is after that."""
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.patient_id)
    VisitPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    rows = VisitPlan.objects.select_related("patient", "team__site__unit")
    found = rows.prefetch_related("competences", "approved_minutes", "holds").get(pk=plan.pk)
    if seen is not None and seen != rules.looks(found):
        raise Refused(
            _("Tidsplanen er endret siden du åpnet siden. Ingenting er gjort. Se på den på nytt.")
        )
    return found


def _check(plan: VisitPlan, new: Mapping[str, object], from_on: date, why: str) -> None:
    if not why.strip():
        raise Refused(_("Skriv hvorfor tidsplanen endres."))
    if sentence := rules.why_not(plan, new, from_on):
        raise Refused(sentence)


def _in_place(plan: VisitPlan, new: Mapping[str, object], first: date) -> list[Visit]:
    """The row itself. Visits that wait get its words now, also where a person has placed them; what is
    begun keeps the words that it was begun with.
    """
    for name, value in new.items():
        setattr(plan, name, value)
    plan.save(update_fields=list(new))
    visits = successors.lock_visits(Q(plan=plan, date__gte=first))
    waiting = [visit for visit in visits if successors.waits(visit)]
    for visit in waiting:
        visit.task_text = plan.task_text
    Visit.objects.bulk_update(waiting, ["task_text"])
    return waiting


def _as_successor(
    plan: VisitPlan, new: Mapping[str, object], first: date
) -> tuple[VisitPlan, list[Visit]]:
    """The plan ends the day before and goes on so. Visits made already for the days to come are of the new
    one, so that none is made twice; where a person had placed one that waits, it is laid anew.
    """
    successor = successors.go_on(plan, first, **new)
    if "minutes" not in new:
        successors.take_minutes(plan, successor)
    successors.end(plan, first, why=_("Tidsplanen er endret."))
    visits = successors.lock_visits(Q(plan=plan, date__gte=first))
    for visit in visits:
        visit.plan = successor
        visit.locked = visit.locked and not successors.waits(visit)
    Visit.objects.bulk_update(visits, ["plan", "locked"])
    return successor, visits


def _hold(plan: VisitPlan, field: str, was: object) -> None:
    """The record system goes on sending what it was before: that is no news."""
    held, _made = PlanHold.objects.get_or_create(
        plan=plan, field=field, defaults={"instead_of": []}
    )
    if (text := _as_text(was)) not in held.instead_of:
        held.instead_of = [*held.instead_of, text]
        held.save(update_fields=["instead_of"])


def _as_text(value: object) -> str:
    """As the database writes it: what the import compares with."""
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return "" if value is None else str(value)


def _owe_lists(plan: VisitPlan, visits: list[Visit], first: date, by: User) -> None:
    """The plan's team, and any that has one of the visits."""
    why = _("Endret tidsplan fra %(day)s") % {"day": f"{first:%d.%m.%Y}"}
    teams = {plan.team_id, *(visit.team_id for visit in visits)}
    Change.objects.bulk_create(
        Change(team_id=team, first_date=first, last_date=None, why=why, by=by)
        for team in sorted(teams)
    )


def _record(plan: VisitPlan, by: User, verb: str, why: str, details: dict[str, object]) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=plan,
        team=plan.team,
        permission=Permission.CHANGE_PLANS,
        patient_number=plan.patient.number,
        reason=why.strip(),
        details=details,
    )
