"""Open messages go where their patient, or their address, has gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from emeldinger.actions.due import set_due
from emeldinger.actions.taking import MOVED, move_to
from emeldinger.models import Match, Message, Queue
from emeldinger.queries.homes import homes_of, ht_for_nobody
from heltom.lib import clock
from teams.audit import record
from teams.models import Team

#: So many in one transaction.
A_BATCH = 500
#: A patient who is in a team again is out of these.
WITHOUT_A_TEAM = (Queue.NO_TEAM, Queue.ENDED_PATIENT)
#: These follow from where she belongs; the others have reasons of their own.
OF_HER_TEAMS = ("", Queue.SHARED_PATIENT, *WITHOUT_A_TEAM)


def follow_patients() -> int:
    """Open messages whose patient has got another HT go there, with an audit row. Returns how many.

    So do those about nobody known when their address has got another HT. Nobody there has opened them.
    Two queries when nothing has moved.
    """
    return sum(_in_batches(_moved_patients)) + sum(_in_batches(_moved_addresses))


def _in_batches(move: Callable[[], int]) -> Iterator[int]:
    """Until a batch finds nothing to move, or only what somebody has in hand."""
    while moved := move():
        yield moved


def astray() -> QuerySet[Message]:
    """Open messages that lie with another HT than the one of their patient's owning team today. Those of
    a patient who has ended stay where they are.
    """
    today = clock.today()
    placed = Q(
        Q(patient__placements__valid_to__isnull=True) | Q(patient__placements__valid_to__gte=today),
        Q(patient__ended_on__isnull=True) | Q(patient__ended_on__gte=today),
        patient__placements__owner=True,
        patient__placements__valid_from__lte=today,
    )
    home = Coalesce("patient__placements__team__ht", "patient__placements__team")
    rows = Message.objects.open().filter(placed).annotate(home=home)
    return rows.filter(Q(ht__isnull=True) | ~Q(ht=F("home")) | Q(queue__in=WITHOUT_A_TEAM))


@transaction.atomic
def _moved_patients() -> int:
    rows = _locked(astray().order_by()[:A_BATCH])
    homes = homes_of([message.patient for message in rows if message.patient])
    moved = 0
    for message in rows:
        home = homes[message.patient_id or 0]
        queue = home.queue if message.queue in OF_HER_TEAMS else message.queue
        moved += _go(message, home.ht, queue)
    return moved


@transaction.atomic
def _moved_addresses() -> int:
    """What waits for somebody to say who it is about, or is about nobody; and what came when there was no
    HT at all.
    """
    nobody = Q(match__in=[Match.UNKNOWN, Match.NOBODY], address__isnull=False)
    left = Message.objects.open().filter(nobody & ~Q(ht=F("address__ht")) | Q(ht__isnull=True))
    rows = _locked(left.order_by()[:A_BATCH])
    first = ht_for_nobody(None) if any(row.address is None for row in rows) else None
    return sum(_go(row, row.address.ht if row.address else first, row.queue) for row in rows)


def _locked(astray: QuerySet[Message]) -> list[Message]:
    """What somebody has in hand right now is taken the next time."""
    keys = list(astray.values_list("pk", flat=True))
    rows = Message.objects.open().filter(pk__in=keys)
    joined = rows.select_related("patient", "ht", "address__ht")
    return list(joined.select_for_update(of=("self",), skip_locked=True).order_by("pk"))


def _go(message: Message, ht: Team | None, queue: Queue | str) -> bool:
    """Whether it went anywhere, or into another queue."""
    if (ht, queue) == (message.ht, message.queue) or ht is None:
        return False
    before, message.queue = message.ht, queue
    move_to(message, ht)
    message.save(update_fields=["queue", *MOVED])
    set_due(message)
    record(
        by=None,
        verb="message_followed",
        obj=message,
        team=ht,
        patient_number=message.patient.number if message.patient else "",
        details={"from": before.code if before else "", "to": ht.code},
    )
    return True
