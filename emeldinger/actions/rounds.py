"""Message rounds: signed with what stood; and when they are to be gone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions.seeing import written
from emeldinger.models import Round, WatchRules
from emeldinger.queries.rounds import RoundLine, rounds_of, what_stands
from emeldinger.queries.watch_rules import rules_of
from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams.audit import record
from teams.models import Team
from teams.permissions import Permission, check_can
from teams.queries import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, time

    from teams.models import User

#: Nearer than this two rounds are one.
APART = 60
MINUTES = (5, 240)


@transaction.atomic
def sign(*, ht: Team, due_at: datetime, note: str, by: User) -> Round:
    """She has gone the round that was due then; what is open is kept with it. Twice is once.

    Raises Refused where a colleague has signed it, or it is not to be gone now; NotAllowed for whoever
    handles no messages.
    """
    check_can(by, Permission.HANDLE_MESSAGES, ht)
    # The HT's row is the lock: two who sign at once meet here.
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=ht.pk)
    now = clock.now()
    line = _line(ht, due_at, now)
    if line.row is not None:
        return _signed_before(line.row, by)
    _check_now(line)
    row = Round.objects.create(
        ht=ht,
        due_at=line.due_at,
        signed_at=now,
        signed_by=by,
        stood=what_stands(ht, now).to_keep(),
        note=written(note, "") if note.strip() else "",
    )
    permission = Permission.HANDLE_MESSAGES
    record(by=by, verb="round_signed", obj=row, team=ht, permission=permission, details=row.stood)
    return row


def _line(ht: Team, due_at: datetime, now: datetime) -> RoundLine:
    day = due_at.astimezone(clock.OSLO).date()
    found = next((line for line in rounds_of(ht, day, now) if line.due_at == due_at), None)
    if found is None:
        raise Refused(_("Det er ingen runde da. Last siden på nytt."))
    return found


def _signed_before(row: Round, by: User) -> Round:
    if row.signed_by_id != by.pk:
        said = {"who": name_of(row.signed_by), "round": hhmm(row.due_at), "at": hhmm(row.signed_at)}
        raise Refused(_("%(who)s signerte runden kl. %(round)s allerede kl. %(at)s.") % said)
    return row


def _check_now(line: RoundLine) -> None:
    if line.may_be_signed:
        return
    said = {"round": hhmm(line.due_at), "opens": hhmm(line.opens_at)}
    if clock.now() < line.opens_at:
        raise Refused(_("Runden kl. %(round)s kan signeres fra kl. %(opens)s.") % said)
    raise Refused(_("Runden kl. %(round)s ble ikke gått i tide. Signer den neste i stedet.") % said)


@transaction.atomic
def set_rules(
    *, ht: Team, rounds: Sequence[time], minutes: int, reason: str, by: User
) -> WatchRules | None:
    """From now on the HT's messages are watched like this. None where it is so already.

    Raises Refused without a reason or where it cannot be; NotAllowed for whoever does not lead the HT.
    """
    check_can(by, Permission.EDIT_WATCH, ht)
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=ht.pk)
    now = clock.now()
    wanted, before = tuple(sorted(set(rounds))), rules_of(ht, now)
    _check_rules(wanted, minutes)
    if (wanted, minutes) == (before.rounds, before.minutes):
        return None
    why = written(reason, _("Skriv hvorfor det endres."))
    row = WatchRules.objects.create(
        ht=ht, rounds=list(wanted), unreachable_minutes=minutes, changed_at=now, changed_by=by
    )
    details: dict[str, object] = {
        "rounds": [f"{at:%H:%M}" for at in wanted],
        "before": [f"{at:%H:%M}" for at in before.rounds],
        "minutes": [before.minutes, minutes],
    }
    permission = Permission.EDIT_WATCH
    record(
        by=by, verb="watch_rules_set", obj=row, team=ht, permission=permission, reason=why,
        details=details,
    )  # fmt: skip
    return row


def _check_rules(rounds: Sequence[time], minutes: int) -> None:
    marks = [at.hour * 60 + at.minute for at in rounds]
    if any(after - before < APART for before, after in pairwise(marks)):
        raise Refused(_("Det må være minst en time mellom to runder."))
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise Refused(_("Velg mellom %d og %d minutter.") % MINUTES)
