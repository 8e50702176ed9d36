"""What we have answered: our receipts, and how far they have come. HIS 80415: a positive one is only
told to whoever asks; any other always, with code, text and what was added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from emeldinger.models import Message, Sending, SendingKind, SendingState

OK = "1"
#: National list 8258.
STATUSES = {"1": _("OK"), "2": _("Avvist"), "3": _("OK, men feil i en del av meldingen")}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One sending, as it is told. `errors` are (code, text, what was added). `of_several`: more than one of
    us has answered the same message, and each is told by its address.
    """

    sending: Sending
    status: str
    errors: tuple[tuple[str, str, str], ...]
    of_several: bool = False

    @property
    def is_positive(self) -> bool:
        return self.sending.receipt_status == OK

    @property
    def is_sent(self) -> bool:
        return self.sending.state == SendingState.SENT

    @property
    def is_stopped(self) -> bool:
        return self.sending.state == SendingState.STOPPED

    @property
    def is_late(self) -> bool:
        """Tried, and not gone."""
        return self.sending.state == SendingState.OWED and self.sending.tries > 0

    @property
    def must_be_told(self) -> bool:
        return not self.is_positive or self.is_stopped or self.is_late


def receipts_of(message: Message) -> Iterator[Receipt]:
    """Wants `sendings` fetched with the message."""
    sendings = [one for one in message.sendings.all() if one.kind == SendingKind.RECEIPT]
    for sending in sendings:
        yield receipt(sending, of_several=len(sendings) > 1)


def receipt(sending: Sending, *, of_several: bool = False) -> Receipt:
    errors = tuple(
        (str(row.get("code", "")), str(row.get("text", "")), str(row.get("detail", "")))
        for row in sending.receipt_errors
    )
    status = str(STATUSES.get(sending.receipt_status, sending.receipt_status))
    return Receipt(sending, status, errors, of_several)
