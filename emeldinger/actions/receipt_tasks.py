"""What somebody must see to by hand, because the other side has not said yes: opened, owned, settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.models import ReceiptTask, Sending
from emeldinger.permissions import check_can_follow_up
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.audit import record
from teams.models import User
from teams.permissions import Permission
from teams.queries import name_of

Kind = ReceiptTask.Kind
Outcome = ReceiptTask.Outcome
#: These a person says of her own; the others are what the system has done or seen.
SAID_BY_HAND = (Outcome.PHONED, Outcome.OTHER)


def open_for(sendings: Sequence[Sending], kind: Kind, at: datetime) -> None:
    """One statement. What is open already stays as it is, with its owner."""
    rows = [ReceiptTask(sending=sending, kind=kind, opened_at=at) for sending in sendings]
    ReceiptTask.objects.bulk_create(rows, ignore_conflicts=True)


def answered(sending: Sending, at: datetime) -> None:
    """A receipt came: nobody needs to wait for it, or to get out what has got there."""
    tasks = ReceiptTask.objects.filter(sending=sending, settled_at=None)
    tasks.filter(kind__in=[Kind.MISSING, Kind.STOPPED]).update(
        outcome=Outcome.ANSWERED, settled_at=at
    )


@transaction.atomic
def take(*, task: ReceiptTask, by: User, over: bool = False) -> None:
    """It is hers to see to. `over` takes it from a colleague. Raises Refused where another was first."""
    check_can_follow_up(by, task.sending)
    row = _locked(task)
    if row.owner == by:
        return
    _check_open(row)
    if row.owner and not over:
        raise Refused(
            _("%(name)s har alt tatt denne. Ta over hvis du skal gjøre den ferdig.")
            % {"name": name_of(row.owner)}
        )
    before = row.owner
    row.owner, row.owned_at = by, clock.now()
    row.save(update_fields=["owner", "owned_at"])
    note(row, by, "receipt_task_taken", {"from": before.pk} if before else {})


@transaction.atomic
def let_go(*, task: ReceiptTask, by: User) -> None:
    """Somebody else may take it. Only what is one's own; of what is not, nothing happens."""
    check_can_follow_up(by, task.sending)
    row = _locked(task)
    if row.owner != by or row.settled_at:
        return
    row.owner = row.owned_at = None
    row.save(update_fields=["owner", "owned_at"])
    note(row, by, "receipt_task_let_go")


@transaction.atomic
def settle(*, task: ReceiptTask, outcome: str, said: str, by: User) -> None:
    """How it got there after all, in a sentence. Raises Refused without one, or where another was first."""
    check_can_follow_up(by, task.sending)
    row = _locked(task)
    if row.settled_at and row.settled_by == by and row.outcome == outcome:
        return
    _check_open(row)
    if outcome not in SAID_BY_HAND:
        raise Refused(_("Velg om den er gitt på telefon, eller løst på en annen måte."))
    if not said.strip():
        raise Refused(_("Skriv hvem du ringte, eller hva som er gjort."))
    done(row, Outcome(outcome), by, said)


def done(row: ReceiptTask, outcome: Outcome, by: User, said: str = "") -> None:
    """Inside the caller's transaction, with the row locked."""
    row.outcome, row.settled_at, row.settled_by = outcome, clock.now(), by
    row.note = said.strip()[:300]
    row.save(update_fields=["outcome", "settled_at", "settled_by", "note"])
    note(row, by, "receipt_task_settled", {"outcome": outcome.value})


def locked_open(task: ReceiptTask) -> ReceiptTask:
    """Raises Refused where somebody has settled it, and says who."""
    row = _locked(task)
    _check_open(row)
    return row


def _locked(task: ReceiptTask) -> ReceiptTask:
    rows = ReceiptTask.objects.select_for_update(of=("self",), no_key=True)
    joined = ("sending__ht", "sending__patient", "owner__staff", "settled_by__staff")
    return rows.select_related(*joined).get(pk=task.pk)


def _check_open(row: ReceiptTask) -> None:
    if row.settled_at is None:
        return
    if row.settled_by is None:
        raise Refused(_("Kvitteringen er kommet. Denne er ferdig."))
    raise Refused(
        _("%(name)s var først: %(outcome)s. Denne er ferdig.")
        % {"name": name_of(row.settled_by), "outcome": row.get_outcome_display()}
    )


def note(row: ReceiptTask, by: User, verb: str, more: dict[str, object] | None = None) -> None:
    """Into the audit, with whom the message was about."""
    sending = row.sending
    record(
        by=by,
        verb=verb,
        obj=row,
        team=sending.ht,
        permission=Permission.HANDLE_MESSAGES,
        patient_number=sending.patient.number if sending.patient else "",
        details={"sending": sending.pk, "kind": row.kind, **(more or {})},
    )
