"""How far a message of ours has come: sent is not received, only their own yes is (HITS 1168)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from emeldinger.models import Sending, SendingState
from emeldinger.receipt_rules import OK, REJECTED


class Reached(StrEnum):
    OWED = "skal-sendes"
    STOPPED = "stanset"
    WAITING = "venter"
    POSITIVE = "framme"
    LATE = "framme-sent"
    PART = "delvis"
    NEGATIVE = "avvist"
    PRESUMED = "ikke-kvittert"


WORDS = {
    Reached.OWED: _("ikke sendt herfra ennå"),
    Reached.STOPPED: _("stanset her, kom ikke ut"),
    Reached.WAITING: _("sendt, ikke kvittert ennå"),
    Reached.POSITIVE: _("tatt imot av mottakeren"),
    Reached.LATE: _("tatt imot, men etter fristen"),
    Reached.PART: _("tatt imot, med feil i en del"),
    Reached.NEGATIVE: _("avvist av mottakeren"),
    Reached.PRESUMED: _("ingen kvittering på 96 timer: regn den som ikke mottatt"),
}
#: Green is for the receiver's own yes to the whole of it and for nothing else.
COLOURS = {
    Reached.OWED: "neutral",
    Reached.STOPPED: "danger",
    Reached.WAITING: "neutral",
    Reached.POSITIVE: "success",
    Reached.LATE: "success",
    Reached.PART: "warning",
    Reached.NEGATIVE: "danger",
    Reached.PRESUMED: "danger",
}


def reached(sending: Sending) -> Reached:
    """Of a message that we wrote; a receipt is never answered. Their answer goes before all else."""
    if sending.answered_status == OK:
        return Reached.LATE if sending.presumed_at else Reached.POSITIVE
    if sending.answered_status:
        return Reached.NEGATIVE if sending.answered_status == REJECTED else Reached.PART
    if sending.state == SendingState.STOPPED:
        return Reached.STOPPED
    if sending.presumed_at:
        return Reached.PRESUMED
    return Reached.WAITING if sending.state == SendingState.SENT else Reached.OWED
