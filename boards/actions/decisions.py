"""What was decided of a patient: written, changed, handed on, done, not done, taken back; and its effect.

A decision is locked by its own row. The same button twice does nothing; the second of two who say
different things is told who was first, and nothing of hers is written.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from boards.models import Decision, Effect, Item, PlanChange
from boards.queries.decisions import looks
from boards.queries.owners import default_owner
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams import audit
from teams.models import Staff, Team, User
from teams.permissions import Permission
from teams.queries import name_of

Kind, State = Decision.Kind, Decision.State
LONGEST, LONGEST_WHY = 500, 300
#: What `change` may be given.
CHANGEABLE = ("text", "due_on", "service", "agreed_on", "with_whom")


@transaction.atomic
def decide(
    *,
    patient: Patient,
    team: Team,
    kind: str,
    text: str,
    due_on: date,
    by: User,
    item: Item | None = None,
    service: str = "",
    owner: Staff | None = None,
    agreed_on: date | None = None,
    with_whom: str = "",
) -> Decision:
    """Something is to be done by `due_on`. Without `owner` it is the primærkontakt's, or her deputy's while
    she is away. The same again in the same meeting is the one that stands. Raises Refused for what
    does not hang together.
    """
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    decision = Decision(
        patient=patient, team=team, item=item, kind=kind, text=text.strip(), service=service,
        owner=owner or default_owner(patient, team), due_on=due_on, agreed_on=agreed_on,
        with_whom=with_whom.strip(), decided_at=clock.now(), decided_by=by,
    )  # fmt: skip
    _check_whole(decision)
    if (same := _same(decision)) is not None:
        return same
    decision.save()
    _record(decision, by, "decision_made", details=_told(decision))
    return decision


@transaction.atomic
def change(*, decision: Decision, by: User, seen: str | None = None, **new: object) -> Decision:
    """Other words, another day (`CHANGEABLE`). `seen` is `looks(decision)` as she read it.

    Raises Refused where it is closed, and where somebody has changed it since she read it.
    """
    found = locked(decision)
    check_open(found)
    before = _told(found)
    for name in CHANGEABLE:
        if name in new:
            value = new[name]
            setattr(found, name, value.strip() if isinstance(value, str) else value)
    if _told(found) == before:
        return found
    if seen is not None and seen != looks(Decision.objects.get(pk=found.pk)):
        raise Refused(
            _(
                "Beslutningen er endret siden du åpnet siden. Ingenting er lagret. Se på den på nytt."
            )
        )
    _check_whole(found)
    found.save(update_fields=[*CHANGEABLE])
    _record(found, by, "decision_changed", details={"before": before, **_told(found)})
    return found


@transaction.atomic
def hand_to(*, decision: Decision, owner: Staff, by: User) -> Decision:
    """Somebody else answers for it from now. Raises Refused for one who has left, and when it is closed."""
    found = locked(decision)
    if found.owner_id == owner.pk:
        return found
    check_open(found)
    if owner.employed_to and owner.employed_to < clock.today():
        raise Refused(_("%(name)s arbeider ikke her lenger. Velg en annen.") % {"name": owner.name})
    before = found.owner.number if found.owner else ""
    found.owner = owner
    found.save(update_fields=["owner"])
    _record(found, by, "decision_handed", details={"from": before, "to": owner.number})
    return found


@transaction.atomic
def close(*, decision: Decision, done: bool, by: User, why: str = "") -> Decision:
    """It is done, or nothing came of it and why. The same twice does nothing.

    Raises Refused without a reason for what was not done, where somebody has said the other, and where a
    proposed plan still waits for its answer.
    """
    found, state = locked(decision), State.DONE if done else State.NOT_DONE
    if found.state == state and found.withdrawn_at is None:
        return found
    check_open(found)
    if PlanChange.objects.filter(decision=found, state=PlanChange.State.PROPOSED).exists():
        raise Refused(_("Tidsplanen venter på svar. Bekreft endringen, eller si nei til den."))
    return close_locked(found, state, by, why)


def close_locked(decision: Decision, state: Decision.State, by: User, why: str) -> Decision:
    """The same for a caller who holds the decision's row, as the answer to a changed plan does."""
    if state == State.NOT_DONE and not why.strip():
        raise Refused(_("Skriv hvorfor det ikke ble noe av."))
    decision.state, decision.closed_at, decision.closed_by = state, clock.now(), by
    decision.closed_why = why.strip()[:LONGEST_WHY]
    decision.save(update_fields=["state", "closed_at", "closed_by", "closed_why"])
    _record(decision, by, f"decision_{_VERBS[state]}", reason=decision.closed_why)
    return decision


@transaction.atomic
def reopen(*, decision: Decision, by: User, why: str) -> Decision:
    """It was not so after all: it is to be done. Raises Refused without a reason, and for one whose plan
    has been changed already.
    """
    found = locked(decision)
    if found.state == State.OPEN:
        return found
    if not why.strip():
        raise Refused(_("Skriv hvorfor beslutningen åpnes igjen."))
    if PlanChange.objects.filter(decision=found).exists():
        raise Refused(_("Svaret på tidsplanen er gitt. Skriv en ny beslutning i stedet."))
    found.state, found.closed_at, found.closed_by, found.closed_why = State.OPEN, None, None, ""
    found.save(update_fields=["state", "closed_at", "closed_by", "closed_why"])
    _record(found, by, "decision_reopened", reason=why.strip()[:LONGEST_WHY])
    return found


@transaction.atomic
def withdraw(*, decision: Decision, by: User, why: str) -> Decision:
    """It was never meant so. It stays, marked as taken back; a plan that waits for its answer is declined
    with it. Raises Refused without a reason, and for one that is closed.
    """
    found = locked(decision)
    if found.withdrawn_at is not None:
        return found
    if not why.strip():
        raise Refused(_("Skriv hvorfor beslutningen trekkes."))
    check_open(found)
    found.withdrawn_at, found.withdrawn_by = clock.now(), by
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    PlanChange.objects.filter(decision=found, state=PlanChange.State.PROPOSED).update(
        state=PlanChange.State.DECLINED, answered_at=clock.now(), answered_by=by,
        answer_why=why.strip()[:LONGEST_WHY],
    )  # fmt: skip
    _record(found, by, "decision_withdrawn", reason=why.strip()[:LONGEST_WHY])
    return found


@transaction.atomic
def see_effect(*, decision: Decision, result: str, by: User, text: str = "") -> Effect:
    """Whether it has helped, as `by` sees it now. The same again by the same person today is one row.

    Raises Refused for a decision that was taken back, and for a result that is none.
    """
    found = locked(decision)
    if found.withdrawn_at is not None:
        raise Refused(_("Beslutningen er trukket."))
    if result not in Effect.Result.values:
        raise Refused(_("Velg om det har hjulpet."))
    today, words = clock.midnight(clock.today()), text.strip()[:LONGEST]
    standing = Effect.objects.filter(decision=found, by=by, at__gte=today).first()
    if standing and (standing.result, standing.text) == (result, words):
        return standing
    effect = Effect.objects.create(decision=found, result=result, text=words, at=clock.now(), by=by)
    _record(found, by, "decision_effect", details={"result": result})
    return effect


_VERBS = {State.DONE: "done", State.NOT_DONE: "not_done"}


def locked(decision: Decision) -> Decision:
    """Its row is locked first; what is joined is read after that (docs/concurrency.md)."""
    Decision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.pk)
    rows = Decision.objects.select_related(
        "patient", "team__site__unit", "owner", "closed_by__staff"
    )
    return rows.get(pk=decision.pk)


def check_open(decision: Decision) -> None:
    check_not_withdrawn(decision)
    if decision.state != State.OPEN and decision.closed_by and decision.closed_at:
        raise Refused(
            _("%(name)s har alt ført «%(state)s» %(day)s. Ingenting er lagret.")
            % {
                "name": name_of(decision.closed_by),
                "state": decision.get_state_display(),
                "day": f"{decision.closed_at.astimezone(clock.OSLO):%d.%m. kl. %H:%M}",
            }
        )


def check_not_withdrawn(decision: Decision) -> None:
    if decision.withdrawn_at is not None and decision.withdrawn_by is not None:
        name = name_of(decision.withdrawn_by)
        raise Refused(_("%(name)s har trukket beslutningen.") % {"name": name})


def _check_whole(decision: Decision) -> None:
    if decision.kind not in Kind.values:
        raise Refused(_("Velg hva slags beslutning det er."))
    if not decision.text:
        raise Refused(_("Skriv hva som skal gjøres."))
    if len(decision.text) > LONGEST:
        raise Refused(_("Teksten er for lang. Skriv høyst 500 tegn."))
    if decision.kind == Kind.REFERRAL and not decision.service:
        raise Refused(_("Velg hvem det henvises til."))
    if decision.pk is None and decision.due_on < clock.today():
        raise Refused(_("Fristen har vært. Velg en dag fra og med i dag."))
    if decision.pk is None and decision.agreed_on and decision.agreed_on < clock.today():
        raise Refused(_("Den avtalte dagen har vært. Velg en dag fra og med i dag."))
    if decision.item and decision.item.patient_id != decision.patient_id:
        raise Refused(_("Saken på tavla gjelder en annen pasient."))


def _same(decision: Decision) -> Decision | None:
    """The very same decision, made in the same meeting, or by the same person today."""
    rows = Decision.objects.filter(
        patient=decision.patient, item=decision.item, kind=decision.kind, text=decision.text,
        service=decision.service, state=State.OPEN, withdrawn_at=None,
    )  # fmt: skip
    if decision.item is None:
        today = clock.midnight(clock.today())
        rows = rows.filter(decided_by=decision.decided_by, decided_at__gte=today)
    return rows.first()


def _told(decision: Decision) -> dict[str, object]:
    return {
        "kind": decision.kind,
        "text": decision.text,
        "service": decision.service,
        "due_on": decision.due_on.isoformat(),
        "agreed_on": decision.agreed_on.isoformat() if decision.agreed_on else "",
        "with_whom": decision.with_whom,
    }


def _record(
    decision: Decision,
    by: User,
    verb: str,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=decision,
        team=decision.team,
        permission=Permission.SEE_BOARD,
        patient_number=decision.patient.number,
        reason=reason,
        details=details,
    )
