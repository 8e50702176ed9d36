"""What a carer's phone sends: ticks, rapporter and measurements, perhaps late, perhaps twice.

Each is taken in a transaction of its own, so that one that cannot be taken does not hold back the next.
What becomes of each stands in `pocket_rules.py`; docs/pocket.md says it in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.words import hhmm
from teams import audit
from teams.models import Shift, User
from teams.permissions import Permission
from teams.queries import name_of
from teams.roles import BEFORE, staff_of
from worklists.actions import team_shifts, visits
from worklists.actions.pocket_rules import RULES, Became, Told
from worklists.models import PhoneMessage, State, Visit
from worklists.permissions import check_could_do

What, Outcome = PhoneMessage.What, PhoneMessage.Outcome

#: What is older is nobody's day any more: she is asked to tell a person instead.
OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pressed:
    """One thing as the phone says it. `pressed_at` is by the phone's own clock."""

    key: UUID
    visit_id: int
    what: str
    pressed_at: datetime
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it, for the phone: the key it may forget, and a sentence where she must know."""

    key: UUID
    outcome: str
    sentence: str = ""


def receive(*, batch: Iterable[Pressed], sent_at: datetime, by: User) -> list[Answer]:
    """Take what the phone has kept, in the order in which it was pressed.

    `sent_at` is the phone's clock at sending: only how long ago something was pressed is believed of
    it, the rest is the server's. Stops at a fault that will pass (a lock that was not given): what has no
    answer stays in the phone and comes again. Call it outside a transaction.
    """
    return list(_answers(batch, sent_at, by))


def _answers(batch: Iterable[Pressed], sent_at: datetime, by: User) -> Iterator[Answer]:
    now = clock.now()
    for pressed in batch:
        # No longer than counts: a clock that is ages wrong reckons itself out of the calendar.
        ago = min(max(sent_at - pressed.pressed_at, timedelta(0)), 2 * OLDEST)
        try:
            yield _taken(pressed, now - ago, by)
        except OperationalError:
            return


def take_now(*, visit: Visit, what: str, content: Mapping[str, object], by: User) -> Answer:
    """The same from a form on a page, pressed now. Raises Refused where the phone would be told so."""
    now = clock.now()
    answer = _taken(Pressed(uuid4(), visit.pk, what, now, content), now, by)
    if answer.outcome == Outcome.REFUSED:
        raise Refused(answer.sentence)
    return answer


def _taken(pressed: Pressed, happened: datetime, by: User) -> Answer:
    visit = Visit.objects.filter(pk=pressed.visit_id).select_related("patient", "team").first()
    if visit is None:
        return _not_hers(pressed)
    at = _within_duty(happened, visit, by)
    try:
        check_could_do(by, visit, at)
    except NotAllowed:
        return _not_hers(pressed)
    return _once(pressed, visit, at, by)


def _not_hers(pressed: Pressed) -> Answer:
    """The same sentence for a visit that is not there and one of strangers. Nothing is kept of it."""
    return Answer(pressed.key, Outcome.REFUSED, _("Oppdraget sto ikke på lista di."))


def _within_duty(happened: datetime, visit: Visit, by: User) -> datetime:
    """Never before her duty gave her the visit: a phone whose clock was set meanwhile does not count."""
    shifts = Shift.objects.filter(staff=staff_of(by), date=visit.date)
    begins = [shift.starts_at - BEFORE for shift in shifts]
    return max([happened, min(begins, default=clock.midnight(visit.date))])


@transaction.atomic
def _once(pressed: Pressed, visit: Visit, at: datetime, by: User) -> Answer:
    """The key is written first of all: whoever sends it at the same time waits here, and then finds it."""
    try:
        with transaction.atomic():
            message = PhoneMessage.objects.create(
                key=pressed.key, user=by, visit=visit, what=pressed.what,
                content=dict(pressed.content), pressed_at=at, received_at=clock.now(),
                outcome=Outcome.TAKEN,
            )  # fmt: skip
    except IntegrityError:
        return _as_before(pressed, by)
    became = _became(pressed, visit, at, by)
    _keep(message, became, by)
    if message.waits:
        team_shifts.tell(visit.team)
    return Answer(pressed.key, became.outcome, became.sentence)


def _as_before(pressed: Pressed, by: User) -> Answer:
    """It has come before: the same answer, and nothing happens. A key of somebody else's is not hers."""
    message = PhoneMessage.objects.get(key=pressed.key)
    if message.user_id != by.pk:
        return _not_hers(pressed)
    return Answer(message.key, message.outcome, message.sentence)


def _became(pressed: Pressed, visit: Visit, at: datetime, by: User) -> Became:
    if clock.now() - at > OLDEST:
        return Became(
            Outcome.REFUSED, _("Dette er mer enn en uke gammelt. Si fra til vaktkoordinator.")
        )
    try:
        with transaction.atomic():
            return RULES[pressed.what](Told(visit, by, staff_of(by), at, pressed.content))
    except Refused as refused:
        return Became(Outcome.REFUSED, str(refused))


def _keep(message: PhoneMessage, became: Became, by: User) -> None:
    message.outcome, message.sentence = became.outcome, became.sentence[:300]
    if became.settles_itself:
        message.settled_at, message.settled_by = clock.now(), by
        message.settled_how = became.settles_itself[:300]
    message.save()


# What a person does about it ----------------------------------------------------------------------


@transaction.atomic
def settle(*, message: PhoneMessage, how: str, by: User) -> PhoneMessage:
    """Somebody has looked at it, and this is what was done. Twice by the same does nothing. Raises Refused
    without words, and where somebody else was first, with who.
    """
    if not how.strip():
        raise Refused(_("Skriv hva som ble gjort med det."))
    row = PhoneMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if row.settled_at is not None and row.settled_by is not None:
        return _settled_already(row, row.settled_by, row.settled_at, by)
    row.settled_at, row.settled_by, row.settled_how = clock.now(), by, how.strip()[:300]
    row.save(update_fields=["settled_at", "settled_by", "settled_how"])
    audit.record(
        by=by,
        verb="phone_settled",
        obj=row,
        team=row.visit.team,
        permission=Permission.RUN_SHIFT,
        patient_number=row.visit.patient.number,
        reason=row.settled_how,
    )
    team_shifts.tell(row.visit.team)
    return row


def _settled_already(row: PhoneMessage, first: User, at: datetime, by: User) -> PhoneMessage:
    if first == by:
        return row
    raise Refused(
        _("%(who)s tok seg av dette kl. %(clock)s: %(how)s")
        % {"who": name_of(first), "clock": hhmm(at), "how": row.settled_how}
    )


@transaction.atomic
def do_it_after_all(*, message: PhoneMessage, by: User) -> PhoneMessage:
    """What she did not get done is to be done by somebody: the visit is open again."""
    row = settle(message=message, how=_("Skal gjøres likevel, av en annen."), by=by)
    if visits.current_state(row.visit) in (State.CANCELLED, State.WITHDRAWN):
        visits.reopen(visit=row.visit, by=by, reason=_("Skal gjøres likevel, av en annen."))
    return row
