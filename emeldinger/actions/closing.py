"""A message is closed: only with what it leads to, or a reason why it leads to nothing.

All of it is one transaction. The message's row is locked first, so that of two nurses the second is told
who was first; then the patient's and the shifts', in the order in which the ward's own actions lock them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions import trail
from emeldinger.actions.consequences import Case, carry_out
from emeldinger.actions.due import set_due
from emeldinger.models import (
    Closing,
    Consequence,
    ConsequenceKind,
    HandlingNote,
    Message,
    Verdict,
)
from emeldinger.permissions import check_can_handle
from emeldinger.queries.closings import first_sentence, holding
from emeldinger.queries.means import seen_of
from emeldinger.steps import (
    Away,
    CloseEarlier,
    Death,
    Home,
    Nothing,
    Read,
    Step,
    TakeBack,
)
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import User

#: What was is undone before what is begins, and she is home or away before visits are put up.
FIRST = (TakeBack, CloseEarlier, Home, Away, Death)


class LookAgain(Refused):
    """What she was shown is no longer what would happen."""


@transaction.atomic
def close(*, message: Message, by: User, steps: Sequence[Step], seen: str) -> Closing:
    """Closed with these steps. `seen` is `seen_of` what she has been shown of them.

    The same nurse twice is once. Raises Refused without a step, where another has closed it (who, and
    when), and where a step cannot be done; LookAgain where it would do something else than she saw. Then
    nothing is done.
    """
    found = _locked(message, by, [one.message for one in steps if isinstance(one, CloseEarlier)])
    before = holding(found)
    if before is not None and before.by_id == by.pk:
        return before
    if before is not None:
        raise Refused(first_sentence(before))
    _check(found, steps)
    if seen != seen_of(found, steps):
        raise LookAgain(
            _("Noe er endret siden du så på det. Se hva det betyr nå, og bekreft på nytt.")
        )
    now = clock.now()
    closing = Closing.objects.create(message=found, at=now, by=by)
    case = Case(found, closing, by)
    for step in sorted(steps, key=_order):
        carry_out(step, case)
    _mark_closed(found, by, now)
    names = [type(step).__name__ for step in steps]
    trail.note(found, "message_closed", by, details={"steps": names})
    return closing


def _order(step: Step) -> int:
    return next((number for number, kind in enumerate(FIRST) if isinstance(step, kind)), len(FIRST))


def _locked(message: Message, by: User, earlier: Sequence[int] = ()) -> Message:
    """As it is now: read in a statement of its own, when the lock is held. `earlier` are those that are
    closed with it: locked before any patient's row, in one order, as everybody does.

    Raises NotAllowed where it lies with an HT that she does not handle, though it did not a moment ago.
    """
    rows = Message.objects.select_for_update(no_key=True).filter(pk__in=[message.pk, *earlier])
    list(rows.order_by("pk").values_list("pk"))
    joined = ("ht__site__unit", "patient", "address")
    found = Message.objects.select_related(*joined).get(pk=message.pk)
    check_can_handle(by, found)
    return found


def _check(message: Message, steps: Sequence[Step]) -> None:
    if message.verdict != Verdict.TAKEN:
        raise Refused(_("Meldingen er ikke i arbeid, og kan ikke avsluttes."))
    if not steps:
        raise Refused(
            _("Velg hva meldingen fører til. Er det ingenting å gjøre, velg det og skriv hvorfor.")
        )
    if len(steps) > 1 and any(isinstance(step, Nothing) for step in steps):
        raise Refused(_("Velg enten det som skal gjøres, eller at det ikke er noe å gjøre."))
    if len({type(s) for s in steps} & {Home, Away, Death}) > 1:
        raise Refused(_("Pasienten kan ikke være både hjemme, borte og død. Velg ett av dem."))


def _mark_closed(message: Message, by: User, now: datetime) -> None:
    """Whoever closes it has opened it."""
    rows = Message.objects.filter(pk=message.pk)
    rows.filter(opened_at__isnull=True).update(opened_at=now, opened_by=by)
    rows.update(closed_at=now)
    message.closed_at = now


@transaction.atomic
def reopen(*, message: Message, by: User, reason: str) -> Message:
    """It is somebody's work again, by the deadline that holds now: a closed message is not counted when
    its place in the conversation or the unit's figures change. What it led to stays, and is undone by
    itself where it should be.

    Raises Refused without a reason. Open already, it stays so.
    """
    found = _locked(message, by)
    closing = holding(found)
    if found.closed_at is None and closing is None:
        return found
    if not reason.strip():
        raise Refused(_("Skriv hvorfor meldingen åpnes igjen."))
    if closing is not None:
        closing.reopened_at, closing.reopened_by = clock.now(), by
        closing.reopened_why = reason.strip()
        closing.save(update_fields=["reopened_at", "reopened_by", "reopened_why"])
    Message.objects.filter(pk=found.pk).update(closed_at=None)
    found.closed_at = None
    set_due(found)
    trail.note(found, "message_reopened", by, reason.strip())
    return found


@transaction.atomic
def sign_batch(*, messages: Iterable[Message], by: User) -> list[Closing]:
    """Signed as read, together: only what informs and nothing more. Those that are closed are left as they
    are. Raises Refused, and signs none, where one of them wants something done.
    """
    keys = sorted({message.pk for message in messages})
    rows = Message.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    found = list(rows.select_related("ht__site__unit", "patient").order_by("pk"))
    for message in found:
        check_can_handle(by, message)
    unread = [one for one in found if one.closed_at is None]
    if wrong := [one for one in unread if not informs(one)]:
        raise Refused(
            _("%(number)s av meldingene krever noe. Åpne dem og avslutt dem hver for seg.")
            % {"number": len(wrong)}
        )
    return _signed(unread, by)


def informs(message: Message) -> bool:
    """Whether it may be signed with others: counted, without a deadline, and whose it is is known."""
    is_work = message.verdict == Verdict.TAKEN and not message.queue
    return is_work and bool(message.due_rule) and message.due_at is None


def _signed(messages: Sequence[Message], by: User) -> list[Closing]:
    now = clock.now()
    closings = Closing.objects.bulk_create(
        Closing(message=message, at=now, by=by, in_batch=True) for message in messages
    )
    said = _("Lest, til orientering.")
    Consequence.objects.bulk_create(
        Consequence(closing=closing, kind=ConsequenceKind.READ, said=said) for closing in closings
    )
    keys = [message.pk for message in messages]
    Message.objects.filter(pk__in=keys, opened_at__isnull=True).update(opened_at=now, opened_by=by)
    Message.objects.filter(pk__in=keys).update(closed_at=now)
    for message in messages:
        trail.note(message, "message_closed", by, details={"steps": [Read.__name__]})
    return closings


@transaction.atomic
def note(*, message: Message, by: User, text: str) -> HandlingNote:
    """Read and acted on, and left open: what was done, signed. Raises Refused without words.

    The same words by the same nurse, last of all, are one note.
    """
    found = _locked(message, by)
    if not text.strip():
        raise Refused(_("Skriv hva du har gjort med meldingen."))
    last = HandlingNote.objects.filter(message=found).order_by("-pk").first()
    if last is not None and (last.text, last.by_id) == (text.strip(), by.pk):
        return last
    written = HandlingNote.objects.create(message=found, text=text.strip(), at=clock.now(), by=by)
    trail.note(found, "message_noted", by)
    return written
