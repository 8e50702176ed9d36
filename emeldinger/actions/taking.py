"""In whose hands a message is, so that a colleague takes another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.actions import trail
from emeldinger.models import Message, Verdict
from emeldinger.permissions import check_can_handle
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.queries import name_of

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Team, User

#: What is written when a message goes to another HT.
MOVED = ("ht", "opened_at", "opened_by", "taken_at", "taken_by")


@transaction.atomic
def take(*, message: Message, by: User) -> None:
    """It is hers until she closes it or lets it go. Twice is once.

    Raises Refused where a colleague has it, or it is closed; NotAllowed for whoever handles no messages.
    """
    found = _locked(message, by)
    if found.taken_by == by:
        return
    if found.taken_by is not None:
        raise Refused(
            _("%(who)s tok meldingen %(at)s. Ta en annen, eller ta over etter henne.") % _had(found)
        )
    _give(found, by)
    trail.note(found, "message_taken", by)


@transaction.atomic
def let_go(*, message: Message, by: User) -> None:
    """Back in the queue for whoever comes first. What a colleague has is not hers to let go."""
    found = _locked(message, by)
    if found.taken_by is None:
        return
    if found.taken_by != by:
        raise Refused(_("%(who)s tok meldingen %(at)s, og har den.") % _had(found))
    _give(found, None)
    trail.note(found, "message_let_go", by)


@transaction.atomic
def take_over(*, message: Message, had_by: int, by: User) -> str:
    """From the colleague that the page showed (`had_by`, a user's key). Returns the sentence that tells
    who had it; empty where nobody had.

    Raises Refused where it has gone to somebody else since.
    """
    found = _locked(message, by)
    if found.taken_by == by:
        return ""
    if found.taken_by is not None and found.taken_by.pk != had_by:
        raise Refused(
            _("%(who)s tok meldingen %(at)s. Snakk sammen om hvem som har den.") % _had(found)
        )
    said = _had_words(found)
    before = found.taken_by
    _give(found, by)
    trail.note(found, "message_taken_over", by, details={"from": before.pk if before else None})
    return said


def move_to(message: Message, ht: Team | None) -> None:
    """In another HT nobody has looked at it or taken it yet. Not written yet (MOVED)."""
    if ht != message.ht:
        message.ht = ht
        message.opened_at = message.opened_by = message.taken_at = message.taken_by = None


def _locked(message: Message, by: User) -> Message:
    """Read anew under its own lock: the second of two who take it meets what the first did."""
    rows = Message.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("patient", "ht__site__unit", "ht__ht", "taken_by__staff").get(
        pk=message.pk
    )
    check_can_handle(by, found)
    if found.verdict != Verdict.TAKEN:
        raise Refused(_("Meldingen er ikke tatt imot, og er ingens arbeid. Den står i loggen."))
    if found.closed_at is not None:
        raise Refused(_("Meldingen er ferdig. Åpne den igjen hvis noe gjenstår."))
    return found


def _give(message: Message, to: User | None) -> None:
    message.taken_by, message.taken_at = to, clock.now() if to else None
    message.save(update_fields=["taken_by", "taken_at"])


def _had(message: Message) -> dict[str, str]:
    who = name_of(message.taken_by) if message.taken_by else ""
    return {"who": who, "at": _clock(message.taken_at)}


def _had_words(message: Message) -> str:
    if message.taken_by is None:
        return ""
    return _("Du har meldingen nå. %(who)s tok den %(at)s.") % _had(message)


def _clock(at: datetime | None) -> str:
    return date_format(at.astimezone(clock.OSLO), "j. b H:i") if at else ""
