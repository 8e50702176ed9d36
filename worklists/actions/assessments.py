"""Deciding where a gråsonepasient belongs. The person decides; another team is asked, never told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions.assessments import decided_sentence, lock, record
from patients.models import Assessment, CriteriaTable, Patient, StayMeasure
from patients.permissions import check_for_patient
from patients.queries.assessments import fresh_draft, missing, possible_for, standing_of
from teams.models import User
from teams.permissions import Permission
from teams.queries import name_of
from teams.roles import staff_of
from worklists.actions import moves
from worklists.queries.assessments import Move, move_of, snapshot_of
from worklists.queries.proposal import proposal_of


@transaction.atomic
def decide(*, draft: Assessment, by: User) -> Assessment:
    """What the draft says holds from now; the decision before it is superseded.

    Where it differs from the placements of today, the other team is asked to take the patient, or
    some of her visits, and she stays where she is until they say yes. What the criteria said is kept
    beside it. Raises Refused with what is missing, or who decided first, and NotAllowed. Deciding
    again what the same person has decided changes nothing.
    """
    check_for_patient(by, draft.patient, Permission.ASSESS)
    lock(draft.patient)
    found = _read_anew(draft)
    if found.decided_at is not None:
        if found.decided_by == staff_of(by):
            return found
        raise Refused(decided_sentence(found))
    measures = list(found.measures.select_related("responsible"))
    possible = possible_for(found.patient)
    before = standing_of(found.patient)
    for sentence in missing(found, measures, possible, before).values():
        raise Refused(sentence)
    _settle(found, by, before)
    _carry_over(before, measures)
    move = move_of(found, possible)
    record(found, by, "assessment_decided", found.reason, _details(found, move))
    if move is not None:
        _ask(move, found, by)
    return found


@transaction.atomic
def confirm(
    *, patient: Patient, standing: int, reason: str, review_on: date | None, by: User
) -> Assessment:
    """Looked at again, and nothing is to change: the same answers and choice, a new reason and date.

    `standing` is the key of the decision that was looked at. Measures that nobody has done go on.
    Raises Refused as `decide` does, and where somebody has a draft open or has decided meanwhile.
    """
    check_for_patient(by, patient, Permission.ASSESS)
    lock(patient)
    now = standing_of(patient)
    if now is None or now.pk != standing:
        return _same_or_refuse(now, reason, review_on, by)
    _check_no_draft(patient)
    fresh = fresh_draft(patient, now)
    draft = fresh.assessment
    draft.begun_by = draft.saved_by = by
    draft.saved_at = draft.begun_at
    draft.reason, draft.review_on = reason.strip(), review_on
    draft.save()
    for measure in fresh.measures:
        measure.assessment = draft
        measure.save()
    return decide(draft=draft, by=by)


def _read_anew(draft: Assessment) -> Assessment:
    rows = Assessment.objects.select_related("patient", "owner", "shared_with", "decided_by")
    found = rows.filter(pk=draft.pk).first()
    if found is None:
        raise Refused(_("Kladden ble forkastet. Se på siden på nytt."))
    return found


def _settle(draft: Assessment, by: User, before: Assessment | None) -> None:
    """The one before steps down first: one decision stands for each patient."""
    now = clock.now()
    if before is not None:
        Assessment.objects.filter(pk=before.pk).update(superseded_at=now)
    proposal = proposal_of(draft.patient)
    table = proposal.table
    draft.table = CriteriaTable.objects.filter(number=table.number).first() if table else None
    draft.proposal = snapshot_of(proposal)
    draft.reason = draft.reason.strip()
    draft.decided_at, draft.decided_by = now, staff_of(by)
    draft.save()


def _carry_over(before: Assessment | None, measures: Iterable[StayMeasure]) -> None:
    """What was ticked off while the new draft was being written stays ticked off."""
    rows = before.measures.all() if before else ()
    done = {(row.kind, row.text): row for row in rows if row.done_at}
    for measure in measures:
        if same := done.get((measure.kind, measure.text)):
            measure.done_at, measure.done_by = same.done_at, same.done_by
            measure.save(update_fields=["done_at", "done_by"])


def _details(draft: Assessment, move: Move | None) -> dict[str, object]:
    return {
        "choice": draft.choice,
        "owner": draft.owner.code if draft.owner else "",
        "shared_with": draft.shared_with.code if draft.shared_with else "",
        "review_on": str(draft.review_on),
        "asked": move.to_team.code if move else "",
    }


def _ask(move: Move, decision: Assessment, by: User) -> None:
    moves.propose(
        patient=decision.patient,
        from_team=move.from_team,
        to_team=move.to_team,
        owner_after=move.owner_after,
        plans=move.plans,
        from_date=move.from_date,
        from_shift=move.from_shift,
        reason=decision.reason,
        assessment=decision,
        by=by,
    )


def _same_or_refuse(
    now: Assessment | None, reason: str, review_on: date | None, by: User
) -> Assessment:
    """Pressed twice gives the decision made the first time; else somebody else was first."""
    if now is None:
        raise Refused(_("Det er ingenting bestemt for pasienten. Se på siden på nytt."))
    mine = now.decided_by == staff_of(by)
    if mine and (now.reason, now.review_on) == (reason.strip(), review_on):
        return now
    raise Refused(decided_sentence(now))


def _check_no_draft(patient: Patient) -> None:
    rows = Assessment.objects.filter(patient=patient, decided_at=None)
    found = rows.select_related("saved_by__staff", "begun_by__staff").first()
    if found is not None:
        raise Refused(
            _("%(who)s har begynt på en ny vurdering. Gjør den ferdig, eller forkast den først.")
            % {"who": name_of(found.saved_by or found.begun_by)}
        )
